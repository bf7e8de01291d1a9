"""The evidence of a held review as JSON, and read back from it: what was seen that day stays what it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from dashboard.drawing.picture import DayNote
from dashboard.parts.reviews.found import ReviewEvidence
from dashboard.records.codec import plain, typed
from measures.improvement.evidence import Line
from measures.said import Said
from measures.series import POINT_SCHEMA, Series
from measures.spc import Chart, analyse_series

FORM = 2  # of the snapshot itself, so that a later version can still read it
_LINES = tuple[Line, ...]
SERIES_WORDS = (
    "measure", "title", "kind", "better", "is_rate", "numerator_says", "denominator_says", "provider", "every",
)  # fmt: skip


def as_snapshot(found: ReviewEvidence) -> dict[str, Any]:
    """Everything needed to say and draw it again without any data."""
    return {
        "form": FORM,
        "made_on": found.made_on.isoformat(),
        "implemented": found.implemented.isoformat(),
        "data_to": found.data_to.isoformat() if found.data_to else None,
        "finding": found.finding,
        "reason": plain(found.reason),
        "notes": plain(found.notes),
        "series": _series_row(found.series),
        "chart": _chart_row(found.chart),
        "flags": [{"day": str(flag.at), "text": flag.text} for flag in found.flags],
        **{part: plain(getattr(found, part)) for part in ("process", "balancing", "quality")},
        "weekly": plain(found.weekly),
        "aim": plain(found.aim),
        "definition": found.definition,
        "software": found.software,
    }


def of_snapshot(kept: Mapping[str, Any]) -> ReviewEvidence:
    """The evidence as it was."""
    series = _series(kept["series"], kept["data_to"])
    return ReviewEvidence(
        made_on=date.fromisoformat(kept["made_on"]),
        implemented=date.fromisoformat(kept["implemented"]),
        finding=kept["finding"],
        reason=typed(Said, kept["reason"]),
        notes=typed(tuple[Said, ...], kept["notes"]),
        series=series,
        chart=_chart(series, kept["chart"]),
        flags=tuple(DayNote(date.fromisoformat(one["day"]), one["text"]) for one in kept["flags"]),
        process=typed(_LINES, kept["process"]),
        balancing=typed(_LINES, kept["balancing"]),
        quality=typed(_LINES, kept["quality"]),
        weekly=_told(kept["weekly"]),
        aim=_told(kept.get("aim")),
        definition=kept["definition"],
        software=kept["software"],
    )


def _told(row: Any) -> Any:
    """A finding in its codes, the reason last; None where there is none."""
    return (*row[:-1], typed(Said, row[-1])) if row else None


def _series_row(series: Series | None) -> dict[str, Any] | None:
    if series is None:
        return None
    points = series.points.with_columns(pl.col("start", "end").cast(pl.String))
    return {name: getattr(series, name) for name in SERIES_WORDS} | {"points": points.to_dict(as_series=False)}


def _series(row: Mapping[str, Any] | None, data_to: str | None) -> Series | None:
    if row is None:
        return None
    plain = {**POINT_SCHEMA, "start": pl.String, "end": pl.String}
    points = pl.DataFrame(row["points"], schema=plain).with_columns(pl.col("start", "end").str.to_date("%Y-%m-%d"))
    words = {name: row[name] for name in SERIES_WORDS}
    return Series(**words, points=points, data_to=date.fromisoformat(data_to) if data_to else None)


def _chart_row(chart: Chart | None) -> dict[str, Any] | None:
    if chart is None:
        return None
    places = {name: list(getattr(chart, name)) for name in ("freeze", "parts", "exclude")}
    return {"chart": chart.chart, "rules": chart.rules, **places}


def _chart(series: Series | None, row: Mapping[str, Any] | None) -> Chart | None:
    return None if series is None or row is None else analyse_series(series, **row)
