"""Seeded chance that gives the same draws on every Python version."""

import random
from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


class Chance:
    """A stream of draws named by its seed words.

    Only `random()` is taken from the standard library: it is the one generator method whose sequence Python
    promises to keep, and the sample files must come out byte for byte the same anywhere.
    """

    def __init__(self, *seed: str | int) -> None:
        self._next = random.Random("/".join(str(word) for word in seed)).random

    def happens(self, probability: float) -> bool:
        """True with the given probability."""
        return self._next() < probability

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self._next() * (high - low + 1))

    def one_of(self, things: Sequence[Thing]) -> Thing:
        """Any of the things, all equally likely."""
        return things[self.whole(0, len(things) - 1)]

    def weighted(self, things: dict[Thing, float]) -> Thing:
        """One of the things, each as likely as its share; the shares need not add up to one."""
        left = self._next() * sum(things.values())
        for thing, share in things.items():
            left -= share
            if left < 0:
                return thing
        return thing
