"""Runs and crossings: how long a series stays on one side of its centre line, how often it changes side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from measures.spc.phase import Booleans, Floats, side_of

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Runs:
    """The runs of many series at once: one row a series.

    `number` is the run (from 1) that a point belongs to and `length` how long that run has become at this
    point; both are 0 at a point that is not useful.
    """

    side: NDArray[np.int8]
    number: Integers
    length: Integers
    useful: Integers
    longest: Integers
    crossings: Integers
    longest_max: Integers
    crossings_min: Integers


def sides(y: Floats, centre: Floats, include: Booleans) -> NDArray[np.int8]:
    """+1 above the centre, -1 below, 0 where a point says nothing.

    A point on the line, a missing one and an excluded one say nothing: they neither break nor lengthen a run.
    """
    return side_of(y, centre) * include


def count_runs(side: NDArray[np.int8]) -> Runs:
    """Runs and crossings of each row, and the limits that its number of useful points sets."""
    useful = side != 0
    seen = np.cumsum(useful, axis=-1)
    begins = useful & (_previous_side(side) != side)
    before = np.maximum.accumulate(np.where(begins, seen - 1, 0), axis=-1)
    length = np.where(useful, seen - before, 0)
    count = seen[..., -1]
    return Runs(
        side=side,
        number=np.where(useful, np.cumsum(begins, axis=-1), 0),
        length=length,
        useful=count,
        longest=length.max(axis=-1),
        crossings=np.maximum(begins.sum(axis=-1) - 1, 0),
        longest_max=longest_run_max(count),
        crossings_min=_crossings_min(count),
    )


def _previous_side(side: NDArray[np.int8]) -> NDArray[np.int8]:
    """The side of the useful point before each point; 0 before the first one."""
    place = np.where(side != 0, np.arange(side.shape[-1]), -1)
    latest = np.maximum.accumulate(place, axis=-1)
    before = np.concatenate([np.full((*side.shape[:-1], 1), -1), latest[..., :-1]], axis=-1)
    there = np.take_along_axis(side, np.maximum(before, 0), axis=-1)
    return np.where(before >= 0, there, 0).astype(np.int8)


def longest_run_max(useful: Integers) -> Integers:
    """The longest run that chance still explains: log2 of the useful points, rounded, and 3 more.

    Schilling 2012 (Math Mag 85:141), as used by Anhøj & Olesen 2014 (doi 10.1371/journal.pone.0113825).
    Rounding half to even or half up is the same here: log2 of a whole number never ends in one half.
    """
    return np.rint(np.log2(np.maximum(useful, 1))).astype(np.int64) + 3


def _crossings_min(useful: Integers) -> Integers:
    """The fewest crossings for each series."""
    table = np.array([crossings_min(m) for m in range(int(useful.max(initial=0)) + 1)], dtype=np.int64)
    return table[useful]


@cache
def crossings_min(useful: int) -> int:
    """The fewest crossings that chance still explains: the lower 5 % point of Bin(useful - 1, 1/2).

    Chen 2010, as used by Anhøj & Olesen 2014. Counted in whole numbers, so nothing is rounded.
    """
    chances = max(useful - 1, 0)
    ways, cumulated, k = 1, 1, 0
    while 20 * cumulated < 2**chances:
        ways = ways * (chances - k) // (k + 1)
        k += 1
        cumulated += ways
    return k


def members_of_long_runs(runs: Runs, longer_than: Integers | int) -> NDArray[np.int8]:
    """+1 or -1 at every useful point of a run with more points than its row's limit, from its first point on."""
    members = np.zeros_like(runs.side)
    rows = np.flatnonzero(runs.longest > longer_than)
    if rows.size:
        number, limit = runs.number[rows], np.broadcast_to(longer_than, runs.longest.shape)[rows]
        total = np.zeros((rows.size, int(number.max()) + 1), dtype=np.int64)
        np.add.at(total, (np.arange(rows.size)[:, None], number), 1)
        long = np.take_along_axis(total, number, axis=-1) > limit[:, None]
        members[rows] = np.where(long, runs.side[rows], 0)
    return members
