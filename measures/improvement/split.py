"""A series cut at a date: which periods were before it, which since, and which may be judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from measures.series import Series
from measures.spc.phase import Booleans, Floats


@dataclass(frozen=True)
class Split:
    """The periods of a series around a date. A period in the midst of which the date falls is on neither side."""

    y: Floats  # numerators or counts
    n: Floats | None  # denominators; None in a count
    judged: Booleans  # whole, with something to count, and not the mixed period
    mixed: Booleans
    after: Booleans  # starts on the date or later

    @property
    def before(self) -> Booleans:
        """Judged periods that ended before the date."""
        return self.judged & ~self.after

    @property
    def since(self) -> Booleans:
        """Judged periods since the date."""
        return self.judged & self.after

    @property
    def values(self) -> Floats:
        """Shares, or events a period; NaN where there is nothing to count."""
        if self.n is None:
            return self.y
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.n > 0, self.y / self.n, np.nan)

    def level(self, periods: Booleans) -> float:
        """All events of these periods over all that they are of; events a period in a count."""
        of = self.of(periods)
        return float(self.y[periods].sum() / of) if of else np.nan

    def of(self, periods: Booleans) -> float:
        """What the events of these periods are of: their denominators, or how many periods there are."""
        return float(periods.sum() if self.n is None else self.n[periods].sum())

    def error(self) -> float:
        """One standard error of the difference between the levels before and since, by chance alone."""
        level = self.level(self.judged)
        sizes = [self.of(periods) for periods in (self.before, self.since)]
        if not all(sizes):
            return np.inf
        return float(np.sqrt(level * (1 if self.n is None else 1 - level) * sum(1 / size for size in sizes)))


def split_at(series: Series, day: date) -> Split:
    """Immature and partial periods, and those of 0 of 0, are not judged."""
    points = series.points
    y, n = (points[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in ("numerator", "denominator"))
    open_ended = (points["immature"] | points["partial"]).fill_null(True).to_numpy()
    mixed = ((points["start"] < day) & (points["end"] >= day)).to_numpy()
    there = np.isfinite(y) & (np.nan_to_num(n) > 0 if series.is_rate else True)
    after = (points["start"] >= day).to_numpy()
    return Split(y, n if series.is_rate else None, there & ~open_ended & ~mixed, mixed, after)
