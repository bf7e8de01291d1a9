"""A funnel, drawn: units by their size, the line they are judged by, and the limits that chance allows."""

from __future__ import annotations

from html import escape
from typing import Any

import plotly.graph_objects as go

from dashboard.drawing import svg
from dashboard.drawing.picture import INK, LIMIT, MEANING_COLOUR, WHICH_SIDE, Mark, Sign
from dashboard.drawing.placing import beside, path_boxes, point_boxes, spread, width_of
from dashboard.drawing.plane import (
    Named,
    Plane,
    Ticks,
    ends,
    grid,
    layout,
    names_beside,
    note,
    sheet,
    titled,
)
from dashboard.drawing.scene_lines import ticks_between
from dashboard.telling.advice import funnel_notices
from dashboard.telling.phrases import better_word, plain_number
from measures.spc.funnel import Funnel

CURVES = {"upper_998": "99.8%", "upper_95": "95%", "lower_95": "95%", "lower_998": "99.8%"}
LEGEND = 290  # the room of one legend entry
NAMED = 8  # units named on the drawing; the hover and the table name all


def funnel_svg(
    funnel: Funnel,
    title: str = "",
    y_title: str = "",
    n_title: str = "number in each unit",
    better: str | None = None,
    width: int = 900,
    height: int = 460,
) -> str:
    """The funnel on one sheet. A unit outside is named; it is a question to ask, not a rank."""
    foot = (f"Limits: {funnel.formula}.", *funnel_notices(funnel))
    drawn, top, bottom = sheet(width, height, title, _heading(y_title, better), _spoken(funnel, title), foot)
    units = _units(funnel, better)
    legend = _legend(units)
    x_ticks, y_ticks = _ticks(funnel)
    left = 22 + max(width_of(words, 12) for _, words in y_ticks)
    columns = max(int((width - left) / LEGEND), 1)
    rows = -(-len(legend) // columns)
    plane = Plane(left, width - 92, top + 8, bottom - 42 - 20 * rows, (0.0, x_ticks[-1][0]), (0.0, _highest(funnel)))
    drawn += grid(plane, x_ticks, y_ticks) + _curves(funnel, plane)
    drawn.append(svg.text(n_title, (plane.left + plane.right) / 2, plane.bottom + 36, 12, "middle"))
    spots = [(plane.x(row["denominator"]), plane.y(row["y"])) for row, _ in units]
    drawn += [svg.symbol(mark, spot, 4) for (_, mark), spot in zip(units, spots, strict=True)]
    drawn += _names(units, spots, plane, _ways(funnel, plane))
    for k, (words, mark) in enumerate(legend):
        x, y = left + LEGEND * (k % columns), plane.bottom + 60 + 20 * (k // columns)
        drawn += [svg.symbol(mark, (x + 4, y - 4), 4), svg.text(words, x + 15, y, 12)]
    return "".join(drawn) + "</svg>"


def funnel_figure(
    funnel: Funnel, y_title: str = "", n_title: str = "number in each unit", better: str | None = None
) -> go.Figure:
    """The funnel as a figure: a pointer on a unit reads its name, its numbers and its limits."""
    x_ticks, y_ticks = _ticks(funnel)
    curve = funnel.curve(60)
    top = _highest(funnel)
    traces: list[dict[str, Any]] = []
    for name in CURVES:
        style = {"color": LIMIT, "width": 1.2, "dash": "solid" if name.endswith("998") else "dash"}
        values = [None if v is None or v > top else round(v, 6) for v in curve[name].to_list()]
        traces.append(_trace("lines", curve["denominator"].to_list(), values, line=style))
    if funnel.target is not None:
        ends_of = [x_ticks[0][0], x_ticks[-1][0]]
        traces.append(_trace("lines", ends_of, [funnel.target] * 2, line={"color": INK, "width": 1.6}))
    units = _units(funnel, better)
    for words, first in [("", None), *_legend(units)]:
        rows = [row for row, mark in units if (mark.sign.words if mark.sign else "") == words]
        x, y = [row["denominator"] for row in rows], [row["y"] for row in rows]
        told = {"text": [_hover(row) for row in rows], "hovertemplate": "%{text}<extra></extra>", "cliponaxis": False}
        shown = {"name": words, "showlegend": True} if first else {}
        traces.append(_trace("markers", x, y, marker=_style(first)) | told | shown)
    axes = [_axis(x_ticks, x_ticks[-1][0]) | titled(n_title), _axis(y_ticks, top)]
    margins = 30 + round(max(width_of(words, 13) for _, words in y_ticks)), 92
    looks = layout(_heading(y_title, better), *margins, *axes, annotations=_labels(funnel, units))
    return go.Figure({"data": [trace for trace in traces if trace["x"]], "layout": looks})


def _axis(ticks: Ticks, top: float) -> dict[str, Any]:
    return {"range": [0, top], "tickvals": [value for value, _ in ticks], "ticktext": [words for _, words in ticks]}


def _heading(y_title: str, better: str | None) -> str:
    words = better_word(better, arrow=True) if better in ("lower", "higher") else ""
    return " · ".join(part for part in (y_title, words) if part)


def _labels(funnel: Funnel, units: list[tuple[dict[str, Any], Mark]]) -> list[dict[str, Any]]:
    """The names of the limits at their ends, and of the units farthest outside."""
    at_ends = _ends(funnel, _highest(funnel))
    placed = spread([value / _highest(funnel) * 300 for value, _ in at_ends], 16, (0, 300))
    found = [
        note(words, xref="paper", x=1, xanchor="left", xshift=4, y=value, yshift=at - value / _highest(funnel) * 300)
        for (value, words), at in zip(at_ends, placed, strict=True)
    ]
    largest, top = _ticks(funnel)[0][-1][0], _highest(funnel)
    outside = [
        Named(str(row["unit"]), row["denominator"], row["y"], row["side"] == "above") for row, _ in _farthest(units)
    ]
    others = [(row["denominator"], row["y"]) for row, _ in units]
    ways = [funnel.curve(60).select("denominator", name).rows() for name in CURVES]
    return found + names_beside(outside, others, ways, (0.0, largest or 1.0), (0.0, top))


def _ways(funnel: Funnel, plane: Plane) -> list[list[svg.Spot | None]]:
    """The limits as they lie on a plane."""
    curve = funnel.curve(60)
    return [plane.spots(curve["denominator"].to_list(), curve[name].to_list()) for name in CURVES]


def _trace(mode: str, x: list[Any], y: list[Any], **style: Any) -> dict[str, Any]:
    return {"type": "scatter", "mode": mode, "x": x, "y": y, "hoverinfo": "skip", "showlegend": False, **style}


def _style(mark: Mark | None) -> dict[str, Any]:
    if mark is None or mark.sign is None:
        return {"symbol": "circle", "size": 7, "color": INK}
    symbol = mark.sign.shape if mark.sign.shape == "diamond" else f"triangle-{mark.sign.direction}"
    colour = MEANING_COLOUR[mark.sign.meaning]
    return {"symbol": symbol, "size": 12, "color": colour, "line": {"width": 1, "color": INK}}


def _hover(row: dict[str, Any]) -> str:
    said = [f"{plain_number(row['y'])} ({plain_number(row['numerator'])} of {plain_number(row['denominator'])})"]
    for name, words in (("95", "95%"), ("998", "99.8%")):
        low, high = (plain_number(row[f"{side}_{name}"]) for side in ("lower", "upper"))
        said.append(f"{words} limits {low} to {high}")
    return "<br>".join([f"<b>{escape(str(row['unit']), quote=False)}</b>", *said])


def _units(funnel: Funnel, better: str | None) -> list[tuple[dict[str, Any], Mark]]:
    """Each unit that has a value, with the mark that says where it lies."""
    found = []
    for k, row in enumerate(funnel.points.drop_nulls("y").to_dicts(), 1):
        name = str(row["unit"])
        found.append((row, Mark(k, name, name, row["y"], "whole", True, _sign(row, better), ())))
    return found


def _sign(row: dict[str, Any], better: str | None) -> Sign | None:
    if row["outside"] is None:
        return None
    direction = "up" if row["side"] == "above" else "down"
    meaning = "change"
    if better in ("lower", "higher"):
        meaning = "improvement" if (direction == "up") == (better == "higher") else "concern"
    if row["outside"] == "998":
        return Sign("diamond", direction, meaning, f"{row['side']} the 99.8% limits{WHICH_SIDE[meaning]}")
    return Sign("triangle", direction, meaning, f"{row['side']} the 95% limits{WHICH_SIDE[meaning]}")


def _legend(units: list[tuple[dict[str, Any], Mark]]) -> list[tuple[str, Mark]]:
    found: dict[str, Mark] = {}
    for _, mark in units:
        if mark.sign:
            found.setdefault(mark.sign.words, mark)
    return list(found.items())


def _highest(funnel: Funnel) -> float:
    """The top of the plot: a little over the highest unit, or over the limit of a unit of middle size."""
    there = funnel.points.drop_nulls("y")
    seen = [*there["y"], there["upper_998"].median(), funnel.target]
    return 1.06 * max((float(value) for value in seen if isinstance(value, float)), default=1.0) or 1.0


def _ticks(funnel: Funnel) -> tuple[Ticks, Ticks]:
    """Sizes and values, both from 0."""
    top = _highest(funnel)
    largest = max(funnel.points["denominator"].drop_nulls().to_list(), default=1.0)
    return ticks_between(0.0, largest or 1.0), [tick for tick in ticks_between(0.0, top) if tick[0] <= top]


def _curves(funnel: Funnel, plane: Plane) -> list[str]:
    curve = funnel.curve()
    sizes = curve["denominator"].to_list()
    drawn = [
        svg.path(plane.spots(sizes, curve[name].to_list()), 1.1, "" if name.endswith("998") else "6 4")
        for name in CURVES
    ]
    if funnel.target is not None:
        height = plane.y(funnel.target)
        drawn.append(svg.line((plane.left, plane.right), (height, height), 1.6))
    return drawn + ends(plane, _ends(funnel, plane.y_ends[1]))


def _ends(funnel: Funnel, top: float) -> list[tuple[float, str]]:
    """Where each line ends at the largest unit, and what it is called."""
    last = funnel.curve(2).tail(1).to_dicts()
    found = [(last[0][name], f"{words} limit") for name, words in CURVES.items()] if last else []
    name = "overall" if funnel.target == funnel.overall else "target"
    target = [] if funnel.target is None else [(funnel.target, f"{name} {funnel.target:.3g}")]
    return [(value, words) for value, words in [*found, *target] if value is not None and value <= top]


def _farthest(units: list[tuple[dict[str, Any], Mark]]) -> list[tuple[dict[str, Any], Mark]]:
    """The units that are named on the drawing."""
    outside = sorted((one for one in units if one[1].sign), key=lambda one: -abs(one[0]["z"] or 0))
    return outside[:NAMED]


def _names(
    units: list[tuple[dict[str, Any], Mark]], spots: list[svg.Spot], plane: Plane, ways: list[list[svg.Spot | None]]
) -> list[str]:
    """The farthest out have their names beside them, where there is room."""
    taken = point_boxes(spots)
    lines = [box for way in ways for box in path_boxes(way)]
    room = ((plane.left, plane.right), (plane.top - 8, plane.bottom))
    drawn = []
    for row, mark in _farthest(units):
        x, y = spots[mark.i - 1]
        place = beside((x, y), mark.label, row["side"] == "above", taken, lines, room)
        if place:
            taken.append(place.box)
            drawn.append(svg.text(mark.label, x + place.dx, y + place.dy, 12, place.anchor, halo=True))
    return drawn


def _spoken(funnel: Funnel, title: str) -> str:
    outside = funnel.points.drop_nulls("outside").height
    every = funnel.points["y"].count()
    return f"{title}: {outside} of {every} units lie outside the 95% limits, where chance would put about 1 in 20."
