"""Every figure of a clinic by the month, taken before an import and after it, so that what moved can be told."""

from __future__ import annotations

from datetime import date

from dashboard.study import Study
from dashboard.study.newest import study
from dashboard.telling.what_moved import Figures, MonthFigure
from ingest.store import Store

#: Base counts told beside the measures.
BESIDE = ("_visits_completed", "_lbp_visits", "_lumbar_images_all")


def month_figures(store: Store, clinic: str) -> Figures:
    """What every page shows of the clinic today, by the month; nothing before its first export."""
    if clinic not in store.clinics():
        return {}
    now = study(store, clinic, bare=True)
    if now.bare:
        return {}
    named = [*now.chosen, *(name for name in BESIDE if name in now.base_counts)]
    others = [name for name in now.available if name not in named]
    now.counts({name: now.available.get(name) or now.base_counts[name] for name in (*named, *others)})
    return {now.series(name).title: _by_month(now, name) for name in (*named, *others)}


def _by_month(now: Study, name: str) -> dict[date, MonthFigure]:
    series = now.series(name)
    return {
        row["start"]: MonthFigure(
            row["numerator"], row["denominator"] if series.is_rate else None, not (row["immature"] or row["partial"])
        )
        for row in series.points.iter_rows(named=True)
    }
