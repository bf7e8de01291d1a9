"""Long systemic steroid courses: laws of stacking, held against counting the days one by one."""

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.engine import native
from measures.red_flags.steroids import COURSE_DAYS, LOOK_BACK_DAYS, courses
from measures.red_flags.steroids import steroid_courses as lazily

scripts = st.lists(st.tuples(st.integers(0, 500), st.integers(1, 120)), max_size=8)


def table(given_scripts: list[tuple[int, int]]) -> pl.DataFrame:
    """Prescriptions of one patient as the events hold them: first day and length."""
    rows = [(n, 1, day, day + length - 1, True) for n, (day, length) in enumerate(given_scripts)]
    wide = {"row": pl.Int64, "patient": pl.Int64, "day": pl.Int32, "end_day": pl.Int32}
    return pl.DataFrame(rows, schema={**wide, "systemic_steroid": pl.Boolean}, orient="row")


def steroid_courses(medications: pl.DataFrame) -> pl.DataFrame:
    """The courses of a table at hand, in order."""
    return native(lazily(nw.from_native(medications.lazy()))).sort("row", "day")


def covered(given_scripts: list[tuple[int, int]]) -> set[int]:
    """The days with supply, each prescription begun when the one before is used up."""
    days: set[int] = set()
    next_free = None
    for day, length in sorted(given_scripts):
        start = day if next_free is None or day > next_free else next_free
        days |= set(range(start, start + length))
        next_free = start + length
    return days


def long_course_by(day: int, days: set[int]) -> bool:
    """90 days in a row with supply within the 366 days that end on this day, the day itself included."""
    first = day - LOOK_BACK_DAYS + 1
    return any(all(d + n in days for n in range(COURSE_DAYS)) for d in range(first, day - COURSE_DAYS + 2))


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(scripts, st.integers(0, 1400))
def test_a_course_is_found_exactly_when_counting_the_days_finds_it(
    given_scripts: list[tuple[int, int]], day: int
) -> None:
    found = steroid_courses(table(given_scripts))
    in_force = found.filter((day - pl.col("day")).is_between(0, pl.col("window"))).height > 0
    assert in_force == long_course_by(day, covered(given_scripts))


@given(scripts)
def test_no_day_of_supply_is_lost_or_made(given_scripts: list[tuple[int, int]]) -> None:
    found = native(courses(nw.from_native(table(given_scripts).lazy())))
    assert found["days"].sum() == sum(length for _, length in given_scripts)


@given(scripts)
def test_a_course_is_named_by_its_first_prescription(given_scripts: list[tuple[int, int]]) -> None:
    found = native(courses(nw.from_native(table(given_scripts).lazy()))).sort("start")
    first_of_day = {start: min(n for n, (day, _) in enumerate(given_scripts) if day == start)
                    for start in found["start"]}  # fmt: skip
    assert found["row"].to_list() == list(first_of_day.values())
    days = covered(given_scripts)
    assert found["start"].to_list() == sorted(day for day in days if day - 1 not in days)


@pytest.mark.slow
@given(scripts, st.integers(0, 1000))
def test_the_order_of_the_rows_does_not_matter(given_scripts: list[tuple[int, int]], seed: int) -> None:
    rows = table(given_scripts)
    mixed = rows.sample(fraction=1, shuffle=True, seed=seed)
    columns = ["row", "patient", "day", "window", "state"]
    assert steroid_courses(mixed).select(columns).equals(steroid_courses(rows).select(columns))


def test_a_prescription_without_a_usable_end_cannot_tell_and_joins_no_course() -> None:
    open_ended = table([(0, 60), (60, 60)]).with_columns(
        end_day=pl.when(pl.col("row") == 1).then(None).otherwise("end_day")
    )
    found = steroid_courses(open_ended)
    assert found.select("row", "day", "window", "state").rows() == [(1, 60, LOOK_BACK_DAYS, "cannot tell")]
    backwards = table([(100, 10)]).with_columns(end_day=pl.lit(40, pl.Int32))
    assert steroid_courses(backwards)["state"].to_list() == ["cannot tell"]


def test_a_local_steroid_is_never_asked_how_long_it_lasts() -> None:
    local = table([(0, 200)]).with_columns(systemic_steroid=False)
    assert steroid_courses(local).height == 0
    unknown = table([(0, 200)]).with_columns(systemic_steroid=pl.lit(None, pl.Boolean))
    assert steroid_courses(unknown).height == 0
