"""Since when: the days of this measure's cycles, and the periods of its chart, as a choice of dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.records import CycleRecord
from dashboard.records.written import Written
from dashboard.telling.phrases import begun, day_words, period_words
from measures.improvement import Decision
from measures.series import Series


@dataclass(frozen=True)
class Since:
    """One date that a change may be reckoned from; `planned` says that a cycle names it, not only the chart."""

    day: date
    words: str
    planned: bool


def cycles_of(written: Written, measure: str) -> list[CycleRecord]:
    """The cycles of every project that name this measure, the oldest first; those that name none belong to no chart."""
    own = [r for r in written.all_cycles if measure in {*r.measures, *r.cycle.watched}]
    return sorted(own, key=lambda record: (record.project_id, record.cycle.number))


def dates_of(written: Written, series: Series) -> tuple[Since, ...]:
    """The dates to choose from, the one to begin with first.

    That is the day the newest adopted cycle of this measure became how things are done, else the day the newest one
    started; then the other cycles' days, then those that were adopted in a project that follows this measure beside
    others, then every period of the chart but the first.
    """
    cycles = cycles_of(written, series.measure)
    adopted = [_since(r, r.cycle.implemented, "adopted") for r in cycles if r.cycle.decision is Decision.ADOPT]
    started = [_since(record, record.cycle.started, "started") for record in cycles]
    newest_first = [
        one for group in (adopted, started) for one in sorted(filter(None, group), key=lambda one: one.day)[::-1]
    ]
    newest_first += _beside(written, series.measure, cycles)
    rows = series.points["start"].to_list()[1:]
    return (*newest_first, *(Since(day, begun(period_words(series.every, day)), False) for day in rows[::-1]))


def _beside(written: Written, measure: str, own: Sequence[CycleRecord]) -> list[Since]:
    """What was adopted in a project that follows this measure, though the cycle itself names others."""
    follows = {one.id for one in written.projects if measure in (one.aim_measure, *one.measures)}
    others = [one for one in written.all_cycles if one.project_id in follows and one not in own]
    found = [_since(one, one.cycle.implemented, "adopted") for one in others if one.cycle.decision is Decision.ADOPT]
    return sorted(filter(None, found), key=lambda one: one.day)[::-1]


def _since(record: CycleRecord, day: date | None, what: str) -> Since | None:
    cycle = record.cycle
    return None if day is None else Since(day, f"Cycle {cycle.number} {what} on {day_words(day)}: {cycle.title}", True)
