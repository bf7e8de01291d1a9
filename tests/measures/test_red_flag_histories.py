"""Whole histories of codes, drugs and pain scores: whether the image ordered in the end has a red flag."""

import pytest
from made_up_events import LATER, MadeUp, on

from measures.engine import native
from measures.units.atoms import atom_states

#: Days before the order.
MONTH, YEAR = 30, 365


def flagged(clinic: MadeUp) -> list[bool | None]:
    return native(clinic.units().image.select("row", "red_flag")).sort("row")["red_flag"].to_list()


def state_of(clinic: MadeUp, atom: str) -> str:
    return str(atom_states(clinic.units()).filter(atom=atom)["state"].item())


def image_after(clinic: MadeUp, day: int = LATER, **visit: object) -> MadeUp:
    """A low-back visit and its image on one day."""
    clinic.visit(1, day, **visit)
    clinic.order(1, day)
    return clinic


@pytest.mark.parametrize(
    ("atom", "window", "before", "counts"),
    [
        ("cancer", 365_000, 3 * MONTH, True),
        ("infection_fever", 30, 10, True),
        ("infection_fever", 30, 40, False),
        ("trauma", 90, 60, True),
        ("trauma", 90, 100, False),
    ],
)
def test_a_code_on_record_counts_for_its_window(atom: str, window: int, before: int, counts: bool) -> None:
    clinic = image_after(MadeUp())
    clinic.says(1, LATER - before, atom, "present", window, source="code")
    assert flagged(clinic) == [counts]


def test_a_code_recorded_after_the_order_does_not_justify_it() -> None:
    clinic = image_after(MadeUp())
    clinic.says(1, LATER + 5, "cancer", "present", source="code")
    assert flagged(clinic) == [False]


def test_a_cancer_known_to_a_specialist_letter_and_denied_on_the_order_still_counts() -> None:
    clinic = image_after(MadeUp())
    clinic.says(1, LATER - 3 * MONTH, "cancer", "present", source="code")
    order = clinic.rows["orders"][0]["row"]
    clinic.says(1, LATER, "cancer", "absent", row=order)
    assert flagged(clinic) == [True]


@pytest.mark.parametrize(
    ("first", "last", "counts"),
    [
        (LATER - 100, LATER + 20, True),  # its 90th day lies before the order
        (LATER - 60, LATER + 60, False),  # the 90th day comes after it
        (LATER - 5, LATER - 1, False),  # a short burst
    ],
)
def test_a_steroid_counts_from_its_ninetieth_day(first: int, last: int, counts: bool) -> None:
    clinic = image_after(MadeUp())
    clinic.add("medications", 1, first, end_day=on(last)["day"], systemic_steroid=True)
    assert flagged(clinic) == [counts]


def test_a_steroid_without_an_end_cannot_be_told() -> None:
    clinic = image_after(MadeUp())
    clinic.add("medications", 1, LATER - 20, end_day=None, systemic_steroid=True)
    assert state_of(clinic, "steroids") == "cannot tell"


@pytest.mark.parametrize(
    ("age", "score", "counts"), [(62, 9.0, True), (62, 5.0, False), (45, 9.0, False), (50, 9.0, False), (51, 8.0, True)]
)
def test_a_first_severe_episode_is_worked_out_from_age_history_and_score(age: int, score: float, counts: bool) -> None:
    clinic = image_after(MadeUp(), age_low=age, age_high=age)
    clinic.add("responses", 1, LATER, instrument="pain", score=score)
    assert flagged(clinic) == [counts]


def test_an_earlier_episode_makes_the_second_no_first() -> None:
    clinic = MadeUp()
    clinic.visit(1, LATER - YEAR, age_low=61, age_high=61)
    image_after(clinic, age_low=62, age_high=62)
    clinic.add("responses", 1, LATER, instrument="pain", score=9.0)
    assert flagged(clinic) == [False]
