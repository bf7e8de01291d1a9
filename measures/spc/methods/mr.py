"""The MR chart: the moving ranges behind an I chart, to see whether the variation itself has changed."""

from __future__ import annotations

import numpy as np

from measures.spc.centre import across, given_or, mean
from measures.spc.methods import Method
from measures.spc.moving_ranges import UPPER_LIMIT
from measures.spc.phase import Lines, Phase


def lines(phase: Phase) -> Lines:
    """The mean moving range and its upper limit. `phase.y` holds the moving ranges themselves.

    Neighbouring ranges share a value, so runs of them prove nothing and run rules are not asked. The inner
    line is two thirds of the upper limit, as the reference package draws it, and judges nothing.
    """
    centre = given_or(phase, mean(phase.used))
    one = (UPPER_LIMIT - 1) / 3 * centre
    zero = np.where(np.isfinite(centre), 0.0, np.nan)
    upper = UPPER_LIMIT * centre
    return across(phase, Lines(centre, one, zero, upper, zero, upper * 2 / 3))


METHOD = Method(
    title="MR chart",
    centre_says="mean",
    formula="""plotted = |y - y before|
centre = mean(moving ranges)
lower limit = 0; upper limit = 3.267 centre""",
    source="Montgomery 2009, Introduction to Statistical Quality Control, 6th ed., section 6.4; "
    "D4 = 3.267: appendix VI",
    lines=lines,
    plots="moving_range",
    run_rules=False,
)
