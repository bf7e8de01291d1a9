"""A physician's own figures: orders, a year's level beside what chance makes of the practice's, images by year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard.study.filters import Filters
from dashboard.study.one_clinic import Study
from measures.engine import native
from measures.series import Series

FEWEST = 3  # clinicians of a practice whose level is put beside one of them; of two, each would see the other
YEAR = 12  # whole months
UNLIKELY = 0.05


@dataclass(frozen=True)
class Own:
    """A year of one measure of one physician, and of the practice where that may be put beside it."""

    series: Series
    numerator: int
    denominator: int
    practice: float | None
    by_chance: float | None  # how often chance alone would lie as far from the practice's level

    @property
    def apart(self) -> bool:
        """Whether it lies further from the practice's level than chance would put it."""
        return self.by_chance is not None and self.by_chance < UNLIKELY


def own_year(study: Study, clinician: str, name: str) -> Own:
    """The newest whole year of a share. The practice's level is of all; of a practice of two it is not told."""
    series = study.series(name, Filters(provider=clinician))
    y, n = _sums(series)
    practice = None
    if len(study.practice.clinicians) >= FEWEST:
        all_y, all_n = _sums(study.series(name))
        practice = all_y / all_n if all_n else None
    return Own(series, y, n, practice, _by_chance(y, n, practice))


def _sums(series: Series) -> tuple[int, int]:
    whole = series.points.filter(~pl.col("immature") & ~pl.col("partial")).tail(YEAR)
    return int(whole["numerator"].sum()), int(whole["denominator"].sum() or 0)


def _by_chance(y: int, n: int, level: float | None) -> float | None:
    """The exact two-sided binomial probability (Clopper & Pearson's test)."""
    if level is None or not n:
        return None
    from scipy.stats import binomtest

    return float(binomtest(y, n, level).pvalue)


def own_orders(study: Study, clinician: str) -> pl.DataFrame:
    """The lumbar images one physician ordered, the newest first: date, class, why, red flag, file and line."""
    rows = study.image_rows()
    return rows.filter(pl.col("provider") == clinician).sort("date", descending=True)


def is_own(study: Study, clinician: str, row: int) -> bool:
    """Whether an order, by its row, is this physician's."""
    rows = native(study.units().image.select("row", "provider"))
    return rows.filter(row=row, provider=clinician).height == 1


def images_by_year(study: Study, clinician: str, modalities: tuple[str, ...] = ("CT", "MR")) -> dict[int, int]:
    """How many images of these kinds one physician ordered a year, for whatever reason."""
    rows = native(study.units().image.select("provider", "modality", "month"))
    own = rows.filter(pl.col("provider") == clinician, pl.col("modality").is_in(list(modalities)))
    years = own.group_by((pl.col("month") // 12).alias("year")).len().sort("year")
    return {int(year): int(count) for year, count in years.iter_rows()}


def covered_years(study: Study) -> list[int]:
    """The years that the facts cover from the first day to the last."""
    start, end = study.coverage.start, study.coverage.end
    whole = range(start.year, end.year + 1)
    return [y for y in whole if start <= date(y, 1, 1) and end >= date(y, 12, 31)]
