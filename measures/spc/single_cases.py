"""Single cases, yes or no: how high a Bernoulli CUSUM may rise before it says something on just so many of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from measures.spc.false_alarms import AT_MOST
from measures.spc.phase import Floats

ENOUGH_CASES = 30  # of fewer cases, or fewer of either kind, no sum tells a doubling from chance
ENOUGH_OF_EACH = 3
SERIES, SEED, CHANGED = 4000, 20_261_202, 300
ODDS_RATIO = 2.0


@dataclass(frozen=True)
class CusumOfCases:
    """A CUSUM against the usual chance of these cases, and how often it signals where that never changes."""

    chance: float
    limit: float
    false_alarms: float


def cusum_for(cases: Floats) -> CusumOfCases | None:
    """The CUSUM for these cases (1, 0, NaN for missing) whose limit stable cases seldom reach; None of too few."""
    there = cases[np.isfinite(cases)]
    events = int(there.sum())
    if len(there) < ENOUGH_CASES or min(events, len(there) - events) < ENOUGH_OF_EACH:
        return None
    return _cusum(len(there), events)


@lru_cache(maxsize=512)
def _cusum(cases: int, events: int) -> CusumOfCases:
    """In any order, so many events among so many cases are stable: their usual chance is known, their order is not."""
    order = np.random.default_rng(SEED).permuted(np.tile(np.arange(cases) < events, (SERIES, 1)), axis=1)
    top = np.maximum(*(highest(order, events / cases, ratio) for ratio in (ODDS_RATIO, 1 / ODDS_RATIO)))
    limit = float(np.ceil(10 * np.quantile(top, 1 - AT_MOST)) / 10)
    return CusumOfCases(events / cases, limit, float((top >= limit).mean()))


def sees_a_change(found: CusumOfCases, cases: int) -> float:
    """In how many of 100 such practices (as a share) the sum passes its limit within so many cases more, at the worse
    of the two: odds of an event that are halved, and odds that are doubled.
    """
    return min(_sees(found, cases, 1 / ODDS_RATIO), _sees(found, cases, ODDS_RATIO))


@lru_cache(maxsize=512)
def _sees(found: CusumOfCases, cases: int, ratio: float) -> float:
    odds = ratio * found.chance / (1 - found.chance)
    later = np.random.default_rng(SEED).random((CHANGED, cases)) < odds / (1 + odds)
    return float((highest(later, found.chance, ratio) >= found.limit).mean())


def highest(order: np.ndarray, p0: float, ratio: float) -> Floats:
    """How high the sum of each series rises when it is never begun anew, looking for odds `ratio` times those of p0."""
    odds = ratio * p0 / (1 - p0)
    p1 = odds / (1 + odds)
    event, none = np.log(p1 / p0), np.log((1 - p1) / (1 - p0))
    height, top = np.zeros(len(order)), np.zeros(len(order))
    for case in order.T:
        height = np.maximum(height + np.where(case, event, none), 0.0)
        np.maximum(top, height, out=top)
    return top
