"""Which diagnosis cells and words say low back pain."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.back_pain import read_codes, says_low_back
from measures.icd import codes_in, normalise


def tier(cell: str, system: str | None = None) -> str | None:
    return read_codes([cell], system)[0].tier


def cells_of_the_table() -> list[tuple[str, str]]:
    """The lines of code_spellings.txt: a cell and its tier ("-": none)."""
    lines = (Path(__file__).parent / "code_spellings.txt").read_text("utf-8").splitlines()[1:]
    return [(cell.replace("\\n", "\n"), tier) for line in lines for cell, _, tier in [line.rpartition(" | ")]]


@pytest.mark.parametrize("wanted", sorted({wanted for _, wanted in cells_of_the_table()}))
def test_every_cell_of_the_table_has_its_tier(wanted: str) -> None:
    cells = [cell for cell, said in cells_of_the_table() if said == wanted]
    assert {cell: read for cell in cells if (read := tier(cell) or "-") != wanted} == {}


@pytest.mark.parametrize(
    "cell",
    [
        "724.2",
        "7242",
        "724.20",
        "724-2",
        " 724.2 ",
        "LBP (724.2)",
        "724.2 LOW BACK PAIN",
        "Low back pain 7242",
        "M54.5",
        "M545",
        "M54.50",
        "724.2;401",
        "724.2, 401.9",
        "724.2|V68",
        "401.9 / 724.2",
        "LBP (724.2), HTN (401.9)",
        "S33.5XXA",
        "Back strain - 847.2",
    ],
)
def test_any_usual_spelling_of_a_low_back_code_is_tier_a(cell: str) -> None:
    assert tier(cell) == "A"


@pytest.mark.parametrize(
    "cell", ["724.3", "724.4", "722.10", "72210", "722.1", "724.02", "M54.3", "M54.41", "M51.16", "M48.061"]
)
def test_leg_symptoms_are_tier_b(cell: str) -> None:
    assert tier(cell) == "B"


@pytest.mark.parametrize(
    "cell",
    [
        "724",
        "722",
        "721",
        "847",
        "M54",
        "M51",
        "M47",
        "722.2",
        "722.6",
        "721.9",
        "M47.8",
        "Back (724)",
        "M54.1",
    ],
)
def test_a_code_without_its_site_is_tier_c(cell: str) -> None:
    assert tier(cell) == "C"


@pytest.mark.parametrize(
    ("cell", "region"),
    [
        ("723.1", "neck"),
        ("847.0", "neck"),
        ("722.0", "neck"),
        ("M54.2", "neck"),
        ("M50.2", "neck"),
        ("724.1", "thoracic"),
        ("724.01", "thoracic"),
        ("847.1", "thoracic"),
        ("722.11", "thoracic"),
        ("M54.6", "thoracic"),
        ("M51.34", "thoracic"),
        ("805.4", "serious"),
        ("8054", "serious"),
        ("839.20", "serious"),
        ("839", "serious"),
        ("720.0", "serious"),
        ("M46.4", "serious"),
        ("724.7", "other"),
        ("737.30", "other"),
    ],
)
def test_another_part_of_the_spine_is_not_low_back(cell: str, region: str) -> None:
    (spine,) = read_codes([cell])
    assert (spine.tier, spine.spine_code, spine.region) == (None, True, region)


@pytest.mark.parametrize(
    "cell",
    [
        "401.9",
        "311",
        "V70.0",
        "4019",
        "",
        None,
        "250.0",
        "DM2",
        "knee pain",
        "733.13",
        "324.1",
    ],
)
def test_other_codes_are_no_spine_code(cell: str | None) -> None:
    (spine,) = read_codes([cell])
    assert spine.tier is None
    assert not spine.spine_code


def test_the_best_tier_of_a_cell_wins() -> None:
    assert tier("724; 724.3") == "B"
    assert tier("Sciatica (724.3), back (724.5)") == "A"
    assert tier("Sprain (847), Neck (723.1)") == "C"


def test_a_red_flag_code_beside_a_back_code_is_kept_for_the_flags() -> None:
    (spine,) = read_codes(["Lumbar sprain (847.2), Cauda equina (34460)"])
    assert (spine.tier, spine.codes) == ("A", ("847.2", "344.6"))


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("V10.3", ("V10.3",)),
        ("V700", ("V70.0",)),
        ("73679", ("736.79",)),
        ("E885.9", ("E885.9",)),
        ("E119", ("E11.9",)),
        ("M51.16, V43.5", ("M51.16", "V43.5")),
        ("hip replaced 2014", ()),
        ("Bone mets (1985)", ("198.5",)),
        ("T12 wedge", ()),
        ("L4-5 disc", ()),
        ("BP 140/90", ()),
        ("Weight: 185 lbs", ()),
        ("TA 150/80, lombalgie 724.2", ("724.2",)),
        ("room 724", ()),
        ("phone 7242", ()),
        ("724,2", ("724.2",)),
        ("724, 2 wks", ("724",)),
        ("M54,5", ("M54.5",)),
        ("M54-5", ("M54.5",)),
        ("dx: 7242 lbp", ("724.2",)),
        ("724.2_LBP", ("724.2",)),
    ],
)
def test_codes_are_told_by_their_shape(cell: str, codes: tuple[str, ...]) -> None:
    assert codes_in(cell) == codes


def test_a_named_system_decides() -> None:
    assert codes_in("E876", "ICD-10-CA") == ("E87.6",)
    assert codes_in("E876", "icd9") == ("E876",)
    assert codes_in("27903900", "SNOMED CT") == ()
    assert tier("279039007", "http://snomed.info/sct") == "A"


@pytest.mark.parametrize(("cell", "codes"), [("LB01", ("?LB01",)), (" lbp-2 ", ("?LBP-2",)), ("03.03A", ("?03.03A",))])
def test_a_code_of_the_clinics_own_is_kept_with_a_question_mark_and_says_nothing(
    cell: str, codes: tuple[str, ...]
) -> None:
    (spine,) = read_codes([cell])
    assert (spine.codes, spine.tier, spine.spine_code) == (codes, None, False)


@pytest.mark.parametrize("cell", ["low back pain", "A1234567", "see note 4", "555123", "back", "2024-07-24", ""])
def test_words_and_long_numbers_are_no_code_of_the_clinics_own(cell: str) -> None:
    assert not any(code.startswith("?") for code in read_codes([cell])[0].codes)


def test_a_concept_of_snomed_ct_is_read_only_where_it_is_known() -> None:
    assert read_codes(["192970008"])[0].codes == ("192970008",)
    assert read_codes(["192970008"])[0].region == "serious"
    assert read_codes(["900000001"])[0].codes == ()


@given(st.integers(100, 999), st.integers(0, 9))
def test_the_point_the_nought_and_the_dash_change_nothing(stem: int, digit: int) -> None:
    spellings = {
        normalise(text) for text in (f"{stem}.{digit}", f"{stem}{digit}", f"{stem}-{digit}", f"{stem}.{digit}0")
    }
    assert spellings == {f"{stem}.{digit}"}


@given(st.text(max_size=60))
def test_any_cell_can_be_read(cell: str) -> None:
    (spine,) = read_codes([cell])
    assert spine.tier in ("A", "B", "C", None)


@pytest.mark.parametrize(
    "text",
    [
        "low back pain",
        "lower-back strain",
        "Lower back x 2 wks",
        "lumbar strain",
        "lumbago",
        "Lumbosacral",
        "L-spine pain",
        "L spine",
        "LS-spine",
        "LBP",
        "CLBP f/u",
        "lombalgie",
        "douleur lombaire",
        "mal dans le bas du dos",
        "no better, LBP",
        "no improvement in low back pain",
        "no fever, LBP",
        "L.B.P.",
        "bas de dos",
        "douleur bas dos",
        "BACK PAIN, LOW",
        "pain in the lower part of her back",
        "LBP neg SLR",
    ],
)
def test_these_words_name_the_low_back(text: str) -> None:
    assert says_low_back([text]) == [True]


@pytest.mark.parametrize(
    "text",
    [
        "back pain",
        "sciatica",
        "dorsalgie",
        "plumber",
        "lumber yard",
        "Dr. Lombardi",
        "no LBP",
        "denies low back pain",
        "LBP: denied",
        "without lumbar pain",
        "pas de lombalgie",
        "denies neck or low back pain",
        "came back low",
        "sore back, low mood",
        "back pain, low energy",
        "LBP neg",
        "LBP - denies",
        "no hx LBP",
        "without back or lumbar pain",
        "",
        None,
        "neck pain",
    ],
)
def test_these_words_do_not(text: str | None) -> None:
    assert says_low_back([text]) == [False]


@pytest.mark.parametrize(
    "text",
    [
        "prior LBP: none", "no previous low back pain", "no prior episodes of LBP", "past low back pain - none",
        "Antécédents de lombalgie: aucun",
    ],
)  # fmt: skip
def test_denying_that_there_was_any_before_does_not_deny_the_pain_of_today(text: str) -> None:
    assert says_low_back([text]) == [True]


@pytest.mark.parametrize("text", ["no LBP", "LBP: none", "45 year old, LBP: denied", "no low back pain, prior surgery"])
def test_denied_pain_of_today_stays_denied(text: str) -> None:
    assert says_low_back([text]) == [False]
