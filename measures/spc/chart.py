"""A chart: the points, lines, runs and signals that drawing and words are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl


@dataclass(frozen=True)
class Signal:
    """A pattern that chance alone would seldom make, from its first to its last point (positions from 1)."""

    rule: str  # long_run, few_crossings
    first: int
    last: int
    direction: str | None  # up, down; None when the pattern has no side
    meaning: str  # improvement, concern, change


@dataclass(frozen=True)
class Chart:
    """One series, judged. `points` has a row a point, `runs` a row a phase.

    A chart says what was judged and how; it knows nothing of colours or of the words of a measure.
    """

    chart: str
    title: str
    centre_says: str
    rules: str
    rules_title: str
    points: pl.DataFrame
    runs: pl.DataFrame
    signals: tuple[Signal, ...]
    freeze: tuple[int, ...]
    parts: tuple[int, ...]
    exclude: tuple[int, ...]
    shaded: tuple[int, ...]
    centre_given: bool  # the centre was told, not computed from these points
    multiply: float
    better: str | None
    target: float | None

    @property
    def latest_phase(self) -> dict[str, Any] | None:
        """The row of `runs` for the phase that holds the newest point; None when there is no point."""
        return self.runs.row(-1, named=True) if self.runs.height else None

    @property
    def latest_centre(self) -> float | None:
        """The centre of the newest phase, as plotted; None when nothing could be used for it."""
        return self.points["centre"][-1] if self.points.height else None
