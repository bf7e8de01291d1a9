"""The course that a model sees in a measure: as it went, and where its own past was leading it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from dashboard.drawing.picture import Curve, DayNote, Ending, Mark, Scene
from dashboard.drawing.scene import rules_words, scene
from dashboard.drawing.scene_lines import ticks_to
from dashboard.telling.phrases import number_words, period_words
from measures.series import Series
from measures.spc import Chart

AS_FITTED = "as fitted"
NOTHING_CHANGED = "had nothing changed"
LINES_OF_A_CHART = ("centre", "lower", "upper", "lower_2s", "upper_2s", "rule_hit", "point_type")

Rows = dict[str, dict[str, Any]]


def pictured(
    series: Series,
    chart: Chart,
    flags: Sequence[DayNote] = (),
    course: pl.DataFrame | None = None,
    told: bool = True,
) -> Scene:
    """The picture of a measure; with a course it has the lines of `Effect.counterfactual` instead of the chart's own.

    Beside a model's course a centre with its limits and signals would answer another question than was asked. The
    rows of a course find their points by period, so a picture of fewer periods has the lines over those.
    """
    rows: Rows = {} if course is None else {row["period"]: row for row in course.to_dicts()}
    if not rows.keys() & set(series.points["period"]):
        return scene(series, chart, flags, told)
    points = _without_lines(chart)
    picture = _on_course(scene(series, points, flags, told), series, rows)
    foot = [words for words in picture.foot if words != rules_words(points)]
    return replace(picture, foot=(*foot, *_foot(series, rows)))


def course_words(series: Series, course: pl.DataFrame | None) -> str:
    """What the two lines say at the newest period they both reach, for a reader who cannot see them."""
    since = None if course is None else course.filter(pl.col("counterfactual").is_not_null())
    if since is None or since.is_empty():
        return ""
    newest = since.row(-1, named=True)
    fitted, nothing = (number_words(newest[name], series.is_rate) for name in ("fitted", "counterfactual"))
    when = period_words(series.every, newest["start"])
    return f"In {when} the fitted course is at {fitted}; had nothing changed, {nothing}."


def _without_lines(chart: Chart) -> Chart:
    gone = [pl.lit(None, chart.points.schema[name]).alias(name) for name in LINES_OF_A_CHART if name in chart.points]
    points = chart.points.with_columns(gone).with_columns(baseline=pl.lit(True), beyond_limits=pl.lit(False))
    return replace(chart, points=points, signals=(), icons=None, screened=())


def _on_course(picture: Scene, series: Series, rows: Rows) -> Scene:
    scale = 100.0 if series.is_rate else 1.0
    courses = tuple(_courses(picture.marks, rows, scale))
    highest = max(value for one in courses for way in one.ways for _, value in way)
    ticks = picture.ticks if highest <= picture.high else ticks_to(highest, series.is_rate)
    ends = [(one.name, one.ways[-1][-1][1]) for one in courses]
    named = [Ending(value, name, number_words(value / scale, series.is_rate)) for name, value in ends]
    marks = tuple(replace(mark, told=(*mark.told, *_told(mark, rows, series.is_rate))) for mark in picture.marks)
    endings = (*named, *picture.endings)
    return replace(picture, courses=courses, endings=endings, marks=marks, ticks=ticks, high=ticks[-1][0])


def _courses(marks: Sequence[Mark], rows: Rows, scale: float) -> Iterator[Curve]:
    """The fitted line breaks at the date; the dashed one goes on from where the past ends."""
    there = [(mark.i, rows[mark.period]) for mark in marks if mark.period in rows]
    past = tuple((i, row["fitted"] * scale) for i, row in there if not row["since"])
    since = tuple((i, row["fitted"] * scale) for i, row in there if row["since"])
    nothing = tuple((i, row["counterfactual"] * scale) for i, row in there if row["counterfactual"] is not None)
    if nothing:
        yield Curve(NOTHING_CHANGED, True, ((*past[-1:], *nothing),))
    yield Curve(AS_FITTED, False, tuple(way for way in (past, since) if way))


def _told(mark: Mark, rows: Rows, is_rate: bool) -> list[str]:
    """What a pointer on the point reads of the two lines."""
    row = rows.get(mark.period) if mark.told else None
    said = {} if row is None else {AS_FITTED: row["fitted"], NOTHING_CHANGED: row["counterfactual"]}
    return [f"{name.capitalize()}: {number_words(v, is_rate)}" for name, v in said.items() if v is not None]


def _foot(series: Series, rows: Rows) -> list[str]:
    """What the two lines are, for paper."""
    since = [row["start"] for row in rows.values() if row["counterfactual"] is not None]
    dashed = [f"Dashed, from {period_words(series.every, min(since))}: {NOTHING_CHANGED}."] if since else []
    return ["Thin line: the course of the measure as fitted.", *dashed]
