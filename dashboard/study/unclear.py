"""Findings that wait for a clinician's eye in one clinic, and how far each figure could move with them; no words."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw
import polars as pl

from dashboard.study.filters import WHOLE_PRACTICE, Filters
from dashboard.study.one_clinic import Study
from measures.engine import native
from measures.practice import EVERYONE
from measures.sensitivity import rests_on_red_flags
from measures.series import Series
from measures.unclear import Reach, changes, reached, waiting
from measures.units.workup import period_of


def waiting_images(study: Study, modality: str | None = None, every: str = "month") -> pl.DataFrame:
    """The images whose red flags rest on an unclear finding (`measures.unclear.WAITING`), oldest first."""
    return study.once(("waiting", modality, every), lambda: waiting(study.units(modality), every))


def images_of(study: Study, period: int) -> int:
    """How many images for low back pain were ordered in a month, by its number."""
    images = study.units().image.filter("linked").with_columns(period=period_of("month"))
    return native(images.filter(nw.col("period") == period).select("row")).height


def reach_of(study: Study, series: Series, periods: Sequence[str], filters: Filters = WHOLE_PRACTICE) -> Reach | None:
    """How far a figure could move if every unclear finding turned; None where none waits or flags do not matter."""
    measure = study.available.get(series.measure)
    if measure is None or not rests_on_red_flags(measure) or not _any(study, filters.modality):
        return None
    by_provider = filters.provider != EVERYONE
    table = study.counts({measure.name: measure}, filters.every, by_provider, filters.modality)
    what = ("turned", measure.name, filters.every, by_provider, filters.modality)
    units = study.units(filters.modality)
    changed = study.once(what, lambda: changes(units, {measure.name: measure}, filters.every, by_provider))
    return reached(table, changed, measure, periods, filters.provider)


def _any(study: Study, modality: str | None) -> bool:
    def found() -> bool:
        unclear = study.units(modality).findings.filter(nw.col("certainty") == "unclear").select("row").head(1)
        return native(unclear).height > 0

    return study.once(("any unclear", modality), found)
