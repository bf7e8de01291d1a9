"""The Anhøj rules: an unusually long run, or unusually few crossings of the centre line."""

from __future__ import annotations

from measures.spc.phase import Booleans, Lines, Phase
from measures.spc.rules import Finding, RuleSet, long_runs
from measures.spc.runs import Runs


def signals(phase: Phase, lines: Lines, runs: Runs) -> Booleans:
    """A run longer than its limit, or fewer crossings than theirs; both limits follow the useful points."""
    unusual = (runs.longest > runs.longest_max) | (runs.crossings < runs.crossings_min)
    return unusual & (runs.useful > 0)


def findings(phase: Phase, lines: Lines, runs: Runs, row: int) -> list[Finding]:
    """Each long run at its own place; few crossings belong to the whole phase and to no side."""
    found = long_runs(phase, runs, row, int(runs.longest_max[row]))
    if runs.crossings[row] < runs.crossings_min[row]:
        found.append(Finding("few_crossings", phase.first, phase.last, None))
    return found


RULES = RuleSet(
    name="anhoej",
    title="Anhøj",
    source="Anhøj & Olesen 2014, PLoS ONE 9:e113825; Anhøj 2015, PLoS ONE 10:e0121349",
    signals=signals,
    findings=findings,
)
