"""What a clinic has to be judged by: its usual number, how much stands behind a point, how many points it knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from measures.series import Series
from measures.spc.series_facts import facts_of

WEEKS = {"month": 365.25 / 84, "quarter": 365.25 / 28}  # in a period


@dataclass(frozen=True)
class Volume:
    """A baseline in short: a share between 0 and 1 of so many units a period, or events a period."""

    usual: float
    each: float | None  # the usual denominator of a period; None in a count
    baseline: int  # periods before the change
    every: str = "month"
    sizes: tuple[float, ...] = ()  # the baseline's own denominators; without them `each`, varying by chance
    stretch: float = 1.0  # how many times as much as chance the periods differ (Laney's sigma_z); never below 1
    next_start: date | None = None  # first day of the first period after the baseline
    units: str = "units"


def volume_of(series: Series, since: date | None = None) -> Volume | None:
    """The whole periods with something to count that end before `since` (without it: all); None when there is none.

    Variation beyond chance counts only where it is clear (`Facts.over_dispersed`): a dozen points often look a
    little wider than chance by chance.
    """
    before = pl.lit(True) if since is None else pl.col("end") < since
    past = series.points.filter(before & ~pl.col("immature") & ~pl.col("partial"))
    known = past.filter(pl.col("denominator") > 0 if series.is_rate else pl.col("numerator").is_not_null())
    if known.is_empty():
        return None
    events, sizes = known["numerator"], known["denominator"] if series.is_rate else None
    facts = facts_of(events, sizes, "proportion" if series.is_rate else "count", None, (), series.every)
    later = series.points.filter(pl.col("end") > known["end"][-1])
    return Volume(
        usual=float(events.sum()) / float(known.height if sizes is None else sizes.sum()),
        each=None if sizes is None else float(np.median(sizes)),
        baseline=known.height,
        every=series.every,
        sizes=() if sizes is None else tuple(sizes.cast(pl.Float64)),
        stretch=max(1.0, facts.stretch or 1.0) if facts.over_dispersed else 1.0,
        next_start=_next_start(known["end"][-1]) if since is None and later.is_empty() else since or later["start"][0],
        units=series.denominator_says or "units",
    )


def chart_for(volume: Volume) -> str:
    """The chart that suits such numbers; those that take in usual variation where there is more than chance."""
    if volume.each is None:
        return "i" if volume.stretch > 1 else "c"
    return "pp" if volume.stretch > 1 else "p"


def enough_for_weeks(volume: Volume) -> bool:
    """Whether weekly points could show a fall: one week can lie below a lower limit at all.

    A P chart has a lower limit above 0 from n > 9 (1 - p) / p on, a C chart from more than 9 events on. For a measure
    that should rise, ask with its complement. Offered at 3 months, when monthly points are only 3.
    """
    weeks = WEEKS.get(volume.every, 1.0)
    if volume.each is None:
        return volume.usual / weeks > 9
    return volume.usual > 0 and volume.each / weeks > 9 * (1 - volume.usual) / volume.usual


def _next_start(end: date) -> date:
    return date.fromordinal(end.toordinal() + 1)
