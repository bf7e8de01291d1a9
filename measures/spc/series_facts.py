"""What the numbers of a series say about it before a chart is chosen: its gaps, its middle, its spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from measures.spc.moving_ranges import screen
from measures.spc.phase import RANGE_TO_SIGMA, Booleans, Floats

Numbers = Sequence[float | int | None] | np.ndarray | pl.Series

POINTS_FOR_LIMITS = 12  # Provost & Murray 2011, The Health Care Data Guide; NHS Making Data Count asks for 13
ERROR_OF_SIGMA = 0.9  # of one sigma by moving ranges, times root (m - 1): simulated with 40,000 series, m 12 to 120
CLEARLY_ABOVE, CLEARLY_BELOW = 1.96, 2.576  # in standard errors: about 3 % and 1 % of stable series pass them
ENOUGH_EVENTS = 5  # expected a point: with fewer, whole numbers alone make the moving ranges small


@dataclass(frozen=True)
class Facts:
    """A series as its adviser sees it. `y` holds numerators, counts or values, NaN where none can be judged."""

    kind: str  # proportion, rate, count, measurement, gaps
    y: Floats
    n: Floats | None
    baseline: Booleans
    every: str  # the word for the time of one point
    gaps: int  # points without a value, or of 0

    @property
    def many(self) -> str:
        """The word for several points."""
        return f"{self.every}s"

    @cached_property
    def there(self) -> Booleans:
        """True where a point can be judged."""
        return np.isfinite(self.y)

    @cached_property
    def judged(self) -> int:
        """How many points can be judged."""
        return int(self.there.sum())

    @cached_property
    def sizes(self) -> Floats:
        """What each count is of: its denominator, or 1."""
        return np.ones(self.y.shape) if self.n is None else self.n

    @cached_property
    def speaks(self) -> Booleans:
        """True where a point may speak for centre and limits."""
        return self.baseline & self.there

    @cached_property
    def centre(self) -> float:
        """All events over all that they are of, in the baseline; of values and gaps their mean."""
        speaks = self.speaks
        return float(self.y[speaks].sum() / self.sizes[speaks].sum()) if speaks.any() else np.nan

    @cached_property
    def constant(self) -> bool:
        """Two values or more, and all the same."""
        values = (self.y / self.sizes)[self.there]
        return len(values) > 1 and bool((values == values[0]).all())

    @cached_property
    def chance(self) -> Floats:
        """One standard deviation of each point where nothing but chance is at work; NaN for values and gaps."""
        if self.kind not in ("proportion", "rate", "count"):
            return np.full(self.y.shape, np.nan)
        room = 1 - self.centre if self.kind == "proportion" else 1.0
        return np.sqrt(max(self.centre * room, 0.0) / self.sizes)

    @cached_property
    def stretch(self) -> float | None:
        """Laney's sigma_z: how many times as much neighbours differ as chance alone makes them; None if unknown.

        Laney 2002, Quality Engineering 14:531. From screened moving ranges, so neither one odd month nor one
        step to a new level makes it large. A point beside a gap is compared with the next one that there is: a gap
        changes no chart (`analyse` draws its limits without ranges across a gap).
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            z = (self.y / self.sizes - self.centre) / self.chance
        steps = np.abs(np.diff(z[self.speaks]))
        if not np.isfinite(steps).any():
            return None
        return float(screen(steps[None, :]).mean[0, 0] * RANGE_TO_SIGMA)

    @cached_property
    def margin(self) -> float:
        """One standard error of `stretch` where nothing but chance is at work."""
        return ERROR_OF_SIGMA / np.sqrt(max(int(self.speaks.sum()) - 1, 1))

    @property
    def over_dispersed(self) -> bool:
        """Neighbours differ clearly more than chance: sigma_z beyond what about 3 % of stable series reach.

        1.37 for 24 points, 1.30 for 36, against Laney's and Mohammed & Laney's (2006, QSHC 15:383) "above 1".
        """
        return self.stretch is not None and self.stretch > 1 + CLEARLY_ABOVE * self.margin

    @property
    def under_dispersed(self) -> bool:
        """Neighbours differ clearly less than chance, and not because there are hardly any events."""
        if self.stretch is None or self.centre * float(np.median(self.sizes[self.there])) < ENOUGH_EVENTS:
            return False
        return self.stretch < 1 - CLEARLY_BELOW * self.margin

    @cached_property
    def likeness(self) -> float | None:
        """The lag-1 autocorrelation of the plotted values: how far each point resembles the one before it.

        A gap has no neighbour. None where the values do not vary.
        """
        values = self.y / self.sizes
        away = values - np.mean(values[self.there]) if self.judged else values
        pairs = away[1:] * away[:-1]
        squares = np.nanmean(away**2) if self.judged else 0.0
        if not np.isfinite(pairs).any() or not squares > 0:
            return None
        return float(np.nanmean(pairs) / squares)


def facts_of(y: Numbers, n: Numbers | None, kind: str, freeze: int | None, exclude: Sequence[int], every: str) -> Facts:
    """The points that can be judged; whatever is no number, of nothing, or left out, is a gap."""
    values, sizes = _floats(y), None if n is None else _floats(n)
    if sizes is not None and len(sizes) != len(values):
        raise ValueError(f"y has {len(values)} values and n has {len(sizes)}; each y needs its n.")
    known = np.isfinite(values) & (True if sizes is None else np.isfinite(sizes) & (sizes > 0))
    gaps = int((~known).sum())
    known[[point - 1 for point in exclude if 0 < point <= len(values)]] = False
    values, sizes = np.where(known, values, np.nan), None if sizes is None else np.where(known, sizes, np.nan)
    baseline = np.arange(1, len(values) + 1) <= (freeze or len(values))
    return Facts(_possible(kind, values, sizes), values, sizes, baseline, every, gaps)


def _possible(kind: str, values: Floats, sizes: Floats | None) -> str:
    """The kind that the numbers allow: no count is below 0, a share needs its denominator and stays below it."""
    if kind == "measurement" or (values < 0).any() or (kind in ("proportion", "rate") and sizes is None):
        return "measurement"
    if kind == "count" and sizes is not None:
        return "rate"
    if kind == "proportion" and sizes is not None and (values > sizes).any():
        return "rate"
    return kind


def _floats(values: Numbers) -> Floats:
    column = values if isinstance(values, pl.Series) else pl.Series(values, dtype=pl.Float64, strict=False)
    return np.asarray(column.cast(pl.Float64).to_numpy())
