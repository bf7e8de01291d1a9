"""Months, quarters and ISO weeks: what day belongs where, what is covered, and what is not yet mature."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.periods import PERIODS, covered, days, immature, label, period_at
from measures.practice import Practice, day_number

dates = st.dates(date(1969, 1, 1), date(2100, 12, 31))
every = st.sampled_from(PERIODS)


def between(first: date, last: date) -> Practice:
    return Practice(coverage_start=first, export_date=last)


@given(every, dates)
def test_a_day_lies_in_its_own_period_and_in_no_other(kind: str, day: date) -> None:
    number = period_at(kind, day)
    first, last = days(kind, number)
    assert first <= day <= last
    assert days(kind, number + 1)[0] == last + timedelta(days=1)


@given(dates)
def test_a_week_is_the_iso_week_from_monday(day: date) -> None:
    number = period_at("week", day)
    assert days("week", number)[0].isoweekday() == 1
    year, week, _ = day.isocalendar()
    assert label("week", number) == f"{year}-W{week:02d}"


@given(dates)
def test_the_counting_columns_and_the_calendar_agree(day: date) -> None:
    months = day.year * 12 + day.month - 1
    assert period_at("month", day) == months
    assert period_at("quarter", day) == months // 3
    assert period_at("week", day) == (day_number(day) + 3) // 7


def test_labels_are_those_of_the_command_line() -> None:
    assert label("month", period_at("month", date(2025, 1, 31))) == "2025-01"
    assert label("quarter", period_at("quarter", date(2025, 12, 1))) == "2025-Q4"
    assert label("week", period_at("week", date(2024, 12, 30))) == "2025-W01"


def test_coverage_that_begins_or_ends_inside_a_month_makes_it_partial() -> None:
    found = covered(between(date(2025, 1, 2), date(2025, 3, 31)), "month")
    assert [(p.label, p.partial) for p in found] == [
        ("2025-01", True),
        ("2025-02", False),
        ("2025-03", False),
    ]


def test_the_export_date_ends_the_last_period() -> None:
    *_, last = covered(between(date(2025, 1, 1), date(2025, 3, 10)), "month")
    assert (last.last_covered, last.partial) == (date(2025, 3, 10), True)


@given(every, dates, st.integers(0, 800))
def test_periods_follow_one_another_and_hold_the_whole_coverage(kind: str, first: date, length: int) -> None:
    last = first + timedelta(days=length)
    found = covered(between(first, last), kind)
    assert found[0].start <= first
    assert found[-1].end >= last
    assert all(a.number + 1 == b.number for a, b in pairwise(found))
    assert all(not p.partial for p in found[1:-1])


def test_no_coverage_has_no_periods() -> None:
    assert covered(between(date(2025, 2, 1), date(2025, 1, 1)), "month") == []
    assert covered(Practice(), "month") == []


def test_a_period_is_mature_when_the_window_of_its_last_day_has_passed() -> None:
    (january,) = covered(between(date(2025, 1, 1), date(2025, 1, 31)), "month")
    assert not immature(january, 0, between(date(2025, 1, 1), date(2025, 1, 31)))
    assert immature(january, 7, between(date(2025, 1, 1), date(2025, 2, 6)))
    assert not immature(january, 7, between(date(2025, 1, 1), date(2025, 2, 7)))


def test_a_partial_last_period_is_immature_for_any_follow_up() -> None:
    practice = between(date(2025, 1, 1), date(2025, 1, 20))
    (january,) = covered(practice, "month")
    assert immature(january, 1, practice)
    assert not immature(january, 0, practice)


def test_an_unknown_kind_of_period_is_named() -> None:
    with pytest.raises(ValueError, match="not 'year'"):
        covered(between(date(2025, 1, 1), date(2025, 2, 1)), "year")
