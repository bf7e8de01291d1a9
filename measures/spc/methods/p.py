"""The P chart: the share of cases with a yes, with limits from the binomial distribution."""

from __future__ import annotations

import numpy as np

from measures.spc.centre import across, denominators, given_or, weighted_mean
from measures.spc.methods import Method
from measures.spc.phase import Floats, Lines, Phase, three_sigma


def lines(phase: Phase) -> Lines:
    """All numerators over all denominators; the limits of a point widen as its denominator shrinks."""
    centre, one = binomial(phase)
    return across(phase, three_sigma(centre, one, floor=0.0, ceiling=1.0))


def binomial(phase: Phase) -> tuple[Floats, Floats]:
    """The centre, and one standard deviation of a share at each denominator; NaN where that is 0."""
    n = denominators(phase)
    centre = given_or(phase, weighted_mean(phase, n))
    with np.errstate(invalid="ignore"):
        return centre, np.sqrt(centre * (1 - centre) / n)


METHOD = Method(
    title="P chart",
    centre_says="mean",
    formula="""centre = sum(y) / sum(n)
limits = centre +- 3 sqrt(centre (1 - centre) / n), kept within 0 and 1""",
    source="Montgomery 2009, Introduction to Statistical Quality Control, 6th ed., equation 7.8; "
    "Mohammed, Worthington & Woodall 2008, doi 10.1136/qshc.2004.012047",
    lines=lines,
    needs_n=True,
    not_negative=True,
    at_most_one=True,
)
