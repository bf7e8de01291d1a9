"""One phase of a chart, the only thing that a chart method and a rule set ever see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

SAME = 1e-12  # two numbers closer than this, relative to their size, differ by rounding alone
RANGE_TO_SIGMA = 1 / 1.128  # d2 for two neighbours; Montgomery, Statistical Quality Control, appendix VI


@dataclass(frozen=True)
class Options:
    """What is asked of every phase alike."""

    screen_moving_ranges: bool = True
    range_to_sigma: float = RANGE_TO_SIGMA  # one sigma for a mean moving range of 1
    sigma: float | None = None  # one standard deviation of single values, known from elsewhere
    in_time_order: bool = True  # False: the points are units side by side, and neighbours mean nothing


@dataclass(frozen=True)
class Phase:
    """Points that share one centre line. Rows are series, columns are points: one series is one row.

    `baseline` holds the points that the centre comes from, `include` those that are judged. A missing
    value is NaN inside the engine, and only there.
    """

    part: int
    first: int  # position (from 1) of its first point in the whole series
    y: Floats
    n: Floats | None
    baseline: Booleans
    include: Booleans
    centre: float | None  # a centre given from outside, else None
    size: Floats | None = None  # how many raw values stand behind each point (Xbar, S)
    sd: Floats | None = None  # their standard deviation
    options: Options = field(default_factory=Options)
    raw: Floats | None = None  # the values behind plotted sums or averages of them (EWMA, CUSUM)

    @property
    def counts(self) -> Booleans:
        """True where a point may speak for centre and limits: in the baseline, not left out, not missing."""
        return self.baseline & self.include & np.isfinite(self.y)

    @property
    def used(self) -> Floats:
        """The values that centre and limits are computed from; everything else is NaN."""
        return np.where(self.baseline & self.include, self.y, np.nan)

    @property
    def judged(self) -> Booleans:
        """True where a point may signal: not left out, not missing."""
        return self.include & np.isfinite(self.y)

    @property
    def last(self) -> int:
        """Position (from 1) of its last point in the whole series."""
        return self.first + self.y.shape[-1] - 1


@dataclass(frozen=True)
class Lines:
    """What a method draws through a phase, every array of the shape of `Phase.y`.

    NaN means that there is no line at that point. `sigma` is one standard deviation at each point; `z` is the
    distance of each point from the line of the mean in sigmas, where that is not (y - centre) / sigma.
    """

    centre: Floats
    sigma: Floats | None = None
    lower: Floats | None = None
    upper: Floats | None = None
    lower_2s: Floats | None = None
    upper_2s: Floats | None = None
    z: Floats | None = None
    screened: Booleans | None = None  # the moving range that ends at this point was left out of sigma

    def above_zero(self) -> Lines:
        """The same lines, with no lower limit below zero."""
        lower, lower_2s = (None if line is None else np.maximum(line, 0.0) for line in (self.lower, self.lower_2s))
        return replace(self, lower=lower, lower_2s=lower_2s)


def side_of(y: Floats, line: Floats) -> NDArray[np.int8]:
    """+1 where a value is above its line, -1 below, 0 on it, up to rounding; 0 too where either is missing.

    The mean of twenty times 0.1 is not 0.1 in binary, and a constant series has no side.
    """
    away = y - line
    near = SAME * np.maximum(np.abs(y), np.abs(line))
    high, low = away > near, away < -near
    return high.view(np.int8) - low.view(np.int8)


def three_sigma(
    centre: Floats,
    sigma: Floats,
    floor: float | None = None,
    ceiling: float | None = None,
    screened: Booleans | None = None,
) -> Lines:
    """Limits at 2 and 3 sigmas to both sides, kept within what a value can be."""
    lines = [centre + k * sigma for k in (-3.0, 3.0, -2.0, 2.0)]
    if floor is not None:
        lines = [np.maximum(line, floor) for line in lines]
    if ceiling is not None:
        lines = [np.minimum(line, ceiling) for line in lines]
    lower, upper, lower_2s, upper_2s = lines
    return Lines(centre, sigma, lower, upper, lower_2s, upper_2s, screened=screened)


def split(whole: Phase, parts: Sequence[int], freeze: Sequence[int]) -> list[Phase]:
    """Cut the series after each point in `parts`.

    A freeze point belongs to the phase it lies in: points after it, up to the end of that phase, are judged
    against a baseline they are no part of.
    """
    if not (parts or freeze) and whole.y.shape[-1] and whole.part == whole.first == 1:
        return [whole]
    edges = [0, *parts, whole.y.shape[-1]]
    return [
        _cut(whole, part, start, end, freeze) for part, (start, end) in enumerate(pairwise(edges), 1) if start < end
    ]


def _cut(whole: Phase, part: int, start: int, end: int, freeze: Sequence[int]) -> Phase:
    baseline_end = min((point for point in freeze if start < point <= end), default=end)
    n, size, sd = (None if line is None else line[:, start:end] for line in (whole.n, whole.size, whole.sd))
    return replace(
        whole,
        part=part,
        first=start + 1,
        y=whole.y[:, start:end],
        baseline=whole.baseline[..., start:end] & (np.arange(start + 1, end + 1) <= baseline_end),
        include=whole.include[..., start:end],
        n=n,
        size=size,
        sd=sd,
    )
