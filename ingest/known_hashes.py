"""A memory of 64-bit hashes that stays quick and small as it grows: sorted stretches, each at least twice the next."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Values = NDArray[np.signedinteger[Any]]


@dataclass
class KnownHashes:
    """Which hashes were seen before, and a whole number kept with each."""

    stretches: list[tuple[Hashes, Values]] = field(default_factory=list)

    def look_up(self, hashes: Hashes) -> tuple[NDArray[np.bool_], Values]:
        """Whether each hash is known, and its number (0 where it is not)."""
        known, values = np.zeros(len(hashes), dtype=bool), np.zeros(len(hashes), dtype=np.int64)
        for keys, numbers in self.stretches:
            place = np.minimum(np.searchsorted(keys, hashes), len(keys) - 1)
            here = keys[place] == hashes
            known |= here
            values[here] = numbers[place[here]]
        return known, values

    def add(self, hashes: Hashes, values: Values) -> None:
        """Remember distinct hashes that are not known yet."""
        while self.stretches and len(self.stretches[-1][0]) <= 2 * len(hashes):
            keys, numbers = self.stretches.pop()
            hashes, values = np.concatenate([keys, hashes]), np.concatenate([numbers, values])
        if len(hashes):
            order = np.argsort(hashes, kind="stable")
            self.stretches.append((hashes[order], values[order]))
