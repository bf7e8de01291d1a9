"""The I' chart: single measurements that rest on unequal denominators, with limits that follow them."""

from __future__ import annotations

import math

import numpy as np

from measures.spc.centre import across, denominators, given_or, weighted_mean
from measures.spc.methods import Method
from measures.spc.moving_ranges import previous, screen
from measures.spc.phase import Lines, Phase, three_sigma

UPPER_LIMIT = 3.2665  # the limit of the standardised ranges, one digit longer than an I chart's


def lines(phase: Phase) -> Lines:
    """The mean weighted by denominators; sigma is that of one unit, narrowed by the root of each denominator.

    Left-out points and points after the baseline have no part in sigma.
    """
    n = denominators(phase)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(1 / n + 1 / previous(phase, n))
        each = math.sqrt(math.pi / 2) * np.abs(phase.y - previous(phase, phase.y)) / spread
        ranges = screen(each, phase.options.screen_moving_ranges, UPPER_LIMIT)
        one = ranges.mean / np.sqrt(n)
    centre = given_or(phase, weighted_mean(phase, n))
    return across(phase, three_sigma(centre, one, screened=ranges.screened))


METHOD = Method(
    title="I' chart",
    centre_says="mean",
    formula="""centre = sum(y n) / sum(n)
s = sqrt(pi / 2) |y - y before| / sqrt(1 / n + 1 / n before), for each pair of neighbours
limits = centre +- 3 mean(s) / sqrt(n)
an s of 3.2665 times their mean or more is left out once, unless screening is off""",
    source="Taylor 2017, Normalized I Chart (I'), variation.com/normalized-individuals-control-chart",
    lines=lines,
    needs_n=True,
)
