"""The run-chart rules of the Institute for Healthcare Improvement: shift, trend, and the number of runs."""

from __future__ import annotations

from functools import cache
from math import comb

import numpy as np

from measures.spc.phase import Booleans, Lines, Phase
from measures.spc.rules import Marks, RuleFinding, RuleSet, any_mark, beyond, spans, stretches, trends
from measures.spc.runs import Integers, Runs, members_of_long_runs
from measures.spc.windows import Neighbours, repeats, trend

SHIFT, TREND = 6, 5
FEWEST_FOR_RUNS = 10  # useful points; the published table begins here
# The fewest and the most runs for 10 to 60 useful points; Perla, Provost & Murray 2011, table 1.
FEWEST = (
    3, 3, 3, 4, 4, 5, 5, 5, 6, 6,
    6, 7, 7, 7, 8, 8, 9, 10, 10, 10,
    11, 11, 11, 12, 12, 12, 13, 13, 14, 14,
    15, 15, 16, 16, 17, 17, 17, 18, 18, 19,
    19, 20, 20, 21, 21, 22, 22, 23, 23, 24,
    24,
)  # fmt: skip
MOST = (
    9, 10, 11, 11, 12, 12, 13, 13, 14, 15,
    16, 16, 17, 17, 18, 18, 19, 19, 20, 20,
    21, 22, 23, 23, 24, 24, 25, 25, 26, 26,
    27, 27, 28, 28, 29, 30, 31, 31, 32, 32,
    33, 33, 34, 34, 35, 35, 36, 36, 37, 37,
    38,
)  # fmt: skip


def marks(phase: Phase, lines: Lines, runs: Runs) -> Marks:
    """Every member of a shift or trend. On a chart with limits, a point beyond them is the astronomical point.

    A point on the middle line neither makes nor breaks a shift; of equal neighbours only the first counts for
    a trend. On a run chart the astronomical point is for the reader's eye, and nothing is marked.
    """
    near = Neighbours.only(changes(phase))
    return {
        "beyond_limits": beyond(phase, lines),
        "shift": members_of_long_runs(runs, SHIFT - 1),
        "trend": near.back(trend(near.together(phase.y), TREND)),
    }


def changes(phase: Phase) -> Booleans:
    """The judged points without those that only repeat the judged point before them."""
    near = Neighbours.only(phase.judged)
    return phase.judged & ~near.back(repeats(near.together(phase.y)))


def runs_signal(phase: Phase, lines: Lines, runs: Runs, found: Marks) -> Booleans:
    """A shift, a trend, or a number of runs that chance seldom makes."""
    few, many = unusual_number(runs)
    return any_mark(found, "shift", "trend") | few | many


def unusual_number(runs: Runs) -> tuple[Booleans, Booleans]:
    """For each series: too few runs, too many runs. Under 10 useful points neither is ever said."""
    expected = np.array([expected_runs(int(useful)) for useful in runs.useful], dtype=np.int64).reshape(-1, 2)
    count: Integers = runs.crossings + (runs.useful > 0)
    return count < expected[:, 0], count > expected[:, 1]


@cache
def expected_runs(useful: int) -> tuple[int, int]:
    """The fewest and the most runs that chance still explains: each tail holds about 2.5 of 100 series.

    From 10 to 60 useful points the printed table (Perla, Provost & Murray 2011, after Swed & Eisenhart 1943, Ann Math
    Stat 14:66), which is at most one run off the law it rests on. Beyond, that law, counted in whole numbers, with
    as many points above the middle line as below.
    """
    if useful < FEWEST_FOR_RUNS:
        return 0, useful
    if useful < FEWEST_FOR_RUNS + len(FEWEST):
        return FEWEST[useful - FEWEST_FOR_RUNS], MOST[useful - FEWEST_FOR_RUNS]
    return by_law(useful)


def by_law(useful: int) -> tuple[int, int]:
    """The fewest and the most runs by the law: no tail beyond them holds more than 2.5 of 100 series."""
    above = useful // 2
    ways = [_arrangements(runs, above, useful - above) for runs in range(useful + 1)]
    total = sum(ways)
    lower = next(r for r in range(useful + 1) if 40 * sum(ways[: r + 1]) > total)
    upper = next(r for r in range(useful, -1, -1) if 40 * sum(ways[r:]) > total)
    return lower, upper


def _arrangements(runs: int, above: int, below: int) -> int:
    """In how many orders points above and below make just so many runs."""
    if runs < 2:
        return 0
    half, odd = divmod(runs, 2)
    if not odd:
        return 2 * comb(above - 1, half - 1) * comb(below - 1, half - 1)
    return comb(above - 1, half) * comb(below - 1, half - 1) + comb(above - 1, half - 1) * comb(below - 1, half)


def findings(phase: Phase, lines: Lines, runs: Runs, found: Marks, row: int) -> list[RuleFinding]:
    """Each pattern at its own place; the number of runs belongs to the whole phase and to no side."""
    off = runs.side[row] == 0
    told = spans("beyond_limits", phase, found["beyond_limits"][row], ~phase.judged[row])
    told += stretches("shift", phase, found["shift"][row], ~off)
    told += trends("trend", phase, changes(phase)[row], TREND, row)
    for rule, unusual in zip(("too_few_runs", "too_many_runs"), unusual_number(runs)):
        if unusual[row]:
            told.append(RuleFinding(rule, phase.first, phase.last, None))
    return told


RULES = RuleSet(
    title="IHI run chart rules",
    source="Perla, Provost & Murray 2011, BMJ Qual Saf 20:46; Swed & Eisenhart 1943, Ann Math Stat 14:66",
    says={
        "beyond_limits": "a point beyond a 3-sigma limit",
        "shift": "6 points in a row on one side of the middle line",
        "trend": "5 points in a row, all rising or all falling",
        "too_few_runs": "fewer runs on the two sides of the middle line than chance makes",
        "too_many_runs": "more runs on the two sides of the middle line than chance makes",
    },
    marks=marks,
    runs_signal=runs_signal,
    findings=findings,
)
