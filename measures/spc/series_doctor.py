"""The series doctor: what must be known of a series before it is judged, each as a code with what was done.

`examine` puts the rows of a series in order of time, on its calendar, once each. What was found is told as codes
(`Finding`); the words for them, what was done and how to undo it, stand in `dashboard.telling.findings`. What the
shape of a charted series allows to be said of it is in `measures.spc.allowed`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl

from measures.periods import days as days_of
from measures.periods import label as period_name
from measures.periods import period_at
from measures.series import Series
from measures.spc.findings import SeriesFinding
from measures.spc.gather import says_time
from measures.spc.phase import Booleans, Floats
from measures.spc.time_words import Times, read_times

TOTALS = frozenset((
    "total", "totals", "sum", "average", "mean", "avg", "moyenne", "somme", "median", "mediane", "médiane", "ytd",
    "overall", "all", "subtotal", "target", "goal", "cible", "grand total", "sub-total", "year to date",
    "total général", "total general", "all months",
))  # fmt: skip
MISSING_CODES = (-1.0, -9.0, -99.0, -999.0, -9999.0, 999.0, 9999.0, 99999.0, 999999.0)
FAR = 5.0  # a missing code above 0 lies at least so many times as high as every other value
MOST_ABSENT = 2.0  # where more than twice as many periods are absent as there are, they are no calendar with gaps
CALENDAR = ("month", "quarter", "week", "year")
DUPLICATES = ("rule", "sum", "mean", "first", "last", "keep")


@dataclass(frozen=True)
class Examined:
    """A series in order of time, every period of its calendar once. Missing is null; a gap put in has row 0."""

    y: pl.Series
    n: pl.Series | None
    x: tuple[Any, ...]
    days: tuple[date | None, ...]  # the first day of each point where that is known
    every: str  # day, week, month, quarter, year, or point
    dated: bool  # whether the days are days of the calendar, years and all
    order: str  # as_given, turned, sorted, no_time, unknown
    findings: tuple[SeriesFinding, ...]
    shaded: tuple[int, ...]
    rows: tuple[int, ...]

    @property
    def in_time_order(self) -> bool:
        """Whether neighbours are neighbours in time."""
        return self.order not in ("no_time", "unknown")

    @property
    def codes(self) -> frozenset[str]:
        """What was found."""
        return frozenset(finding.code for finding in self.findings)


@dataclass(frozen=True)
class _Rows:
    """The rows on their way: values, labels and days side by side, with the row that each came from."""

    y: Floats
    n: Floats | None
    x: tuple[Any, ...]
    days: tuple[date | None, ...]
    rows: tuple[int, ...]

    def taken(self, places: Sequence[int]) -> _Rows:
        """Only these rows, in this order."""
        kept = [int(place) for place in places]
        return _Rows(
            self.y[kept], None if self.n is None else self.n[kept], tuple(self.x[k] for k in kept),
            tuple(self.days[k] for k in kept), tuple(self.rows[k] for k in kept),
        )  # fmt: skip


def examine(
    y: Sequence[float | None] | pl.Series,
    n: Sequence[float | None] | pl.Series | None = None,
    x: Sequence[Any] | pl.Series | None = None,
    *,
    date_order: str | None = None,
    duplicates: str = "rule",
    counts: bool = False,
    gaps: bool = True,
    today: date | None = None,
) -> Examined:
    """Put a series in order and on its calendar; every change is a finding, and nothing is lost in silence.

    Newest first is turned; rows of totals are left out; codes of databases for "missing" are gaps; a period that
    stands twice is added where numerators and denominators (or `counts`) can be added, and else is a gap until
    `duplicates` (sum, mean, first, last, keep) says what to do; an absent period is a gap (unless `gaps` is False);
    a period that holds `today`, or lies after it, is shaded.
    """
    if duplicates not in DUPLICATES:
        raise ValueError(f'duplicates is "{duplicates}"; it may be {", ".join(DUPLICATES)}.')
    values, sizes = _floats(y), None if n is None else _floats(n)
    labels = tuple(range(1, len(values) + 1)) if x is None else tuple(x)
    found: list[SeriesFinding] = []
    rows = _Rows(values, sizes, labels, (None,) * len(labels), tuple(range(1, len(labels) + 1)))
    rows = _without_totals(rows, found)
    times = None if x is None else read_times(rows.x, date_order)
    if times is not None:
        rows = _with_days(rows, times, found)
    rows = _missing_codes(rows, found)
    rows, order = _in_order(rows, times, found, labels_given=x is not None)
    every, dated = (times.every, times.dated) if times else ("point", False)
    if every in CALENDAR and order not in ("no_time", "unknown"):
        rows = _each_once(rows, every, duplicates, counts, found)
        rows = _every_period(rows, every, dated, found) if gaps else rows
    elif times is None and order in ("as_given", "turned", "sorted") and x is not None:
        rows = _each_once(rows, "label", duplicates, counts, found)
    shaded = _still_open(rows, every, today, found) if dated and today else ()
    if order == "unknown" and not any(one.code == "order_unread" for one in found):
        found.append(SeriesFinding("dates_ambiguous"))
    return Examined(
        pl.Series("y", rows.y, nan_to_null=True),
        None if rows.n is None else pl.Series("n", rows.n, nan_to_null=True),
        rows.x, rows.days, every, dated, order, tuple(found), shaded, rows.rows,
    )  # fmt: skip


def calendar_of(series: Series) -> tuple[SeriesFinding, ...]:
    """What the doctor finds of the calendar of a measure or a tally: its order, and periods that have no point.

    Numbers and open periods of such a series were settled where it was counted. Its points stay in their places.
    """
    seen = examine(series.values(), None, series.points["start"], duplicates="keep")
    told = {"turned": "turned", "sorted": "sorted", "duplicates_kept": "duplicates_kept", "absent_periods": "uncounted"}
    return tuple(SeriesFinding(told[one.code], (), one.numbers) for one in seen.findings if one.code in told)


def _floats(values: Sequence[float | None] | pl.Series) -> Floats:
    column = values if isinstance(values, pl.Series) else pl.Series(values, dtype=pl.Float64, strict=False)
    return np.asarray(column.cast(pl.Float64).to_numpy(), dtype=np.float64).copy()


def _without_totals(rows: _Rows, found: list[SeriesFinding]) -> _Rows:
    """Rows that sum the others up are no points."""
    totals = [k for k, label in enumerate(rows.x) if isinstance(label, str) and _is_total(label)]
    if not totals or len(totals) == len(rows.x):
        return rows
    found.append(SeriesFinding("summary_rows", (), {"rows": [rows.rows[k] for k in totals]}))
    return rows.taken([k for k in range(len(rows.x)) if k not in set(totals)])


def _is_total(label: str) -> bool:
    return " ".join(label.casefold().split()).strip(" :") in TOTALS


def _with_days(rows: _Rows, times: Times, found: list[SeriesFinding]) -> _Rows:
    """The rows with their days; one without a time among others that have one has no place, and is left out."""
    days = times.days
    undated = [k for k, day in enumerate(days) if day is None]
    if times.unsure:
        found.append(SeriesFinding("dates_unsure"))
    if times.fiscal:
        found.append(SeriesFinding("fiscal_quarters"))
    told = _Rows(rows.y, rows.n, rows.x, days, rows.rows)
    if not undated:
        return told
    with_value = [rows.rows[k] for k in undated if np.isfinite(rows.y[k])]
    if with_value:
        found.append(SeriesFinding("undated_rows", (), {"rows": with_value}))
    return told.taken([k for k, day in enumerate(days) if day is not None])


def _missing_codes(rows: _Rows, found: list[SeriesFinding]) -> _Rows:
    """Codes of databases for "missing" become gaps."""
    y, missing = rows.y, missing_codes(rows.y)
    if not missing.any():
        return rows
    codes = sorted({float(value) for value in y[missing]})
    where = [rows.rows[k] for k in np.flatnonzero(missing)]
    found.append(SeriesFinding("missing_codes", (), {"codes": codes, "rows": where}))
    return _Rows(np.where(missing, np.nan, y), rows.n, rows.x, rows.days, rows.rows)


def missing_codes(y: Floats) -> Booleans:
    """-9, -99 among values that are never negative, and 999 far above all others, say that a value is missing.

    A code above 0 must stand there twice: once, it may be a value, and is set apart as one (`allowed.set_apart`).
    """
    none = np.zeros(y.shape, dtype=bool)
    code = np.isin(y, MISSING_CODES)
    others = y[np.isfinite(y) & ~code]
    if not code.any() or len(others) < 3 or (others < 0).any():
        return none
    gap = code & ((y < 0) | (y > FAR * max(float(others.max()), 1.0)))
    return gap & ((y < 0) | (np.array([np.sum(y == value) for value in y]) > 1))


def _in_order(rows: _Rows, times: Times | None, found: list[SeriesFinding], labels_given: bool) -> tuple[_Rows, str]:
    """The rows, the oldest first, and what that took."""
    if not labels_given or len(rows.x) < 2:
        return rows, "as_given"
    keys: Sequence[Any] | None = rows.days if times is not None else rows.x
    if times is None:
        numbers = all(isinstance(label, int | float) and label == label for label in rows.x)
        if not numbers:
            if not says_time(rows.x):
                found.append(SeriesFinding("no_time"))
                return rows, "no_time"
            return rows, "unknown" if _dates_of_numbers(rows.x) else _unread(found)
    steps = [after > before for before, after in pairwise(keys) if after != before]  # type: ignore[arg-type]
    if all(steps):
        return rows, "as_given"
    order = sorted(range(len(rows.x)), key=lambda k: keys[k])  # type: ignore[index]
    if not any(steps):
        found.append(SeriesFinding("turned"))
        return rows.taken(range(len(rows.x) - 1, -1, -1)), "turned"
    found.append(SeriesFinding("sorted"))
    return rows.taken(order), "sorted"


def _unread(found: list[SeriesFinding]) -> str:
    """Labels that speak of time in a way nobody here reads: the rows stay where they are, and say nothing of order."""
    found.append(SeriesFinding("order_unread"))
    return "unknown"


def _dates_of_numbers(labels: Sequence[Any]) -> bool:
    """Whether these are days whose day and month cannot be told apart."""
    return sum(str(label).strip()[:2].strip("/.-").isdigit() for label in labels) > len(labels) / 2


def _each_once(rows: _Rows, every: str, duplicates: str, counts: bool, found: list[SeriesFinding]) -> _Rows:
    """A period that stands several times becomes one point."""
    keys = [rows.x[k] if every == "label" else period_key(every, day) for k, day in enumerate(rows.days)]
    places: dict[Any, list[int]] = {}
    for k, key in enumerate(keys):
        places.setdefault(key, []).append(k)
    if duplicates == "keep" or len(places) == len(keys):
        if len(places) < len(keys):
            found.append(SeriesFinding("duplicates_kept", (), {"periods": len(keys) - len(places)}))
        return rows
    told = {"same": 0, "added": 0, "asked": 0}
    y, n, kept = [], [], []
    for several in places.values():
        value, size, what = _as_one(rows, several, duplicates, counts)
        told[what] = told.get(what, 0) + (len(several) > 1)
        y.append(value)
        n.append(size)
        kept.append(several[0])
    found += [SeriesFinding(f"duplicates_{what}", (), {"periods": many}) for what, many in told.items() if many]
    once = rows.taken(kept)
    return _Rows(np.array(y), None if rows.n is None else np.array(n), once.x, once.days, once.rows)


def period_key(every: str, day: date | None) -> Any:
    """What makes two points one period."""
    return None if day is None else day.year if every == "year" else period_at(every, day)


def _as_one(rows: _Rows, several: Sequence[int], duplicates: str, counts: bool) -> tuple[float, float, str]:
    """One value (and denominator) for several rows of one period, and by which rule."""
    y = rows.y[list(several)]
    n = np.full(len(several), np.nan) if rows.n is None else rows.n[list(several)]
    if len(several) == 1:
        return float(y[0]), float(n[0]), "same"
    there = np.isfinite(y)
    if there.sum() <= 1 or (len(set(y[there])) == 1 and (rows.n is None or len(set(n[there])) == 1)):
        first = int(np.flatnonzero(there)[0]) if there.any() else 0
        if duplicates in ("rule", "first", "last", "mean"):
            return float(y[first]), float(n[first]), "same"
    if duplicates in ("first", "last"):
        at = 0 if duplicates == "first" else -1
        return float(y[at]), float(n[at]), duplicates
    if duplicates == "mean":
        return float(np.nanmean(y)), float(np.nanmean(n)) if rows.n is not None else np.nan, "mean"
    if duplicates == "sum" or rows.n is not None or counts:
        return float(np.nansum(y)), float(np.nansum(n)) if rows.n is not None else np.nan, "added"
    return float("nan"), float("nan"), "asked"


def _every_period(rows: _Rows, every: str, dated: bool, found: list[SeriesFinding]) -> _Rows:
    """Absent periods between the first and the last stand as gaps, with their name."""
    known = [day for day in rows.days if day is not None]
    if len(known) < 2:
        return rows
    numbers = [int(period_key(every, day)) for day in known]
    wanted = range(min(numbers), max(numbers) + 1)
    absent = sorted(set(wanted) - set(numbers))
    if not absent:
        return rows
    if len(absent) > MOST_ABSENT * len(set(numbers)):
        found.append(SeriesFinding("irregular", (), {"absent": len(absent)}))
        return rows
    at = {number: k for k, number in enumerate(numbers)}
    order = [at.get(number, -1) for number in wanted]
    extra = np.array([k < 0 for k in order])
    y = np.where(extra, np.nan, rows.y[order])
    n = None if rows.n is None else np.where(extra, np.nan, rows.n[order])
    days = tuple(_first_day(every, number) for number in wanted)
    named = [name_like(rows.x, every, day) if dated else None for day in days]
    names = tuple(rows.x[k] if k >= 0 else name for k, name in zip(order, named, strict=True))
    found.append(
        SeriesFinding("absent_periods", tuple(int(k) + 1 for k in np.flatnonzero(extra)), {"absent": len(absent)})
    )
    return _Rows(y, n, names, days, tuple(rows.rows[k] if k >= 0 else 0 for k in order))


def _first_day(every: str, number: int) -> date:
    return date(number, 1, 1) if every == "year" else days_of(every, number)[0]


def name_like(labels: Sequence[Any], every: str, day: date) -> Any:
    """The name of a period that was not given: as a date where the others are dates, else 2025-03, 2025-Q1 …"""
    sample = next((label for label in labels if label is not None), None)
    if isinstance(sample, date):
        return day
    if isinstance(sample, str) and len(sample) == 10 and sample[4:5] == "-":
        return day.isoformat()
    return str(day.year) if every == "year" else period_name(every, period_at(every, day))


def _still_open(rows: _Rows, every: str, today: date, found: list[SeriesFinding]) -> tuple[int, ...]:
    """The period that is going on, and those that have not begun: drawn, not judged."""
    if every not in (*CALENDAR, "day"):
        return ()
    ends = [None if day is None else _last_day(every, day) for day in rows.days]
    pairs = list(zip(rows.days, ends, np.isfinite(rows.y), strict=True))
    now = tuple(k for k, (day, end, there) in enumerate(pairs, 1) if day and end and there and day <= today < end)
    ahead = tuple(k for k, (day, _, there) in enumerate(pairs, 1) if day and there and day > today)
    found += [SeriesFinding("open_period", now)] if now else []
    found += [SeriesFinding("not_yet", ahead)] if ahead else []
    return (*now, *ahead)


def _last_day(every: str, day: date) -> date:
    if every == "day":
        return day
    return date(day.year, 12, 31) if every == "year" else days_of(every, period_at(every, day))[1]
