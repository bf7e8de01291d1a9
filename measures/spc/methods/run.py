"""The run chart: a median and no limits."""

from __future__ import annotations

from measures.spc.centre import across, given_or, median
from measures.spc.methods import Method
from measures.spc.phase import Lines, Phase


def lines(phase: Phase) -> Lines:
    """The median of the baseline points; missing, excluded and shaded points have no part in it."""
    return across(phase, Lines(given_or(phase, median(phase.used)[:, None])))


METHOD = Method(
    title="run chart",
    centre_says="median",
    formula="centre = median(y)\nno limits",
    source="Perla, Provost & Murray 2011, BMJ Qual Saf 20:46, doi 10.1136/bmjqs.2009.037895",
    lines=lines,
)
