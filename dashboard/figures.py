"""The run chart under study, as a Plotly figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from html import escape
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

from dashboard.scene import (
    INK,
    LINE,
    MEANING_COLOUR,
    MEANING_WORDS,
    SHADE,
    Level,
    Mark,
    Note,
    Scene,
    scene,
    shaded_groups,
    state_words,
)
from measures.series import Series
from measures.spc import Chart

FONT = "system-ui, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
TICK_FORMATS = {
    "month": [{"dtickrange": [None, None], "value": "%b\n%Y"}],
    "quarter": [{"dtickrange": [None, None], "value": "Q%q\n%Y"}],
    "week": [
        {"dtickrange": [None, "M1"], "value": "%-d %b\n%Y"},
        {"dtickrange": ["M1", None], "value": "%b\n%Y"},
    ],
}
STATE_SYMBOL = {"open": "circle-open", "part": "square-open", "left out": "x-thin-open"}


def draw(chart: Chart, series: Series) -> go.Figure:
    """Points, gaps, the middle line with its value, what is not judged, and every signal named where it is.

    The figure has no title: the page and the sentence beside it say what it is of. Each marker carries its
    period as `customdata`, so that a click can ask for the rows behind it.
    """
    picture = scene(series, chart)
    traces = [*_lines(picture), *_markers(picture, series)]
    return go.Figure({"data": traces, "layout": _layout(picture, series)})


def _lines(picture: Scene) -> list[dict[str, Any]]:
    """A solid line through what is judged, a dotted one out to what is not; a gap interrupts both."""
    marks = picture.marks
    solid = [mark.value if mark.judged else None for mark in marks]
    beside = {place for mark in marks if not mark.judged for place in (mark.i - 1, mark.i, mark.i + 1)}
    dotted = [mark.value if mark.i in beside else None for mark in marks]
    traces = [_line(marks, solid, {"color": LINE, "width": 1.5})]
    if any(value is not None for value in dotted):
        traces.append(_line(marks, dotted, {"color": LINE, "width": 1.2, "dash": "dot"}))
    return traces


def _line(marks: Sequence[Mark], values: list[float | None], style: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [mark.start for mark in marks],
        "y": _rounded(values),
        "line": style,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _rounded(values: Sequence[float | None]) -> list[float | None]:
    """Enough digits for any screen; the hover and the table hold the exact numbers."""
    return [None if value is None else round(value, 3) for value in values]


def _markers(picture: Scene, series: Series) -> list[dict[str, Any]]:
    """One trace for each kind of point, so that each kind has its line in the legend."""
    marks = picture.marks
    plain = [mark for mark in marks if mark.state == "whole" and mark.signal is None]
    traces = [_dots(plain, f"{series.every}", {"symbol": "circle", "size": 7, "color": INK}, legend=False)]
    for meaning in MEANING_COLOUR:
        found = [mark for mark in marks if mark.signal is not None and mark.signal.meaning == meaning]
        traces.append(_dots(found, MEANING_WORDS[meaning], _signal_style(found, meaning)))
    for state, symbol in STATE_SYMBOL.items():
        style = {"symbol": symbol, "size": 9, "color": INK, "line": {"width": 1.8}}
        traces.append(_dots([mark for mark in marks if mark.state == state], state_words(series, state), style))
    return [trace for trace in traces if trace["x"]]


def _signal_style(marks: Sequence[Mark], meaning: str) -> dict[str, Any]:
    ups = [f"triangle-{mark.signal.direction}" for mark in marks if mark.signal is not None]
    return {
        "symbol": ups[0] if len(set(ups)) == 1 else ups,
        "size": 11,
        "color": MEANING_COLOUR[meaning],
        "line": {"width": 1, "color": INK},
    }


def _dots(marks: Sequence[Mark], name: str, style: dict[str, Any], legend: bool = True) -> dict[str, Any]:
    drawn = [mark for mark in marks if mark.value is not None]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [mark.start for mark in drawn],
        "y": _rounded([mark.value for mark in drawn]),
        "marker": style,
        "customdata": [mark.period for mark in drawn],
        "text": [_hover(mark) for mark in drawn],
        "cliponaxis": False,
        "hovertemplate": "%{text}<extra></extra>",
        "showlegend": legend,
        "unselected": {"marker": {"opacity": 1}},
    }


def _hover(mark: Mark) -> str:
    head, *rest = (escape(line, quote=False) for line in mark.told)
    return "<br>".join([f"<b>{head}</b>", *rest])


def _layout(picture: Scene, series: Series) -> dict[str, Any]:
    levels = [_level_line(picture, level) for level in picture.levels]
    return {
        "template": {},
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "height": 420,
        "margin": {"l": 44, "r": 66, "t": 46 if len(picture.levels) > 1 else 30, "b": 48},
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": "#ffffff", "align": "left", "font": {"color": INK}},
        "dragmode": False,
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": -0.15, "yanchor": "top"},
        "xaxis": _time_axis(picture, series),
        "yaxis": _value_axis(picture),
        "shapes": [*_shades(picture), *levels, *_target(picture), *_brackets(picture)],
        "annotations": [*_labels(picture), *_note_labels(picture)],
    }


def _time_axis(picture: Scene, series: Series) -> dict[str, Any]:
    axis: dict[str, Any] = {
        "type": "date",
        "tickformatstops": TICK_FORMATS[series.every],
        "nticks": 6,
        "ticks": "outside",
        "tickcolor": LINE,
        "linecolor": LINE,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "tickangle": 0,
    }
    if picture.marks:
        first, last = picture.marks[0], picture.marks[-1]
        axis["range"] = [_edges(first)[0], _edges(last)[1]]
    if len(picture.marks) <= 4:  # so few that automatic ticks would fall between the periods
        axis |= {"tickvals": [mark.start for mark in picture.marks]}
    return axis


def _value_axis(picture: Scene) -> dict[str, Any]:
    return {
        "range": [0, picture.top],
        "tickvals": [value for value, _ in picture.ticks],
        "ticktext": [text for _, text in picture.ticks],
        "gridcolor": "#e4e4e4",
        "linecolor": LINE,
        "zeroline": False,
        "fixedrange": True,
    }


def _edges(mark: Mark) -> tuple[Any, Any]:
    """Half a period to either side of a point."""
    half = (mark.end - mark.start + timedelta(days=1)) / 2
    return mark.start - half, mark.start + half


def _shades(picture: Scene) -> list[dict[str, Any]]:
    """A grey band behind what is not judged; neighbours share one."""
    style = {"type": "rect", "yref": "paper", "y0": 0, "y1": 1, "layer": "below", "line": {"width": 0}}
    return [
        style | {"fillcolor": SHADE, "x0": _edges(group[0])[0], "x1": _edges(group[-1])[1]}
        for group in shaded_groups(picture.marks)
    ]


def _between(picture: Scene, first: int, last: int) -> dict[str, Any]:
    return {"x0": _edges(picture.marks[first - 1])[0], "x1": _edges(picture.marks[last - 1])[1]}


def _level_line(picture: Scene, level: Level) -> dict[str, Any]:
    shifted = any(n.rule == "few_crossings" and n.first == level.first for n in picture.notes)
    style = {"color": INK, "width": 1.6, "dash": "dash" if shifted else "solid"}
    line = {"type": "line", "y0": level.value, "y1": level.value, "line": style, "layer": "between"}
    return line | _between(picture, level.first, level.last)


def _target(picture: Scene) -> list[dict[str, Any]]:
    if picture.target is None or not picture.marks:
        return []
    style = {"color": INK, "width": 1.2, "dash": "dashdot"}
    line = {"type": "line", "y0": picture.target, "y1": picture.target, "line": style, "layer": "between"}
    return [line | _between(picture, 1, len(picture.marks))]


def _labels(picture: Scene) -> list[dict[str, Any]]:
    """The direction of better above the plot, the target's name, and each middle line's value."""
    up = 20 if len(picture.levels) > 1 else 4
    heading = _text(picture.heading, xref="paper", x=0, yref="paper", y=1.0, xanchor="left", yshift=up)
    found = [heading | {"yanchor": "bottom", "xshift": -40, "font": {"size": 12, "color": INK}}]
    if not picture.marks:
        empty = {"xref": "paper", "x": 0.5, "yref": "paper", "y": 0.5}
        found.append(_text(f"no {picture.every} to draw yet", **empty))
    elif picture.target is not None:
        start = _edges(picture.marks[0])[0]
        found.append(_text("target", x=start, y=picture.target, xanchor="left", yanchor="bottom"))
    return found + [_level_label(picture, level) for level in picture.levels]


def _level_label(picture: Scene, level: Level) -> dict[str, Any]:
    """Beside the plot for the newest phase, above it for those before: never over a point."""
    first, last = picture.marks[level.first - 1], picture.marks[level.last - 1]
    text = escape(level.text, quote=False)
    if last is picture.marks[-1]:
        words = text.replace(" ", "<br>", 1)
        return _text(words, x=_edges(last)[1], y=level.value, xanchor="left", align="left", xshift=4)
    middle = first.start + (last.start - first.start) / 2
    return _text(text, x=middle, yref="paper", y=1.0, yanchor="bottom") | {"font": {"size": 12, "color": INK}}


def _text(text: str, **where: Any) -> dict[str, Any]:
    return {"text": text, "showarrow": False, "font": {"size": 13, "color": INK}} | where


def _note_height(picture: Scene, note: Note) -> float:
    """Notes stand above every point: long runs on the upper line, few crossings below it."""
    second = note.rule == "few_crossings" and any(other.rule == "long_run" for other in picture.notes)
    return picture.top * (0.90 if second else 0.985)


def _brackets(picture: Scene) -> list[dict[str, Any]]:
    """A line over each long run, with its ends turned down."""
    found = []
    for note in picture.notes:
        if note.rule == "long_run":
            x0, x1 = (picture.marks[place - 1].start for place in (note.first, note.last))
            height, foot = _note_height(picture, note), _note_height(picture, note) - picture.top * 0.02
            corners = pairwise([(x0, foot), (x0, height), (x1, height), (x1, foot)])
            found += [_stroke(x=(a, c), y=(b, d)) for (a, b), (c, d) in corners]
    return found


def _stroke(x: tuple[Any, Any], y: tuple[float, float]) -> dict[str, Any]:
    ends = {"x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1]}
    return {"type": "line", "line": {"color": INK, "width": 1.2}} | ends


def _note_labels(picture: Scene) -> list[dict[str, Any]]:
    return [_note_label(picture, note) for note in picture.notes]


def _note_label(picture: Scene, note: Note) -> dict[str, Any]:
    """A note under its bracket, pushed inwards at the edges so that a narrow screen keeps it whole."""
    middle = (note.first + note.last) / 2 / max(len(picture.marks), 1)
    anchor = "left" if middle < 0.34 else "right" if middle > 0.66 else "center"
    first, last = picture.marks[note.first - 1], picture.marks[note.last - 1]
    centre = first.start + (last.start - first.start) / 2
    places = {"left": first.start, "right": last.start, "center": centre}
    return _text(
        escape(note.text, quote=False),
        x=places[anchor],
        y=_note_height(picture, note),
        xanchor=anchor,
        yanchor="top",
    ) | {"font": {"size": 12, "color": INK}, "yshift": -5}
