"""A Pareto chart, drawn lying down so that long names stay readable: bars by size, and the share they add up to."""

from __future__ import annotations

from html import escape
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.drawing import svg
from dashboard.drawing.picture import INK, LINE
from dashboard.drawing.placing import lines_within, width_of
from dashboard.drawing.plane import Plane, layout, sheet

BAR = "#8fb8d6"
QUARTERS = (0, 0.25, 0.5, 0.75, 1)
UNSEEN = "\u200b"
SHOWN = 15  # bars; the kinds after them are one bar together


def pareto_svg(table: pl.DataFrame, title: str = "", counted: str = "count", width: int = 900) -> str:
    """Bars from the largest, each with its count; the line is the share of all that they and those above them make."""
    rows = _rows(table)
    most = min(int((width * 0.46 - 20) / 6.6), 40)
    rows = [(_short(name, most), count, cumulative) for name, count, cumulative in rows]
    wide = max((width_of(name, 12) for name, _, _ in rows), default=40)
    height = 118 + 26 * max(len(rows), 1)
    drawn, top, bottom = sheet(width, height, title, _heading(counted), _spoken(table, title), (_foot(table, counted),))
    plane = Plane(20 + wide, width - 52, top + 22, bottom, (0.0, 1.0), (len(rows), 0.0))
    drawn += [part for share in QUARTERS for part in _share_line(plane, share)]
    if not rows:
        drawn.append(svg.text("nothing to count yet", (plane.left + plane.right) / 2, plane.top + 30, 13, "middle"))
    total = sum(count for _, count, _ in rows)
    tall = (plane.bottom - plane.top) / max(len(rows), 1)
    for k, (name, count, _) in enumerate(rows):
        drawn += _bar(plane, plane.top + tall * (k + 0.5), tall * 0.32, name, (count, count / total))
    spots = [(plane.x(share), plane.top + tall * (k + 0.5)) for k, (*_, share) in enumerate(rows)]
    drawn.append(svg.path(spots, 1.5))
    for (x, y), (*_, share) in zip(spots, rows, strict=True):
        drawn.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{INK}"/>')
        drawn.append(svg.text(f"{share:.0%}", x + 7, y - 5, 12, halo=True))
    return "".join(drawn) + "</svg>"


def _share_line(plane: Plane, share: float) -> list[str]:
    x = plane.x(share)
    line = svg.line((x, x), (plane.top, plane.bottom), 1, ink="#e0e0e0" if share else LINE)
    return [line, svg.text(f"{share:.0%}", x, plane.top - 6, 12, "middle")]


def _bar(plane: Plane, y: float, half: float, name: str, size: tuple[int, float]) -> list[str]:
    """One bar with its name before it, and its count in it or, if it is too short, after it."""
    count, share = size
    end, words = plane.x(share), f"{count:,}"
    box = f'width="{end - plane.left:.1f}" height="{2 * half:.1f}" fill="{BAR}" stroke="{INK}" stroke-width="0.8"'
    inside = end - plane.left > width_of(words, 12) + 16  # the point of the first sum lies on the end of its bar
    place = ((plane.left + end) / 2, y + 4, 12.0, "middle") if inside else (end + 5, y + 4, 12.0, "start")
    return [
        f'<rect x="{plane.left:.1f}" y="{y - half:.1f}" {box}/>',
        svg.text(name, plane.left - 7, y + 4, 12, "end"),
        svg.text(words, *place, halo=not inside),
    ]


def pareto_figure(table: pl.DataFrame, counted: str = "count") -> go.Figure:
    """The same as a figure; a pointer on a bar reads its count and its share."""
    rows = _rows(table)
    names = _told_apart(["<br>".join(escape(line, quote=False) for line in _in_two(name)) for name, _, _ in rows])
    total = sum(count for _, count, _ in rows) or 1
    shares = [count / total for _, count, _ in rows]
    text = [f"{count:,}" for _, count, _ in rows]
    bars: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "x": shares,
        "y": names,
        "text": text,
        "showlegend": False,
    }
    bars |= {
        "marker": {"color": BAR, "line": {"color": INK, "width": 0.8}},
        "textposition": "auto",
        "textangle": 0,
        "insidetextanchor": "middle",
    }
    bars["hovertemplate"] = "<b>%{y}</b><br>%{text}, %{x:.0%} of all<extra></extra>"
    line: dict[str, Any] = {"type": "scatter", "mode": "lines+markers", "x": [share for *_, share in rows], "y": names}
    line |= {"line": {"color": LINE, "width": 1.5}, "marker": {"color": INK, "size": 8}, "showlegend": False}
    line |= {"hovertemplate": "Down to %{y}: %{x:.0%} of all<extra></extra>", "cliponaxis": False}
    x_axis: dict[str, Any] = {
        "range": [0, 1.02],
        "tickformat": ".0%",
        "side": "top",
        "showgrid": True,
        "gridcolor": "#e4e4e4",
        "tickvals": list(QUARTERS),
    }
    y_axis = {"autorange": "reversed", "automargin": True, "showgrid": False}
    looks = layout(_heading(counted), 20, 36, x_axis, y_axis)
    looks |= {
        "height": 110 + (36 if any("<br>" in name for name in names) else 26) * max(len(rows), 2),
        "margin": {"l": 20, "r": 36, "t": 66, "b": 16},
    }
    return go.Figure({"data": [bars, line], "layout": looks})


def _heading(counted: str) -> str:
    return f"{counted[:1].upper()}{counted[1:]} of each kind, and the share that they add up to"


def _rows(table: pl.DataFrame) -> list[tuple[str, int, float]]:
    """Name, count and cumulative share; the smallest kinds together where there are many."""
    rows = table.select("category", "count", "cumulative").rows()
    if len(rows) <= SHOWN:
        return rows
    rest = rows[SHOWN - 1 :]
    return [*rows[: SHOWN - 1], (f"{len(rest)} other kinds", sum(count for _, count, _ in rest), 1.0)]


def _short(name: str, most: int = 24) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _in_two(name: str) -> list[str]:
    """A name in one or two lines that leave a phone room for the bars."""
    return svg.at_most(2, lines_within(name, 150, 13))


def _told_apart(names: list[str]) -> list[str]:
    """Names that were cut to the same words stay bars of their own: each further one has a mark that nobody sees."""
    return [name + UNSEEN * names[:k].count(name) for k, name in enumerate(names)]


def _foot(table: pl.DataFrame, counted: str) -> str:
    return f"{table['count'].sum():,} {counted} in {table.height} kinds."


def _spoken(table: pl.DataFrame, title: str) -> str:
    if table.is_empty():
        return f"{title}: nothing to count yet."
    most = table.filter(pl.col("cumulative").shift(1, fill_value=0.0) < 0.8).height
    largest, count = table.select("category", "count").row(0)
    return f"{title}: {most} of {table.height} kinds make up 80% of all. The largest is {largest}, {count:,}."
