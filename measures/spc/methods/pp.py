"""The P' chart: shares whose true level wanders more (or less) than the binomial distribution allows."""

from __future__ import annotations

import numpy as np

from measures.spc.centre import across, standard_deviation
from measures.spc.methods import Method
from measures.spc.methods.p import binomial
from measures.spc.moving_ranges import sigma
from measures.spc.phase import Booleans, Floats, Lines, Phase, three_sigma


def lines(phase: Phase) -> Lines:
    """A P chart whose limits are stretched by how much the points truly vary from one to the next.

    The stretch may be below 1, and then the limits are narrower than a P chart's.
    """
    centre, one = binomial(phase)
    stretch, screened = sigma_z(phase, centre, one)
    return across(phase, three_sigma(centre, stretch * one, floor=0.0, ceiling=1.0, screened=screened))


def sigma_z(phase: Phase, centre: Floats, one: Floats) -> tuple[Floats, Booleans]:
    """The standard deviation of the standardised values: from their moving ranges, or plain for units side by side."""
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (phase.y - centre) / one
    if phase.options.in_time_order:
        return sigma(phase, z)
    counted = np.where(phase.counts & np.isfinite(z), z, np.nan)
    return standard_deviation(counted), np.zeros(z.shape, dtype=bool)


METHOD = Method(
    title="P' chart",
    centre_says="mean",
    formula="""centre = sum(y) / sum(n)
z = (y/n - centre) / sqrt(centre (1 - centre) / n)
sigma_z = mean|z - z before| / 1.128, screened like an I chart's; the standard deviation of z for units side by side
limits = centre +- 3 sigma_z sqrt(centre (1 - centre) / n), kept within 0 and 1""",
    source="Laney 2002, Improved control charts for attributes, Quality Engineering 14:531, doi 10.1081/QEN-120003555",
    lines=lines,
    needs_n=True,
    not_negative=True,
    at_most_one=True,
)
