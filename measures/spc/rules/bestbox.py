"""The best box: the Anhøj rules with limits chosen together, so that true shifts are found soonest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from measures.spc.phase import Booleans, Lines, Phase
from measures.spc.rules import Marks, RuleFinding, RuleSet, beyond
from measures.spc.rules.anhoej import RULES as ANHOEJ
from measures.spc.runs import Runs, members_of_long_runs

FEWEST, MOST = 10, 100  # useful points; outside this range the plain Anhøj limits hold

# Fewest crossings, and longest run, for 10, 11 ... 100 useful points: Anhøj & Wentzel-Larsen 2020
# (doi 10.1371/journal.pone.0233920). Of all pairs that leave at least 92.5 of 100 stable series alone,
# the pair that passes over fewest series shifted by 0.8 standard deviations.
CROSSINGS_MIN = (
    *(2, 3, 3, 3, 3, 4, 5, 5, 5, 5),  # 10 to 19
    *(6, 7, 6, 6, 6, 6, 9, 9, 9, 10),
    *(11, 11, 11, 11, 11, 12, 13, 14, 13, 15),
    *(15, 15, 14, 14, 17, 17, 17, 17, 19, 19),
    *(19, 19, 19, 21, 21, 21, 21, 23, 23, 23),
    *(23, 23, 25, 25, 26, 26, 27, 27, 27, 28),
    *(29, 29, 29, 30, 30, 31, 31, 31, 32, 33),
    *(33, 33, 34, 33, 35, 35, 35, 35, 37, 37),
    *(38, 37, 39, 39, 39, 39, 39, 41, 41, 42),
    41,
)
LONGEST_MAX = (
    *(6, 7, 6, 6, 6, 7, 8, 7, 7, 7),  # 10 to 19
    *(7, 8, 7, 7, 7, 7, 9, 8, 8, 8),
    *(10, 9, 8, 8, 8, 8, 9, 10, 8, 11),
    *(9, 9, 8, 8, 10, 9, 9, 9, 12, 10),
    *(9, 9, 9, 11, 10, 9, 9, 12, 10, 10),
    *(9, 9, 11, 10, 11, 10, 12, 10, 10, 11),
    *(14, 11, 10, 11, 10, 12, 11, 10, 11, 13),
    *(11, 10, 11, 10, 11, 11, 10, 10, 12, 11),
    *(12, 10, 13, 11, 11, 10, 10, 12, 11, 12),
    10,
)


def limits(runs: Runs) -> Runs:
    """The same runs, with the box's two limits in place of the plain ones where the box reaches."""
    inside = in_reach(runs)
    place = np.where(inside, runs.useful - FEWEST, 0)
    return replace(
        runs,
        longest_max=np.where(inside, np.take(LONGEST_MAX, place), runs.longest_max),
        crossings_min=np.where(inside, np.take(CROSSINGS_MIN, place), runs.crossings_min),
    )


def in_reach(runs: Runs) -> Booleans:
    """Whether each series has as many useful points as the published limits cover."""
    return (runs.useful >= FEWEST) & (runs.useful <= MOST)


def box_rules(title: str, box: Callable[[Runs], Runs]) -> RuleSet:
    """The Anhøj rules with other limits of runs and crossings: a point beyond 3 sigma, or runs outside the box."""

    def marks(phase: Phase, lines: Lines, runs: Runs) -> Marks:
        return {"beyond_limits": beyond(phase, lines), "long_run": members_of_long_runs(runs, box(runs).longest_max)}

    def runs_signal(phase: Phase, lines: Lines, runs: Runs, found: Marks) -> Booleans:
        return ANHOEJ.runs_signal(phase, lines, box(runs), found)

    def findings(phase: Phase, lines: Lines, runs: Runs, found: Marks, row: int) -> list[RuleFinding]:
        return ANHOEJ.findings(phase, lines, box(runs), found, row)

    source = "Anhøj & Wentzel-Larsen 2020, PLoS ONE 15:e0233920"
    return replace(ANHOEJ, title=title, source=source, marks=marks, runs_signal=runs_signal, findings=findings)


RULES = box_rules("Anhøj, best box", limits)
