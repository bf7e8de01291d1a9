"""The I chart: single measurements, with limits from the moving ranges of neighbours."""

from __future__ import annotations

from measures.spc.centre import across, given_or, mean
from measures.spc.methods import Method
from measures.spc.moving_ranges import sigma
from measures.spc.phase import Lines, Phase, three_sigma


def lines(phase: Phase) -> Lines:
    """The mean, with the same limits at every point; a constant series has its limits on the centre.

    The lower limit may lie below zero although no value can: ask for a floor where that misleads.
    """
    one, screened = sigma(phase, phase.y)
    return across(phase, three_sigma(given_or(phase, mean(phase.used)), one, screened=screened))


METHOD = Method(
    title="I chart",
    centre_says="mean",
    formula="""centre = mean(y)
limits = centre +- 3 mean(moving ranges) / 1.128, where a moving range = |y - y before|
moving ranges of 3.267 times their mean or more are left out once, unless screening is off""",
    source="Montgomery 2009, Introduction to Statistical Quality Control, 6th ed., equation 6.33; "
    "screening: Nelson 1982, J Quality Technology 14:172; Provost & Murray 2011, The Health Care Data Guide",
    lines=lines,
)
