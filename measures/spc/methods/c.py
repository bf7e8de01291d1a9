"""The C chart: counts from an area of opportunity that stays the same, with Poisson limits."""

from __future__ import annotations

import numpy as np

from measures.spc.centre import across, given_or, mean
from measures.spc.methods import Method
from measures.spc.phase import Lines, Phase, three_sigma


def lines(phase: Phase) -> Lines:
    """The mean count, with the same limits at every point; a count that was not taken is not a count of 0."""
    centre = given_or(phase, mean(phase.used))
    return across(phase, three_sigma(centre, np.sqrt(np.maximum(centre, 0.0)), floor=0.0))


METHOD = Method(
    title="C chart",
    centre_says="mean",
    formula="""centre = mean(y)
limits = centre +- 3 sqrt(centre), not below 0""",
    source="Montgomery 2009, Introduction to Statistical Quality Control, 6th ed., equation 7.17; "
    "Mohammed, Worthington & Woodall 2008, doi 10.1136/qshc.2004.012047",
    lines=lines,
    takes_n=False,
    plots="sum",
    not_negative=True,
)
