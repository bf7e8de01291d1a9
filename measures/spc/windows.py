"""Patterns among neighbouring points: so many in a row, so many out of so many, rising, to and fro."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from measures.spc.phase import Booleans, Floats, side_of

Sides = NDArray[np.int8]
Cells = TypeVar("Cells", bound=np.generic)


@dataclass(frozen=True)
class Neighbours:
    """The points of each series that may signal, moved together, so that a gap neither makes nor hides a pattern."""

    there: Booleans
    kept: Booleans | None  # where they lie once moved together; None when every point is judged

    @classmethod
    def only(cls, there: Booleans) -> Neighbours:
        """Look at the points that are true in `there`, and at no other."""
        if there.all():
            return cls(there, None)
        return cls(there, np.arange(there.shape[-1]) < there.sum(axis=-1, keepdims=True))

    def together(self, values: NDArray[Cells]) -> NDArray[Cells]:
        """The values without the gaps between them; the end is filled with NaN, or with 0 where there is none."""
        if self.kept is None:
            return values
        moved = np.full(self.there.shape, np.nan if values.dtype.kind == "f" else 0, dtype=values.dtype)
        moved[self.kept] = values[self.there]
        return moved

    def back(self, found: NDArray[Cells]) -> NDArray[Cells]:
        """What was found, each at its own place; nothing at a gap."""
        if self.kept is None:
            return found
        placed = np.zeros_like(found)
        placed[self.there] = found[self.kept]
        return placed


def out_of(hit: Booleans, enough: int, length: int, among: Booleans | None = None) -> Booleans:
    """The hits that lie with `enough` others in some `length` points in a row, themselves counted.

    `among` holds what all points of such a stretch must be. Without it a series shorter than the stretch may
    do with what it has: two points beyond are two out of three, whatever the third will be.
    """
    points = hit.shape[-1]
    if among is None:
        length = max(min(length, points), enough)
    if points < length:
        return np.zeros_like(hit)
    full = _sums(hit, length) >= enough
    if among is not None:
        full &= _sums(among, length) == length
    if not full.any():
        return np.zeros_like(hit)
    covered = np.zeros_like(hit)
    for start in range(length):
        covered[..., start : start + full.shape[-1]] |= full
    return covered & hit


def in_a_row(hit: Booleans, length: int) -> Booleans:
    """Every member of a stretch of at least `length` hits with none missing between."""
    return out_of(hit, length, length)


def on_both_sides(side: Sides, length: int) -> Booleans:
    """Every member of `length` hits in a row that lie on both sides, in any mixture."""
    hit = side != 0
    covered = np.zeros_like(hit)
    if hit.shape[-1] < length:
        return covered
    high, low = _sums(side > 0, length), _sums(side < 0, length)
    full = (high + low == length) & (high > 0) & (low > 0)
    for start in range(length):
        covered[..., start : start + full.shape[-1]] |= full
    return covered


def on_one_side(side: Sides, enough: int, length: int) -> Sides:
    """The members of `enough` out of `length` points in a row on one side, with that side."""
    return two_sided(out_of(side > 0, enough, length), out_of(side < 0, enough, length))


def two_sided(high: Booleans, low: Booleans) -> Sides:
    """+1 where the one was found, -1 where the other was; no point can be both."""
    return high.view(np.int8) - low.view(np.int8)


def steps(values: Floats) -> Sides:
    """From each point to the next: +1 up, -1 down, 0 level or no next point."""
    return side_of(values[..., 1:], values[..., :-1])


def trending_steps(values: Floats, length: int) -> Sides:
    """The steps of each stretch of `length` points that only rise or only fall; two equal values part it."""
    return on_one_side(steps(values), length - 1, length - 1)


def trend(values: Floats, length: int) -> Sides:
    """Every point of such a stretch. Where a rise turns into a fall, the shared point belongs to what follows."""
    members = trending_steps(values, length)
    found = np.zeros(values.shape, dtype=np.int8)
    found[..., 1:] = members
    found[..., :-1] = np.where(members != 0, members, found[..., :-1])
    return found


def alternating(values: Floats, length: int) -> Booleans:
    """Every point of a stretch of `length` points, each step of which turns back on the one before."""
    step = steps(values)
    turns = in_a_row(step[..., 1:] * step[..., :-1] < 0, length - 2)
    found = np.zeros(values.shape, dtype=bool)
    for offset in range(3):
        found[..., offset : offset + turns.shape[-1]] |= turns
    return found


def repeats(values: Floats) -> Booleans:
    """True at a value equal, up to rounding, to the one just before it."""
    again = np.zeros(values.shape, dtype=bool)
    again[..., 1:] = (steps(values) == 0) & np.isfinite(values[..., 1:])
    return again


def _sums(hit: Booleans, length: int) -> NDArray[np.int16]:
    """How many hits each stretch of `length` points holds, one a starting point."""
    total = np.cumsum(hit, axis=-1, dtype=np.int16)
    sums = total[..., length - 1 :].copy()
    sums[..., 1:] -= total[..., :-length]
    return sums
