"""clinic.toml: what is written is what is read, and a slip in it is told with what to correct."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.clinic import BadSettings, read_settings, slug, write_settings
from measures.letters import bare
from measures.practice import CODE_MEANINGS, EXAM_MEANINGS, Clinician, Practice, spelling

names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).map(str.strip).filter(bool)


def apart(meanings: tuple[str, ...]) -> st.SearchStrategy[dict[str, str]]:
    """Names that differ by more than case and accents, and what each means."""
    said = st.dictionaries(names, st.sampled_from(meanings), max_size=3)
    return said.filter(lambda one: len({bare(name) for name in one}) == len(one))


practices = st.builds(
    Practice,
    clinic=names.map(slug),
    name=names,
    adult_age=st.sampled_from([16, 18, 19]),
    coverage_start=st.none() | st.dates(date(2015, 1, 1), date(2030, 1, 1)),
    agreed_list=st.lists(names, max_size=3).map(tuple),
    clinicians=st.lists(names, max_size=3, unique=True).map(lambda ids: tuple(Clinician(i, (f"Dr {i}",)) for i in ids)),
    outside=st.lists(names, max_size=3).map(tuple),
    all_in_person=st.booleans(),
    exams=apart(EXAM_MEANINGS),
    codes=apart(CODE_MEANINGS),
    words=st.lists(st.tuples(st.just("visits.status"), names, st.just("completed")), max_size=2).map(tuple),
)


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(practices)
def test_settings_written_and_read_are_the_same_settings(practice: Practice) -> None:
    assert read_settings(write_settings(practice)) == practice


def test_the_file_of_the_manual_is_read() -> None:
    practice = read_settings(
        """
        name = "Prairie Family Practice"
        coverage_start = 2023-07-01
        agreed_list = ["Back in Motion Physio"]
        [[clinician]]
        id = "P1"
        spellings = ["SMITH, JOHN (12345)"]
        [[outside]]
        spellings = ["ER PHYSICIAN, UCC"]
        """
    )
    assert practice.clinic == "prairie-family-practice"
    assert practice.roster == {"SMITH, JOHN (12345)": "P1", "P1": "P1"}
    assert practice.outsiders == {"ER PHYSICIAN, UCC"}
    assert (practice.adult_age, practice.timezone) == (18, "America/Edmonton")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("adult_ages = 18", "'adult_ages' is not a setting"),
        ('adult_age = "18"', "adult_age = '18' is not a int"),
        ("adult_age = true", "adult_age"),
        ("adult_age = 81", "not an age an adult begins at"),
        ('timezone = "Edmonton"', "use one like America/Edmonton"),
        ('coverage_start = "January"', "coverage_start"),
        ("name = ", "cannot be read"),
        ('[[clinician]]\nspellings = ["x"]', "needs an id"),
        (
            '[[clinician]]\nid = "A"\nspellings = ["x"]\n[[clinician]]\nid = "B"\nspellings = ["x"]',
            "both A and B",
        ),
    ],
)
def test_a_slip_is_told_with_the_key_and_what_is_expected(text: str, says: str) -> None:
    with pytest.raises(BadSettings, match=says):
        read_settings(text)


NOT_CHECKED = "ingest/clinic.py checks the outermost keys only"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[clinician]]\nid = "A"\nspellings = [7]', "spellings"),
        ('[[outside]]\nspelling = ["x"]', "outside"),
        ('[[word]]\nseen = "x"', "word"),
        ('[[exam]]\nseen = "BACK ROUTINE"', "one of XR, CT, MR, no"),
        ('[[exam]]\nseen = "BACK ROUTINE"\nmeans = "lumbar"', "one of XR, CT, MR, no"),
        ('[[code]]\nseen = 724\nmeans = "A"', "in quotation marks"),
        ('[[code]]\nseen = "724"\nmeans = "D"', "one of A, B, C, no"),
        ('code = ["724"]', "code"),
        (
            '[[exam]]\nseen = "x"\nmeans = "XR"\n[[exam]]\nseen = "x"\nmeans = "CT"',
            "both XR and CT",
        ),
        ("agreed_list = [3]", "agreed_list"),
    ],
)
def test_a_slip_inside_a_list_is_told_too(text: str, says: str) -> None:
    with pytest.raises(BadSettings, match=says):
        read_settings(text)


def test_settled_exams_and_codes_are_kept_with_the_clinic() -> None:
    practice = read_settings(
        """
        [[exam]]
        seen = "BACK ROUTINE"
        means = "XR"
        [[code]]
        seen = "724"
        means = "A"
        """
    )
    assert (practice.exams, practice.codes) == ({"BACK ROUTINE": "XR"}, {"724": "A"})
    assert practice.knowing("exam", "SPINE", "no").exams == {"BACK ROUTINE": "XR", "SPINE": "no"}
    assert practice.knowing("code", "LB01", "B").codes == {"724": "A", "LB01": "B"}


def test_an_orderer_is_either_of_the_practice_or_outside() -> None:
    with pytest.raises(BadSettings, match="x"):
        read_settings('[[clinician]]\nid = "A"\nspellings = ["x"]\n[[outside]]\nspellings = ["x"]')


def test_names_are_compared_with_composed_accents_and_single_spaces_and_no_guessing() -> None:
    assert spelling("LE\u0301VESQUE,  ANDRE\u0301 ") == "LÉVESQUE, ANDRÉ"
    assert spelling("Lévesque") != spelling("LEVESQUE")
