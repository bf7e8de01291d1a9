"""The S chart: the standard deviation within subgroups, to see whether the spread has changed."""

from __future__ import annotations

import math

import numpy as np

from measures.spc.centre import across, given_or, mean
from measures.spc.methods import Method
from measures.spc.phase import Floats, Lines, Phase, three_sigma


def lines(phase: Phase) -> Lines:
    """The usual standard deviation of a subgroup, with limits at each subgroup's size.

    A subgroup of one value has no standard deviation and no limits.
    """
    size, sd = sizes(phase), phase.y if phase.sd is None else phase.sd
    spread = c4(size)
    centre = given_or(phase, usual_sd(phase, sd, size))
    with np.errstate(divide="ignore", invalid="ignore"):
        one = centre * np.sqrt(1 - spread**2) / spread
    return across(phase, three_sigma(centre, one, floor=0.0))


def usual_sd(phase: Phase, sd: Floats, size: Floats) -> Floats:
    """The mean standard deviation where all subgroups are of one size, else the pooled one.

    Only subgroups of the baseline decide which it is, and an empty one has no size and no say.
    """
    asked = phase.baseline & phase.include & (size > 0)
    counted = asked & np.isfinite(sd)
    degrees = np.where(counted, size - 1, 0.0)
    squares = degrees * np.where(counted, sd, 0.0) ** 2
    with np.errstate(invalid="ignore"):
        pooled = np.sqrt(squares.sum(axis=-1, keepdims=True) / degrees.sum(axis=-1, keepdims=True))
    smallest = np.where(asked, size, np.inf).min(axis=-1, keepdims=True)
    alike = smallest >= np.where(asked, size, 0.0).max(axis=-1, keepdims=True)
    return np.where(alike, mean(np.where(counted, sd, np.nan)), pooled)


def sizes(phase: Phase) -> Floats:
    """How many values stand behind each subgroup; 1 where nobody said."""
    if phase.size is None:
        return np.ones(phase.y.shape)
    return np.asarray(phase.size, dtype=np.float64)


def c4(size: Floats) -> Floats:
    """The expected standard deviation of a subgroup as a part of the true one; NaN for one value or none.

    c4(n) = sqrt(2 / (n - 1)) gamma(n / 2) / gamma((n - 1) / 2); Montgomery 2009, appendix VI.
    """
    known, place = np.unique(np.where(size > 1, size, np.nan), return_inverse=True)
    return np.array([_c4_of(n) for n in known])[place].reshape(size.shape)


def _c4_of(n: float) -> float:
    if math.isnan(n):
        return math.nan
    return math.sqrt(2 / (n - 1)) * math.exp(math.lgamma(n / 2) - math.lgamma((n - 1) / 2))


METHOD = Method(
    title="S chart",
    centre_says="mean",
    formula="""centre = mean(s), or sqrt(sum((n - 1) s s) / sum(n - 1)) where subgroups differ in size
limits = B3 centre and B4 centre, with B3, B4 = 1 -+ 3 sqrt(1 - c4 c4) / c4 at each n, not below 0
c4 = sqrt(2 / (n - 1)) gamma(n / 2) / gamma((n - 1) / 2)""",
    source="Montgomery 2009, Introduction to Statistical Quality Control, 6th ed., equations 6.27 and 6.31",
    lines=lines,
    takes_n=False,
    plots="sd",
)
