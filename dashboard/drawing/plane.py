"""A sheet with two axes of numbers, for the drawings that are no series: funnel, CUSUM, Pareto."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from dashboard.drawing import svg
from dashboard.drawing.picture import INK, LINE
from dashboard.drawing.placing import spread, width_of
from dashboard.drawing.svg import FONT, Spot

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
        "font": {"family": FONT, "size": 13, "color": INK},
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


NARROW = (250.0, 300.0)  # the room between the axes of a figure on a phone, in pixels
A_LINE = 15.0


def clear_of_each_other(notes: Sequence[dict[str, Any]], spots: Sequence[Spot]) -> list[dict[str, Any]]:
    """Those notes that hit none before them even on a phone; the pointer tells the others.

    A spot is where its note points, in parts of the plot from its left and from its bottom.
    """
    kept: list[dict[str, Any]] = []
    taken: list[tuple[float, float, float, float]] = []
    for one, spot in zip(notes, spots, strict=True):
        left, low, right, high = _box(one, spot)
        if all(right <= a or c <= left or high <= b or d <= low for a, b, c, d in taken):
            kept.append(one)
            taken.append((left, low, right, high))
    return kept


def _box(one: dict[str, Any], spot: Spot) -> tuple[float, float, float, float]:
    """The room of a note on a phone: its left, its bottom, its right and its top."""
    wide = width_of(one["text"], 12) + 4
    x, y = spot[0] * NARROW[0] + one.get("xshift", 0), spot[1] * NARROW[1] + one.get("yshift", 0)
    left = x - wide * {"left": 0.0, "right": 1.0}.get(one.get("xanchor", "center"), 0.5)
    low = y - A_LINE * {"bottom": 0.0, "top": 1.0}.get(one.get("yanchor", "middle"), 0.5)
    return left, low, left + wide, low + A_LINE


def titled(words: str) -> dict[str, Any]:
    """The name of a Plotly axis."""
    return {"title": {"text": escape(words, quote=False), "font": {"size": 12}}}
