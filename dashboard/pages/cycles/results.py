"""What the data say came of a prediction: the measure over the whole periods of a test, with its n."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard.telling.phrases import day_words, number_words, period_words
from measures.series import Series

LATELY = 3  # whole periods that say where a measure stands. Our own choice


@dataclass(frozen=True)
class Observed:
    """A value in the measure's own unit with its words; None where the data cannot tell, and then why."""

    value: float | None
    says: str


def observed(series_by: Callable[[str], Series], first: date, last: date) -> Observed:
    """The measure over the whole months between two days; a share, where no month is whole, over whole weeks.

    Counts are told a month, so that weeks say nothing of them. Periods of a rate are taken together (all events over
    all units), of a count their mean. A period that is immature, partial or without anything to count has no say.
    """
    monthly = series_by("month")
    tried = [monthly, series_by("week")] if monthly.is_rate else [monthly]
    for series in tried:
        whole = _whole(series, first, last)
        if whole.height:
            return _told(series, whole)
    every = "week" if monthly.is_rate else "month"
    ends = monthly.last_day()
    to = f"; the data end on {day_words(ends)}" if ends and ends < last else ""
    between = f"between {day_words(first)} and {day_words(last)}"
    return Observed(None, f"No whole {every} with something to count lies {between}{to}.")


def now(series: Series) -> Observed:
    """Where the measure stands: its newest whole periods that have a value, up to three, so that one odd one says less.

    A prediction judged from a single month would often come true by luck: after an odd month comes a usual one.
    """
    whole = _whole(series, date.min, date.max)
    return (
        _told(series, whole.tail(LATELY))
        if whole.height
        else Observed(None, f"No whole {series.every} has a value yet.")
    )


def _whole(series: Series, first: date, last: date) -> pl.DataFrame:
    inside = (pl.col("start") >= first) & (pl.col("end") <= last) & ~pl.col("immature") & ~pl.col("partial")
    there = pl.col("denominator") > 0 if series.is_rate else pl.col("numerator").is_not_null()
    return series.points.filter(inside & there)


def _told(series: Series, whole: pl.DataFrame) -> Observed:
    events, periods = int(whole["numerator"].sum()), whole.height
    when = _when(series.every, whole)
    if series.is_rate:
        of = int(whole["denominator"].sum())
        value = events / of
        return Observed(value, f"{number_words(value, True)} ({events} of {of}) {when}")
    value = events / periods
    each = "" if periods == 1 else " a month"
    return Observed(value, f"{number_words(value, False)}{each} {when}")


def _when(every: str, whole: pl.DataFrame) -> str:
    first, last = whole["start"][0], whole["start"][-1]
    if whole.height == 1:
        return f"in {period_words(every, first)}"
    ends = (day_words(first), day_words(whole["end"][-1])) if every == "week" else _months(first, last)
    return f"from {ends[0]} to {ends[1]}"


def _months(first: date, last: date) -> tuple[str, str]:
    """Two months, the year once where it is the same: July, September 2026."""
    return f"{first:%B}" if first.year == last.year else f"{first:%B %Y}", f"{last:%B %Y}"
