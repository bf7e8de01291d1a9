"""Charts from events: days or cases between rare events, from the dated rows themselves.

Where a usual period holds fewer than two events the unit of the chart is the event, not the month. The last gap is
still open: it is counted as what it is, "41 days and counting"; so is the absence before the first event. Until it
passes the centre an open gap says nothing; from there on it is at least as long, and is judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from measures.series import POINT_SCHEMA, Series
from measures.spc.analyse import analyse
from measures.spc.bernoulli_cusum import BernoulliCusum, bernoulli_cusum
from measures.spc.chart import Chart
from measures.spc.findings import SeriesFinding

GAP = "gap"  # what one point of such a series is
FLIPPED = {"lower": "higher", "higher": "lower"}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Gap:
    """What lies between two events, or before the first, or after the last.

    `size` is days or cases. `first` is the day after the event before (or the first day known), `last` the day of the
    event that ends it (or the last day known). `events` is how many fell on that day. An open one has not ended, or
    nobody knows when it began.
    """

    size: float
    first: date
    last: date
    events: int = 1
    open: str = ""  # "", before, after
    unknown: int = 0  # rows inside it of which nobody knows whether they are events


def days_between(
    events: Sequence[date],
    start: date,
    end: date,
    *,
    same_day: str = "counted",
    uncovered: Sequence[tuple[date, date]] = (),
    unknown: Sequence[date] = (),
) -> tuple[Gap, ...]:
    """The days from each event to the next, between the first and the last day known, both included.

    Several on one day are one point that says how many (`counted`), or stand evenly spread over the day (`ordered`:
    of k events each ends a gap 1/k of a day after the one before). Days that no data cover are not counted.
    """
    if same_day not in ("counted", "ordered"):
        raise ValueError(f'same_day is "{same_day}"; it may be counted or ordered.')
    inside = sorted(day for day in events if start <= day <= end)
    if not inside:
        return (_gap(start, end, 0, "before", uncovered, unknown),)
    found: list[Gap] = []
    began, opened = start, "before"
    for day in sorted(set(inside)):
        many = inside.count(day)
        gap = _gap(began, day, many, opened, uncovered, unknown)
        if same_day == "ordered" and many > 1:
            found += [replace(gap, size=gap.size - (many - 1) / many, events=1)]
            found += [Gap(1 / many, day, day)] * (many - 1)
        else:
            found.append(gap)
        began, opened = day + ONE_DAY, ""
    return (*found, _gap(began, end, 0, "after", uncovered, unknown)) if began <= end else tuple(found)


def _gap(
    first: date,
    last: date,
    events: int,
    opened: str,
    uncovered: Sequence[tuple[date, date]],
    unknown: Sequence[date],
) -> Gap:
    gone = sum(max((min(high, last) - max(low, first)).days + 1, 0) for low, high in uncovered)
    days = float((last - first).days + 1 - gone)
    return Gap(days, first, last, events, opened, sum(first <= day <= last for day in unknown))


def cases_between(rows: Sequence[tuple[date, bool | None]], start: date, end: date) -> tuple[Gap, ...]:
    """How many cases lie between each event and the next, in order of day; a case nobody knows of is passed over.

    Cases of one day stand in the order in which they are given.
    """
    inside = sorted((row for row in rows if start <= row[0] <= end), key=lambda row: row[0])
    found: list[Gap] = []
    began, opened, size, unknown = start, "before", 0, 0
    for day, event in inside:
        if event:
            found.append(Gap(float(size), began, day, 1, opened, unknown))
            began, opened, size, unknown = day, "", 0, 0
        elif event is None:
            unknown += 1
        else:
            size += 1
    return (*found, Gap(float(size), began, end, 0, "after" if found else "before", unknown))


def cusum_of_cases(
    rows: Sequence[tuple[date, bool | None]], *, target: float, odds_ratio: float = 2.0, limit: float = 3.5
) -> BernoulliCusum:
    """A Bernoulli CUSUM of dated cases in order of day; a case nobody knows of is a gap."""
    ordered = sorted(rows, key=lambda row: row[0])
    cases = [None if event is None else float(event) for _, event in ordered]
    return bernoulli_cusum(cases, target=target, odds_ratio=odds_ratio, limit=limit)


def whole(gaps: Sequence[Gap]) -> int:
    """How many gaps have both their ends."""
    return sum(not gap.open for gap in gaps)


def gap_series(series: Series, gaps: Sequence[Gap], of: str, turned: bool = False) -> Series:
    """The gaps of a measure as a series: a point a gap, named by the day it began. Fewer events are longer gaps.

    `turned` says that the rare thing is not the event but a case without it, as in a share near the whole.
    """
    better = series.better if turned else FLIPPED.get(series.better, series.better)
    points = pl.DataFrame(
        [
            {
                "period": f"{gap.first}/{gap.last}#{place}", "start": gap.first, "end": gap.last,
                "numerator": round(gap.size), "denominator": None, "unknown": gap.unknown, "not_recorded": 0,
                "immature": False, "partial": bool(gap.open),
            }
            for place, gap in enumerate(gaps, 1)
        ],
        schema=POINT_SCHEMA,
    )  # fmt: skip
    return replace(
        series, is_rate=False, better=better, every=GAP, points=points,
        denominator_says=of, turned=turned,
    )  # fmt: skip


def chart_of_gaps(series: Series, **choices: Any) -> Chart:
    """The chart of a series of gaps. An open gap is judged where it is longer than the centre, else only drawn."""
    opened = series.shaded()
    chart = _charted(series, opened, (), choices)
    centre = dict(chart.points.select("i", "centre").rows())
    sizes = dict(enumerate(series.points["numerator"].to_list(), 1))
    long = tuple(place for place in opened if centre.get(place) is not None and sizes[place] > centre[place])
    return chart if not long else _charted(series, tuple(p for p in opened if p not in long), long, choices)


def _charted(series: Series, shaded: tuple[int, ...], apart: tuple[int, ...], choices: dict[str, Any]) -> Chart:
    sizes, began = series.points["numerator"], series.points["start"]
    return analyse(sizes, x=began, shaded=shaded, apart=apart, better=series.better, **choices)


def open_gap(series: Series) -> tuple[SeriesFinding, ...]:
    """That the last gap has not ended, and how long it is so far."""
    last = series.points.height
    if not last or not series.points["partial"][-1]:
        return ()
    return (
        SeriesFinding("open_gap", (last,), {"size": series.points["numerator"][-1], "of": series.denominator_says}),
    )
