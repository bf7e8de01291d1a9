"""The term beside a code that no list holds: low back pain, a red flag, or nothing of either."""

import pytest

from measures.terms import read_term


@pytest.mark.parametrize(
    ("cell", "tier", "atoms"),
    [
        ("93974005 Primary malignant neoplasm of prostate (disorder)", None, ["cancer"]),
        ("omop:4112853 Malignant tumor of breast", None, ["cancer"]),
        ("B34.. Malignant neoplasm of female breast", None, ["cancer"]),
        ("207938004 Closed fracture of lumbar vertebra", None, ["trauma"]),
        ("6077001 Foot-drop", None, ["neurological"]),
        ("386661006 Fever", None, ["infection_fever"]),
        ("89362005 Weight loss", None, ["weight_loss"]),
        ("247366003 Acute low back pain (finding)", "A", []),
        ("202794004 Sciatica", "B", []),
        ("309538008 Family history of malignant neoplasm of breast", None, []),
        ("24165007 Breast cancer screening", None, []),
        ("254701007 Basal cell carcinoma of skin", None, []),
        ("65966004 Fracture of forearm", None, []),
        ("21719001 Hay fever", None, []),
        ("38341003 Hypertensive disorder", None, []),
        ("279035001 Acute thoracic back pain", None, []),
        ("279039007", None, []),
    ],
)
def test_a_term_says_what_its_concept_is(cell: str, tier: str | None, atoms: list[str]) -> None:
    said = read_term(cell)
    assert (said.tier, [atom for atom, _ in said.atoms]) == (tier, atoms)


def test_a_history_of_cancer_is_told_apart() -> None:
    assert read_term("429087003 History of malignant neoplasm of breast").history
    assert not read_term("254837009 Malignant neoplasm of breast").history


def test_a_note_is_no_term() -> None:
    note = "279039007 seen today with his wife, who had cancer; no weight loss, " + "talked at length. " * 8
    assert read_term(note).atoms == ()
