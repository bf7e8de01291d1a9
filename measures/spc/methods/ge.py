"""The G chart with exact limits: cases between rare events, with geometric quantiles for limits."""

from __future__ import annotations

import numpy as np

from measures.spc.centre import across, given_or, mean, median
from measures.spc.methods import Method
from measures.spc.methods.te import ONE_SIDE
from measures.spc.phase import Floats, Lines, Phase


def lines(phase: Phase) -> Lines:
    """The numbers of cases that a stable process stays between but for 0.135 % on each side.

    A chance of p an event leaves k cases or more without one with the chance (1 - p)^k. A lower limit of 0 can never
    be passed: a G chart sees gaps grow longer, and shows them growing shorter only by its runs.
    """
    usual = given_or(phase, mean(phase.used))
    with np.errstate(divide="ignore", invalid="ignore"):
        stays = np.log(usual / (1 + usual))
    lower, lower_2s, upper_2s, upper = (_quantile(share, stays) for share in ONE_SIDE)
    middle = median(phase.used)[:, None] if phase.centre is None else _quantile(0.5, stays)
    return across(phase, Lines(middle, None, lower, upper, lower_2s, upper_2s))


def _quantile(share: float, stays: Floats) -> Floats:
    """The fewest cases k that at least this share of gaps do not pass: 1 - (1 - p)^(k + 1) >= share."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.ceil(np.log1p(-share) / stays - 1 - 1e-9)
    return np.where(np.isfinite(stays), np.maximum(found, 0.0), np.nan)


METHOD = Method(
    title="exact G chart",
    centre_says="median",
    formula="""centre = median(y)
p = 1 / (1 + mean(y))
limits = fewest k with 1 - (1 - p)^(k + 1) >= 0.00135 and 0.99865: 0.135 % of stable gaps lie beyond each""",
    source="Kaminsky et al. 1992, J Quality Technology 24:63; Benneyan 2001, Health Care Management Science 4:305",
    lines=lines,
    takes_n=False,
    not_negative=True,
)
