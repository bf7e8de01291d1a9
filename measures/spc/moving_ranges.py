"""Moving ranges: how far neighbouring baseline points lie apart, the measure of variation of single values."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from measures.spc.centre import average
from measures.spc.phase import Booleans, Floats, Phase

UPPER_LIMIT = 3.267  # of moving ranges, in mean ranges: D4 for two neighbours; Montgomery, appendix VI


@dataclass(frozen=True)
class Ranges:
    """A moving range at the later of its two points (NaN where there is none), and the mean of those kept."""

    each: Floats
    mean: Floats
    screened: Booleans


def sigma(phase: Phase, values: Floats) -> tuple[Floats, Booleans]:
    """One standard deviation of each series from its moving ranges, and which ranges were left out of it.

    One lone value has no range, so it has no sigma: NaN. A constant series has a sigma of 0.
    """
    if phase.options.sigma is not None:
        return np.full((values.shape[0], 1), phase.options.sigma), np.zeros(values.shape, dtype=bool)
    ranges = screen(np.abs(values - previous(phase, values)), phase.options.screen_moving_ranges)
    return ranges.mean * phase.options.range_to_sigma, ranges.screened


def screen(each: Floats, wanted: bool = True, upper_limit: float = UPPER_LIMIT) -> Ranges:
    """The mean moving range, without the ranges that are too large for neighbours that differ by chance.

    Once, and only once: Nelson 1982 (J Quality Technology 14:172); Provost & Murray 2011. A range at the
    limit goes too. Where all ranges are 0 none is left out.
    """
    usual = average(each)
    screened = (each >= upper_limit * usual) & (usual > 0) & wanted
    if screened.any():
        return Ranges(each, average(np.where(screened, np.nan, each)), screened)
    return Ranges(each, usual, screened)


def previous(phase: Phase, values: Floats) -> Floats:
    """At each point of the baseline the value of the point before it, as if left-out points had never been.

    A missing value is not left out: it has its place, and both its neighbours are without a range.
    """
    speaks = phase.baseline & phase.include
    before = np.full(values.shape, np.nan)
    if speaks.ndim == 1:
        place = np.flatnonzero(speaks)
        before[..., place[1:]] = values[..., place[:-1]]
        return before
    series, place = np.nonzero(speaks)
    same = np.flatnonzero(series[1:] == series[:-1])
    before[series[same + 1], place[same + 1]] = values[series[same], place[same]]
    return before


def plotted(phase: Phase) -> Phase:
    """The phase with every value replaced by its distance from the value just before it, as an MR chart draws."""
    each = np.full(phase.y.shape, np.nan)
    each[..., 1:] = np.abs(phase.y[..., 1:] - phase.y[..., :-1])
    return replace(phase, y=each)
