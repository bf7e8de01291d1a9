"""The EWMA chart: a mean in which newer values weigh more, for small changes that last."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from measures.spc.centre import across, given_or, mean
from measures.spc.methods import Method
from measures.spc.moving_ranges import sigma
from measures.spc.phase import Floats, Lines, Phase, three_sigma

WEIGHT = 0.2  # of the newest value; Montgomery 2009, section 9.2: 0.05 to 0.25 work well


def shown(phase: Phase) -> Phase:
    """z = 0.2 y + 0.8 z before, from the centre on; a missing or excluded value leaves z where it was, as a gap."""
    z = np.full(phase.y.shape, np.nan)
    level = given_or(phase, mean(phase.used))[:, 0]
    judged = phase.judged
    for place in range(phase.y.shape[-1]):
        there = np.broadcast_to(judged[..., place], level.shape)
        level = np.where(there, WEIGHT * np.nan_to_num(phase.y[:, place]) + (1 - WEIGHT) * level, level)
        z[:, place] = np.where(there, level, np.nan)
    return replace(phase, y=z, raw=phase.y)


def lines(phase: Phase) -> Lines:
    """Limits widen from the first value to their full width, as z rests on more of them."""
    behind = phase if phase.raw is None else replace(phase, y=phase.raw, raw=None)
    one, screened = sigma(behind, behind.y)
    seen = np.cumsum(np.broadcast_to(behind.judged, behind.y.shape), axis=-1)
    width: Floats = np.sqrt(WEIGHT / (2 - WEIGHT) * (1 - (1 - WEIGHT) ** (2.0 * seen)))
    return across(phase, three_sigma(given_or(behind, mean(behind.used)), one * width, screened=screened))


METHOD = Method(
    title="EWMA chart",
    centre_says="mean",
    formula="""plotted = z = 0.2 y + 0.8 z before, from the centre on
centre = mean(y)
limits = centre +- 3 s sqrt(0.2 / 1.8 (1 - 0.8^(2 i))), s = mean(moving ranges) / 1.128""",
    source="Roberts 1959, Technometrics 1:239; Montgomery 2009, Introduction to Statistical Quality Control, ch. 9",
    lines=lines,
    takes_n=False,
    plots="shown",
    shown=shown,
    run_rules=False,
)
