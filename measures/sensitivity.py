"""How much a red-flag measure depends on what counts as a red flag, and on what nobody wrote down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from measures.count import EVERYONE, counts
from measures.declare import Measure
from measures.red_flags.sets import flag_set
from measures.units import Units

#: The readings side by side: the set of flags, and whether silence about red flags means that there is none.
READINGS: tuple[tuple[str, bool], ...] = (
    ("strict", True),
    ("as_written", True),
    ("extended", True),
    ("as_written", False),
)


@dataclass(frozen=True)
class FlagReading:
    """One measure over some whole periods under one reading of the red flags."""

    flags: str
    title: str
    says: str
    silence_is_none: bool
    numerator: int
    denominator: int | None  # None in a count
    unknown: int
    periods: int

    @property
    def value(self) -> float | None:
        """The share, or the count a period; None where there is nothing to count."""
        return self._value(0, 0)

    @property
    def lowest(self) -> float | None:
        """The value if none of the unknown ones counted."""
        return self._value(0, self.unknown)

    @property
    def highest(self) -> float | None:
        """The value if every unknown one counted."""
        return self._value(self.unknown, self.unknown)

    def _value(self, more: int, among: int) -> float | None:
        whole = self.periods if self.denominator is None else self.denominator + among
        return (self.numerator + more) / whole if whole else None


def rests_on_red_flags(measure: Measure) -> bool:
    """Whether a measure asks for the absence of red flags, so that other readings would change it."""
    return measure.not_recorded is not None


def readings(
    units: Units, measure: Measure, every: str, periods: Sequence[str], provider: str = EVERYONE
) -> list[FlagReading]:
    """The measure under each of `READINGS`, summed over the named periods (whole ones: the caller chooses)."""
    return [_reading(units, measure, every, periods, provider, *asked) for asked in READINGS]


def _reading(
    units: Units, measure: Measure, every: str, periods: Sequence[str], provider: str, name: str, silent: bool
) -> FlagReading:
    flags = flag_set(name)
    table = counts(units.under(flags, silent), {measure.name: measure}, every, provider != EVERYONE)
    own = table.filter((pl.col("provider") == provider) & pl.col("period").is_in(list(periods)))
    sums = own.select(pl.col("numerator", "denominator", "unknown").sum()).row(0, named=True)
    return FlagReading(
        flags=name,
        title=flags.title if silent else f"{flags.title}; silence is not taken for absence",
        says=flags.says if silent else "a record that says nothing of red flags is unknown instead of without",
        silence_is_none=silent,
        numerator=sums["numerator"],
        denominator=sums["denominator"] if measure.is_rate else None,
        unknown=sums["unknown"],
        periods=len(periods),
    )
