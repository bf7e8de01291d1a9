"""The dated units behind a measure, for a chart of what lies between rare events."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from dashboard.study.filters import Filters
from measures.count import unit_frame
from measures.declare import Measure, Verdict
from measures.engine import native
from measures.practice import EPOCH, EVERYONE, Practice
from measures.series import Series
from measures.spc.by_volume import FEW_EVENTS
from measures.units.workup import Units

YES = {Verdict.YES.value: True, Verdict.NO.value: False, Verdict.UNKNOWN.value: None}
WITHOUT_A_DAY = ("completed_visit", "patient_period", "elsewhere")  # units made of a whole period


def rarely(numerators: pl.Series, denominators: pl.Series | None) -> bool:
    """Whether a usual period holds fewer than about two events, or two cases without one."""
    events, periods = float(numerators.sum() or 0), max(len(numerators), 1)
    if denominators is None:
        return events / periods < FEW_EVENTS
    rest = float(denominators.sum() or 0) - events
    return min(events, rest) / periods < FEW_EVENTS


def often(points: pl.DataFrame) -> bool:
    """Whether more than half of all cases are events, so that the rare thing is a case without one."""
    return 2 * float(points["numerator"].sum() or 0) > float(points["denominator"].sum() or 0)


def dated_units(
    units: Units, carried: frozenset[str], measure: Measure, filters: Filters
) -> list[tuple[date, bool | None]] | None:
    """The day of each unit and whether it is an event, in order; None where its units have no day."""
    if measure.unit.name in WITHOUT_A_DAY:
        return None
    by_provider = filters.provider != EVERYONE
    frame = unit_frame(units, measure.unit.name, "month", by_provider)
    table = native(frame.with_columns(verdict=measure.verdict(carried)))
    if "day" not in table.columns or "row" not in table.columns:
        return None
    if by_provider:
        table = table.filter(pl.col("provider") == filters.provider)
    kept = table.filter(pl.col("verdict").is_in(list(YES)) & pl.col("day").is_not_null()).sort("day", "row")
    if not measure.is_rate:
        kept = kept.filter(pl.col("verdict") != Verdict.NO.value)
    return [(EPOCH + timedelta(days=int(day)), YES[said]) for day, said in kept.select("day", "verdict").rows()]


def watched(practice: Practice, measure: Measure, filters: Filters) -> tuple[date, date]:
    """The first and the last day of which it is known whether something happened: its follow-up has passed."""
    first, last = practice.coverage_start, practice.export_date
    if first is None or last is None:
        return date.max, date.min
    mature = last - timedelta(days=measure.follow_up)
    return max(first, filters.first or first), min(mature, filters.last or mature)


def judged_values(series: Series) -> np.ndarray:
    """The values of the whole periods; the others are gaps."""
    values = np.array(series.values().cast(pl.Float64).to_numpy(), dtype=np.float64)
    for place in series.shaded():
        values[place - 1] = np.nan
    return values
