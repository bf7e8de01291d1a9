"""The X-bar chart: means of subgroups, with limits from the spread within the subgroups."""

from __future__ import annotations

import numpy as np

from measures.spc.centre import across, given_or, weighted_mean
from measures.spc.methods import Method
from measures.spc.methods.s import c4, sizes, usual_sd
from measures.spc.phase import Lines, Phase, three_sigma


def lines(phase: Phase) -> Lines:
    """The mean of all values in the subgroups, with limits at each subgroup's size.

    A subgroup of one value has no limits: nothing is known of its spread.
    """
    size = sizes(phase)
    sd = np.full(phase.y.shape, np.nan) if phase.sd is None else phase.sd
    with np.errstate(divide="ignore", invalid="ignore"):
        one = usual_sd(phase, sd, size) / (c4(size) * np.sqrt(size))
    return across(phase, three_sigma(given_or(phase, weighted_mean(phase, size)), one))


METHOD = Method(
    title="X-bar chart",
    centre_says="mean",
    formula="""centre = sum(n subgroup means) / sum(n)
s = mean standard deviation, or sqrt(sum((n - 1) s s) / sum(n - 1)) where subgroups differ in size
limits = centre +- A3 s, with A3 = 3 / (c4 sqrt(n)) at each n
c4 = sqrt(2 / (n - 1)) gamma(n / 2) / gamma((n - 1) / 2)""",
    source="Montgomery 2009, Introduction to Statistical Quality Control, 6th ed., equations 6.28, 6.30 and 6.31",
    lines=lines,
    takes_n=False,
    plots="mean",
)
