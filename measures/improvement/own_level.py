"""Is the gain slipping? Later periods judged against the improved periods' own level, not the old baseline."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from measures.improvement.split import Split
from measures.spc.phase import Booleans, Floats
from measures.spc.runs import longest_run_max

REFERENCE_AT_LEAST = 3  # periods; what a review at 3 months has
REFERENCE_AT_MOST = {"month": 6, "quarter": 4, "week": 13}
SIGMAS = 3.0
FIXED_RUNS = {"ihi": 6, "mdc": 7, "mdc6": 6, "western_electric": 8, "nelson": 9}


@dataclass(frozen=True)
class OwnLevel:
    """The first periods since a date as a level of their own, and how the later ones compare.

    The improved periods are the first half of those since the date, at least 3 and at most half a year: fixed by
    the calendar, never picked for being good, since the best months picked afterwards always seem to slip.
    """

    improved: Booleans
    later: Booleans
    level: float | None  # None with fewer than 3 periods
    later_level: float | None
    beyond: tuple[int, ...]  # positions (from 1) of later periods clearly worse than that level
    run: int  # how many of the newest periods in a row lie on the worse side of it
    rule_run: int  # how many would be a signal

    @property
    def lost(self) -> bool:
        """A later period beyond 3 sigma of the level, or a whole run on its worse side."""
        return bool(self.beyond) or self.run >= self.rule_run

    @property
    def drifting(self) -> bool:
        """At least half of a run that would be a signal."""
        return self.run >= ceil(self.rule_run / 2)


def own_level(split: Split, worse_is_up: bool, every: str, rules: str, stretch: float = 1.0) -> OwnLevel:
    """Judge the later periods. `stretch` is how much more than chance this clinic's periods usually vary.

    The limit of a period allows for the level being known from few periods itself: sigma is that of the difference
    of the two, (level (1 - level) or level) x (1 / n + 1 / n of the level). Half an event is added to the level's
    own, so that a level of 0 does not make the next event a signal.
    """
    place = np.flatnonzero(split.since)
    first = min(max(REFERENCE_AT_LEAST, len(place) // 2), REFERENCE_AT_MOST.get(every, 6))
    rule_run = _rule_run(rules, len(place))
    improved, later = (np.isin(np.arange(len(split.y)), part) for part in (place[:first], place[first:]))
    if len(place) < REFERENCE_AT_LEAST:
        return OwnLevel(improved, later, None, None, (), 0, rule_run)
    level = split.level(improved)
    worse = (1 if worse_is_up else -1) * (split.values - level)
    far = SIGMAS * stretch * _sigma(split, improved)
    beyond = np.flatnonzero(later & np.greater(worse, far, where=later, out=np.zeros_like(later)))
    later_level = split.level(later) if later.any() else None
    run = _newest_run(worse[later])
    return OwnLevel(improved, later, level, later_level, tuple(int(i) + 1 for i in beyond), run, rule_run)


def _sigma(split: Split, improved: Booleans) -> Floats:
    """One standard deviation of a period's difference from the level, by chance alone."""
    events = split.y[improved].sum() + 0.5
    if split.n is None:
        periods = improved.sum()
        return np.full(len(split.y), np.sqrt(events / periods * (1 + 1 / periods)))
    units = split.n[improved].sum() + 1
    share = min(events / units, 1 - 0.5 / units)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.sqrt(share * (1 - share) * (1 / split.n + 1 / units))


def _newest_run(worse: Floats) -> int:
    """How many periods in a row, up to the newest, lie on the worse side; one on the level neither breaks nor adds."""
    run = 0
    for away in worse[::-1]:
        if away < 0:
            break
        run += away > 0
    return run


def _rule_run(rules: str, periods: int) -> int:
    """How long a run must be to be a signal among so many periods."""
    return FIXED_RUNS.get(rules, int(longest_run_max(np.array(periods))) + 1)
