"""Codes that no list of ours holds: whether they are red flags nobody can tell, and that is said."""

import pytest

from measures.red_flags.unlisted import unlisted


@pytest.mark.parametrize(
    ("cell", "system"),
    [
        ("44054006", "snomed"),
        ("279039007; 44054006", "snomed"),
        ("X40J5", "ctv3"),
        ("R032.", "read2"),
        ("R032.00", "read2"),
        ("omop:201826", "icd"),
    ],
)
def test_a_bare_code_that_no_list_holds_is_open(cell: str, system: str) -> None:
    assert len(unlisted(cell, system)) == 1


@pytest.mark.parametrize(
    ("cell", "system"),
    [
        ("279039007", "snomed"),  # low back pain
        ("254837009", "snomed"),  # malignant neoplasm of breast
        ("44054006 Diabetes mellitus type 2 (disorder)", "snomed"),
        ("C10F.", "read2"),  # diabetes: a branch without red flags
        ("B34..", "read2"),
        ("C10F.", "ctv3"),
        ("N131.", "read2"),  # neck pain
        ("XaFCz", "ctv3"),
        ("omop:194133", "icd"),
        ("L03", "icpc2"),
        ("250.0", "icd9"),
        ("44054006", "undecided"),
        ("", "snomed"),
    ],
)
def test_a_code_of_a_list_a_hierarchy_or_with_its_term_is_not(cell: str, system: str) -> None:
    assert unlisted(cell, system) == ()
