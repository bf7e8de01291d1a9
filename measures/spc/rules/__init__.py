"""Rule sets, one file each: from one phase and its lines to what is unlikely to be chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from measures.spc.phase import Booleans, Lines, Phase
from measures.spc.runs import Runs


@dataclass(frozen=True)
class Finding:
    """One pattern in one series: its rule, its first and last position, its side (None: it has no side)."""

    rule: str
    first: int
    last: int
    direction: str | None


@dataclass(frozen=True)
class RuleSet:
    """Rules that belong together and are never mixed with another set's.

    `signals` answers for every series of a phase at once; `findings` points at the places in one series,
    and is asked only where there is a signal.
    """

    name: str
    title: str
    source: str
    signals: Callable[[Phase, Lines, Runs], Booleans]
    findings: Callable[[Phase, Lines, Runs, int], list[Finding]]


def long_runs(phase: Phase, runs: Runs, row: int, longer_than: int) -> list[Finding]:
    """The runs of one series longer than a limit: from their first to their last useful point."""
    found = []
    for end in np.flatnonzero(_run_ends(runs, row) & (runs.length[row] > longer_than)):
        start = np.flatnonzero(runs.number[row] == runs.number[row, end])[0]
        direction = "up" if runs.side[row, end] > 0 else "down"
        found.append(Finding("long_run", phase.first + int(start), phase.first + int(end), direction))
    return found


def _run_ends(runs: Runs, row: int) -> Booleans:
    """True at the last useful point of each run."""
    places = np.flatnonzero(runs.number[row])
    ends = np.zeros(runs.number.shape[-1], dtype=bool)
    if places.size:
        numbers = runs.number[row, places]
        ends[places[np.append(numbers[1:] != numbers[:-1], True)]] = True
    return ends
