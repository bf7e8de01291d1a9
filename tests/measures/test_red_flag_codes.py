"""Which diagnosis codes and medications assert a red flag, and for how long."""

import tomllib
from importlib.resources import files

import pytest

from measures.red_flags.codes import WINDOWS, atoms_of_codes, is_systemic_steroid
from measures.red_flags.words import ATOMS


@pytest.mark.parametrize(
    ("code", "asserted"),
    [
        ("344.6", ("cauda_equina", 90)),
        ("344.1", ("neurological", 365)),
        ("736.79", ("neurological", 365)),
        ("805.4", ("trauma", 90)),
        ("839", ("trauma", 90)),
        ("E885.9", ("trauma", 90)),
        ("185", ("cancer", None)),
        ("172.9", ("cancer", None)),
        ("174.9", ("cancer", None)),
        ("208.9", ("cancer", None)),
        ("209.3", ("cancer", None)),
        ("233", ("cancer", None)),
        ("V10.3", ("cancer", None)),
        ("C61", ("cancer", None)),
        ("D05.1", ("cancer", None)),
        ("783.21", ("weight_loss", 180)),
        ("780.6", ("infection_fever", 30)),
        ("730.2", ("infection_fever", 365)),
        ("M46.4", ("infection_fever", 365)),
        ("R50.9", ("infection_fever", 30)),
        ("720", ("inflammatory", None)),
        ("M45", ("inflammatory", None)),
        ("S32.0", ("trauma", 90)),
        ("W10", ("trauma", 90)),
        ("G83.4", ("cauda_equina", 90)),
        ("192970008", ("cauda_equina", 90)),
        ("G82.2", ("neurological", 365)),
        ("M21.37", ("neurological", 365)),
        ("M51.0", ("neurological", 365)),
        ("722.73", ("neurological", 365)),
        ("721.42", ("neurological", 365)),
        ("800.0", ("trauma", 90)),
        ("829.1", ("trauma", 90)),
        ("869.0", ("trauma", 90)),
        ("925.1", ("trauma", 90)),
        ("952.2", ("trauma", 90)),
        ("E812.0", ("trauma", 90)),
        ("E849", ("trauma", 90)),
        ("E880.9", ("trauma", 90)),
        ("S34.3", ("trauma", 90)),
        ("T08", ("trauma", 90)),
        ("W19.9", ("trauma", 90)),
        ("140.0", ("cancer", None)),
        ("231", ("cancer", None)),
        ("C97", ("cancer", None)),
        ("C90.0", ("cancer", None)),
        ("R63.4", ("weight_loss", 180)),
        ("324.1", ("infection_fever", 365)),
        ("015.0", ("infection_fever", 365)),
        ("790.7", ("infection_fever", 365)),
        ("G06.1", ("infection_fever", 365)),
        ("A18.0", ("infection_fever", 365)),
        ("M46.2", ("infection_fever", 365)),
        ("M46.1", ("inflammatory", None)),
        ("L40.5", ("inflammatory", None)),
        ("696.0", ("inflammatory", None)),
    ],
)
def test_a_code_asserts_its_flag_for_its_days(code: str, asserted: tuple[str, int | None]) -> None:
    assert atoms_of_codes([(code,)]) == [(asserted,)]


@pytest.mark.parametrize(
    "code",
    [
        "173.3",
        "C44.3",
        "D04.2",
        "V10.83",
        "209.4",
        "232.5",
        "846",
        "847.2",
        "722.93",
        "724.3",
        "729.2",
        "788.2",
        "R33",
        "R20.0",
        "304.0",
        "305.5",
        "F11.2",
        "F14",
        "401.9",
        "D37",
        "V70.0",
        "Z85.3",
        "733.0",
        "042",
        "830.0",
        "879.9",
        "E850.2",
        "E879.0",
        "E889",
        "W20",
        "S33.5",
        "?LB01",
        "279039007",
        "192970009",
        "M46.0",
    ],
)
def test_these_codes_assert_nothing_alone(code: str) -> None:
    assert atoms_of_codes([(code,)]) == [()]


def test_a_v_code_is_a_history_in_icd_9_and_a_crash_in_icd_10() -> None:
    assert atoms_of_codes([("V10.3",)]) == [(("cancer", None),)]
    assert atoms_of_codes([("M54.5", "V43.5")]) == [(("trauma", 90),)]
    assert atoms_of_codes([("V43.5",)], "icd10") == [(("trauma", 90),)]


def test_the_longer_time_holds_where_two_codes_assert_one_flag() -> None:
    assert atoms_of_codes([("780.6", "730.0")]) == [(("infection_fever", 365),)]


def test_codes_that_need_words_beside_them_assert_nothing_in_any_set() -> None:
    lists = tomllib.loads(files("measures.red_flags").joinpath("codes.toml").read_text("utf-8"))["needs_words"]
    first = [entry.partition("-")[0] for entries in lists.values() for entry in entries]
    assert {"788.2", "R33", "304.0", "F11"} <= set(first)
    for flag_set in (None, "extended"):
        assert not any(atoms_of_codes([(code,) for code in first], None, flag_set))


@pytest.mark.parametrize(
    ("codes", "asserted"),
    [
        (("733.0",), {"osteoporosis": None}),
        (("M80.0",), {"osteoporosis": None, "fragility_fracture": 90}),
        (("B24",), {"hiv": None}),
        (("V42.0",), {"transplant": None}),
        (("V42.0", "M54.5"), {}),
        (("Z51.5",), {"palliative": None}),
        (("Z85.3", "D47.2"), {"cancer_wider": None}),
        (("174.9", "805.4"), {}),
    ],
)
def test_the_extended_set_has_codes_of_its_own_and_no_others(
    codes: tuple[str, ...], asserted: dict[str, int | None]
) -> None:
    assert dict(atoms_of_codes([codes], None, "extended")[0]) == asserted


def test_every_flag_has_its_days() -> None:
    assert set(WINDOWS) == set(ATOMS)
    assert WINDOWS["cancer"] is None


@pytest.mark.parametrize(
    ("atc", "name", "route", "systemic"),
    [
        ("H02AB07", "PREDNISONE", "PO", True),
        ("", "prednisone 5 mg tab", "", True),
        (None, "Dexamethasone", "oral", True),
        ("", "hydrocortisone 10 mg tablet", "", True),
        ("D07AA02", "HYDROCORTISONE CREAM", "TOP", False),
        ("R03BA05", "FLUTICASONE", "INH", False),
        ("", "hydrocortisone 1% cream", "", False),
        ("", "hydrocortisone", "", False),
        ("H02AB04", "METHYLPREDNISOLONE", "intra-articular", False),
        ("", "prednisolone eye drops", "", False),
        ("", "budesonide nasal spray", "", False),
        ("", "naproxen", "PO", False),
        ("H02AB04", "DEPO-MEDROL", "epidural", False),
        ("H02AB02", "DEXAMETHASONE", "PO", True),
        ("", "Prednisone 5 mg comprimé", "", True),
        ("", "DÉFLAZACORT 6 MG", "P.O.", True),
        ("", "APO-PREDNISONE", "", True),
        ("", "prednisolone 5mg/5mL sirop", "", True),
        ("H02AB08", "KENALOG-40", "IM", True),
        ("H02AB04", "Depo-Medrol 80 mg/mL", "I.M.", True),
        ("H02AB04", "Depo-Medrol 80 mg/mL inj", "", False),
        ("H02AB08", "triamcinolone acetonide", "IA", False),
        ("", "triamcinolone 0.1% cream", "", False),
        ("H02AB06", "PREDNISOLONE ACETATE 1% OPHTH SUSP", "", False),
        ("", "dexaméthasone collyre", "", False),
        ("", "betamethasone valerate lotion", "", False),
        ("", "Betnesol lavement", "", False),
        ("", "fluticasone", "INH", False),
        ("R03BA02", "budesonide turbuhaler", "", False),
        ("A07EA06", "budesonide", "PO", False),
        ("H02AA02", "fludrocortisone", "PO", False),
        ("", "prednisone", "rectal", False),
        ("", "methylprednisolone", "péridurale", False),
        ("", "methylprednisolone 40 mg", "joint injection", False),
        ("H02AB09", "hydrocortisone", "", True),
        ("", "non-steroidal", "PO", False),
        (None, None, None, False),
    ],
)
def test_only_a_steroid_for_the_whole_body_counts(
    atc: str | None, name: str | None, route: str | None, systemic: bool
) -> None:
    assert is_systemic_steroid(atc, name, route) is systemic
