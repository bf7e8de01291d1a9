"""A red-flag measure read strictly, as written and more widely, with the unknown ones in and out."""

from __future__ import annotations

import pytest
from made_up_events import LATER, MadeUp, month

from measures.catalogue import measures
from measures.sensitivity import FlagReading, readings, rests_on_red_flags

COUNT, RATE = "imaging_without_red_flags", "imaging_rate_without_red_flags"


def read(clinic: MadeUp, name: str) -> dict[tuple[str, bool], FlagReading]:
    told = readings(clinic.units(), measures()[name], "month", [month(LATER)])
    return {(one.flags, one.silence_is_none): one for one in told}


def made_up() -> MadeUp:
    """Four low-back visits of one month, each with an image: nothing said, denied, osteoporosis, a tumour."""
    clinic = MadeUp()
    for patient, atom, state in (
        (1, None, ""),
        (2, "trauma", "absent"),
        (3, "osteoporosis", "present"),
        (4, "cancer", "present"),
    ):
        clinic.visit(patient)
        order = clinic.order(patient)
        if atom:
            clinic.says(patient, atom=atom, state=state, row=order)
    return clinic


@pytest.mark.slow
def test_a_wider_set_leaves_fewer_images_without_a_flag() -> None:
    told = read(made_up(), COUNT)
    assert [told[name, True].numerator for name in ("strict", "as_written", "extended")] == [3, 3, 2]


@pytest.mark.slow
def test_where_silence_is_not_absence_the_silent_ones_are_unknown() -> None:
    told = read(made_up(), COUNT)["as_written", False]
    assert (told.numerator, told.unknown) == (0, 3)
    assert (told.lowest, told.value, told.highest) == (0, 0, 3)


def test_a_share_lies_between_none_and_all_of_the_unknown_ones() -> None:
    told = FlagReading("strict", "", "", True, numerator=4, denominator=16, unknown=4, periods=2)
    assert (told.lowest, told.value, told.highest) == (0.2, 0.25, 0.4)


def test_nothing_to_count_has_no_value() -> None:
    told = FlagReading("strict", "", "", True, numerator=0, denominator=0, unknown=0, periods=2)
    assert (told.lowest, told.value, told.highest) == (None, None, None)


@pytest.mark.parametrize(("name", "rests"), [(COUNT, True), (RATE, True), ("pamphlet_or_exercise", False)])
def test_only_measures_about_the_absence_of_flags_are_read_in_several_ways(name: str, rests: bool) -> None:
    assert rests_on_red_flags(measures()[name]) == rests
