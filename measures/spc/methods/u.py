"""The U chart: events for each unit of exposure, with Poisson limits."""

from __future__ import annotations

import numpy as np

from measures.spc.centre import across, denominators, given_or, weighted_mean
from measures.spc.methods import Method
from measures.spc.phase import Floats, Lines, Phase, three_sigma


def lines(phase: Phase) -> Lines:
    """All events over all exposure; the limits of a point widen as its exposure shrinks."""
    centre, one = poisson(phase)
    return across(phase, three_sigma(centre, one, floor=0.0))


def poisson(phase: Phase) -> tuple[Floats, Floats]:
    """The centre, and one standard deviation of a rate at each exposure; NaN where that is 0."""
    n = denominators(phase)
    centre = given_or(phase, weighted_mean(phase, n))
    with np.errstate(invalid="ignore"):
        return centre, np.sqrt(centre / n)


METHOD = Method(
    title="U chart",
    centre_says="mean",
    formula="""centre = sum(y) / sum(n)
limits = centre +- 3 sqrt(centre / n), not below 0""",
    source="Montgomery 2009, Introduction to Statistical Quality Control, 6th ed., equation 7.19; "
    "Mohammed, Worthington & Woodall 2008, doi 10.1136/qshc.2004.012047",
    lines=lines,
    needs_n=True,
    not_negative=True,
)
