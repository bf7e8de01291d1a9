"""The Anhøj rules: an unusually long run, or unusually few crossings of the centre line."""

from __future__ import annotations

from measures.spc.phase import Booleans, Lines, Phase
from measures.spc.rules import Marks, RuleFinding, RuleSet, beyond, spans
from measures.spc.runs import Runs, members_of_long_runs


def marks(phase: Phase, lines: Lines, runs: Runs) -> Marks:
    """Points beyond a 3-sigma limit, and every member of a run longer than chance explains."""
    return {"beyond_limits": beyond(phase, lines), "long_run": members_of_long_runs(runs, runs.longest_max)}


def runs_signal(phase: Phase, lines: Lines, runs: Runs, found: Marks) -> Booleans:
    """A run longer than its limit, or fewer crossings than theirs; both limits follow the useful points."""
    unusual = (runs.longest > runs.longest_max) | (runs.crossings < runs.crossings_min)
    return unusual & (runs.useful > 0)


def findings(phase: Phase, lines: Lines, runs: Runs, found: Marks, row: int) -> list[RuleFinding]:
    """Each pattern at its own place; few crossings belong to the whole phase and to no side."""
    off = runs.side[row] == 0
    told = spans("beyond_limits", phase, found["beyond_limits"][row], ~phase.judged[row])
    told += spans("long_run", phase, found["long_run"][row], off)
    if runs.useful[row] and runs.crossings[row] < runs.crossings_min[row]:
        told.append(RuleFinding("few_crossings", phase.first, phase.last, None))
    return told


RULES = RuleSet(
    title="Anhøj",
    source="Anhøj & Olesen 2014, PLoS ONE 9:e113825; Anhøj 2015, PLoS ONE 10:e0121349",
    says={
        "beyond_limits": "a point beyond a 3-sigma limit",
        "long_run": "an unusually long run on one side of the middle line",
        "few_crossings": "unusually few crossings of the middle line",
    },
    marks=marks,
    runs_signal=runs_signal,
    findings=findings,
)
