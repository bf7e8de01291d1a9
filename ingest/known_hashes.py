"""A memory of 64-bit hashes that stays quick and small as it grows: sorted stretches, each at least twice the next."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int64]


@dataclass
class SeenHashes:
    """Which hashes were seen before."""

    stretches: list[Hashes] = field(default_factory=list)

    def seen(self, hashes: Hashes) -> NDArray[np.bool_]:
        """Whether each hash was seen before."""
        found = np.zeros(len(hashes), dtype=bool)
        for keys in self.stretches:
            found |= keys[places_in(keys, hashes)] == hashes
        return found

    def add(self, hashes: Hashes) -> None:
        """Remember distinct hashes that were not seen yet."""
        while self.stretches and len(self.stretches[-1]) <= 2 * len(hashes):
            hashes = np.concatenate([self.stretches.pop(), hashes])
        if len(hashes):
            self.stretches.append(np.sort(hashes))


@dataclass
class NumberedHashes:
    """Which hashes are known, and a whole number kept with each."""

    stretches: list[tuple[Hashes, Numbers]] = field(default_factory=list)

    def look_up(self, hashes: Hashes) -> tuple[NDArray[np.bool_], Numbers]:
        """Whether each hash is known, and its number (0 where it is not)."""
        known, found = np.zeros(len(hashes), dtype=bool), np.zeros(len(hashes), dtype=np.int64)
        for keys, numbers in self.stretches:
            place = places_in(keys, hashes)
            here = keys[place] == hashes
            known |= here
            found[here] = numbers[place[here]]
        return known, found

    def add(self, hashes: Hashes, numbers: Numbers) -> None:
        """Remember distinct hashes that are not known yet."""
        while self.stretches and len(self.stretches[-1][0]) <= 2 * len(hashes):
            keys, kept = self.stretches.pop()
            hashes, numbers = np.concatenate([keys, hashes]), np.concatenate([kept, numbers])
        if len(hashes):
            order = np.argsort(hashes, kind="stable")
            self.stretches.append((hashes[order], numbers[order]))


def places_in(keys: Hashes, hashes: Hashes) -> NDArray[np.intp]:
    """Where each hash would stand in a sorted stretch, kept inside it."""
    return np.minimum(np.searchsorted(keys, hashes), len(keys) - 1)
