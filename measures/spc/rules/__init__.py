"""Rule sets, one file each: from one phase and its lines to what is unlikely to be chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from measures.spc.phase import RANGE_TO_SIGMA, Booleans, Lines, Phase, side_of
from measures.spc.runs import Runs
from measures.spc.windows import Sides, trending_steps, two_sided

Marks = dict[str, Sides]  # rule to, for each point: +1 high or rising, -1 low or falling, 2 no side, 0 no hit


@dataclass(frozen=True)
class RuleFinding:
    """One pattern in one series: its rule, its first and last position, its side (None: it has no side)."""

    rule: str
    first: int
    last: int
    direction: str | None


@dataclass(frozen=True)
class RuleSet:
    """Rules that belong together and are never mixed with another set's.

    `marks` answers for every point of every series at once, the rule that speaks first standing first;
    `runs_signal` says for each series whether a pattern other than a single point beyond its limit was found;
    `findings` points at the places in one series, and is asked only where there is something.
    Its name in `analyse` is the name of its file.
    """

    title: str
    source: str
    says: dict[str, str]  # rule to what it looks for, in plain words, "7 points in a row on one side"
    marks: Callable[[Phase, Lines, Runs], Marks]
    runs_signal: Callable[[Phase, Lines, Runs, Marks], Booleans]
    findings: Callable[[Phase, Lines, Runs, Marks, int], list[RuleFinding]]
    range_to_sigma: float = RANGE_TO_SIGMA
    types_points: bool = False  # names each point improvement, concern or neutral, and gives icons


def beyond(phase: Phase, lines: Lines) -> Sides:
    """+1 above the upper limit, -1 below the lower one; never at a point that is left out or missing."""
    found = np.zeros(phase.y.shape, dtype=np.int8)
    if lines.upper is not None:
        found[side_of(phase.y, lines.upper) > 0] = 1
    if lines.lower is not None:
        found[side_of(phase.y, lines.lower) < 0] = -1
    return found * phase.judged


def spans(rule: str, phase: Phase, side: Sides, skipped: Booleans) -> list[RuleFinding]:
    """Neighbouring marks of one side in one series as findings; a point that the rule skips parts nothing."""
    return stretches(rule, phase, side, ~skipped)


def beyond_sigmas(phase: Phase, lines: Lines, sigmas: float) -> Sides | None:
    """+1 more than so many sigmas above the mean, -1 below it, 0 between; None on a chart without limits."""
    if lines.z is not None:
        levels = np.full(lines.z.shape, sigmas)
        high, low = side_of(lines.z, levels), side_of(lines.z, -levels)
    elif lines.sigma is not None:
        width = sigmas * lines.sigma
        high, low = side_of(phase.y, lines.centre + width), side_of(phase.y, lines.centre - width)
    else:
        return None
    return two_sided(high > 0, low < 0)


def has_zones(phase: Phase, lines: Lines) -> Booleans:
    """True where a point has a sigma to be measured by; a series that never varies has none."""
    if lines.z is not None:
        return np.isfinite(lines.z)
    if lines.sigma is None:
        return np.zeros(phase.y.shape, dtype=bool)
    return np.broadcast_to(lines.sigma > 0, phase.y.shape)


def any_mark(found: Marks, *rules: str) -> Booleans:
    """For each series: whether one of these rules holds at any of its points."""
    return np.logical_or.reduce([(found[rule] != 0).any(axis=-1) for rule in rules if rule in found])


def stretches(
    rule: str, phase: Phase, side: Sides, weight: NDArray[np.int64] | Booleans, gap: int = 0
) -> list[RuleFinding]:
    """Marks of one side in one series, joined where no more than `gap` lies between two of them.

    `weight` says what each point between counts: 0 for one that the rule skips. With a gap of 1 the odd point
    out of "two of three" does not cut the pattern in two.
    """
    if not side.any():
        return []
    passed = np.cumsum(weight)
    found = []
    for mark, direction in ((1, "up"), (-1, "down"), (2, None)):
        places = np.flatnonzero(side == mark)
        apart = np.flatnonzero(np.diff(passed[places]) > gap + 1) + 1
        groups = np.split(places, apart) if places.size else []
        found += [RuleFinding(rule, phase.first + int(g[0]), phase.first + int(g[-1]), direction) for g in groups]
    return sorted(found, key=lambda finding: finding.first)


def trends(rule: str, phase: Phase, judged: Booleans, length: int, row: int) -> list[RuleFinding]:
    """Every rise or fall of at least `length` points in one series; a turning point belongs to both sides of it."""
    place = np.flatnonzero(judged)
    member = trending_steps(phase.y[row][place], length)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], member, [0]])))
    return [
        RuleFinding(rule, phase.first + int(place[a]), phase.first + int(place[b]), "up" if member[a] > 0 else "down")
        for a, b in pairwise(edges)
        if member[a]
    ]
