"""The run chart: a median and no limits."""

from __future__ import annotations

import numpy as np

from measures.spc.methods import Method
from measures.spc.phase import Floats, Lines, Phase


def lines(phase: Phase) -> Lines:
    """The median of the baseline points; missing, excluded and shaded points have no part in it."""
    if phase.centre is not None:
        return Lines(centre=np.full(phase.y.shape, phase.centre))
    return Lines(centre=np.broadcast_to(median(phase.used)[:, None], phase.y.shape))


def median(values: Floats) -> Floats:
    """The median of each row, NaN left out; NaN for a row without a value."""
    ordered = np.sort(values, axis=-1)  # NaN sorts last
    count = np.isfinite(ordered).sum(axis=-1, keepdims=True)
    low = np.take_along_axis(ordered, np.maximum(count - 1, 0) // 2, axis=-1)
    high = np.take_along_axis(ordered, np.minimum(count // 2, ordered.shape[-1] - 1), axis=-1)
    return np.where(count > 0, (low + high) / 2, np.nan)[:, 0]


METHOD = Method(
    name="run",
    title="run chart",
    centre_says="median",
    source="Perla, Provost & Murray 2011, BMJ Qual Saf 20:46",
    lines=lines,
)
