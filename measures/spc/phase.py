"""One phase of a chart, the only thing that a chart method and a rule set ever see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True)
class Phase:
    """Points that share one centre line. Rows are series, columns are points: one series is one row.

    `baseline` holds the points that the centre comes from, `include` those that are judged. A missing
    value is NaN inside the engine, and only there.
    """

    part: int
    first: int  # position (from 1) of its first point in the whole series
    y: Floats
    n: Floats | None
    baseline: Booleans
    include: Booleans
    centre: float | None  # a centre given from outside, else None

    @property
    def used(self) -> Floats:
        """The values that centre and limits are computed from; everything else is NaN."""
        return np.where(self.baseline & self.include, self.y, np.nan)

    @property
    def last(self) -> int:
        """Position (from 1) of its last point in the whole series."""
        return self.first + self.y.shape[-1] - 1


@dataclass(frozen=True)
class Lines:
    """What a method draws through a phase. Limits are None where the chart has none."""

    centre: Floats
    lower: Floats | None = None
    upper: Floats | None = None


def split(
    y: Floats,
    n: Floats | None,
    include: Booleans,
    parts: Sequence[int],
    freeze: Sequence[int],
    centre: float | None,
) -> list[Phase]:
    """Cut the series after each point in `parts`.

    A freeze point belongs to the phase it lies in: points after it, up to the end of that phase, are judged
    against a baseline they are no part of.
    """
    total = y.shape[-1]
    edges = [0, *parts, total]
    phases = []
    for part, (start, end) in enumerate(pairwise(edges), start=1):
        if start == end:
            continue
        baseline_end = min((point for point in freeze if start < point <= end), default=end)
        phases.append(
            Phase(
                part=part,
                first=start + 1,
                y=y[:, start:end],
                n=None if n is None else n[:, start:end],
                baseline=np.arange(start + 1, end + 1) <= baseline_end,
                include=include[..., start:end],
                centre=centre,
            )
        )
    return phases
