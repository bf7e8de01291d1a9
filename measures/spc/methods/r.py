"""The R chart: the range within subgroups, to see whether the spread has changed."""

from __future__ import annotations

import numpy as np

from measures.spc.centre import across, average, given_or
from measures.spc.methods import Method
from measures.spc.methods.s import sizes
from measures.spc.phase import Floats, Lines, Phase, three_sigma

# Mean and standard deviation of the range of 2 to 25 normal values with a deviation of 1; Montgomery 2009, appendix VI.
D2 = (
    1.128, 1.693, 2.059, 2.326, 2.534, 2.704, 2.847, 2.970, 3.078, 3.173, 3.258, 3.336, 3.407, 3.472, 3.532, 3.588,
    3.640, 3.689, 3.735, 3.778, 3.819, 3.858, 3.895, 3.931,
)  # fmt: skip
D3 = (
    0.853, 0.888, 0.880, 0.864, 0.848, 0.833, 0.820, 0.808, 0.797, 0.787, 0.778, 0.770, 0.763, 0.756, 0.750, 0.744,
    0.739, 0.734, 0.729, 0.724, 0.720, 0.716, 0.712, 0.708,
)  # fmt: skip


def lines(phase: Phase) -> Lines:
    """The usual range at each subgroup's size; one value has no range, and more than 25 want an S chart."""
    size = sizes(phase)
    mean, spread = _of_size(D2, size), _of_size(D3, size)
    with np.errstate(divide="ignore", invalid="ignore"):
        sigma = average(np.where(phase.counts & np.isfinite(mean), phase.y / mean, np.nan))
    centre = given_or(phase, sigma * 1.0) * (mean if phase.centre is None else np.ones(mean.shape))
    return across(phase, three_sigma(centre, spread / mean * centre, floor=0.0))


def _of_size(table: tuple[float, ...], size: Floats) -> Floats:
    known = (size >= 2) & (size <= len(table) + 1)
    return np.where(known, np.array(table)[np.where(known, size - 2, 0).astype(np.int64)], np.nan)


METHOD = Method(
    title="R chart",
    centre_says="mean",
    formula="""centre = d2 mean(range / d2) at each size; of equal sizes the mean range
limits = centre +- 3 d3 / d2 centre, not below 0""",
    source="Montgomery 2009, Introduction to Statistical Quality Control, 6th ed., equations 6.5 and 6.6, appendix VI",
    lines=lines,
    takes_n=False,
    plots="range",
    not_negative=True,
)
