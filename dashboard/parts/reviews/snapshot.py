"""The evidence of a held review as JSON, and read back from it: what was seen that day stays what it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

import polars as pl

from dashboard.drawing.picture import Flag
from dashboard.parts.reviews.found import Evidence
from measures.improvement.evidence import Line
from measures.series import POINT_SCHEMA, Series
from measures.spc import Chart, analyse_series

FORM = 1  # of the snapshot itself, so that a later version can still read it
SERIES_WORDS = (
    "measure", "title", "kind", "better", "is_rate", "numerator_says", "denominator_says", "provider", "every",
)  # fmt: skip


def as_snapshot(found: Evidence) -> dict[str, Any]:
    """Everything needed to say and draw it again without any data."""
    return {
        "form": FORM,
        "made_on": found.made_on.isoformat(),
        "implemented": found.implemented.isoformat(),
        "data_to": found.data_to.isoformat() if found.data_to else None,
        "finding": found.finding,
        "reason": found.reason,
        "notes": list(found.notes),
        "series": _series_row(found.series),
        "chart": _chart_row(found.chart),
        "flags": [{"day": str(flag.at), "text": flag.text} for flag in found.flags],
        **{part: [asdict(line) for line in getattr(found, part)] for part in ("process", "balancing", "quality")},
        "weekly": list(found.weekly) if found.weekly else None,
        "aim": list(found.aim) if found.aim else None,
        "definition": found.definition,
        "software": found.software,
    }


def of_snapshot(kept: Mapping[str, Any]) -> Evidence:
    """The evidence as it was."""
    series = _series(kept["series"], kept["data_to"])
    return Evidence(
        made_on=date.fromisoformat(kept["made_on"]),
        implemented=date.fromisoformat(kept["implemented"]),
        finding=kept["finding"],
        reason=kept["reason"],
        notes=tuple(kept["notes"]),
        series=series,
        chart=_chart(series, kept["chart"]),
        flags=tuple(Flag(date.fromisoformat(one["day"]), one["text"]) for one in kept["flags"]),
        process=_lines(kept["process"]),
        balancing=_lines(kept["balancing"]),
        quality=_lines(kept["quality"]),
        weekly=(kept["weekly"][0], kept["weekly"][1]) if kept["weekly"] else None,
        aim=(kept["aim"][0], kept["aim"][1], kept["aim"][2]) if kept.get("aim") else None,
        definition=kept["definition"],
        software=kept["software"],
    )


def _lines(rows: list[dict[str, str]]) -> tuple[Line, ...]:
    return tuple(Line(**row) for row in rows)


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
