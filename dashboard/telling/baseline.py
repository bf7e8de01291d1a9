"""Where the aim measure stood before the work began: whole months, their numbers added up, and words for both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dashboard.telling.phrases import number_words
from measures.series import Series

OFFERED = 12  # months: a year holds each season once


@dataclass(frozen=True)
class Baseline:
    """The whole months of a span, added up: the usual level is what a P chart takes as its centre, or a mean count."""

    months: int
    first: date | None = None
    last: date | None = None
    numerator: int = 0
    denominator: int | None = None

    @property
    def usual(self) -> float | None:
        """A share between 0 and 1, or events a month; None where there is nothing to count."""
        out_of = self.months if self.denominator is None else self.denominator
        return self.numerator / out_of if out_of else None


def whole_months(series: Series) -> list[tuple[date, date]]:
    """First and last day of every month that is over, fully covered and has something to count."""
    points = series.points.filter(_counts(series))
    return list(points.select("start", "end").iter_rows())


def offered(series: Series, before: date | None) -> tuple[date, date] | None:
    """The newest twelve whole months before a day (without it: of all), as a first offer; None where there is none."""
    months = [span for span in whole_months(series) if before is None or span[1] < before]
    return (months[-OFFERED:][0][0], months[-1][1]) if months else None


def baseline(series: Series, first: date | None, last: date | None) -> Baseline:
    """The whole months from `first` to `last`, both included; nothing where either is not said."""
    if first is None or last is None:
        return Baseline(0)
    inside = series.points.filter(_counts(series) & (pl.col("start") >= first) & (pl.col("end") <= last))
    if inside.is_empty():
        return Baseline(0)
    total: dict[str, Any] = inside.select(pl.col("numerator", "denominator").sum()).row(0, named=True)
    out_of = int(total["denominator"]) if series.is_rate else None
    return Baseline(inside.height, inside["start"][0], inside["end"][-1], int(total["numerator"]), out_of)


def baseline_words(series: Series, found: Baseline) -> str:
    """The usual level with its n and months: "30% (114 of 380) over 23 whole months, November 2024 to …"."""
    if found.usual is None or found.first is None or found.last is None:
        return "There is no whole month with something to count in this span yet."
    if found.denominator is None:
        level = f"{number_words(found.usual, is_rate=False)} a month ({found.numerator:,} in all)"
    else:
        level = f"{number_words(found.usual, is_rate=True)} ({found.numerator:,} of {found.denominator:,})"
    months = "1 whole month" if found.months == 1 else f"{found.months} whole months"
    return f"{level} over {months}, {_span(found.first, found.last)}."


def _counts(series: Series) -> pl.Expr:
    something = pl.col("denominator") > 0 if series.is_rate else pl.col("numerator").is_not_null()
    return ~pl.col("immature") & ~pl.col("partial") & something


def _span(first: date, last: date) -> str:
    start, end = f"{first:%B %Y}", f"{last:%B %Y}"
    return start if start == end else f"{start} to {end}"
