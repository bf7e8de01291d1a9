"""The entries of a tally as a series like any other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from dashboard.records.charted import of_tally
from dashboard.records.kinds import Entry, Tally
from dashboard.study.filters import Filters
from measures.periods import days, label, period_at
from measures.series import POINT_SCHEMA, Series
from measures.spc.from_events import Gap, days_between

SATURDAY = 5


def tally_series(tally: Tally, entries: Sequence[Entry], filters: Filters, today: date) -> Series:
    """A period from the first entry to today or the day it stopped; a period without an entry is a gap, never a 0.

    Tallied nothing is an entry of 0, not tallied is none. Monthly figures that were pasted stand in months and
    quarters; a week cannot hold them, so that weeks over such a month are gaps. Entries of days to come are left out.
    """
    kept = HeldEntries.of(tally, entries, filters.every, today)
    points = pl.DataFrame([_point(tally, kept, number) for number in kept.numbers()], schema=POINT_SCHEMA)
    if filters.first:
        points = points.filter(pl.col("end") >= filters.first)
    if filters.last:
        points = points.filter(pl.col("start") <= filters.last)
    return Series(
        measure=tally.name, title=of_tally(tally).words, kind=tally.kind, better=tally.better, is_rate=tally.is_rate,
        numerator_says=tally.numerator_says, denominator_says=tally.denominator_says,
        provider="ALL", every=filters.every, data_to=kept.end, points=points,
    )  # fmt: skip


@dataclass(frozen=True)
class HeldEntries:
    """The entries that one kind of period can hold, and over which days they were kept."""

    every: str
    entries: tuple[Entry, ...]
    pasted: frozenset[int]  # months with a monthly figure
    months: frozenset[int]  # months with anything that the periods can hold
    begun: date  # the first day tallied day by day
    end: date
    today: date

    @classmethod
    def of(cls, tally: Tally, entries: Sequence[Entry], every: str, today: date) -> HeldEntries:
        """Of the entries that stand; one after the day the tally stopped still counts."""
        own = [one for one in entries if one.day <= today]
        held = tuple(one for one in own if every != "week" or one.every == "day")
        pasted = [period_at("month", one.day) for one in own if one.every == "month"]
        by_day = [one.day for one in own if one.every == "day"]
        ends = [tally.stopped or today, *by_day, *(days("month", month)[1] for month in pasted)]
        return cls(
            every, held, frozenset(pasted), frozenset(period_at("month", one.day) for one in held),
            min([tally.started, *by_day]), min(max(ends), today), today,
        )  # fmt: skip

    def numbers(self) -> range:
        """The periods from the first entry to the end."""
        numbers = [period_at(self.every, one.day) for one in self.entries]
        return range(min(numbers), period_at(self.every, self.end) + 1) if numbers else range(0)

    def partial(self, first: date, last: date) -> bool:
        """Whether it is not over, a weekday of it was not tallied for, or a month of a quarter holds nothing."""
        if last >= self.today or not all(map(self._tallied_for, _weekdays(first, last))):
            return True
        months = range(period_at("month", first), period_at("month", last) + 1)
        return self.every == "quarter" and not self.months.issuperset(months)

    def _tallied_for(self, day: date) -> bool:
        if period_at("month", day) in self.pasted:
            return self.every != "week"
        return self.begun <= day <= self.end


def tally_gaps(tally: Tally, entries: Sequence[Entry], filters: Filters, today: date) -> tuple[Gap, ...]:
    """The days between what was tallied, where it is a count that was kept day by day; empty where it was not.

    A month without any entry was not tallied: its days are not counted.
    """
    kept = HeldEntries.of(tally, entries, "month", today)
    if tally.is_rate or kept.pasted or not kept.entries:
        return ()
    first, last = max(kept.begun, filters.first or kept.begun), min(kept.end, filters.last or kept.end)
    events = [one.day for one in kept.entries for _ in range(max(one.numerator, 0))]
    silent = [days("month", number) for number in kept.numbers() if number not in kept.months]
    return days_between(events, first, last, uncovered=silent) if first <= last else ()


def _point(tally: Tally, kept: HeldEntries, number: int) -> dict[str, Any]:
    first, last = days(kept.every, number)
    own = [one for one in kept.entries if first <= one.day <= last]
    return {
        "period": label(kept.every, number), "start": first, "end": last,
        "numerator": sum(one.numerator for one in own) if own else None,
        "denominator": sum(one.denominator or 0 for one in own) if tally.is_rate else None,
        "unknown": 0, "not_recorded": 0, "immature": False, "partial": kept.partial(first, last),
    }  # fmt: skip


def _weekdays(first: date, last: date) -> Iterator[date]:
    """Monday to Friday: a tally begun on the first weekday of a month was kept for the whole of it."""
    every_day = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return (day for day in every_day if day.weekday() < SATURDAY)
