"""Findings that wait for a clinician's eye: which images they decide, and how far a figure could move with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import narwhals as nw
import polars as pl

from measures.count import EVERYONE, counts
from measures.declare import Measure
from measures.engine import native
from measures.overturns import Overturned
from measures.units import Units
from measures.units.evidence import A_FLAG, NO_FLAG
from measures.units.workup import period_of

#: One row per image and unclear finding of its own order or visit.
WAITING = ("period", "unit", "provider", "evidence", "atom", "state", "doubt")

SUMMED = ("numerator", "denominator")


@dataclass(frozen=True)
class Reach:
    """A figure as the words say, and what it would be if every unclear finding turned out one way or the other."""

    said: float | None
    without: float | None  # no unclear finding is a flag
    with_all: float | None  # every unclear finding is one

    @property
    def ends(self) -> tuple[float, float] | None:
        """The lowest and the highest of the three; None where one cannot be counted."""
        values = [one for one in (self.said, self.without, self.with_all) if one is not None]
        return (min(values), max(values)) if len(values) == 3 else None

    @property
    def width(self) -> float | None:
        """How far apart the ends are; None where one cannot be counted."""
        return self.ends[1] - self.ends[0] if self.ends else None


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
    named = {measure.name: measure}
    table = counts(units, named, every, provider != EVERYONE)
    return reached(table, changes(units, named, every, provider != EVERYONE), measure, periods, provider)


def changes(
    units: Units, measures: Mapping[str, Measure], every: str, by_provider: bool = False
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """By how much each count would change if no unclear finding were a flag, and if every one were.

    Counts are sums over patients, so that the few with an unclear finding tell it.
    """
    few = _of_those_concerned(units)
    before = counts(few, measures, every, by_provider)
    ways = (few.under(units.flag_set, units.silence_is_none, way) for way in (NO_FLAG, A_FLAG))
    no_flag, a_flag = (_by_how_much(before, counts(one, measures, every, by_provider)) for one in ways)
    return no_flag, a_flag


def reached(
    table: pl.DataFrame,
    changed: tuple[pl.DataFrame, pl.DataFrame],
    measure: Measure,
    periods: Sequence[str],
    provider: str = EVERYONE,
) -> Reach:
    """The reach of a measure over some periods, from its counts and their `changes`."""

    def sums(one: pl.DataFrame) -> tuple[int, int]:
        named = (pl.col("measure") == measure.name) & (pl.col("provider") == provider)
        own = one.filter(named & pl.col("period").is_in(list(periods)))
        numerator, denominator = own.select(pl.col("numerator", "denominator").fill_null(0).sum()).row(0)
        return numerator, denominator if measure.is_rate else 0

    numerator, denominator = sums(table)
    whole = denominator if measure.is_rate else len(periods)
    turned = (sums(one) for one in changed)
    return Reach(_value(numerator, whole), *(_value(numerator + more, whole + among) for more, among in turned))


def _value(numerator: int, whole: int) -> float | None:
    return numerator / whole if whole else None


def _of_those_concerned(units: Units) -> Units:
    """The same units of the patients with an unclear finding alone."""
    waits = native(units.findings.filter(nw.col("certainty") == "unclear").select("patient"))
    theirs = nw.col("patient").is_in(waits["patient"].unique().to_list())
    events = units._as_read
    few = replace(events, tables={name: table.filter(theirs) for name, table in events.tables.items()})
    read = Units(few, units.practice, units.modality, units.flag_set, units.silence_is_none)
    return Overturned(read, units.said) if isinstance(units, Overturned) else read


def _by_how_much(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    whole = before.join(after, on=["measure", "period", "provider"], suffix="_after")
    more = (pl.col(f"{one}_after").fill_null(0) - pl.col(one).fill_null(0) for one in SUMMED)
    return whole.select("measure", "period", "provider", *(one.alias(name) for one, name in zip(more, SUMMED)))
