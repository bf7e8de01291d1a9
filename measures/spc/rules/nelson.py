"""Nelson's eight tests for special causes."""

from __future__ import annotations

import numpy as np

from measures.spc.phase import Booleans, Lines, Phase
from measures.spc.rules import (
    Marks,
    RuleFinding,
    RuleSet,
    Sides,
    any_mark,
    beyond,
    beyond_sigmas,
    has_zones,
    spans,
    stretches,
    trends,
)
from measures.spc.runs import Runs
from measures.spc.windows import Neighbours, alternating, in_a_row, on_both_sides, on_one_side, trend

RISING = 6
BOTH_SIDES = np.int8(2)


def marks(phase: Phase, lines: Lines, runs: Runs) -> Marks:
    """Every member of each pattern. A point on the centre ends a run; without limits there are no zones."""
    near = Neighbours.only(phase.judged)
    y = near.together(phase.y)
    found = {
        "beyond_limits": beyond(phase, lines),
        "nine_on_one_side": near.back(on_one_side(near.together(runs.side), 9, 9)),
        "six_trending": near.back(trend(y, RISING)),
        "fourteen_alternating": near.back(alternating(y, 14) * BOTH_SIDES),
    }
    one, two = beyond_sigmas(phase, lines, 1), beyond_sigmas(phase, lines, 2)
    if one is not None and two is not None:
        zoned = near.together(has_zones(phase, lines) & phase.judged)
        hits = _zones(near.together(one), near.together(two), zoned)
        found |= {rule: near.back(hit) for rule, hit in hits.items()}
    return found


def _zones(one: Sides, two: Sides, zoned: Booleans) -> Marks:
    """The four tests that need sigmas. The last two look at both sides at once.

    Test 8 wants points on both sides, as Nelson 1984 prints it ("on both sides of the center line with none in Zone
    C"); many programs take 8 on one side for it too, which tests 2, 5 and 6 see anyway.
    """
    return {
        "two_of_three": on_one_side(two, 2, 3),
        "four_of_five": on_one_side(one, 4, 5),
        "fifteen_within_one_sigma": in_a_row(zoned & (one == 0), 15) * BOTH_SIDES,
        "eight_outside_one_sigma": on_both_sides(one, 8) * BOTH_SIDES,
    }


def runs_signal(phase: Phase, lines: Lines, runs: Runs, found: Marks) -> Booleans:
    """Any of tests 2 to 8; a lone point beyond a limit is no pattern."""
    return any_mark(found, *(rule for rule in RULES.says if rule != "beyond_limits"))


def findings(phase: Phase, lines: Lines, runs: Runs, found: Marks, row: int) -> list[RuleFinding]:
    """Each pattern from its first to its last member; the one point that may lie elsewhere does not part it."""
    judged = phase.judged[row]
    told = spans("beyond_limits", phase, found["beyond_limits"][row], ~phase.judged[row])
    told += trends("six_trending", phase, judged, RISING, row)
    for rule in found.keys() - {"beyond_limits", "six_trending"}:
        told += stretches(
            rule, phase, found[rule][row], judged, gap=1 if rule in ("two_of_three", "four_of_five") else 0
        )
    return sorted(told, key=lambda finding: list(RULES.says).index(finding.rule))


RULES = RuleSet(
    title="Nelson",
    source="Nelson 1984, J Quality Technology 16:237; Nelson 1985, J Quality Technology 17:114",
    says={
        "beyond_limits": "a point beyond a 3-sigma limit",
        "nine_on_one_side": "9 points in a row on one side of the middle line",
        "six_trending": "6 points in a row, all rising or all falling",
        "fourteen_alternating": "14 points in a row going up and down in turn",
        "two_of_three": "2 of 3 points in a row beyond 2 sigma on one side",
        "four_of_five": "4 of 5 points in a row beyond 1 sigma on one side",
        "fifteen_within_one_sigma": "15 points in a row within 1 sigma of the middle line",
        "eight_outside_one_sigma": "8 points in a row on both sides, none within 1 sigma of the middle line",
    },
    marks=marks,
    runs_signal=runs_signal,
    findings=findings,
)
