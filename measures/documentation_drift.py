"""How much of a fall in images without red flags is only that red flags are written down more often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from measures.count import unit_frame
from measures.engine import native
from measures.units import Units

ENOUGH_ORDERS = 20  # our own floor: below it one order moves the recorded share by more than 5 points


@dataclass(frozen=True)
class Recording:
    """What was written on the practice's lumbar imaging orders for low back pain over some whole periods."""

    periods: int
    orders: int
    present: int  # a red flag is written
    denied: int  # "no red flags" is written

    @property
    def recorded(self) -> float:
        """The share of orders with anything written about red flags."""
        return (self.present + self.denied) / self.orders

    @property
    def present_when_recorded(self) -> float:
        """Of the orders with anything written, the share with a red flag; 0 where nothing was written."""
        written = self.present + self.denied
        return self.present / written if written else 0.0

    @property
    def unflagged(self) -> float:
        """Orders without a red flag in a period: stated absent, or not recorded."""
        return (self.orders - self.present) / self.periods


@dataclass(frozen=True)
class Drift:
    """The fall in unflagged orders a period, and its two parts; `by_ordering` is negative where more was ordered."""

    before: Recording
    since: Recording
    fall: float
    by_recording: float

    @property
    def by_ordering(self) -> float:
        """What is left of the fall had red flags been written down as often as before."""
        return self.fall - self.by_recording

    @property
    def share_of_recording(self) -> float:
        """The part of the fall that recording alone explains, never said to be more than all of it."""
        return min(self.by_recording / self.fall, 1.0)


def drift(before: Recording, since: Recording) -> Drift | None:
    """Split a fall by direct standardisation: the later orders, recorded as seldom as the earlier ones.

    Of the later orders a share c of which say anything, with a flag in a share f of those, c x f are flagged. Had
    c stayed at its earlier value, (c - c before) x f of them would have counted as unflagged. None when recording
    did not rise, unflagged orders did not fall, or either time has fewer than 20 orders: nothing to split then.
    """
    if min(before.orders, since.orders) < ENOUGH_ORDERS or min(before.periods, since.periods) < 1:
        return None
    fall, rise = before.unflagged - since.unflagged, since.recorded - before.recorded
    if fall <= 0 or rise <= 0:
        return None
    return Drift(before, since, fall, since.orders / since.periods * rise * since.present_when_recorded)


def recorded(units: Units, every: str, numbers: Sequence[int]) -> Recording:
    """What was written on the orders of some periods (their numbers, `measures.periods`).

    The orders of the headline outcome: lumbar images for low back pain that the practice ordered, not planned with an
    operation. An order whose red flags are unknown (a bare query of an emergency) is in none of the numbers.
    """
    images = native(unit_frame(units, "image", every, False))
    own = images.filter(pl.col("linked"), pl.col("by_practice"), pl.col("red_flag").is_not_null())
    known = own.filter(pl.col("period").is_in(list(numbers)))
    present = known["red_flag"].sum()
    silent = known.filter(~pl.col("red_flag"))["red_flag_not_recorded"].sum()
    return Recording(len(numbers), known.height, int(present), known.height - int(present) - int(silent))
