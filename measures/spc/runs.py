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
    """The runs of many series at once: one row a series."""

    side: NDArray[np.int8]
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
    place, row, starts = _runs_of(side)
    runs = np.bincount(row[starts], minlength=len(side))
    useful = np.bincount(row, minlength=len(side))
    total, first = np.diff(starts, append=len(place)), np.cumsum(runs) - runs
    longest = np.zeros(len(side), dtype=np.int64)
    if total.size:
        longest[runs > 0] = np.maximum.reduceat(total, first[runs > 0])
    return Runs(
        side=side,
        useful=useful,
        longest=longest,
        crossings=np.maximum(runs - 1, 0),
        longest_max=longest_run_max(useful),
        crossings_min=_crossings_min(useful),
    )


def _runs_of(side: NDArray[np.int8]) -> tuple[Integers, Integers, Integers]:
    """The places of the useful points of all rows one after another, their rows, and which of them begin a run."""
    flat = side.ravel()
    place = np.flatnonzero(flat)
    row, sides = place // max(side.shape[-1], 1), flat[place]
    begins = np.ones(place.shape, dtype=bool)
    begins[1:] = (sides[1:] != sides[:-1]) | (row[1:] != row[:-1])
    return place, row, np.flatnonzero(begins)


def longest_run_max(useful: Integers) -> Integers:
    """The longest run that chance still explains: log2 of the useful points, rounded, and 3 more.

    Schilling 2012 (Math Mag 85:141), as used by Anhøj & Olesen 2014 (doi 10.1371/journal.pone.0113825).
    Rounding half to even or half up is the same here: log2 of a whole number never ends in one half.
    """
    return np.rint(np.log2(np.maximum(useful, 1))).astype(np.int64) + 3


def _crossings_min(useful: Integers) -> Integers:
    """The fewest crossings for each series."""
    return _fewest(int(useful.max(initial=0)))[useful]


@cache
def _fewest(most: int) -> Integers:
    """The fewest crossings of 0, 1, 2 … up to so many useful points."""
    return np.array([crossings_min(useful) for useful in range(most + 1)], dtype=np.int64)


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
        side = runs.side[rows]
        limit = np.broadcast_to(longer_than, runs.longest.shape)[rows]
        place, row, starts = _runs_of(side)
        total = np.diff(starts, append=len(place))
        kept = place[np.repeat(total > limit[row[starts]], total)]
        found = np.zeros(side.size, dtype=np.int8)
        found[kept] = side.ravel()[kept]
        members[rows] = found.reshape(side.shape)
    return members
