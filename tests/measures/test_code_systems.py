"""In which code system a column of codes is, and what its codes then mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.back_pain import read_codes
from measures.code_systems import codes_in, decide, is_concept, is_loinc, named
from measures.imaging import read_coded_exams, read_procedure_codes
from measures.red_flags.codes import atoms_of_codes


def system(*cells: str, heading: str = "", procedures: bool = False) -> str | None:
    return decide(dict.fromkeys(cells, 1), heading=heading, procedures=procedures).system


def tiers(cells: list[str], in_system: str) -> list[str | None]:
    return [spine.tier for spine in read_codes(cells, in_system)]


def flags(cells: list[str], in_system: str) -> list[set[str]]:
    spines = read_codes(cells, in_system)
    return [{atom for atom, _ in found} for found in atoms_of_codes([s.codes for s in spines], in_system)]


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (("7242", "401"), "icd9"),
        (("724.2 LOW BACK PAIN", "V68.1"), "icd9"),
        (("M54.5", "I10", "V10.3"), "icd10"),
        (("M545", "E119"), "icd10"),
        (("724.2", "M54.5"), "icd"),
        (("C10F.", "N142.", "C34.."), "read2"),
        (("N142.00", "16C5.00", "C10F.00"), "read2"),
        (("XE1FB", "N142.", "XaIIv"), "ctv3"),
        (("279039007", "44054006"), "snomed"),
        (("L03 Low back symptom/complaint", "K86", "L84"), "icpc2"),
        (("L03 Cellulitis", "L84", "N20"), "icd10"),
        (("L03", "L84"), None),
        (("N142", "C10F", "C34", "16C5"), None),
        (("BACK1", "SUGAR2"), None),
        (("low back pain",), "icd"),
    ],
)
def test_a_column_of_diagnoses_is_in_one_system_or_is_asked_about(cells: tuple[str, ...], wanted: str | None) -> None:
    assert system(*cells) == wanted


def test_many_icpc_codes_and_none_that_only_icd10_holds_are_icpc() -> None:
    cells = [f"{chapter}{number}" for chapter in "AKLR" for number in ("01", "29", "74", "86")]
    assert system(*cells) == "icpc2"
    assert system(*cells, "M54", "J06") == "icd10"


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (("72148", "99213"), "cpt"),
        (("24968-0", "30620-9"), "loinc"),
        (("241648005", "399208008"), "snomed"),
        (("U05.4", "W37.1", "Z665"), "opcs4"),
    ],
)
def test_a_column_of_procedures_is_told_by_shape_and_check_digit(cells: tuple[str, ...], wanted: str) -> None:
    assert system(*cells, procedures=True) == wanted


def test_a_heading_decides_where_its_system_fits_also_for_read_codes_that_lost_their_padding() -> None:
    assert system("L03", "L84", heading="ICPC-2 code") == "icpc2"
    assert system("N142", "C10F", heading="Read code") == "read2"
    assert system("724.2", "401.9", heading="ICPC") == "icd9"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("http://snomed.info/sct", "snomed"), ("SnomedCore", "snomed"), ("ICD-10-CA", "icd10"), ("icd9", "icd9"),
        ("http://hl7.org/fhir/sid/icd-9-cm", "icd9"), ("2.16.840.1.113883.6.90", "icd10"), ("ICPC-2", "icpc2"),
        ("READ_CTV3", "ctv3"), ("Readv2", "read2"), ("http://loinc.org", "loinc"), ("CPT4", "cpt"), ("10", "icd10"),
        ("CIM-10", "icd10"), ("our own", None), (None, None),
    ],
)  # fmt: skip
def test_a_system_is_known_by_any_of_its_names(text: str | None, wanted: str | None) -> None:
    assert named(text) == wanted


def test_low_back_pain_is_known_in_every_system() -> None:
    assert tiers(["L03", "L84", "L86", "L02", "L01", "L15"], "icpc2") == ["A", "A", "B", "C", None, None]
    assert tiers(["N142.", "N142.11", "N143.", "N1420", "N141.", "N12..", "C10F."], "read2") == [
        "A", "A", "B", "B", None, "C", None,
    ]  # fmt: skip
    assert tiers(["XE1FB", "XaIIv", "N143.", "Xa0ws"], "ctv3") == ["A", "A", "B", None]
    assert tiers(["279039007", "23056005", "267981009", "44054006"], "snomed") == ["A", "B", None, None]
    assert tiers(["194133", "372409", "312998"], "omop") == ["A", "B", None]


def test_no_code_of_another_system_is_taken_for_one_of_icd() -> None:
    assert flags(["C10F.", "C34..", "B22z.", "B33z."], "read2") == [set(), set(), {"cancer"}, set()]
    assert flags(["C34.9", "L03"], "icd10") == [{"cancer"}, set()]
    assert flags(["R84", "L03", "S77", "T08"], "icpc2") == [{"cancer"}, set(), set(), {"weight_loss"}]
    assert flags(["363346000", "386661006", "44054006"], "snomed") == [{"cancer"}, {"infection_fever"}, set()]
    assert flags(["E880"], "icd9") == [{"trauma"}]
    assert flags(["E880"], "icd10") == [set()]


def test_an_undecided_column_says_nothing() -> None:
    (spine,) = read_codes(["L03 low back"], "undecided")
    assert (spine.tier, spine.codes) == (None, ())
    assert not read_procedure_codes(["72148"], "undecided")[0].lumbar


@pytest.mark.parametrize(
    ("code", "in_system", "wanted"),
    [
        ("241648005", "snomed", ("MR", True)), ("22791004", "snomed", ("XR", True)),
        ("399208008", "snomed", ("XR", False)),
        ("241645008", "snomed", ("MR", False)), ("5257.", "read2", ("XR", True)), ("X70pF", "ctv3", ("MR", True)),
        ("72148-26", "cpt", ("MR", True)), ("24968-0", "loinc", ("MR", True)), ("2211414", "omop", ("MR", True)),
        ("5257.", "own", (None, False)),
    ],
)  # fmt: skip
def test_a_lumbar_image_is_known_by_its_code(code: str, in_system: str, wanted: tuple[str | None, bool]) -> None:
    (exam,) = read_procedure_codes([code], in_system)
    assert (exam.modality, exam.lumbar) == wanted


def test_the_name_beside_a_code_speaks_where_no_list_holds_the_code() -> None:
    exams = read_coded_exams(["MLSPN", "72148", "MKNEL"], ["MRI Spine lumbar", "CT head", "MRI Knee Lt"], "nicip")
    assert [(e.modality, e.lumbar) for e in exams] == [("MR", True), ("MR", True), ("MR", False)]


@given(st.integers(10_000, 10**15 - 1))
def test_one_wrong_digit_makes_no_concept_of_a_concept(number: int) -> None:
    """Verhoeff's digit finds every slip of a single digit, so at most one of the ten endings is right."""
    assert sum(is_concept(f"{number}00{last}") for last in range(10)) == 1


def test_published_loinc_numbers_pass_and_invented_ones_do_not() -> None:
    assert all(map(is_loinc, ("24969-8", "24963-1", "30620-9", "24968-0", "30678-7")))
    assert not is_loinc("30797-1")


def test_a_stored_code_reads_as_itself_whatever_the_column() -> None:
    for code in (*codes_in("L03", "icpc2"), *codes_in("N142.", "read2"), *codes_in("XE1FB", "ctv3")):
        assert codes_in(code) == (code,)
        assert read_codes([code])[0].tier == "A"
