"""A chart: the points, lines, runs and signals that drawing and words are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from measures.spc.findings import Allowed
from measures.spc.icons import Icons


@dataclass(frozen=True)
class Signal:
    """A pattern that chance alone would seldom make, from its first to its last point (positions from 1)."""

    rule: str  # beyond_limits, long_run, few_crossings, trend …: a key of `Chart.rules_say`
    first: int
    last: int
    direction: str | None  # up, down; None when the pattern has no side
    meaning: str  # improvement, concern, change


@dataclass(frozen=True)
class Chart:
    """One series, judged. `points` has a row a point, `runs` a row a phase.

    points: i, x, part, y, n, baseline, include, centre, lower, upper, lower_2s, upper_2s, beyond_limits,
    runs_signal (of its phase), rule_hit (the first rule of the set that the point belongs to), and, where the
    rule set types points (mdc), point_type. A missing number is null; null limits are not drawn.
    runs: part, n_useful, longest_run, longest_run_max, crossings, crossings_min, runs_signal, n_limits (the
    points that centre and limits come from). The run and crossing limits are Anhøj's whatever the rule set.

    A chart says what was judged and how; it knows nothing of colours or of the words of a measure.
    """

    chart: str
    title: str
    centre_says: str
    formula: str
    source: str
    rules: str
    rules_title: str
    rules_source: str
    rules_say: Mapping[str, str]
    points: pl.DataFrame
    runs: pl.DataFrame
    signals: tuple[Signal, ...]
    icons: Icons | None
    screened: tuple[int, ...]  # the moving range that ends at this point was left out of the limits
    freeze: tuple[int, ...]
    parts: tuple[int, ...]
    exclude: tuple[int, ...]
    shaded: tuple[int, ...]
    in_time_order: bool  # False: units side by side, where neighbours and runs mean nothing
    centre_given: bool  # the centre was told, not computed from these points
    multiply: float
    better: str | None
    target: float | None
    targets: tuple[tuple[int, float], ...] = ()  # where the target changed: the first point of each, and its value
    apart: tuple[int, ...] = ()  # judged, but centre and limits do not rest on them
    screens: bool = True  # very large moving ranges were left out of the limits
    allowed: Allowed | None = None  # what may be said of it, once the doctor has seen it

    def target_at(self, place: int) -> float | None:
        """The target in force at a point (from 1); None before the first one."""
        if not self.targets:
            return self.target
        return next((value for first, value in reversed(self.targets) if first <= place), None)

    @property
    def has_limits(self) -> bool:
        """Whether there is a limit to draw at any point."""
        return bool(self.points["upper"].is_not_null().any() or self.points["lower"].is_not_null().any())

    @property
    def trial_limits(self) -> bool:
        """Whether the newest phase's limits rest on fewer than 12 points (Provost & Murray 2011, ch. 4)."""
        latest = self.latest_phase
        return self.has_limits and latest is not None and latest["n_limits"] < ENOUGH_FOR_LIMITS

    @property
    def latest_phase(self) -> dict[str, Any] | None:
        """The row of `runs` for the phase that holds the newest point; None when there is no point."""
        return self.runs.row(-1, named=True) if self.runs.height else None

    @property
    def latest_centre(self) -> float | None:
        """The centre of the newest phase at its newest point, as plotted; None when there is none."""
        return self.points["centre"][-1] if self.points.height else None


ENOUGH_FOR_LIMITS = 12
