"""Periods in which a list says nothing though it usually does: gaps for what cannot be counted without it, never 0."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import median

import narwhals as nw
import polars as pl

from measures.declare import Measure
from measures.engine import native
from measures.events import LINE_BITS, Events
from measures.periods import Period, covered, period_at, unspoken_by
from measures.practice import EPOCH, Practice

#: `counting.md` section 6: a list that usually (median over the coverage) has so many rows a period and now has none.
USUALLY = 10
Cells = set[tuple[str, int]]


def silent_cells(
    measures: Sequence[Measure], carried: frozenset[str], days: Mapping[str, pl.DataFrame], of: Practice, every: str
) -> Cells:
    """Measure and period wherever nobody speaks, or a list is silent that the measure rests on.

    `days`: the `day` and number of `rows` of each list that any of the measures cannot do without.
    """
    spans, first = covered(of, every), of.coverage_start or date.min
    nobody = {span.number for span in spans if span.unspoken}
    silent = {
        event: unspoken_by(event, spans, of) | empty(by_period(rows, every), spans, first)
        for event, rows in days.items()
    }
    return {(m.name, number) for m in measures for number in nobody | _silent_for(m, silent, carried)}


def _silent_for(measure: Measure, silent: Mapping[str, frozenset[int]], carried: frozenset[str]) -> frozenset[int]:
    return frozenset().union(*(numbers for e, numbers in silent.items() if numbers and rests_on(measure, e, carried)))


def days_of_lists(events: Events, measures: Sequence[Measure], carried: frozenset[str]) -> dict[str, pl.DataFrame]:
    """`source`, `day` and `rows` of each list that any of the measures cannot do without."""
    needed = [event for event in lists_of(events) if any(rests_on(m, event, carried) for m in measures)]
    return {event: _days(events[event]) for event in needed}


def _days(rows: nw.LazyFrame) -> pl.DataFrame:
    told = rows.select("day", source=nw.col("row") // 2**LINE_BITS)
    return native(told.group_by("source", "day").agg(rows=nw.len())).drop_nulls()


def lists_of(events: Events) -> list[str]:
    """The events that the exports carry and whose rows have a day."""
    carried = sorted({field.partition(".")[0] for field in events.carries})
    return [e for e in carried if e in events.tables and "day" in events[e].collect_schema().names()]


def rests_on(measure: Measure, event: str, carried: frozenset[str]) -> bool:
    """Whether a measure that is available could not be counted without an event's list."""
    without = frozenset(field for field in carried if field.partition(".")[0] != event)
    return not measure.missing(carried) and bool(measure.missing(without))


def by_period(days: pl.DataFrame, every: str) -> dict[int, int]:
    """How many rows lie in each period, by their key dates."""
    found: Counter[int] = Counter()
    for day, rows in days.select("day", "rows").rows():
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
