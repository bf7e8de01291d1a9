"""The entries of a tally as a series like any other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from dashboard.charted import of_tally
from dashboard.filters import Filters
from dashboard.records import Entry, Tally
from measures.periods import days, label, period_at
from measures.series import POINT_SCHEMA, Series


def tally_series(tally: Tally, entries: Sequence[Entry], filters: Filters, today: date) -> Series:
    """A period from the first entry to today or the day it stopped; a period without an entry is a gap, never a 0."""
    charted = of_tally(tally)
    end = min(tally.stopped or today, today)
    numbers = sorted({period_at(filters.every, one.day) for one in entries if one.day <= end})
    spans = range(numbers[0], period_at(filters.every, end) + 1) if numbers else range(0)
    rows = []
    for number in spans:
        first, last = days(filters.every, number)
        own = [one for one in entries if first <= one.day <= last]
        rows.append(
            {
                "period": label(filters.every, number), "start": first, "end": last,
                "numerator": sum(one.numerator for one in own) if own else None,
                "denominator": sum(one.denominator or 0 for one in own) if tally.is_rate else None,
                "unknown": 0, "not_recorded": 0, "immature": False, "partial": last > end,
            }
        )  # fmt: skip
    points = pl.DataFrame(rows, schema=POINT_SCHEMA)
    if filters.first:
        points = points.filter(pl.col("end") >= filters.first)
    if filters.last:
        points = points.filter(pl.col("start") <= filters.last)
    return Series(
        measure=tally.name, title=charted.words, kind=tally.kind, better=tally.better, is_rate=tally.is_rate,
        numerator_says=tally.numerator_says, denominator_says=tally.denominator_says,
        provider="ALL", every=filters.every, data_to=end, points=points,
    )  # fmt: skip
