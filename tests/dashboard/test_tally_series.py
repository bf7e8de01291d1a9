"""A tally as a series: nothing is lost or counted twice, what nobody tallied is a gap, and its sources are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_records import fresh
from made_up_tallies import COUNT, PAMPHLET, RATE, TODAY, WHEN, entries, pasted

from dashboard.drawing.tally_sources import mixed, source_flags, source_words
from dashboard.records import Counted, Entry, Records, Tally
from dashboard.study.filters import Filters
from dashboard.study.tally_series import tally_gaps, tally_series
from dashboard.telling.tally_entries import entries_table, standing, total
from measures.periods import period_at
from measures.spc.series_doctor import calendar_of


def points(tally: Tally, own: list[Entry], every: str = "month", today: date = TODAY) -> dict[str, tuple[Any, ...]]:
    """Period -> numerator, denominator, whether only a part of it was tallied."""
    found = tally_series(tally, own, Filters(every=every), today).points
    return {p: (n, d, part) for p, n, d, part in found.select("period", "numerator", "denominator", "partial").rows()}


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """Days and pasted months in any order, never both in one month; some taken back."""
    months = draw(st.dictionaries(st.integers(1, 5), st.booleans(), max_size=5))
    numbers, found = count(1), []
    for month, by_day in months.items():
        days = draw(st.lists(st.integers(1, 28), min_size=1, max_size=6)) if by_day else [1]
        for day in days:
            out_of = draw(st.integers(0, 9))
            counted = draw(st.integers(0, out_of))
            every, source = ("day", "tapped") if by_day else ("month", "pasted")
            own = Entry(next(numbers), 1, date(2026, month, day), every, counted, out_of, source, None, "Ann", WHEN)
            found.append(own)
            if draw(st.booleans()):
                found.append(_undo(own, next(numbers)))
    return found


def _undo(one: Entry, number: int) -> Entry:
    taken = replace(one, numerator=-one.numerator, denominator=-(one.denominator or 0))
    return replace(taken, id=number, undoes=one.id, who="Ben")


@pytest.fixture(scope="module")
def records() -> Records:
    return fresh()


# Laws


@given(histories(), st.sampled_from(["month", "quarter"]))
def test_the_periods_sum_to_what_stands(history: list[Entry], every: str) -> None:
    stands = standing(history)
    found = tally_series(RATE, stands, Filters(every=every), TODAY).points
    assert (found["numerator"].sum(), found["denominator"].sum()) == total(stands)


@given(histories())
def test_the_weeks_sum_to_the_days_and_hold_no_figure_of_a_month(history: list[Entry]) -> None:
    stands = standing(history)
    found = tally_series(RATE, stands, Filters(every="week"), TODAY).points
    assert (found["numerator"].sum(), found["denominator"].sum()) == total([e for e in stands if e.every == "day"])


@pytest.mark.slow
@given(histories(), st.sampled_from(["week", "month", "quarter"]), st.randoms(use_true_random=False))
def test_the_order_in_which_it_was_written_down_does_not_matter(
    history: list[Entry], every: str, chance: Random
) -> None:
    stands = list(standing(history))
    before = points(RATE, stands, every)
    chance.shuffle(stands)
    assert points(RATE, stands, every) == before


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5)), min_size=1, max_size=6), st.data())
def test_taking_an_entry_back_restores_what_stood_before(
    records: Records, told: list[tuple[int, int]], data: st.DataObject
) -> None:
    def now() -> dict[str, tuple[Any, ...]]:
        own = [one for one in records.entries("elm") if one.tally_id == tally.id]
        return points(tally, list(standing(own)), every)

    tally = records.kept(Tally(**PAMPHLET, is_rate=True), who="Ann Aspen")
    *first, last = [Counted(date(2026, 3, 2) + timedelta(days=day), counted, 9) for day, counted in told]
    records.tally_up(tally, first, who="Ann Aspen")
    every = data.draw(st.sampled_from(["week", "month", "quarter"]))
    before = now()
    records.tally_up(tally, [last], who="Ben Birch")
    records.take_back(tally, records.entries("elm")[-1], who="Ben Birch")
    assert now() == before


@given(histories(), st.sampled_from(["week", "month", "quarter"]))
def test_a_gap_is_a_period_without_an_entry_and_only_that(history: list[Entry], every: str) -> None:
    stands = [e for e in standing(history) if every != "week" or e.every == "day"]
    held = {period_at(every, one.day) for one in stands}
    found = tally_series(RATE, standing(history), Filters(every=every), TODAY).points
    gaps = {period_at(every, start) for start in found.filter(found["numerator"].is_null())["start"]}
    assert {period_at(every, start) for start in found["start"]} - gaps == held


# Gaps and parts


def test_a_month_in_which_nobody_tallied_is_a_gap_and_a_month_of_zeros_is_not() -> None:
    own = entries(("2026-03-03", 2, None), ("2026-05-04", 0, None))
    assert [n for n, *_ in points(COUNT, own).values()] == [2, None, 0, None]


def test_a_tally_begun_in_the_midst_of_a_month_covers_a_part_of_it_and_one_begun_on_its_first_weekday_the_whole() -> (
    None
):
    begun_monday = Tally(**PAMPHLET | {"started": date(2026, 3, 2)}, is_rate=True, id=1)
    begun_later = Tally(**PAMPHLET | {"started": date(2026, 3, 3)}, is_rate=True, id=1)
    own = entries(("2026-03-10", 1, 2))
    assert points(begun_monday, own)["2026-03"][2] is False
    assert points(begun_later, own)["2026-03"][2] is True
    earlier = entries(("2026-03-02", 1, 2))
    assert points(begun_later, earlier)["2026-03"][2] is False


def test_the_period_that_is_not_over_is_never_whole_not_even_on_its_last_day() -> None:
    own = entries(("2026-05-04", 1, 2))
    assert points(RATE, own, today=date(2026, 5, 31))["2026-05"][2] is True
    assert points(RATE, own, today=date(2026, 6, 1))["2026-05"][2] is False


def test_a_stopped_tally_ends_with_its_last_day_and_an_entry_after_it_still_counts() -> None:
    stopped = Tally(**PAMPHLET, is_rate=True, id=1, stopped=date(2026, 4, 15))
    assert list(points(stopped, entries(("2026-03-04", 1, 2)))) == ["2026-03", "2026-04"]
    assert points(stopped, entries(("2026-03-04", 1, 2)))["2026-04"][2] is True
    late = points(stopped, entries(("2026-03-04", 1, 2), ("2026-05-29", 3, 4)))
    assert late["2026-05"] == (3, 4, False)  # the 29th is the last weekday of May


def test_a_quarter_with_a_month_nobody_tallied_is_a_part() -> None:
    whole = pasted(("2025-10-01", 1, 4), ("2025-11-01", 2, 4), ("2025-12-01", 3, 4))
    assert points(RATE, whole, "quarter")["2025-Q4"] == (6, 12, False)
    assert points(RATE, whole[:1] + whole[2:], "quarter")["2025-Q4"] == (4, 8, True)


def test_a_week_that_reaches_into_a_pasted_month_is_a_part() -> None:
    begun = Tally(**PAMPHLET | {"started": date(2026, 1, 5)}, is_rate=True, id=1)
    own = pasted(("2026-03-01", 5, 9)) + entries(("2026-04-01", 1, 1), ("2026-04-07", 1, 1))
    weeks = points(begun, own, "week")
    assert weeks["2026-W14"] == (1, 1, True)  # 30 March to 5 April
    assert weeks["2026-W15"] == (1, 1, False)


def test_months_after_pasted_ones_and_before_the_tally_began_are_gaps_and_no_whole_periods() -> None:
    begun = Tally(**PAMPHLET | {"started": date(2026, 5, 11)}, is_rate=True, id=1)
    own = pasted(("2026-03-01", 5, 9)) + entries(("2026-05-12", 1, 1))
    assert points(begun, own) == {
        "2026-03": (5, 9, False), "2026-04": (None, 0, True), "2026-05": (1, 1, True), "2026-06": (None, 0, True),
    }  # fmt: skip


def test_what_is_asked_for_is_shown_and_a_day_to_come_is_not() -> None:
    own = entries(("2026-03-04", 1, 2), ("2026-04-06", 1, 2), ("2026-07-06", 9, 9))
    series = tally_series(RATE, own, Filters(first=date(2026, 4, 10), last=date(2026, 5, 3)), TODAY)
    assert series.points["period"].to_list() == ["2026-04", "2026-05"]
    assert series.title == "Pamphlet given (tallied by hand)"
    assert list(points(RATE, own)) == ["2026-03", "2026-04", "2026-05", "2026-06"]
    assert points(RATE, []) == {}


# Where the numbers come from


def test_a_flag_stands_where_the_source_changes_and_nowhere_else() -> None:
    own = pasted(("2026-01-01", 5, 9), ("2026-02-01", 5, 9)) + entries(("2026-03-03", 1, 1), ("2026-03-04", 1, 1))
    (flag,) = source_flags(RATE, own)
    assert (flag.at, flag.text) == (
        date(2026, 3, 3), "From here: tallied day by day; before: monthly figures pasted",
    )  # fmt: skip
    assert mixed(own)
    only = own[2:]
    assert (source_flags(RATE, only), mixed(only)) == ((), False)


def test_taken_back_figures_leave_no_flag_and_other_tallies_none_either() -> None:
    figure, tapped = pasted(("2026-01-01", 5, 9))[0], entries(("2026-03-03", 1, 1))[0]
    assert source_flags(RATE, [figure, _undo(figure, 9), Entry(**{**vars(tapped), "id": 2})]) == ()
    assert source_flags(Tally(**PAMPHLET, is_rate=True, id=7), [figure, tapped]) == ()


def test_the_words_beside_a_chart_say_what_a_week_cannot_hold() -> None:
    own = pasted(("2026-01-01", 5, 9)) + entries(("2026-03-03", 1, 1))
    told = " ".join(source_words(RATE, own, "week"))
    assert "1 monthly figure pasted (January 2026); 1 day tapped (3 March 2026)" in told
    assert "From 3 March 2026 on: tallied day by day; before: monthly figures pasted." in told
    assert "left out: weeks cannot hold" in told
    assert "left out" not in " ".join(source_words(RATE, own, "month"))
    assert "a gap, not a 0" in " ".join(source_words(COUNT, entries(("2026-03-03", 1, None)), "month"))
    of_patients = Tally(**PAMPHLET, is_rate=True, id=1, measure="pamphlet_or_exercise")
    assert "comes twice counts twice" in " ".join(source_words(of_patients, own, "month"))
    assert source_words(RATE, [], "month") == ["Nothing has been tallied yet."]


def test_the_rows_behind_name_who_and_when_also_of_what_was_taken_back() -> None:
    one, two = entries(("2026-03-03", 1, 2), ("2026-03-04", 0, 2), source="card")
    table = entries_table(RATE, [one, two, _undo(two, 3)], ZoneInfo("America/Edmonton"))
    assert table.rows() == [
        (date(2026, 3, 3), 1, 2, "from a card", "Ann Aspen", "2026-06-17 09:04", ""),
        (date(2026, 3, 4), 0, 2, "from a card", "Ann Aspen", "2026-06-17 09:04", "by Ben, 2026-06-17 09:04"),
    ]
    assert "out of" not in entries_table(COUNT, []).columns
    assert entries_table(RATE, [one])["when"].to_list() == ["2026-06-17 15:04 UTC"]


# Events


def test_a_count_kept_day_by_day_is_told_by_the_days_between_too() -> None:
    own = entries(("2026-03-12", 1, None), ("2026-04-01", 2, None), ("2026-05-01", 0, None), ("2026-06-01", 1, None))
    gaps = tally_gaps(COUNT, own, Filters(), TODAY)
    assert [(gap.size, gap.events, gap.open) for gap in gaps] == [
        (11, 1, "before"), (20, 2, ""), (61, 1, ""), (16, 0, "after"),
    ]  # fmt: skip
    assert tally_gaps(COUNT, own, Filters(first=date(2026, 4, 1)), TODAY)[0].size == 1


def test_a_month_that_nobody_tallied_has_no_days_between() -> None:
    own = entries(("2026-03-31", 1, None), ("2026-05-02", 1, None))
    assert [gap.size for gap in tally_gaps(COUNT, own, Filters(), TODAY)][1] == 2


def test_shares_and_pasted_months_have_no_days() -> None:
    assert tally_gaps(RATE, entries(("2026-03-12", 1, 4)), Filters(), TODAY) == ()
    assert tally_gaps(COUNT, pasted(("2026-03-01", 3, None)), Filters(), TODAY) == ()
    assert tally_gaps(COUNT, [], Filters(), TODAY) == ()


def test_the_doctor_sees_a_series_of_the_app_and_tells_of_periods_that_have_no_point() -> None:
    own = entries(*((f"2026-0{month}-05", month, None) for month in range(3, 7)))
    whole = tally_series(COUNT, own, Filters(), TODAY)
    assert calendar_of(whole) == ()
    holed = replace(whole, points=whole.points.filter(pl.col("period") != "2026-04"))
    (found,) = calendar_of(holed)
    assert (found.code, found.numbers["absent"]) == ("uncounted", 1)
