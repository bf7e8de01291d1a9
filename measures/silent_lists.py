"""Periods in which a list says nothing though it usually does: gaps for what cannot be counted without it, never 0."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import median

import narwhals as nw

from measures.declare import Measure
from measures.events import Events
from measures.periods import Period, period_at, unspoken_by
from measures.practice import EPOCH
from measures.units.workup import Units, native

#: `counting.md` section 6: a list that usually (median over the coverage) has so many rows a period and now has none.
USUALLY = 10
Silences = Mapping[str, frozenset[int]]


def silences(units: Units, measures: Sequence[Measure], spans: Sequence[Period], every: str) -> Silences:
    """The silent periods of every list that any of the measures cannot do without."""
    carried = units.events.carries | units.events.traits
    first = units.practice.coverage_start or date.min
    needed = [event for event in lists_of(units.events) if any(rests_on(m, event, carried) for m in measures)]
    rows = {event: rows_by_period(units.events, event, every) for event in needed}
    return {e: unspoken_by(e, spans, units.practice) | empty(rows[e], spans, first) for e in needed}


def lists_of(events: Events) -> list[str]:
    """The events that the exports carry and whose rows have a day."""
    carried = sorted({field.partition(".")[0] for field in events.carries})
    return [e for e in carried if e in events.tables and "day" in events[e].collect_schema().names()]


def rests_on(measure: Measure, event: str, carried: frozenset[str]) -> bool:
    """Whether a measure that is available could not be counted without an event's list."""
    without = frozenset(field for field in carried if field.partition(".")[0] != event)
    return not measure.missing(carried) and bool(measure.missing(without))


def silent_in(measure: Measure, told: Silences, carried: frozenset[str]) -> frozenset[int]:
    """The periods in which a list is silent that a measure rests on."""
    return frozenset().union(*(numbers for e, numbers in told.items() if numbers and rests_on(measure, e, carried)))


def rows_by_period(events: Events, event: str, every: str) -> dict[int, int]:
    """How many rows of a list lie in each period, by their key dates."""
    counted = native(events[event].select("day").group_by("day").agg(rows=nw.len()))
    found: Counter[int] = Counter()
    for day, rows in counted.select("day", "rows").drop_nulls().rows():
        found[period_at(every, EPOCH + timedelta(days=int(day)))] += int(rows)
    return dict(found)


def empty(rows: Mapping[int, int], spans: Sequence[Period], first: date) -> frozenset[int]:
    """Periods without any row of a list that usually has `USUALLY` or more, in so many days as the coverage has of it.

    One covered day of a week without a row says nothing: of a whole week's 10 rows fewer than two fall on it.
    """
    each = [rows.get(span.number, 0) for span in spans]
    usual = median(each) if each else 0
    return frozenset(s.number for s, n in zip(spans, each, strict=True) if not n and usual * share(s, first) >= USUALLY)


def share(span: Period, first: date) -> float:
    """How much of a period the coverage has."""
    return ((span.last_covered - max(span.start, first)).days + 1) / ((span.end - span.start).days + 1)
