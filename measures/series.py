"""A series: one measure, one provider, one number a period, with the words that explain it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

POINT_SCHEMA: dict[str, Any] = {
    "period": pl.String,  # "2025-01", "2025-W03", "2025-Q1"
    "start": pl.Date,  # first day of the period
    "end": pl.Date,  # last day of the period, included
    "numerator": pl.Int64,
    "denominator": pl.Int64,  # null in a count
    "unknown": pl.Int64,  # units that could not be judged: in neither number, never dropped in silence
    "not_recorded": pl.Int64,  # units among those shown whose red flag nobody wrote down
    "immature": pl.Boolean,  # a follow-up window has not passed yet
    "partial": pl.Boolean,  # the data cover only a part of the period
}


@dataclass(frozen=True)
class Series:
    """What one chart is drawn from: whole numbers a period, in order of time, every covered period present.

    A month without a visit is a row with 0 in a count, and 0 of 0 in a rate; it is never an absent row.
    """

    measure: str
    title: str
    kind: str  # outcome, process, balancing, context
    better: str  # lower, higher, neither
    is_rate: bool
    numerator_says: str
    denominator_says: str
    provider: str  # a roster id, or ALL
    every: str  # month, week, quarter
    points: pl.DataFrame
    turned: bool = False  # gaps between cases without the event, where the event is the usual thing
    data_to: date | None = None  # the export date; without it the end of the last period stands in

    def __post_init__(self) -> None:
        missing = [name for name in POINT_SCHEMA if name not in self.points.columns]
        if missing:
            raise ValueError(
                f'The points of "{self.measure}" have no column {", ".join(missing)}; '
                f"a series needs {', '.join(POINT_SCHEMA)}."
            )
        object.__setattr__(self, "points", self.points.select(list(POINT_SCHEMA)).cast(pl.Schema(POINT_SCHEMA)))

    def values(self) -> pl.Series:
        """The plotted number of each period: the count, or the share between 0 and 1.

        0 of 0 is settled here once: nothing to count is null, a gap in the line, and never NaN or 0 %.
        """
        numerator = pl.col("numerator").cast(pl.Float64)
        share = pl.when(pl.col("denominator") > 0).then(numerator / pl.col("denominator"))
        return self.points.select((share if self.is_rate else numerator).alias("y"))["y"]

    def denominators(self) -> pl.Series | None:
        """What the numerators are shares of; None in a count."""
        return self.points["denominator"] if self.is_rate else None

    def shaded(self) -> tuple[int, ...]:
        """Positions (from 1) of periods that are immature or partial: drawn, but never judged."""
        marked = self.points.select(pl.col("immature") | pl.col("partial")).to_series()
        return tuple(position for position, yes in enumerate(marked, start=1) if yes)

    def latest_whole(self) -> dict[str, Any] | None:
        """The latest period that is neither immature nor partial, as a row; None when there is none yet.

        It may be a gap (0 of 0): the newest whole month is the newest whole month, also when nobody came.
        """
        whole = self.points.filter(~pl.col("immature") & ~pl.col("partial"))
        return whole.row(-1, named=True) if whole.height else None

    def last_day(self) -> date | None:
        """The last day the data speak for."""
        return self.data_to or (self.points["end"][-1] if self.points.height else None)
