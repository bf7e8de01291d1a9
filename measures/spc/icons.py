"""The types of points, and the two icons, of NHS Making Data Count: is it changing, and can it meet its target?"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from measures.spc.phase import side_of

COMMON = "common_cause"
IMPROVEMENT, CONCERN = "special_cause_improvement", "special_cause_concern"
NEUTRAL_HIGH, NEUTRAL_LOW, NEUTRAL = "special_cause_neutral_high", "special_cause_neutral_low", "special_cause_neutral"


@dataclass(frozen=True)
class Icons:
    """What the newest phase says in two small pictures.

    variation: common_cause, improvement_high, improvement_low, concern_high, concern_low, neutral_high,
    neutral_low. assurance: pass, fail, inconsistent, or None without a target or a side that is better.
    `low` and `high` are the limits at the newest judged point, as plotted: within them the grey icon, chance alone,
    expects the next point. None where the chart has none. They do not make two icons different.
    """

    variation: str
    assurance: str | None
    low: float | None = field(default=None, compare=False)
    high: float | None = field(default=None, compare=False)


def point_types(hit_side: NDArray[np.int8], better: str | None) -> pl.Series:
    """The type of each point from the side (+1 high or rising, -1 low or falling) of the rule that holds there."""
    sided = {"higher": (IMPROVEMENT, CONCERN), "lower": (CONCERN, IMPROVEMENT)}
    high, low = sided.get(better or "", (NEUTRAL_HIGH, NEUTRAL_LOW))
    names = pl.Series([COMMON, high, NEUTRAL, low], dtype=pl.String)  # by side: 0, +1, no side, -1
    return names.gather(hit_side.astype(np.int64) % 4)


def icons(points: pl.DataFrame, better: str | None, target: float | None) -> Icons:
    """The icons of the newest phase: its last judged point, and its limits there beside the target.

    `target` is in the unit of the points. A point that is left out or still open gives no icon.
    """
    last = _newest(points)
    if last is None:
        return Icons(COMMON, None)
    sides = last["lower"], last["upper"]
    return Icons(_variation(last["point_type"], better), _assurance(last, better, target), *sides)


def with_limits(one: Icons, points: pl.DataFrame) -> Icons:
    """Icons that were found elsewhere (THE verdict), with the limits of the chart that they stand on."""
    last = _newest(points)
    return one if last is None else replace(one, low=last["lower"], high=last["upper"])


def _newest(points: pl.DataFrame) -> dict[str, Any] | None:
    """The last judged point of the newest phase."""
    judged = points.filter(pl.col("include") & pl.col("y").is_not_null())
    newest = judged.filter(pl.col("part") == points["part"].max()) if points.height else judged
    return None if newest.is_empty() else newest.row(-1, named=True)


def _variation(point_type: str, better: str | None) -> str:
    """Improvement and concern with the side they are on: high where more is better, or less is worse."""
    if point_type in (IMPROVEMENT, CONCERN):
        high = (point_type == IMPROVEMENT) == (better == "higher")
        return f"{point_type.removeprefix('special_cause_')}_{'high' if high else 'low'}"
    return point_type.removeprefix("special_cause_")


def _assurance(last: dict[str, Any], better: str | None, target: float | None) -> str | None:
    """Whether the limits leave the target on the better side (fail), on the worse side (pass), or hold it.

    A series that never varies has its limits on itself: at the target it meets it every time, and passes.
    """
    if target is None or better not in ("higher", "lower") or last["lower"] is None or last["upper"] is None:
        return None
    lower, upper = side_of(np.full(2, target), np.array([last["lower"], last["upper"]]))
    if lower == upper == 0:
        return "pass"
    if lower >= 0 >= upper:
        return "inconsistent"
    return "fail" if (upper > 0) == (better == "higher") else "pass"
