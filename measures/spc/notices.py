"""What the reader of an advised chart should know, each as a code with its numbers and the rule behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from measures.spc.phase import Booleans
from measures.spc.series_facts import POINTS_FOR_LIMITS, Facts

LONGER = {"day": ("week", 7), "week": ("month", 4), "month": ("quarter", 3), "quarter": ("year", 4)}

POINTS_FOR_RUNS = 10  # the tables of Anhøj & Wentzel-Larsen 2020 (PLoS ONE 15:e0233920) begin there
VERY_LARGE = 2000  # a round number of ours: there one sigma of a share is about a percentage point, or less
COUNTED = ("p", "np", "pp", "u", "up", "c")


@dataclass(frozen=True)
class Notice:
    """One thing to know: its code, and the numbers that its sentence needs (`dashboard.telling.advice`)."""

    code: str
    numbers: Mapping[str, float | int | str] = field(default_factory=dict)


def gaps(facts: Facts) -> Notice | None:
    """Points that keep their place and are judged by nobody."""
    return Notice("gaps", {"points": facts.gaps}) if facts.gaps else None


def too_few_for_runs(facts: Facts) -> Notice | None:
    """Below 10 points no pattern of runs is told from chance (Anhøj & Wentzel-Larsen 2020 begin at 10)."""
    if facts.judged >= POINTS_FOR_RUNS:
        return None
    return Notice("too_few_for_runs", {"needed": POINTS_FOR_RUNS})


def trial_limits(facts: Facts) -> Notice | None:
    """Limits from fewer than 12 points (Provost & Murray 2011; NHS Making Data Count: 13)."""
    points = int(facts.speaks.sum())
    return None if points >= POINTS_FOR_LIMITS else Notice("trial_limits", {"points": points})


def constant(facts: Facts) -> Notice | None:
    """A series without any variation; all at nothing or all at everything is `mostly_empty`."""
    if not facts.constant or facts.centre == 0 or (facts.kind == "proportion" and facts.centre == 1):
        return None
    return Notice("constant")


def beyond_the_whole(facts: Facts, asked: str) -> Notice | None:
    """A numerator above its denominator cannot be a share."""
    if asked != "proportion" or facts.n is None:
        return None
    more = int((facts.y > facts.n).sum())
    return Notice("beyond_the_whole", {"points": more}) if more else None


def below_zero(facts: Facts, asked: str) -> Notice | None:
    """Shares, rates, counts and gaps do not go below 0."""
    below = int((facts.y < 0).sum())
    return None if asked == "measurement" or not below else Notice("below_zero", {"points": below})


def mostly_empty(facts: Facts) -> Notice | None:
    """More than half the points at 0 put the median there, with nothing below it to count.

    Provost & Murray 2011, The Health Care Data Guide, rare events; Woodall 2006, J Quality Technology 38:89.
    """
    if facts.kind not in ("proportion", "rate", "count"):
        return None
    empty = {"mostly_empty": facts.y} | ({"mostly_full": facts.sizes - facts.y} if facts.kind == "proportion" else {})
    for code, events in empty.items():
        points = int((events[facts.there] == 0).sum())
        if 2 * points > facts.judged:
            return Notice(code, {"points": points, "judged": facts.judged})
    return None


def no_limit(facts: Facts, chart: str) -> tuple[Notice, ...]:
    """Where a month is too small for its lower (or upper) 3-sigma limit to lie within what is possible.

    The limit is at or below 0 where n <= 9 (1 - p)/p for shares, n <= 9/u for rates and a mean of at most 9 for
    counts (solve centre = 3 sigma); wider limits of P' and U' need sigma_z squared as much. Told where it
    holds for more than half of the points; Montgomery, Statistical Quality Control, ch. 7.
    """
    if chart not in COUNTED or not facts.centre > 0:
        return ()
    wider = facts.stretch**2 if chart in ("pp", "up") and facts.stretch else 1.0
    away = 1 - facts.centre if facts.kind == "proportion" else 1.0
    told = [_closed(facts, 9 * wider * away / facts.centre, "no_lower_limit")]
    if facts.kind == "proportion" and away > 0:
        told.append(_closed(facts, 9 * wider * facts.centre / away, "no_upper_limit"))
    return tuple(notice for notice in told if notice)


def _closed(facts: Facts, needed: float, code: str) -> Notice | None:
    sizes = facts.sizes[facts.there]
    small: Booleans = sizes <= needed
    points = int(small.sum())
    if 2 * points <= len(sizes) or needed <= 0:
        return None
    longer, times = LONGER.get(facts.every, ("", 0))
    enough = longer if longer and times * float(np.median(sizes)) > needed else ""
    of: dict[str, float | int | str] = {"points": points, "judged": len(sizes), "longer": enough}
    return Notice(code, of if facts.n is None else of | {"needed": needed})


def under_dispersion(facts: Facts, asked: str) -> Notice | None:
    """Less variation than chance (sigma_z clearly below 1, Laney 2002): often the way of counting."""
    if asked not in ("proportion", "rate", "count") or facts.constant or not facts.under_dispersed:
        return None
    return Notice("under_dispersion", {"stretch": float(facts.stretch or 0.0)})


def very_large(facts: Facts, chart: str) -> Notice | None:
    """Denominators that make limits narrower than any difference that matters (Mohammed & Laney 2006, QSHC 15:383)."""
    if chart not in ("p", "u") or facts.n is None:
        return None
    usual = float(np.median(facts.sizes[facts.there]))
    return None if usual < VERY_LARGE else Notice("very_large", {"usual": usual})


def alike_neighbours(facts: Facts) -> Notice | None:
    """A lag-1 autocorrelation beyond 1.96/sqrt(n), Bartlett's limits (Box & Jenkins, Time Series Analysis)."""
    found = facts.likeness
    if facts.kind == "gaps" or found is None or abs(found) <= 1.96 / np.sqrt(facts.judged):
        return None
    return Notice("alike_neighbours" if found > 0 else "taking_turns", {"correlation": found})
