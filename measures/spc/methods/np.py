"""The NP chart: the number of cases with a yes, beside how many were looked at."""

from __future__ import annotations

import numpy as np

from measures.spc.centre import across, denominators
from measures.spc.methods import Method
from measures.spc.phase import Lines, Phase, three_sigma


def lines(phase: Phase) -> Lines:
    """The usual share times the number of cases at each point, so that centre and limits step with it.

    A centre given from outside is a share.
    """
    n = denominators(phase)
    speaks = phase.counts & np.isfinite(n)
    events, cases = np.where(speaks, phase.y, 0.0), np.where(speaks, n, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = events.sum(axis=-1, keepdims=True) / cases.sum(axis=-1, keepdims=True)
        share = share if phase.centre is None else np.full(share.shape, phase.centre)
        drawn = three_sigma(share * n, np.sqrt(n * share * (1 - share)), floor=0.0)
    most = np.where(np.isfinite(n), n, np.inf)
    assert drawn.upper is not None
    assert drawn.upper_2s is not None
    upper, upper_2s = np.minimum(drawn.upper, most), np.minimum(drawn.upper_2s, most)
    return across(phase, Lines(drawn.centre, drawn.sigma, drawn.lower, upper, drawn.lower_2s, upper_2s))


METHOD = Method(
    title="NP chart",
    centre_says="mean",
    formula="""centre = n p, with p = sum(y) / sum(n)
limits = n p +- 3 sqrt(n p (1 - p)), kept within 0 and n""",
    source="Montgomery 2009, Introduction to Statistical Quality Control, 6th ed., equation 7.13",
    lines=lines,
    needs_n=True,
    plots="count",
    not_negative=True,
)
