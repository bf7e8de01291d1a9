"""Ramps: cycles in the order in which one grew out of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from measures.improvement import Cycle


@dataclass(frozen=True)
class RampStep:
    """A cycle in its ramp: `depth` 0 begins one, 1 grew out of the one above it."""

    cycle: Cycle
    depth: int


def ramps(cycles: Sequence[Cycle]) -> tuple[RampStep, ...]:
    """Every cycle once, each followed by those that grew out of it, all in order of their numbers.

    A cycle whose `after` is not here begins a ramp; so does the first of those that name one another in a circle,
    which no page can write and a file brought in could hold.
    """
    by_number = sorted(cycles, key=lambda one: one.number)
    numbers = {one.number for one in by_number}
    steps: list[RampStep] = []
    seen: set[int] = set()

    def grow(cycle: Cycle, depth: int) -> None:
        if cycle.number in seen:
            return
        seen.add(cycle.number)
        steps.append(RampStep(cycle, depth))
        for child in by_number:
            if child.after == cycle.number:
                grow(child, depth + 1)

    for cycle in by_number:
        if cycle.after is None or cycle.after not in numbers:
            grow(cycle, 0)
    for cycle in by_number:
        grow(cycle, 0)
    return tuple(steps)
