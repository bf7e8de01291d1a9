"""What the data say came of a prediction: the measure over the whole periods of a test, with its n."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard.telling.sentences import words
from measures.said import Said, said
from measures.series import Series

LATELY = 3  # whole periods that say where a measure stands. Our own choice


@dataclass(frozen=True)
class Observed:
    """A value in the measure's own unit with what it rests on; None where the data cannot tell, and then why."""

    value: float | None
    found: Said

    @property
    def says(self) -> str:
        """The same in words."""
        return words(self.found)


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
            return _observed(series, whole)
    every, ends = "week" if monthly.is_rate else "month", monthly.last_day()
    stops = ends if ends and ends < last else None
    return Observed(None, said("no_whole_period", every=every, first=first, last=last, ends=stops))


def now(series: Series) -> Observed:
    """Where the measure stands: its newest whole periods that have a value, up to three, so that one odd one says less.

    A prediction judged from a single month would often come true by luck: after an odd month comes a usual one.
    """
    whole = _whole(series, date.min, date.max)
    if whole.height:
        return _observed(series, whole.tail(LATELY))
    return Observed(None, said("no_value_yet", every=series.every))


def _whole(series: Series, first: date, last: date) -> pl.DataFrame:
    inside = (pl.col("start") >= first) & (pl.col("end") <= last) & ~pl.col("immature") & ~pl.col("partial")
    there = pl.col("denominator") > 0 if series.is_rate else pl.col("numerator").is_not_null()
    return series.points.filter(inside & there)


def _observed(series: Series, whole: pl.DataFrame) -> Observed:
    events, periods = int(whole["numerator"].sum()), whole.height
    over: dict[str, object] = {"every": series.every, "periods": periods}
    over |= {"first": whole["start"][0], "last": whole["start"][-1], "end": whole["end"][-1]}
    if series.is_rate:
        of = int(whole["denominator"].sum())
        return Observed(events / of, said("seen_rate", value=events / of, events=events, of=of, **over))
    return Observed(events / periods, said("seen_count", value=events / periods, **over))
