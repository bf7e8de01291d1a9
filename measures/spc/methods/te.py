"""The T chart with exponential limits: time between rare events, with limits no stable process passes too often."""

from __future__ import annotations

import numpy as np

from measures.spc.centre import across, given_or, mean, median
from measures.spc.methods import Method
from measures.spc.phase import Lines, Phase

ONE_SIDE = (0.00135, 0.02275, 0.97725, 0.99865)  # below 3 and 2 sigma under, 2 and 3 over the mean of a normal curve


def lines(phase: Phase) -> Lines:
    """Limits are quantiles of the exponential distribution with the mean of the times; the centre is their median.

    A centre given from outside is a mean, so what is drawn is 0.693 of it.

    A time of 0 is a time. Distances are those of a normal value as rare.
    """
    from scipy.special import ndtri

    usual = given_or(phase, mean(phase.used))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = ndtri(-np.expm1(-phase.y / usual))
    lower, lower_2s, upper_2s, upper = (-np.log1p(-share) * usual for share in ONE_SIDE)
    middle = median(phase.used)[:, None] if phase.centre is None else np.log(2) * usual
    return across(phase, Lines(middle, None, lower, upper, lower_2s, upper_2s, z=z))


METHOD = Method(
    title="exponential T chart",
    centre_says="median",
    formula="""centre = median(y), or 0.693 of a mean that is given
limits = -ln(0.99865) mean(y) and -ln(0.00135) mean(y): 0.135 % of stable times lie beyond each""",
    source="Chan, Xie & Goh 2000, Int J Production Research 38:397; Xie, Goh & Ranjan 2002, Reliab Eng Syst Saf 77:143",
    lines=lines,
    takes_n=False,
    not_negative=True,
)
