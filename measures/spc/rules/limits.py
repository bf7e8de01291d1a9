"""3 sigma alone: only a point beyond its limit is a signal."""

from __future__ import annotations

import numpy as np

from measures.spc.phase import Booleans, Lines, Phase
from measures.spc.rules import Marks, RuleFinding, RuleSet, beyond, spans
from measures.spc.runs import Runs


def marks(phase: Phase, lines: Lines, runs: Runs) -> Marks:
    """Points beyond a 3-sigma limit."""
    return {"beyond_limits": beyond(phase, lines)}


def runs_signal(phase: Phase, lines: Lines, runs: Runs, found: Marks) -> Booleans:
    """No pattern of several points is asked for."""
    return np.zeros(phase.y.shape[0], dtype=bool)


def findings(phase: Phase, lines: Lines, runs: Runs, found: Marks, row: int) -> list[RuleFinding]:
    """Neighbouring points beyond the same limit together."""
    return spans("beyond_limits", phase, found["beyond_limits"][row], ~phase.judged[row])


RULES = RuleSet(
    title="3 sigma alone",
    source="Shewhart 1931, Economic Control of Quality of Manufactured Product",
    says={"beyond_limits": "a point beyond a 3-sigma limit"},
    marks=marks,
    runs_signal=runs_signal,
    findings=findings,
)
