"""The table twin of a chart: the same periods, numbers and reasons, in people's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard.telling.phrases import number_words, period_label
from dashboard.telling.reasons import reasons
from measures.series import Series
from measures.spc.chart import Chart

__all__ = ["reasons", "table_rows"]

Column = tuple[str, Any, str]  # heading, type, what it holds


def table_rows(series: Series, chart: Chart) -> pl.DataFrame:
    """One row a period, oldest first; a column that would hold nothing but zeros is not there."""
    columns = _columns(series, chart)
    said = [[*why, *turn] for why, turn in zip(reasons(series, chart), _turns(series, chart), strict=True)]
    rows = [
        _row(series, chart, point, place, why, columns)
        for point, place, why in zip(
            series.points.iter_rows(named=True), chart.points.iter_rows(named=True), said, strict=True
        )
    ]
    return pl.DataFrame(rows, schema={heading: dtype for heading, dtype, _ in columns}, orient="row")


def _turns(series: Series, chart: Chart) -> list[list[str]]:
    """Where a baseline ends and where a new phase begins, as people decided."""
    rows = chart.points.select("part", "baseline").rows()
    after = [*rows[1:], (None, True)][: len(rows)]
    before = [(1, True), *rows][: len(rows)]
    return [
        [f"a new phase begins with this {series.every}"] * (part != earlier[0])
        + [f"the last {series.every} of the baseline"] * (later[0] == part and baseline and not later[1])
        for (part, baseline), earlier, later in zip(rows, before, after, strict=True)
    ]


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
    lines: list[Column] = [(chart.centre_says.capitalize(), pl.String, "centre")]
    if chart.has_limits:
        lines += [("Lower limit", pl.String, "lower"), ("Upper limit", pl.String, "upper")]
    return [*first, *(rate if series.is_rate else []), *asked, *lines, ("Note", pl.String, "note")]


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
    def text(plotted: float | None, is_rate: bool) -> str:
        return "–" if plotted is None else number_words(plotted / chart.multiply, is_rate, fine)

    fine = place["beyond_limits"] and _looks_level(series, chart, place)
    written = {
        "period": period_label(series.every, point["start"]),
        "share": text(place["y"], is_rate=True),
        "note": "; ".join(why),
        **{line: text(place[line], series.is_rate) for line in ("centre", "lower", "upper")},
    }
    return tuple(written.get(column, point.get(column)) for _, _, column in columns)


def _looks_level(series: Series, chart: Chart, place: Mapping[str, Any]) -> bool:
    """Whether a value beyond a limit would be written like that limit."""
    value, *limits = (place[name] for name in ("y", "upper", "lower"))
    words = [number_words(limit / chart.multiply, series.is_rate) for limit in limits if limit is not None]
    return number_words(value / chart.multiply, series.is_rate) in words
