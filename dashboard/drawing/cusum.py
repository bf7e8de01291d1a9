"""A Bernoulli CUSUM, drawn: one sum that rises with events, one that falls without them, and where each signals."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from dashboard.drawing import svg
from dashboard.drawing.picture import INK, LIMIT, LINE, MEANING_COLOUR, Mark, Sign
from dashboard.drawing.placing import beside, path_boxes, point_boxes, width_of
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
from dashboard.telling.phrases import plain_number
from measures.spc.bernoulli_cusum import BernoulliCusum

ROOM = 1.2  # over the highest sum, for the number of its case
WAYS = (("up", "more events than expected"), ("down", "fewer events than expected"))


def cusum_svg(
    cusum: BernoulliCusum,
    title: str = "",
    better: str | None = "lower",
    width: int = 900,
    height: int = 420,
) -> str:
    """Both sums on one sheet, the lower one below zero; each starts anew after its signal."""
    drawn, top, bottom = sheet(width, height, title, _heading(cusum), _spoken(cusum, title), (_foot(cusum),))
    marks = _marks(cusum, better)
    x_ticks, y_ticks = _ticks(cusum)
    left = 22 + max(width_of(words, 12) for _, words in y_ticks)
    found = [way for way in WAYS if any(mark.sign and mark.sign.words == way[1] for mark, _ in marks)]
    across = width >= 500
    under = 24 + (20 if across else 20 * len(found)) * bool(found)
    plane = Plane(
        left, width - 72, top + 14, bottom - under - 16, (0, max(len(cusum.points), 1)), (y_ticks[0][0], y_ticks[-1][0])
    )
    drawn += grid(plane, x_ticks, y_ticks)
    drawn.append(svg.text("case", (plane.left + plane.right) / 2, plane.bottom + 34, 12, "middle"))
    drawn.append(svg.line((plane.left, plane.right), (plane.y(0), plane.y(0)), 1, ink=LINE))
    for limit in (cusum.limit, -cusum.limit):
        drawn.append(svg.line((plane.left, plane.right), (plane.y(limit), plane.y(limit)), 1.1, ink=LIMIT))
    drawn += ends(plane, [(cusum.limit, f"limit {cusum.limit:g}"), (-cusum.limit, f"limit −{cusum.limit:g}")])
    paths = _paths(cusum, plane)
    drawn += [svg.path(path, 1.4) for path in paths]
    drawn += _signals(marks, paths, plane)
    for k, (_, words) in enumerate(found):
        mark = next(mark for mark, _ in marks if mark.sign and mark.sign.words == words)
        x, y = (left + 230 * k, plane.bottom + 58) if across else (left, plane.bottom + 58 + 20 * k)
        drawn += [svg.symbol(mark, (x + 4, y - 4), 4), svg.text(words, x + 15, y, 12)]
    return "".join(drawn) + "</svg>"


def cusum_tile(cusum: BernoulliCusum, title: str, said: str) -> str:
    """Both sums as small as a tile, with their limits, a diamond at each signal, and how many cases there are."""
    _, y_ticks = _ticks(cusum)
    plane = Plane(6, 258, 12, 92, (0, max(len(cusum.points), 1)), (y_ticks[0][0], y_ticks[-1][0]))
    drawn = [svg.opening(320, 110, title, said)]
    for height, ink, width in ((cusum.limit, LIMIT, 0.9), (-cusum.limit, LIMIT, 0.9), (0, LINE, 0.9)):
        drawn.append(svg.line((plane.left, plane.right), (plane.y(height), plane.y(height)), width, ink=ink))
    drawn += [svg.path(path, 1.4) for path in _paths(cusum, plane)]
    drawn += [svg.symbol(mark, (plane.x(mark.i), plane.y(value)), 3.4) for mark, value in _marks(cusum, None)]
    sides = (("more", cusum.limit), ("fewer", -cusum.limit))
    drawn += [svg.text(words, 263, plane.y(height) + 4, 11) for words, height in sides]
    drawn += [svg.text("case 1", plane.left, 105, 11), svg.text(f"{len(cusum.points)}", plane.right, 105, 11, "end")]
    return "".join(drawn) + "</svg>"


def cusum_figure(cusum: BernoulliCusum, better: str | None = "lower") -> go.Figure:
    """Both sums as a figure; a pointer on a signal says at which case it came."""
    x_ticks, y_ticks = _ticks(cusum)
    places = cusum.points["i"].to_list()
    traces: list[dict[str, Any]] = []
    for way, _ in WAYS:
        values = [None if value is None else round(value, 4) for value in cusum.points[f"reached_{way}"].to_list()]
        style = {"color": LINE, "width": 1.5}
        traces.append(
            {"type": "scatter", "mode": "lines", "x": places, "y": values, "line": style, "showlegend": False}
        )
        traces[-1]["hovertemplate"] = "Case %{x}: %{y:.2f}<extra></extra>"
    for _, words in WAYS:
        marks = [(mark, value) for mark, value in _marks(cusum, better) if mark.sign and mark.sign.words == words]
        if marks:
            colour = MEANING_COLOUR[marks[0][0].sign.meaning] if marks[0][0].sign else INK
            style = {"symbol": "diamond", "size": 12, "color": colour, "line": {"width": 1, "color": INK}}
            x, y = [mark.i for mark, _ in marks], [value for _, value in marks]
            text = [f"<b>Case {mark.i}</b><br>{words.capitalize()}" for mark, _ in marks]
            told = {"name": words, "text": text, "hovertemplate": "%{text}<extra></extra>", "cliponaxis": False}
            traces.append({"type": "scatter", "mode": "markers", "x": x, "y": y, "marker": style, **told})
    x_axis = {
        "range": [0, max(len(places), 1)],
        "tickvals": [v for v, _ in x_ticks],
        "ticktext": [w for _, w in x_ticks],
    }
    y_axis = {"range": [y_ticks[0][0], y_ticks[-1][0]], "dtick": 2, "zeroline": True, "zerolinecolor": LINE}
    x_axis |= titled("case")
    looks = layout(_heading(cusum), 44, 74, x_axis, y_axis, annotations=_labels(cusum))
    looks["shapes"] = [
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": {"color": LIMIT, "width": 1.2}}
        for y in (cusum.limit, -cusum.limit)
    ]
    return go.Figure({"data": traces, "layout": looks})


def _labels(cusum: BernoulliCusum) -> list[dict[str, Any]]:
    """The limits at their right ends, and the case of each signal."""
    ends_of = [(cusum.limit, f"limit {cusum.limit:g}"), (-cusum.limit, f"limit −{cusum.limit:g}")]
    found = [note(words, xref="paper", x=1, xanchor="left", xshift=4, y=value) for value, words in ends_of]
    _, y_ticks = _ticks(cusum)
    x_ends, y_ends = (0, max(len(cusum.points), 1)), (y_ticks[0][0], y_ticks[-1][0])
    named = [Named(mark.label, mark.i, value, value > 0) for mark, value in _marks(cusum, None)]
    sums = [cusum.points.select("i", f"reached_{way}").rows() for way, _ in WAYS]
    across = [[(x, value) for x in x_ends] for value, _ in ends_of]
    return found + names_beside(named, (), [*sums, *across], x_ends, y_ends)


def _paths(cusum: BernoulliCusum, plane: Plane) -> list[list[svg.Spot | None]]:
    """Both sums as they lie on a plane."""
    return [plane.spots(cusum.points["i"].to_list(), cusum.points[f"reached_{way}"].to_list()) for way, _ in WAYS]


def _heading(cusum: BernoulliCusum) -> str:
    return f"Case by case, against an expected {cusum.p0:.3g} · up: more events, down: fewer"


def _foot(cusum: BernoulliCusum) -> str:
    return (
        f"Bernoulli CUSUM: expected {cusum.p0:.3g}; looks for {cusum.p1:.3g} and {cusum.p2:.3g} "
        f"(odds ratio {plain_number(cusum.odds_ratio)}); signals at {plain_number(cusum.limit)}, then starts anew."
    )


def _marks(cusum: BernoulliCusum, better: str | None) -> list[tuple[Mark, float]]:
    """The cases at which a sum signals, each with how high it had come."""
    found = []
    for way, words in WAYS:
        meaning = "change"
        if better in ("lower", "higher"):
            meaning = "improvement" if (way == "up") == (better == "higher") else "concern"
        for i, value, signal in cusum.points.select("i", f"reached_{way}", f"signal_{way}").rows():
            if signal:
                sign = Sign("diamond", way, meaning, words)
                found.append((Mark(i, f"case {i}", f"case {i}", value, "whole", True, sign, ()), value))
    return found


def _ticks(cusum: BernoulliCusum) -> tuple[Ticks, Ticks]:
    reached = [v for way, _ in WAYS for v in cusum.points[f"reached_{way}"].drop_nulls().to_list()]
    highest = max([cusum.limit, *(abs(value) for value in reached)]) * ROOM
    total = max(len(cusum.points), 1)
    return tuple(t for t in ticks_between(0, total) if t[0] <= total), ticks_between(-highest, highest)


def _signals(marks: list[tuple[Mark, float]], paths: list[list[svg.Spot | None]], plane: Plane) -> list[str]:
    """A diamond at each signal, and the number of its case where there is room."""
    spots = [(plane.x(mark.i), plane.y(value)) for mark, value in marks]
    taken = [*point_boxes(spots, 7), *(box for path in paths for box in path_boxes(path))]
    room = ((plane.left, plane.right), (plane.top - 14, plane.bottom))
    drawn = []
    for (mark, _), spot in zip(marks, spots, strict=True):
        drawn.append(svg.symbol(mark, spot, 4))
        place = beside(spot, mark.label, mark.sign is not None and mark.sign.direction == "up", taken, [], room)
        if place:
            taken.append(place.box)
            drawn.append(svg.text(mark.label, spot[0] + place.dx, spot[1] + place.dy, 12, place.anchor, halo=True))
    return drawn


def _spoken(cusum: BernoulliCusum, title: str) -> str:
    up, down = len(cusum.signals_up), len(cusum.signals_down)
    return f"{title}: {up} signals of more events than expected, {down} of fewer, in {len(cusum.points)} cases."
