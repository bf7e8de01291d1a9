"""The T chart: time between rare events, on a scale where such times are nearly normal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from measures.spc.centre import across, given_or, mean
from measures.spc.methods import Method
from measures.spc.moving_ranges import sigma
from measures.spc.phase import Lines, Phase, three_sigma

POWER = 3.6


def lines(phase: Phase) -> Lines:
    """An I chart of the times to the power of 1/3.6, with its lines raised back.

    A time of 0 has no place on that scale and counts as missing. Distances are judged on that scale.
    """
    with np.errstate(invalid="ignore"):
        y = np.where(phase.y > 0, phase.y, np.nan) ** (1 / POWER)
    near = replace(phase, y=y, centre=None if phase.centre is None else phase.centre ** (1 / POWER))
    one, screened = sigma(near, y)
    centre = given_or(near, mean(near.used))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (y - centre) / one
    return across(phase, replace(_back(three_sigma(centre, one, floor=0.0, screened=screened)), z=z))


def _back(near: Lines) -> Lines:
    drawn = ("centre", "lower", "upper", "lower_2s", "upper_2s")
    return replace(near, **{name: getattr(near, name) ** POWER for name in drawn})


METHOD = Method(
    title="T chart",
    centre_says="typical time",
    formula="""z = y to the power of 1 / 3.6
centre = mean(z) to the power of 3.6
limits = (mean(z) +- 3 mean(moving ranges of z) / 1.128) to the power of 3.6, not below 0
moving ranges are screened like an I chart's""",
    source="Nelson 1994, J Quality Technology 26:239; "
    "Montgomery 2009, Introduction to Statistical Quality Control, 6th ed., equation 7.28",
    lines=lines,
    takes_n=False,
    above_zero=True,
)
