"""Which diagnosis codes and medications assert a red flag, and for how long."""

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
    ],
)
def test_only_a_steroid_for_the_whole_body_counts(atc: str | None, name: str, route: str, systemic: bool) -> None:
    assert is_systemic_steroid(atc, name, route) is systemic
