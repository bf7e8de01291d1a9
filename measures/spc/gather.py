"""From what the caller has to what a chart plots: numbers in rows, raw rows gathered, points in order of time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl

from measures.spc.methods import Method
from measures.spc.phase import Floats

Numbers = Sequence[float | int | None] | np.ndarray | pl.Series
OF_SUBGROUPS = ("mean", "sd", "range")
AGGREGATES = ("mean", "median", "sum", "sd")
PERIODS = {"day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}
MONTHS = (
    "jan(?:uary|v|vier)?|feb(?:ruary)?|f[ée]v(?:r|rier)?|mar(?:ch|s)?|apr(?:il)?|avr(?:il)?|may|mai|june?|juin|july?|juil(?:let)?"
    "|aug(?:ust)?|ao[uû]t|sept?(?:ember|embre)?|oct(?:ober|obre)?|nov(?:ember|embre)?|d[ée]c(?:ember|embre)?"
)
SAYS_TIME = re.compile(rf"\b(?:18|19|20)\d\d\b|\b(?:{MONTHS})\b|^\W*\d+(?:[.,/]\d+)*\W*$", re.IGNORECASE)
ISO = re.compile(r"^\d{4}(?:-(?:\d\d|W\d\d|Q[1-4])(?:-\d\d)?)?(?:[T ][\d:.]+Z?)?$")


@dataclass(frozen=True)
class Gathered:
    """A value a point, in order: `y` as plotted before `multiply`, and what stands behind it. Missing is NaN."""

    y: Floats
    n: Floats | None
    size: Floats | None
    sd: Floats | None
    labels: pl.Series
    in_time_order: bool


def gather(
    method: Method,
    y: Numbers,
    n: Numbers | None,
    x: Sequence[Any] | pl.Series | None,
    subgroups: Sequence[Any] | pl.Series | None,
    aggregate: str,
    period: str | None,
    as_given: bool = False,
) -> Gathered:
    """The points of a chart. Raw rows become one point a subgroup or a period, in the order of those.

    Rows `as_given` have been put in order already.
    """
    values, sizes = numbers(y, "y"), None if n is None else numbers(n, "n")
    _refuse_unequal(values, sizes)
    of_rows = x if subgroups is None else subgroups
    labels = None if of_rows is None else _labels(of_rows, len(values))
    if period is not None:
        labels = _periods(labels, period)
    elif subgroups is None and method.plots not in OF_SUBGROUPS:
        return _as_they_are(method, values, sizes, labels, as_given)
    if labels is None:
        raise ValueError(f"{_an(method.title)} needs the subgroup of each raw row: give subgroups (or x).")
    return _gathered(method, values, sizes, labels, aggregate, period)


def of_summaries(
    method: Method, means: Numbers, sd: Numbers, n: Numbers | None, x: Sequence[Any] | pl.Series | None
) -> Gathered:
    """Subgroups of which only mean, standard deviation and size are known."""
    if n is None or method.plots not in ("mean", "sd"):
        raise ValueError(f"{_an(method.title)} cannot use sd; Xbar and S charts take y (means), sd and n (sizes).")
    y, spread, size = numbers(means, "y"), numbers(sd, "sd"), numbers(n, "n")
    _refuse_unequal(y, size)
    _refuse_unequal(y, spread)
    labels = pl.Series("x", np.arange(1, len(y) + 1)) if x is None else _labels(x, len(y))
    size = np.where(np.isfinite(y) & np.isfinite(size), size, 0.0)
    shown = spread if method.plots == "sd" else y
    return Gathered(np.where(size > 0, shown, np.nan), None, size, spread, labels, says_time(labels.to_list()))


def numbers(values: Numbers, name: str) -> Floats:
    """One row of floats, missing as NaN. Infinity is a mistake of the caller, not a value."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "iuf":
        row = values.astype(np.float64)
    else:
        column = values if isinstance(values, pl.Series) else pl.Series(values, dtype=pl.Float64, strict=False)
        row = column.cast(pl.Float64).to_numpy()
    if np.isinf(row).any():
        raise ValueError(f"{name} holds an infinite number; a value that does not exist is None.")
    return row


def share(y: Floats, n: Floats | None) -> Floats:
    """y, or y of n with 0/0 as a gap: a division is settled here, once."""
    if n is None:
        return y
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(n > 0, y / n, np.nan)


def of_values(y: Floats, n: Floats | None) -> Floats | None:
    """The denominators of the values there are; 0 where one of the two is missing."""
    return None if n is None else np.where(np.isfinite(y) & np.isfinite(n), n, 0.0)


def says_time(labels: Iterable[Any]) -> bool:
    """Whether labels are times or numbers of a sequence; names of units side by side are not.

    Text says time when every label holds a year, a month's name or nothing but a number.
    """
    words = {word for word in labels if word is not None}
    return not any(isinstance(word, str) for word in words) or all(SAYS_TIME.search(str(word)) for word in words)


def has_an_order(labels: Iterable[Any]) -> bool:
    """Whether labels can be put in order: not text other than ISO dates, since "Feb" before "Jan" would be worse."""
    return not any(isinstance(word, str) and not ISO.match(word) for word in labels)


def _refuse_unequal(y: Floats, n: Floats | None) -> None:
    if n is not None and len(n) != len(y):
        raise ValueError(f"y has {len(y)} values and n has {len(n)}; each y needs its n.")
    if n is not None and (n < 0).any():
        raise ValueError(f"n is below 0 at row {int(np.flatnonzero(n < 0)[0]) + 1}; a denominator counts something.")


def _labels(x: Sequence[Any] | pl.Series, total: int) -> pl.Series:
    labels = x.alias("x") if isinstance(x, pl.Series) else pl.Series("x", x)
    if len(labels) != total:
        raise ValueError(f"x has {len(labels)} values and y has {total}; each value needs its own.")
    return labels


def _as_they_are(method: Method, y: Floats, n: Floats | None, labels: pl.Series | None, as_given: bool) -> Gathered:
    """One row is one point; rows that carry their time are put in its order."""
    n = of_values(y, n) if method.takes_n else None
    if labels is None:
        return Gathered(plotted(method, y, n), n, None, None, places(len(y), "x"), True)
    words = labels.to_list()
    if not as_given and has_an_order(words) and any(b is not None and (a is None or b < a) for a, b in pairwise(words)):
        order = labels.arg_sort(nulls_last=True).to_numpy()
        y, n, labels = y[order], None if n is None else n[order], labels[order]
    return Gathered(plotted(method, y, n), n, None, None, labels, says_time(words))


@lru_cache(maxsize=256)
def places(number: int, name: str = "i") -> pl.Series:
    """The numbers of so many points, from 1."""
    return pl.Series(name, np.arange(1, number + 1))


def plotted(method: Method, y: Floats, n: Floats | None) -> Floats:
    """Counts stay counts on an NP chart; a count out of nothing is a gap there too."""
    if method.plots != "count" or n is None:
        return share(y, n)
    return np.where(n > 0, y, np.nan)


def _periods(labels: pl.Series | None, period: str) -> pl.Series:
    """The first day of the period each row lies in."""
    if period not in PERIODS:
        raise ValueError(f'period is "{period}"; it may be {", ".join(PERIODS)}.')
    if labels is None:
        raise ValueError(f"Gathering by {period} needs the date of each row: give x.")
    days = _days(labels, period) if labels.dtype == pl.String else labels
    if not days.dtype.is_temporal():
        raise ValueError(f"x holds {days.dtype}, not dates; gathering by {period} needs dates.")
    return days.cast(pl.Date).dt.truncate(PERIODS[period])


def _days(words: pl.Series, period: str) -> pl.Series:
    """Text like 2026-05-31, or 2026-05 for its first day."""
    text = words.str.strip_chars().str.slice(0, 10).str.replace(r"^(\d{4}-\d{2})$", "${1}-01")
    days = text.str.to_date("%Y-%m-%d", strict=False)
    wrong = (words.is_not_null() & days.is_null()).arg_true()
    if len(wrong):
        raise ValueError(f"x at row {wrong[0] + 1} is not a date like 2026-05-31; gathering by {period} needs dates.")
    return days


def _gathered(
    method: Method, y: Floats, n: Floats | None, labels: pl.Series, aggregate: str, period: str | None
) -> Gathered:
    """Numerators and denominators summed where both are there; without denominators what `aggregate` says."""
    if aggregate not in AGGREGATES:
        raise ValueError(f'aggregate is "{aggregate}"; it may be {", ".join(AGGREGATES)}.')
    n = n if method.takes_n and method.plots == "value" else None
    rows = pl.DataFrame({"x": labels, "y": pl.Series(y, nan_to_null=True)})
    if n is not None:
        alone = np.isfinite(y) & np.isnan(n)
        rows = rows.with_columns(
            y=pl.Series(np.where(alone, np.nan, y), nan_to_null=True), n=pl.Series(of_values(y, n))
        )
    points = rows.drop_nulls("x").group_by("x").agg(_told_of_rows(n is not None)).sort("x")
    if period is not None and points.height:
        points = _every_period(points, period)
    sizes = points["n"].to_numpy() if n is not None else None
    told = share(points["total"].to_numpy(), sizes) if n is not None else points[_what(method, aggregate)].to_numpy()
    return Gathered(
        y=told.astype(np.float64),
        n=sizes,
        size=points["size"].fill_null(0).to_numpy().astype(np.float64),
        sd=points["sd"].to_numpy().astype(np.float64),
        labels=points["x"],
        in_time_order=says_time(points["x"].to_list()),
    )


def _told_of_rows(has_n: bool) -> list[pl.Expr]:
    y = pl.col("y")
    some = y.count() > 0
    total = pl.when(some).then(y.sum()).alias("total")
    span = pl.when(y.count() > 1).then(y.max() - y.min()).alias("range")
    told = [span, total, y.mean().alias("mean")]
    told += [y.median().alias("median"), y.std().alias("sd"), y.count().alias("size")]
    return [*told, pl.col("n").sum()] if has_n else told


def _what(method: Method, aggregate: str) -> str:
    if method.plots == "value":
        return "total" if aggregate == "sum" else aggregate
    return "total" if method.plots == "sum" else method.plots if method.plots in OF_SUBGROUPS else aggregate


def _every_period(points: pl.DataFrame, period: str) -> pl.DataFrame:
    """Absent periods between the first and the last are there as gaps."""
    first, last = points["x"][0], points["x"][-1]
    every = pl.date_range(first, last, PERIODS[period], eager=True).alias("x").to_frame()
    return every.join(points, on="x", how="left", maintain_order="left")


def _an(title: str) -> str:
    return f"An {title}" if title[:1] in "AEFHILMNORSX" else f"A {title}"
