"""The rules of NHS Making Data Count: outside the limits, a trend of 7, two of three near a limit, a shift of 7."""

from __future__ import annotations

from functools import partial

import numpy as np

from measures.spc.phase import Booleans, Lines, Phase, side_of
from measures.spc.rules import Marks, RuleFinding, RuleSet, Sides, any_mark, beyond, spans, stretches, trends
from measures.spc.runs import Runs
from measures.spc.windows import Neighbours, on_one_side, out_of, trend, two_sided

LENGTH = 7
RANGE_TO_SIGMA = 2.66 / 3  # the constant as the NHS prints it, a hair more than 1 / 1.128


def marks(phase: Phase, lines: Lines, runs: Runs, length: int = LENGTH) -> Marks:
    """Every member of each pattern. A point on the mean ends a shift, and two equal points end a trend."""
    near = Neighbours.only(phase.judged)
    return {
        "beyond_limits": beyond(phase, lines),
        "trend": near.back(trend(near.together(phase.y), length)),
        "two_of_three": near.back(_two_of_three(near, phase, lines, near.together(runs.side))),
        "shift": near.back(on_one_side(near.together(runs.side), length, length)),
    }


def _two_of_three(near: Neighbours, phase: Phase, lines: Lines, side: Sides) -> Sides:
    """The points between 2 and 3 sigma, two or more of three in a row that all lie on that side of the mean.

    A point beyond 3 sigma is not one of the two: it signals by itself.
    """
    if lines.upper_2s is None or lines.lower_2s is None or lines.upper is None or lines.lower is None:
        return np.zeros(phase.y.shape, dtype=np.int8)
    y = phase.y
    high = near.together((side_of(y, lines.upper_2s) > 0) & (side_of(y, lines.upper) <= 0))
    low = near.together((side_of(y, lines.lower_2s) < 0) & (side_of(y, lines.lower) >= 0))
    return two_sided(out_of(high, 2, 3, among=side > 0), out_of(low, 2, 3, among=side < 0))


def runs_signal(phase: Phase, lines: Lines, runs: Runs, found: Marks) -> Booleans:
    """A trend, a shift or two of three; a lone point outside the limits is no pattern."""
    return any_mark(found, "trend", "two_of_three", "shift")


def findings(phase: Phase, lines: Lines, runs: Runs, found: Marks, row: int, length: int = LENGTH) -> list[RuleFinding]:
    """Each pattern from its first to its last member, in the order in which the rules speak."""
    judged = phase.judged[row]
    told = spans("beyond_limits", phase, found["beyond_limits"][row], ~phase.judged[row])
    told += trends("trend", phase, judged, length, row)
    for side in (1, -1):
        near = np.where(found["two_of_three"][row] == side, side, 0)
        parting = judged * np.where(runs.side[row] == side, 1, 9)  # a point not on that side parts two patterns
        told += stretches("two_of_three", phase, near, parting, gap=1)
    return told + stretches("shift", phase, found["shift"][row], judged)


def rule_set(length: int) -> RuleSet:
    """The set with shifts and trends of `length` points; the tools of the NHS let people choose 6 or 7."""
    return RuleSet(
        title=f"NHS Making Data Count ({length} points)",
        source="NHS England, Making Data Count; as NHSRplotthedots 0.2.2 applies it",
        says={
            "beyond_limits": "a point outside the process limits",
            "trend": f"{length} points in a row, all rising or all falling",
            "two_of_three": "2 of 3 points in a row near a limit, all three on that side of the mean",
            "shift": f"{length} points in a row on one side of the mean",
        },
        marks=partial(marks, length=length),
        runs_signal=runs_signal,
        findings=partial(findings, length=length),
        range_to_sigma=RANGE_TO_SIGMA,
        types_points=True,
    )


RULES = rule_set(LENGTH)
