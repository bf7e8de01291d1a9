"""Counts of many clinics in one pass: their facts laid beside one another, so that no row of one meets one of another.

Where clinics agree in everything that the unit tables ask of a practice, one pass over all their rows counts them:
the clinic is told by a row's source (for the days of its coverage), by its month (clinic * `APART` + month, which every
period of the calendar keeps apart), by its patient (another hash in each clinic) and in front of every name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import narwhals as nw
import polars as pl

from measures import periods
from measures.count import COLUMNS, tallies
from measures.declare import Measure
from measures.events import LINE_BITS
from measures.practice import EVERYONE, Practice
from measures.silent_lists import days_of_lists, silent_cells
from measures.units import Units

#: Between the months of one clinic and the next: more than any calendar has, and a whole number of years.
APART = 120_000
SEPARATOR = "\x1f"
#: What of a practice is told per clinic here, or does not change a count of the whole practice.
OWN = ("clinic", "name", "timezone", "coverage_start", "export_date", "agreed_list", "clinicians", "outside",
       "clinician_views", "chosen", "gaps", "list_gaps", "small_numbers", "small_numbers_reason")  # fmt: skip


def alike(practice: Practice) -> tuple[Any, ...]:
    """What two clinics have to share to be counted together."""
    settled = {one.name: getattr(practice, one.name) for one in fields(Practice) if one.name not in OWN}
    told = tuple(sorted((name, repr(value)) for name, value in settled.items()))
    return told, bool(practice.agreed_list), bool(practice.roster)


@dataclass(frozen=True)
class Practices(Practice):
    """Several practices as one: what differs between them is asked of the row. Build it with `as_one`."""

    every: tuple[Practice, ...] = ()
    sources: Mapping[int, int] = field(default_factory=dict, hash=False)  # source -> place in `every`

    @property
    def first_day(self) -> Any:
        """The first day of coverage of the row's clinic."""
        return self._of_row([one.first_day for one in self.every])

    @property
    def last_day(self) -> Any:
        """The last day of coverage of the row's clinic."""
        return self._of_row([one.last_day for one in self.every])

    def _of_row(self, days: Sequence[int]) -> nw.Expr:
        source = nw.col("row") // 2**LINE_BITS
        of = {number: days[place] for number, place in self.sources.items()}
        return source.replace_strict(list(of), list(of.values()), return_dtype=nw.Int32)

    @property
    def whose(self) -> Any:
        """The place of the row's clinic."""
        return self._of_row(range(len(self.every)))

    @property
    def roster(self) -> dict[str, str]:
        """Spellings and ids, each behind its clinic."""
        return {
            marked(place, seen): marked(place, name)
            for place, one in enumerate(self.every)
            for seen, name in one.roster.items()
        }

    @property
    def outsiders(self) -> frozenset[str]:
        """Spellings of outside orderers, each behind its clinic."""
        return frozenset(marked(place, seen) for place, one in enumerate(self.every) for seen in one.outsiders)


def marked(place: int, name: str) -> str:
    """A name behind the place of its clinic."""
    return f"{place}{SEPARATOR}{name}"


def as_one(practices: Sequence[Practice], sources: Mapping[int, int]) -> Practices:
    """Practices that are `alike` as one; `sources` says whose each source is, by its place."""
    shared = {one.name: getattr(practices[0], one.name) for one in fields(Practice) if one.name not in OWN}
    agreed = tuple(marked(place, name) for place, one in enumerate(practices) for name in one.agreed_list)
    return Practices(**shared, agreed_list=agreed, every=tuple(practices), sources=sources)


def beside(frame: pl.LazyFrame, sources: Mapping[int, int], salts: Sequence[int]) -> pl.LazyFrame:
    """Rows of several clinics with their months, patients and names kept apart."""
    known = frame.collect_schema()
    place = (pl.col("row") // 2**LINE_BITS).replace_strict(list(sources), list(sources.values()), return_dtype=pl.Int32)
    salt = pl.col("_place").replace_strict(list(range(len(salts))), list(salts), return_dtype=pl.Int64)
    months = [name for name in ("month", "birth_month_low", "birth_month_high") if name in known]
    names = [name for name in ("provider", "warm_referral") if name in known]
    return (
        frame.with_columns(place.alias("_place"))
        .with_columns(
            *((pl.col(name) + pl.col("_place") * APART).cast(known[name]) for name in months),
            *(
                pl.concat_str(pl.col("_place").cast(pl.String), pl.lit(SEPARATOR), pl.col(name)).alias(name)
                for name in names
            ),
            (pl.col("patient") ^ salt).alias("patient"),
        )
        .drop("_place")
    )


def counts_of_many(units: Units, measures: Mapping[str, Measure], every: str = "month") -> pl.DataFrame:
    """The counts of every clinic as a whole (`clinic` and `measures.count.COLUMNS`): those each has alone.

    `units` are of `Practices`. Raises ValueError for weeks, which no month keeps apart.
    """
    if every not in ("month", "quarter"):
        raise ValueError(f"many clinics are counted by month or quarter, not by {every}")
    practice = units.practice
    assert isinstance(practice, Practices)
    step = APART if every == "month" else APART // 3
    raw = tallies(units, measures.values(), every, False)
    placed = raw.with_columns(place=pl.col("period") // step, number=pl.col("period") % step).drop("period", "provider")
    cell = ["place", "measure", "number"]
    joined = _grid(practice, measures, every).join(placed, on=cell, how="left", maintain_order="left")
    joined = joined.join(_not_spoken_for(units, practice, measures, every), on=cell, how="left", maintain_order="left")
    sums = pl.col("yes", "no", "unknown", "silent").fill_null(0)
    filled = joined.with_columns(pl.when(pl.col("unspoken").is_null()).then(sums).name.keep())
    return filled.select(
        "clinic",
        "measure",
        "period",
        pl.lit(EVERYONE).alias("provider"),
        pl.col("yes").alias("numerator"),
        pl.when("is_rate").then(pl.col("yes") + pl.col("no")).alias("denominator"),
        "unknown",
        pl.col("silent").alias("not_recorded"),
        "immature",
        "partial",
    ).cast(pl.Schema({"clinic": pl.String, **COLUMNS}))


def _not_spoken_for(units: Units, practice: Practices, measures: Mapping[str, Measure], every: str) -> pl.DataFrame:
    """Clinic (by its place), measure and period of every cell that no list it rests on speaks for."""
    carried, wanted = units.events.carries | units.events.traits, list(measures.values())
    lists = {e: _by_clinic(rows, practice) for e, rows in days_of_lists(units.events, wanted, carried).items()}
    cells = []
    for place, one in enumerate(practice.every):
        theirs = {event: own.get(place, _NO_DAYS) for event, own in lists.items()}
        cells += [(place, *cell, True) for cell in silent_cells(wanted, carried, theirs, one, every)]
    schema = {"place": pl.Int64, "measure": pl.String, "number": pl.Int64, "unspoken": pl.Boolean}
    return pl.DataFrame(cells, schema=schema, orient="row")


_NO_DAYS = pl.DataFrame(schema={"day": pl.Int32, "rows": pl.UInt32})


def _by_clinic(days: pl.DataFrame, practice: Practices) -> dict[int, pl.DataFrame]:
    """The days of a list by clinic, those of a month as its first one: periods are what is asked of them."""
    place = pl.col("source").replace_strict(practice.sources, return_dtype=pl.Int64)
    month = pl.col("day").cast(pl.Int32).cast(pl.Date).dt.truncate("1mo")
    found = days.group_by(place.alias("place"), month.alias("month")).agg(pl.col("day").min(), pl.col("rows").sum())
    return {int(key[0]): part for key, part in found.partition_by("place", as_dict=True).items()}


def _grid(practice: Practices, measures: Mapping[str, Measure], every: str) -> pl.DataFrame:
    """Every clinic, measure and period of its coverage, also those without a unit."""
    spans = [
        (place, one.clinic, span.number, span.label, (one.last_day - _day(span)), int(span.partial))
        for place, one in enumerate(practice.every)
        for span in periods.covered(one, every)
    ]
    frame = pl.DataFrame(spans, schema=["place", "clinic", "number", "period", "passed", "partial"], orient="row").cast(
        {"place": pl.Int64, "number": pl.Int64}
    )
    asked = [(one.name, one.is_rate, one.follow_up) for one in measures.values()]
    table = pl.DataFrame(asked, schema=["measure", "is_rate", "follow_up"], orient="row")
    return frame.join(table, how="cross").with_columns(immature=(pl.col("passed") < pl.col("follow_up")).cast(pl.Int64))


def _day(span: periods.Period) -> int:
    from measures.practice import day_number

    return day_number(span.last_covered)
