"""A sheet with two axes of numbers, for the drawings that are no series: funnel, CUSUM, Pareto."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from dashboard.drawing import svg
from dashboard.drawing.picture import INK, LINE
from dashboard.drawing.placing import Box, beside, path_boxes, point_boxes, spread
from dashboard.drawing.svg import Spot
from dashboard.drawing.typeface import ON_THE_PAGE

Ticks = Sequence[tuple[float, str]]


@dataclass(frozen=True)
class Plane:
    """Where the plot lies on the picture, and where two numbers are in it."""

    left: float
    right: float
    top: float
    bottom: float
    x_ends: tuple[float, float]
    y_ends: tuple[float, float]

    def x(self, value: float) -> float:
        """How far to the right a value lies."""
        low, high = self.x_ends
        return self.left + (self.right - self.left) * (value - low) / ((high - low) or 1)

    def y(self, value: float) -> float:
        """How high a value lies."""
        low, high = self.y_ends
        return self.bottom - (self.bottom - self.top) * (value - low) / ((high - low) or 1)

    def spots(self, xs: Sequence[float], ys: Sequence[float | None]) -> list[Spot | None]:
        """A place for each pair; None for a value that is missing or above the plot."""
        top = self.y_ends[1]
        return [None if y is None or y > top else (self.x(x), self.y(y)) for x, y in zip(xs, ys, strict=True)]


def sheet(
    width: int, height: int, title: str, heading: str, spoken: str, foot: Sequence[str]
) -> tuple[list[str], float, float]:
    """The opening of a picture with its words above and below, and where the room between them begins and ends."""
    lines = svg.wrapped(title, width - 28, 17) if title else []
    told = svg.wrapped(heading, width - 28, 12)
    below = svg.wrapped(" ".join(foot), width - 28, 12)
    drawn = [svg.opening(width, height, title, spoken)]
    drawn += [svg.text(words, 14, 24 + 20 * k, 16, bold=True) for k, words in enumerate(lines)]
    drawn += [svg.text(words, 14, 25 + 20 * len(lines) + 15 * k, 12) for k, words in enumerate(told)]
    start = height - 16 * len(below) + 7
    drawn += [svg.text(words, 14, start + 16 * k, 12) for k, words in enumerate(below)]
    return drawn, 25 + 20 * len(lines) + 15 * len(told), start - 22


def grid(plane: Plane, x_ticks: Ticks, y_ticks: Ticks) -> list[str]:
    """Both axes with their numbers; level lines through the numbers of the upright one."""
    drawn = []
    for value, words in y_ticks:
        height = plane.y(value)
        ink = LINE if value == plane.y_ends[0] else "#e0e0e0"
        drawn.append(svg.line((plane.left, plane.right), (height, height), 1, ink=ink))
        drawn.append(svg.text(words, plane.left - 7, height + 4, 12, "end"))
    for value, words in x_ticks:
        x = plane.x(value)
        drawn.append(svg.line((x, x), (plane.bottom, plane.bottom + 5), 1, ink=LINE))
        drawn.append(svg.text(words, x, plane.bottom + 19, 12, "middle"))
    return drawn


def ends(plane: Plane, values: Sequence[tuple[float, str]]) -> list[str]:
    """What the right end of each line is called, moved apart where lines lie close together."""
    heights = spread([plane.y(value) for value, _ in values], 15, (plane.top, plane.bottom))
    named = zip(values, heights, strict=True)
    return [svg.text(words, plane.right + 5, height + 4, 12) for (_, words), height in named]


def layout(
    heading: str, left: int, right: int, x_axis: dict[str, Any], y_axis: dict[str, Any], **more: Any
) -> dict[str, Any]:
    """What every Plotly figure of this kind looks like."""
    axis = {
        "linecolor": LINE,
        "zeroline": False,
        "fixedrange": True,
        "ticks": "outside",
        "tickcolor": LINE,
        "tickangle": 0,
    }
    lines = "<br>".join(escape(words, quote=False) for words in svg.wrapped(heading, 350, 12))
    place = {"x": 0.012, "xref": "container", "xanchor": "left", "y": 0.97, "yref": "container", "yanchor": "top"}
    return {
        "template": {},
        "font": {"family": ON_THE_PAGE, "size": 13, "color": INK},
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "height": 430,
        "title": {"text": lines, "font": {"size": 12}, **place},
        "margin": {"l": left, "r": right, "t": 32 + 15 * lines.count("<br>"), "b": 60},
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": "#ffffff", "align": "left", "font": {"color": INK}},
        "dragmode": False,
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": -0.2, "yanchor": "top"},
        "xaxis": {"showgrid": False, **axis, **x_axis},
        "yaxis": {"gridcolor": "#e4e4e4", **axis, **y_axis},
        **more,
    }


def note(words: str, **where: Any) -> dict[str, Any]:
    """A text on a Plotly figure."""
    return {"text": escape(words, quote=False), "showarrow": False, "font": {"size": 12, "color": INK}, **where}


SCREENS, TALL = (220.0, 1150.0), 260.0  # the room between the axes of a figure, on a phone and on a wide screen
ASIDE = {"start": "left", "middle": "center", "end": "right"}


@dataclass(frozen=True)
class Named:
    """A name to write beside its spot: what it is called, its two values, and whether rather above than below."""

    words: str
    x: float
    y: float
    up: bool


def names_beside(
    named: Sequence[Named],
    others: Sequence[tuple[float, float]],
    ways: Sequence[Sequence[tuple[float, float | None]]],
    x_ends: tuple[float, float],
    y_ends: tuple[float, float],
) -> list[dict[str, Any]]:
    """The names that find room beside their spots on a phone and on a wide screen; the pointer tells the others.

    A name covers no spot and no other name; a line only where there is no better place.
    """
    planes = [Plane(0.0, width, 0.0, TALL, x_ends, y_ends) for width in SCREENS]
    spots = [[(plane.x(x), plane.y(y)) for x, y in (*((one.x, one.y) for one in named), *others)] for plane in planes]
    taken = [point_boxes(of, 7) for of in spots]
    lines = [[box for way in ways for box in path_boxes(_spots(plane, way), 12)] for plane in planes]
    room = ((0.0, SCREENS[0]), (-14.0, TALL - 2))
    found = []
    for k, one in enumerate(named):
        away = [(spots[0][k][0] - of[k][0], spots[0][k][1] - of[k][1]) for of in spots]
        hard, soft = (
            [_moved(box, by) for boxes, by in zip(of, away, strict=True) for box in boxes] for of in (taken, lines)
        )
        if place := beside(spots[0][k], one.words, one.up, hard, soft, room):
            for boxes, (dx, dy) in zip(taken, away, strict=True):
                boxes.append(_moved(place.box, (-dx, -dy)))
            where = {"x": one.x, "y": one.y, "xanchor": ASIDE[place.anchor], "yanchor": "middle", "borderpad": 0}
            shift = {"xshift": place.dx, "yshift": 4 - place.dy, "bgcolor": "rgba(255,255,255,0.8)"}
            found.append(note(one.words, **where, **shift))
    return found


def _spots(plane: Plane, way: Sequence[tuple[float, float | None]]) -> list[Spot | None]:
    return plane.spots([x for x, _ in way], [y for _, y in way])


def _moved(box: Box, by: Spot) -> Box:
    return (box[0][0] + by[0], box[0][1] + by[0]), (box[1][0] + by[1], box[1][1] + by[1])


def titled(words: str) -> dict[str, Any]:
    """The name of a Plotly axis."""
    return {"title": {"text": escape(words, quote=False), "font": {"size": 12}}}
