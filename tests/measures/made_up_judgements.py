"""Any rule set on a made-up series, with a centre of 0 and a sigma of 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from measures.discover import discover
from measures.spc import rules
from measures.spc.phase import Lines, Phase, three_sigma
from measures.spc.rules import Marks, RuleFinding, RuleSet
from measures.spc.runs import count_runs, sides

SETS: dict[str, RuleSet] = discover(rules, "RULES")


@dataclass(frozen=True)
class Judged:
    """A series judged against a centre of 0 and a sigma of 1."""

    marks: Marks
    signal: np.ndarray
    told: list[RuleFinding]
    series: int = 0

    def spans(self, rule: str) -> list[tuple[int, int, str | None]]:
        return [(f.first, f.last, f.direction) for f in self.told if f.rule == rule]

    def points(self, rule: str) -> list[int]:
        return [int(place) + 1 for place in np.flatnonzero(self.marks[rule][self.series])]


def judge(
    name: str, y: list[float | None], *more: list[float | None], include: list[bool] | None = None, row: int = 0
) -> Judged:
    values = np.array([[np.nan if v is None else v for v in series] for series in (y, *more)], dtype=float)
    everything = np.ones(values.shape[-1], dtype=bool)
    phase = Phase(1, 1, values, None, everything, everything if include is None else np.array(include), None)
    lines = three_sigma(np.zeros(values.shape), np.ones(values.shape))
    return judged(name, phase, lines, row)


def judged(name: str, phase: Phase, lines: Lines, row: int = 0) -> Judged:
    runs = count_runs(sides(phase.y, lines.centre, phase.include))
    marks = SETS[name].marks(phase, lines, runs)
    signal = SETS[name].runs_signal(phase, lines, runs, marks)
    return Judged(marks, signal, SETS[name].findings(phase, lines, runs, marks, row), row)
