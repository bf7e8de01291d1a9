"""The U' chart: rates whose true level wanders more (or less) than the Poisson distribution allows."""

from __future__ import annotations

from measures.spc.centre import across
from measures.spc.methods import Method
from measures.spc.methods.pp import sigma_z
from measures.spc.methods.u import poisson
from measures.spc.phase import Lines, Phase, three_sigma


def lines(phase: Phase) -> Lines:
    """A U chart whose limits are stretched by how much the points truly vary from one to the next.

    The stretch may be below 1, and then the limits are narrower than a U chart's.
    """
    centre, one = poisson(phase)
    stretch, screened = sigma_z(phase, centre, one)
    return across(phase, three_sigma(centre, stretch * one, floor=0.0, screened=screened))


METHOD = Method(
    title="U' chart",
    centre_says="mean",
    formula="""centre = sum(y) / sum(n)
z = (y/n - centre) / sqrt(centre / n)
sigma_z = mean|z - z before| / 1.128, screened like an I chart's; the standard deviation of z for units side by side
limits = centre +- 3 sigma_z sqrt(centre / n), not below 0""",
    source="Laney 2002, Improved control charts for attributes, Quality Engineering 14:531, doi 10.1081/QEN-120003555",
    lines=lines,
    needs_n=True,
    not_negative=True,
)
