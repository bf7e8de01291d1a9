"""Findings that wait for a clinician's eye: which images they decide, and how far a figure could move with them."""

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from measures.count import EVERYONE, counts
from measures.declare import Measure
from measures.units import Units
from measures.units.evidence import A_FLAG, NO_FLAG
from measures.units.workup import native, period_of

#: One row per image and unclear finding of its own order or visit.
WAITING = ("period", "unit", "provider", "evidence", "atom", "state", "doubt")


@dataclass(frozen=True)
class Reach:
    """A figure as the words say, and what it would be if every unclear finding turned out one way or the other."""

    said: float | None
    without: float | None  # no unclear finding is a flag
    with_all: float | None  # every unclear finding is one

    @property
    def width(self) -> float | None:
        """How far apart the ends are; None where one cannot be counted."""
        ends = [one for one in (self.said, self.without, self.with_all) if one is not None]
        return max(ends) - min(ends) if len(ends) == 3 else None


def waiting(units: Units, every: str = "month") -> pl.DataFrame:
    """The images of the practice whose red flags rest on an unclear finding (`WAITING`), oldest first."""
    unclear = native(units.findings.filter(nw.col("certainty") == "unclear")).select("row", "atom", "state", "doubt")
    said = native(units.image_evidence).select("unit", "atom", "state", "evidence")
    rests = said.join(unclear, left_on=["evidence", "atom", "state"], right_on=["row", "atom", "state"], how="inner")
    columns = units.image.filter("linked").with_columns(period=period_of(every)).select("row", "period", "provider")
    images = native(columns).rename({"row": "unit"})
    return rests.join(images, on="unit").unique().select(WAITING).sort("period", "unit", "atom")


def reach(units: Units, measure: Measure, every: str, periods: Sequence[str], provider: str = EVERYONE) -> Reach:
    """How far a measure over some periods could move if all unclear findings turned."""
    said, without, with_all = (
        _value(one, measure, every, periods, provider)
        for one in (units, *(units.under(units.flag_set, units.silence_is_none, way) for way in (NO_FLAG, A_FLAG)))
    )
    return Reach(said, without, with_all)


def _value(units: Units, measure: Measure, every: str, periods: Sequence[str], provider: str) -> float | None:
    table = counts(units, {measure.name: measure}, every, provider != EVERYONE)
    own = table.filter((pl.col("provider") == provider) & pl.col("period").is_in(list(periods)))
    sums = own.select(pl.col("numerator", "denominator").sum()).row(0, named=True)
    whole = sums["denominator"] if measure.is_rate else len(periods)
    return sums["numerator"] / whole if whole else None
