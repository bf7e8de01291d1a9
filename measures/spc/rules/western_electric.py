"""The Western Electric rules: one point beyond, two of three, four of five, or eight in a row on one side."""

from __future__ import annotations

from measures.spc.phase import Booleans, Lines, Phase
from measures.spc.rules import Marks, RuleFinding, RuleSet, any_mark, beyond, beyond_sigmas, spans, stretches
from measures.spc.runs import Runs
from measures.spc.windows import Neighbours, on_one_side

PATTERNS = ("two_of_three", "four_of_five", "eight_on_one_side")


def marks(phase: Phase, lines: Lines, runs: Runs) -> Marks:
    """Every member of each pattern. A point on the centre ends a run; without limits there are no zones."""
    near = Neighbours.only(phase.judged)
    found = {"beyond_limits": beyond(phase, lines)}
    one, two = beyond_sigmas(phase, lines, 1), beyond_sigmas(phase, lines, 2)
    if one is not None and two is not None:
        found["two_of_three"] = near.back(on_one_side(near.together(two), 2, 3))
        found["four_of_five"] = near.back(on_one_side(near.together(one), 4, 5))
    found["eight_on_one_side"] = near.back(on_one_side(near.together(runs.side), 8, 8))
    return found


def runs_signal(phase: Phase, lines: Lines, runs: Runs, found: Marks) -> Booleans:
    """Any of the three patterns; a lone point beyond a limit is no pattern."""
    return any_mark(found, *PATTERNS)


def findings(phase: Phase, lines: Lines, runs: Runs, found: Marks, row: int) -> list[RuleFinding]:
    """Each pattern from its first to its last member; the one point that may lie elsewhere does not part it."""
    judged = phase.judged[row]
    told = spans("beyond_limits", phase, found["beyond_limits"][row], ~phase.judged[row])
    for rule in PATTERNS:
        if rule in found:
            told += stretches(rule, phase, found[rule][row], judged, gap=0 if rule == "eight_on_one_side" else 1)
    return told


RULES = RuleSet(
    title="Western Electric",
    source="Western Electric Company 1956, Statistical Quality Control Handbook; "
    "Montgomery 2020, Introduction to Statistical Quality Control, section 5.3.4",
    says={
        "beyond_limits": "a point beyond a 3-sigma limit",
        "two_of_three": "2 of 3 points in a row beyond 2 sigma on one side",
        "four_of_five": "4 of 5 points in a row beyond 1 sigma on one side",
        "eight_on_one_side": "8 points in a row on one side of the middle line",
    },
    marks=marks,
    runs_signal=runs_signal,
    findings=findings,
)
