"""Periods of the calendar: months, quarters and weeks as integers, their labels, days, and how far they are covered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from measures.practice import EPOCH, Practice, day_number

PERIODS = ("month", "quarter", "week")


def label(every: str, period: int) -> str:
    """2025-01, 2025-Q1 or 2025-W03 (ISO week, Monday first)."""
    if every == "month":
        return f"{period // 12}-{period % 12 + 1:02d}"
    if every == "quarter":
        return f"{period // 4}-Q{period % 4 + 1}"
    year, week, _ = days(every, period)[0].isocalendar()
    return f"{year}-W{week:02d}"


def days(every: str, period: int) -> tuple[date, date]:
    """First and last day of the period."""
    if every == "week":
        start = EPOCH + timedelta(days=period * 7 - 3)
        return start, start + timedelta(days=6)
    length = {"month": 1, "quarter": 3}[every]
    first, after = period * length, (period + 1) * length
    return _month_start(first), _month_start(after) - timedelta(days=1)


def day_words(day: date) -> str:
    """A day as people write it: 12 May 2025."""
    return f"{day.day} {day:%B %Y}"


def _month_start(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def period_at(every: str, day: date) -> int:
    """The period a day belongs to."""
    if every == "week":
        return (day_number(day) + 3) // 7
    month = day.year * 12 + day.month - 1
    return month // {"month": 1, "quarter": 3}[every]


@dataclass(frozen=True)
class Period:
    """One period of the coverage. `last_covered` is its last day, or the export date if that comes first.

    `unspoken`: no export speaks for any of its covered days; it is a gap, never a 0.
    """

    number: int
    label: str
    start: date
    end: date
    last_covered: date
    partial: bool
    unspoken: bool = False


def covered(practice: Practice, every: str) -> list[Period]:
    """Every period that the coverage touches, in order; outside it there is nothing."""
    if every not in PERIODS:
        raise ValueError(f"a period is one of {', '.join(PERIODS)}, not {every!r}")
    first, last = practice.coverage_start, practice.export_date
    if first is None or last is None or last < first:
        return []
    found = []
    for number in range(period_at(every, first), period_at(every, last) + 1):
        start, end = days(every, number)
        cut = any(low <= end and high >= start for low, high in practice.every_gap)
        open_ended = start < first or end > last or cut
        spoken_of = max(start, first), min(end, last)
        unspoken = _within(*spoken_of, practice.gaps)
        found.append(Period(number, label(every, number), start, end, min(end, last), open_ended, unspoken))
    return found


def _within(start: date, end: date, gaps: Sequence[tuple[date, date]]) -> bool:
    return any(low <= start and high >= end for low, high in gaps)


def unspoken_by(event: str, spans: Sequence[Period], practice: Practice) -> frozenset[int]:
    """The periods for none of whose covered days one list speaks."""
    gaps = practice.not_spoken_for(event)
    first = practice.coverage_start
    return frozenset(s.number for s in spans if first and _within(max(s.start, first), s.last_covered, gaps))


def immature(period: Period, follow_up: int, practice: Practice) -> bool:
    """Whether the follow-up window of the period's last day had not passed at the export date."""
    return day_number(period.last_covered) + follow_up > practice.last_day
