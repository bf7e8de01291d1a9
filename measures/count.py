"""From units to counts: numerator, denominator and unknown per measure, period and provider."""

from collections.abc import Iterable, Mapping
from typing import Any

import narwhals as nw
import polars as pl

from measures import periods
from measures.base_counts import EVERYONE_ONLY
from measures.declare import Measure
from measures.engine import native
from measures.practice import EVERYONE
from measures.silent_lists import days_of_lists, silent_cells
from measures.units.workup import Units, period_of

COLUMNS: dict[str, Any] = {
    "measure": pl.String,
    "period": pl.String,
    "provider": pl.String,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
    "unknown": pl.Int64,
    "not_recorded": pl.Int64,
    "immature": pl.Int64,
    "partial": pl.Int64,
}
#: Units made afresh for everyone: a patient of two providers is one patient of the practice.
ONCE_FOR_ALL = ("patient_period", "elsewhere")


def unit_frame(units: Units, unit: str, every: str, by_provider: bool) -> nw.LazyFrame:
    """The rows of a unit table with their `period`; patient units are made per period, and per provider if asked."""
    if unit == "patient_period":
        return units.patient_period(every, by_provider)
    if unit == "elsewhere":
        return units.elsewhere_period(every, by_provider)
    frame: nw.LazyFrame = units.unclassified if unit == "unclassified_visit" else getattr(units, unit)
    return frame.with_columns(period=period_of(every))


def _sums(measure: Measure, carried: frozenset[str]) -> list[nw.Expr]:
    """How many units of a group are yes, no, unknown and not recorded, by the order of judgement."""
    name = measure.name
    numerator = measure.numerator.expr(carried)
    inside = measure.denominator.expr(carried) if measure.denominator else nw.lit(True)
    yes, no = inside & numerator, inside & ~numerator
    unknown = nw.lit(False) if measure.certain_only else inside.is_null() | (inside & numerator.is_null())
    shown = (yes | no) if measure.denominator else yes
    silent = shown & measure.not_recorded.expr(carried) if measure.not_recorded else nw.lit(False)
    marks = {"yes": yes, "no": no, "unknown": unknown, "silent": silent}
    return [mark.cast(nw.Int64).alias(f"{name}:{what}") for what, mark in marks.items()]


def _grouped(frame: nw.LazyFrame, measures: list[Measure], keys: list[str], carried: frozenset[str]) -> pl.DataFrame:
    marks = [expr for measure in measures for expr in _sums(measure, carried)]
    names = [f"{m.name}:{what}" for m in measures for what in ("yes", "no", "unknown", "silent")]
    marked = frame.select(*keys, *marks)
    summed = marked.group_by(keys).agg(*[nw.col(name).sum() for name in names])
    return native(summed.with_columns(*[nw.col(name).cast(nw.Int64) for name in names]))


def _tall(wide: pl.DataFrame, measures: list[Measure]) -> pl.DataFrame:
    """One row per measure, period and provider."""
    parts = [
        wide.select(
            pl.lit(measure.name).alias("measure"),
            pl.col("period").cast(pl.Int64),
            pl.col("provider"),
            *[
                pl.col(f"{measure.name}:{what}").cast(pl.Int64).alias(what)
                for what in ("yes", "no", "unknown", "silent")
            ],
        )
        for measure in measures
    ]
    return pl.concat(parts)


def _completed(units: Units, every: str, by_provider: bool) -> pl.DataFrame:
    table = units.completed_visits.with_columns(period=period_of(every))
    keys = ["period", "provider"] if by_provider else ["period"]
    summed = native(table.group_by(keys).agg(nw.col("yes").sum(), nw.col("unknown").sum()))
    who = pl.col("provider") if by_provider else pl.lit(EVERYONE)
    return summed.select(
        pl.lit("_visits_completed").alias("measure"), pl.col("period").cast(pl.Int64), who.alias("provider"),
        pl.col("yes").cast(pl.Int64), pl.lit(0, pl.Int64).alias("no"), pl.col("unknown").cast(pl.Int64),
        pl.lit(0, pl.Int64).alias("silent"),
    )  # fmt: skip


def tallies(units: Units, measures: Iterable[Measure], every: str, by_provider: bool) -> pl.DataFrame:
    """Raw sums: measure, period (integer), provider, yes, no, unknown, silent; groups without units are absent."""
    by_unit: dict[str, list[Measure]] = {}
    for measure in measures:
        by_unit.setdefault(measure.unit.name, []).append(measure)
    carried = units.events.carries | units.events.traits
    parts = []
    for unit, group in by_unit.items():
        if unit == "completed_visit":
            parts += [_completed(units, every, False)] + ([_completed(units, every, True)] if by_provider else [])
            continue
        own = None
        if by_provider:
            own = _grouped(unit_frame(units, unit, every, True), group, ["period", "provider"], carried)
        if own is None or unit in ONCE_FOR_ALL:
            everyone = _grouped(unit_frame(units, unit, every, False), group, ["period"], carried)
        else:
            everyone = own.drop("provider").group_by("period").agg(pl.all().sum())
        parts.append(_tall(everyone.with_columns(provider=pl.lit(EVERYONE)), group))
        if own is not None:
            parts.append(_tall(own, group))
    if not parts:
        return pl.DataFrame(schema={"measure": pl.String, "period": pl.Int64, "provider": pl.String})
    return pl.concat(parts).filter(pl.col("provider").is_not_null())


def _not_spoken_for(units: Units, measures: Mapping[str, Measure], every: str) -> pl.DataFrame:
    """Measure and period of every cell that no list, or not one the measure rests on, speaks for."""
    carried, wanted = units.events.carries | units.events.traits, list(measures.values())
    days = days_of_lists(units.events, wanted, carried)
    cells = [(name, n, True) for name, n in silent_cells(wanted, carried, days, units.practice, every)]
    schema = {"measure": pl.String, "number": pl.Int64, "unspoken": pl.Boolean}
    return pl.DataFrame(cells, schema=schema, orient="row")


def counts(
    units: Units, measures: Mapping[str, Measure], every: str = "month", by_provider: bool = False
) -> pl.DataFrame:
    """The counts of every measure per period of the coverage (columns: `COLUMNS`).

    Every period and roster clinician has a row, also 0 and 0/0; one that nobody speaks for is a gap, its
    numbers empty. The denominator is yes + no, null for counts; what
    is unknown stands beside it.
    """
    practice = units.practice
    spans = periods.covered(practice, every)
    raw = tallies(units, measures.values(), every, by_provider)
    who = [EVERYONE]
    if by_provider:
        listed = [c.id for c in practice.clinicians]
        met = sorted(set(raw["provider"].to_list()) - {EVERYONE, *listed}) if raw.height else []
        who = [*listed, *met, EVERYONE]
    rows = [
        (
            measure.name,
            span.number,
            span.label,
            provider,
            int(periods.immature(span, measure.follow_up, practice)),
            int(span.partial),
        )
        for measure in measures.values()
        for span in spans
        for provider in (who if measure.name not in EVERYONE_ONLY else [EVERYONE])
    ]
    grid = pl.DataFrame(
        rows,
        schema=["measure", "number", "period", "provider", "immature", "partial"],
        orient="row",
    ).cast({"measure": pl.String, "number": pl.Int64, "period": pl.String, "provider": pl.String})
    rates = [name for name, measure in measures.items() if measure.is_rate]
    joined = grid.join(
        raw.rename({"period": "number"}), on=["measure", "number", "provider"], how="left", maintain_order="left"
    ).join(_not_spoken_for(units, measures, every), on=["measure", "number"], how="left", maintain_order="left")
    sums = pl.col("yes", "no", "unknown", "silent").fill_null(0)
    filled = joined.with_columns(pl.when(pl.col("unspoken").is_null()).then(sums).name.keep())
    whole = pl.when(pl.col("measure").is_in(rates)).then(pl.col("yes") + pl.col("no"))
    return filled.select(
        "measure", "period", "provider", pl.col("yes").alias("numerator"), whole.alias("denominator"), "unknown",
        pl.col("silent").alias("not_recorded"), "immature", "partial",
    ).cast(pl.Schema(COLUMNS))  # fmt: skip
