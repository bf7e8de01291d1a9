"""The table twin of a chart: the same periods, numbers and reasons, in people's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard.patterns import own_unit, run_length
from dashboard.phrases import number_words, open_label, period_label
from measures.series import Series
from measures.spc import Chart

Column = tuple[str, Any, str]  # heading, type, what it holds


def table_rows(series: Series, chart: Chart) -> pl.DataFrame:
    """One row a period, oldest first; a column that would hold nothing but zeros is not there."""
    columns = _columns(series, chart)
    said = reasons(series, chart)
    rows = [
        _row(series, chart, point, place, why, columns)
        for point, place, why in zip(
            series.points.iter_rows(named=True), chart.points.iter_rows(named=True), said, strict=True
        )
    ]
    return pl.DataFrame(rows, schema={heading: dtype for heading, dtype, _ in columns}, orient="row")


def reasons(series: Series, chart: Chart) -> list[list[str]]:
    """For each point, why it is marked or why it is not judged; empty for an ordinary one."""
    runs = _run_reasons(chart)
    return [
        _state(series, point, place) or runs.get(place["i"], [])
        for point, place in zip(series.points.iter_rows(named=True), chart.points.iter_rows(named=True), strict=True)
    ]


def _state(series: Series, point: Mapping[str, Any], place: Mapping[str, Any]) -> list[str]:
    """What keeps a point out of the runs."""
    said = []
    if place["y"] is None:
        said.append("nothing to count")
    if point["immature"] or point["partial"]:
        said.append(f"{open_label(series, point)}: not judged")
    elif not place["include"]:
        said.append("left out by choice: not judged")
    if place["include"] and place["y"] is not None and place["y"] == place["centre"]:
        said.append("on the median")
    return said


def _run_reasons(chart: Chart) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for signal in chart.signals:
        if signal.rule == "long_run":
            side = "above" if signal.direction == "up" else "below"
            words = f"in a run of {run_length(chart, signal)} {side} the median, unlikely to be chance"
            for place in range(signal.first, signal.last + 1):
                found.setdefault(place, []).append(words)
    return found


def _columns(series: Series, chart: Chart) -> list[Column]:
    counted = _heading(series.numerator_says, "Number")
    whole = _heading(series.denominator_says, "Out of")
    first: list[Column] = [(series.every.capitalize(), pl.String, "period"), (counted, pl.Int64, "numerator")]
    rate: list[Column] = [
        (whole if whole != counted else f"{whole} (all)", pl.Int64, "denominator"),
        ("Share", pl.String, "share"),
    ]
    asked: list[Column] = [
        (heading, pl.Int64, column)
        for heading, column in (
            ("Red flags not recorded", "not_recorded"),
            ("Could not be judged", "unknown"),
        )
        if series.points[column].sum()
    ]
    last: list[Column] = [(chart.centre_says.capitalize(), pl.String, "centre"), ("Note", pl.String, "note")]
    return [*first, *(rate if series.is_rate else []), *asked, *last]


def _heading(says: str, otherwise: str) -> str:
    return f"{says[0].upper()}{says[1:]}" if says else otherwise


def _row(
    series: Series,
    chart: Chart,
    point: Mapping[str, Any],
    place: Mapping[str, Any],
    why: list[str],
    columns: list[Column],
) -> tuple[Any, ...]:
    share, centre = own_unit(chart, place["y"]), own_unit(chart, place["centre"])
    written = {
        "period": period_label(series.every, point["start"]),
        "share": "–" if share is None else number_words(share, is_rate=True),
        "centre": "–" if centre is None else number_words(centre, series.is_rate),
        "note": "; ".join(why),
    }
    return tuple(written.get(column, point.get(column)) for _, _, column in columns)
