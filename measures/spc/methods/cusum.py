"""The CUSUM chart of values: what lies beyond half a standard deviation of the centre, summed up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from measures.spc.centre import across, given_or, mean
from measures.spc.methods import Method
from measures.spc.moving_ranges import sigma
from measures.spc.phase import Lines, Phase

SLACK, HEIGHT = 0.5, 5.0  # in standard deviations; Montgomery 2009, section 9.1: a shift of 1 is seen in about 10


def shown(phase: Phase) -> Phase:
    """The upper sum C+, or minus the lower sum C- where that is the larger, in standard deviations.

    C+ = max(0, C+ before + (y - centre) / s - 0.5), C- the same downwards. A missing value leaves both as they were.
    """
    one, _ = sigma(phase, phase.y)
    with np.errstate(divide="ignore", invalid="ignore"):
        away = (phase.y - given_or(phase, mean(phase.used))) / one
    high = np.zeros(phase.y.shape[0])
    low, told = high.copy(), np.full(phase.y.shape, np.nan)
    judged = phase.judged & np.isfinite(away)
    for place in range(phase.y.shape[-1]):
        there = judged[..., place]
        step = np.where(there, away[:, place], 0.0)
        high = np.where(there, np.maximum(0.0, high + step - SLACK), high)
        low = np.where(there, np.maximum(0.0, low - step - SLACK), low)
        told[:, place] = np.where(there, np.where(high >= low, high, -low), np.nan)
    return replace(phase, y=told, raw=phase.y, centre=None)


def lines(phase: Phase) -> Lines:
    """A sum beyond 5 standard deviations is a signal; the middle is 0. Without a standard deviation there is none."""
    one, _ = sigma(phase, phase.y if phase.raw is None else phase.raw)
    zero = np.where(np.isfinite(one), 0.0, np.nan)
    return across(phase, Lines(zero, zero + HEIGHT / 3, zero - HEIGHT, zero + HEIGHT, None, None))


METHOD = Method(
    title="CUSUM chart",
    centre_says="centre",
    formula="""plotted = C+, or -C- where that is larger
centre = 0; limits = +- 5 (standard deviations)
C+ = max(0, C+ before + (y - mean(y)) / s - 0.5), C- downwards, s = mean(moving ranges) / 1.128""",
    source="Page 1954, Biometrika 41:100; Montgomery 2009, Introduction to Statistical Quality Control, section 9.1",
    lines=lines,
    takes_n=False,
    plots="shown",
    shown=shown,
    run_rules=False,
)
