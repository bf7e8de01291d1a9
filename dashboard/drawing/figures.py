"""The chart under study, as a Plotly figure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.drawing.course import pictured
from dashboard.drawing.figure_words import (
    NARROW,
    PLOT,
    brackets,
    bunches,
    edges,
    header_height,
    images,
    labels,
    left_edge,
    right_edge,
    roof_share,
)
from dashboard.drawing.picture import (
    INK,
    LIMIT,
    LINE,
    MEANING_COLOUR,
    SHADE,
    DayNote,
    Mark,
    Scene,
    labelled,
    shaded_groups,
    state_words,
)
from dashboard.drawing.placing import width_of
from dashboard.drawing.typeface import ON_THE_PAGE
from measures.series import Series
from measures.spc import Chart

STATE_SYMBOL = {"open": "circle-open", "part": "square-open", "left out": "x-thin-open"}


def draw(chart: Chart, series: Series, flags: Sequence[DayNote] = (), course: pl.DataFrame | None = None) -> go.Figure:
    """Points, gaps, every line with its value, what is not judged, and every signal named where it is.

    The figure has no title: the page and the sentence beside it say what it is of. Each marker carries its
    period as `customdata`, so that a click can ask for the rows behind it. With a `course`, as
    `Effect.counterfactual` has it, the figure shows that instead of the chart's own lines.
    """
    return figure_of(pictured(series, chart, flags, course))


def figure_of(picture: Scene) -> go.Figure:
    """Any picture as a figure. Points stand at 1, 2, 3 … on its axis, whatever their labels are."""
    traces = [*_limits(picture), *_lines(picture), *_courses(picture), *_markers(picture)]
    return go.Figure({"data": traces, "layout": _layout(picture)})


def _lines(picture: Scene) -> list[dict[str, Any]]:
    """A solid line through what is judged, a dotted one out to what is not; a gap interrupts both."""
    marks = picture.marks
    if not picture.in_time_order:
        return []
    solid = [mark.value if mark.judged else None for mark in marks]
    beside = {place for mark in marks if not mark.judged for place in (mark.i - 1, mark.i, mark.i + 1)}
    dotted = [mark.value if mark.i in beside else None for mark in marks]
    places = [mark.i for mark in marks]
    traces = [_line(places, _rounded(picture, solid), {"color": LINE, "width": 1.5})]
    if any(value is not None for value in dotted):
        traces.append(_line(places, _rounded(picture, dotted), {"color": LINE, "width": 1.2, "dash": "dot"}))
    return traces


def _limits(picture: Scene) -> list[dict[str, Any]]:
    """All limits as one line of steps, each point in the middle of its own."""
    x: list[float | None] = []
    y: list[float | None] = []
    for limit in picture.limits:
        left, right = edges(picture, limit.first, limit.last)
        end = None
        for start, stop, value in limit.steps:
            if start != end and end is not None:
                x, y = [*x, None], [*y, None]
            x, y = [*x, max(start, left), min(stop, right)], [*y, value, value]
            end = stop
        x, y = [*x, None], [*y, None]
    return [_line(x[:-1], _rounded(picture, y[:-1]), {"color": LIMIT, "width": 1, "simplify": False})] if x else []


def _courses(picture: Scene) -> list[dict[str, Any]]:
    """What a model sees, each line in the legend too; its values are said by a pointer on the points."""
    traces = []
    for course in picture.courses:
        places = [place for way in course.ways for place, _ in (*way, (None, None))][:-1]
        values = [value for way in course.ways for _, value in (*way, (None, None))][:-1]
        style = {"color": INK, "width": 2.2, "dash": "7px,5px"} if course.dashed else {"color": INK, "width": 1.1}
        named = {"name": course.name, "showlegend": True}
        traces.append(_line(places, _rounded(picture, values), style) | named)
    return traces


def _line(x: Sequence[float | None], y: Sequence[float | None], style: dict[str, Any]) -> dict[str, Any]:
    skipped = {"hoverinfo": "skip", "showlegend": False}
    return {"type": "scatter", "mode": "lines", "x": list(x), "y": list(y), "line": style, **skipped}


def _rounded(picture: Scene, values: Sequence[float | None]) -> list[float | None]:
    """Enough digits for any screen; the hover and the table hold the exact numbers."""
    digits = 4 - math.floor(math.log10((picture.high - picture.low) or 1))
    return [None if value is None else round(value, digits) for value in values]


def _markers(picture: Scene) -> list[dict[str, Any]]:
    """One trace for each kind of point, so that each kind has its line in the legend."""
    marks = [mark for mark in picture.marks if mark.value is not None]
    plain = [mark for mark in marks if mark.state == "whole" and mark.sign is None]
    traces = [
        _dots(picture, plain, picture.every, {"symbol": "circle", "size": _dot(picture), "color": INK}, legend=False)
    ]
    for words in dict.fromkeys(mark.sign.words for mark in marks if mark.sign is not None):
        found = [mark for mark in marks if mark.sign is not None and mark.sign.words == words]
        traces.append(_dots(picture, found, words, _sign_style(found)))
    for state, symbol in STATE_SYMBOL.items():
        style = {"symbol": symbol, "size": 9, "color": INK, "line": {"width": 1.8}}
        found = [mark for mark in marks if mark.state == state and mark.sign is None]
        traces.append(_dots(picture, found, state_words(picture.every, state), style))
    return [trace for trace in traces if trace["x"]]


def _dot(picture: Scene) -> float:
    """Points shrink where they are many."""
    return max(3.0, min(7.0, 420 / max(len(picture.marks), 1)))


def _sign_style(marks: Sequence[Mark]) -> dict[str, Any]:
    """The legend shows the first one's shape; points of one kind may lie on both sides."""
    signs = [mark.sign for mark in marks if mark.sign is not None]
    shapes = [f"triangle-{s.direction}" if s.shape == "triangle" else s.shape for s in signs]
    return {
        "symbol": shapes[0] if len(set(shapes)) == 1 else shapes,
        "size": 12,
        "color": MEANING_COLOUR[signs[0].meaning],
        "line": {"width": 1, "color": INK},
    }


def _dots(
    picture: Scene, marks: Sequence[Mark], name: str, style: dict[str, Any], legend: bool = True
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [mark.i for mark in marks],
        "y": _rounded(picture, [mark.value for mark in marks]),
        "marker": style,
        "customdata": [mark.period for mark in marks],
        "text": [_hover(mark) for mark in marks],
        "cliponaxis": False,
        "hovertemplate": "%{text}<extra></extra>",
        "showlegend": legend,
        "unselected": {"marker": {"opacity": 1}},
    }


def _hover(mark: Mark) -> str:
    head, *rest = (escape(line, quote=False) for line in mark.told)
    return "<br>".join([f"<b>{head}</b>", *rest])


def _layout(picture: Scene) -> dict[str, Any]:
    above, drop = header_height(picture), _drop(picture)
    return {
        "template": {},
        "font": {"family": ON_THE_PAGE, "size": 13, "color": INK},
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "height": 396 + above + drop,
        "margin": {"l": left_edge(picture), "r": right_edge(picture), "t": above, "b": 48 + drop},
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": "#ffffff", "align": "left", "font": {"color": INK}},
        "dragmode": False,
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": -0.15 - drop / PLOT, "yanchor": "top"},
        "xaxis": _point_axis(picture),
        "yaxis": _value_axis(picture),
        "shapes": [*_shades(picture), *_centres(picture), *_target(picture), *brackets(picture), *_pin_lines(picture)],
        "annotations": labels(picture),
        "images": images(picture),
    }


def _point_axis(picture: Scene) -> dict[str, Any]:
    """A few labels, so that they fit on a telephone too; units side by side have all their names, turned."""
    found = labelled(picture, _fitting(picture))
    names = [_tick(mark.label) if picture.in_time_order else _cut(mark.label, 18) for mark in found]
    return {
        "type": "linear",
        "range": [0.5, max(len(picture.marks), 1) + 0.5],
        "tickvals": [mark.i for mark in found],
        "ticktext": names,
        "ticks": "outside",
        "tickcolor": LINE,
        "linecolor": LINE,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "tickangle": 0 if picture.in_time_order else -40,
        "automargin": not picture.in_time_order,
    }


def _drop(picture: Scene) -> int:
    """How far down the turned names of units reach beyond a level label."""
    names = [] if picture.in_time_order else [width_of(_cut(mark.label, 18), 13) for mark in picture.marks]
    return round(0.64 * max(names, default=0))


def _fitting(picture: Scene) -> int:
    """How many labels a telephone has room for."""
    lines = [line for mark in picture.marks for line in _tick(mark.label).split("<br>")]
    return int(NARROW / (max((width_of(line, 13) for line in lines), default=0) + 8))


def _tick(label: str) -> str:
    """A label on two lines, its year or its last word below."""
    first, _, last = label.rpartition(" ")
    return "<br>".join(_cut(words, 12) for words in (first, last) if words)


def _cut(words: str, most: int) -> str:
    """Long names are cut; the hover has them whole."""
    return escape(words if len(words) <= most else f"{words[: most - 1]}…", quote=False)


def _value_axis(picture: Scene) -> dict[str, Any]:
    roof = picture.low + ((picture.high - picture.low) or 1) / (1 - roof_share(picture))
    return {
        "range": [picture.low, roof],
        "tickvals": [value for value, _ in picture.ticks],
        "ticktext": [text for _, text in picture.ticks],
        "gridcolor": "#e4e4e4",
        "linecolor": LINE,
        "zeroline": picture.low < 0,
        "zerolinecolor": LINE,
        "fixedrange": True,
    }


def _shades(picture: Scene) -> list[dict[str, Any]]:
    """A grey band behind what is not judged; neighbours share one."""
    style = {"type": "rect", "yref": "paper", "y0": 0, "y1": 1, "layer": "below", "line": {"width": 0}}
    return [
        style | {"fillcolor": SHADE, "x0": group[0].i - 0.5, "x1": group[-1].i + 0.5}
        for group in shaded_groups(picture.marks)
    ]


def _centres(picture: Scene) -> list[dict[str, Any]]:
    """Solid over the points that the centre comes from, dashed where it only reaches on."""
    found = []
    for level in picture.levels:
        left, right = edges(picture, level.first, level.last)
        end = right if level.solid_to >= level.last else level.solid_to + 0.5
        found.append(_level(level.value, left, end, {"color": INK, "width": 1.6}))
        if end < right:
            found.append(_level(level.value, end, right, {"color": INK, "width": 1.6, "dash": "dash"}))
    return found


def _level(value: float, left: float, right: float, style: dict[str, Any]) -> dict[str, Any]:
    ends = {"x0": left, "x1": right, "y0": value, "y1": value}
    return {"type": "line", "line": style, "layer": "between", **ends}


def _target(picture: Scene) -> list[dict[str, Any]]:
    if not picture.marks:
        return []
    style = {"color": INK, "width": 1.2, "dash": "dashdot"}
    steps = [
        _level(old, right, right, {"color": INK, "width": 0.8, "dash": "dot"}) | {"y1": new}
        for (_, right, old), (left, _, new) in pairwise(picture.targets)
        if left == right
    ]
    return [*(_level(value, left, right, style) for left, right, value in picture.targets), *steps]


def _pin_lines(picture: Scene) -> list[dict[str, Any]]:
    style = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "line": {"color": LINE, "width": 1, "dash": "dot"}}
    places = {picture.pins[k].place for first, last, _ in bunches(picture) for k in (first, last)}
    return [style | {"x0": place, "x1": place} for place in sorted(places)]
