"""A measure's chart as SVG: the small tile of the overview, and the whole chart for paper and files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from dashboard.drawing import svg
from dashboard.drawing.course import course_words, pictured
from dashboard.drawing.frame import PlotFrame, bands, centre_line, data_line, limit_lines, target_lines
from dashboard.drawing.icons import icon_marks
from dashboard.drawing.picture import LINE, DayNote, Mark, Scene
from dashboard.drawing.printed import svg_of
from dashboard.drawing.scene import scene
from dashboard.telling.charts import notes, sentence
from measures.series import Series
from measures.spc import Chart
from measures.spc.icons import with_limits
from measures.verdict import MeasureVerdict, icons_of

__all__ = ["chart_svg", "svg_of", "tile", "with_icons"]


def tile(chart: Chart, series: Series, said: str = "") -> str:
    """A sparkline with its lines: the newest whole period stands out, what is not judged is shaded.

    It carries a sentence for a screen reader, the verdict `said` on the page or its own; the words around it are the
    page's.
    """
    picture = scene(series, chart, told=False)
    frame = PlotFrame(6, 258, 8, 12, 92, len(picture.marks), picture.low, picture.high)
    spots = frame.spots(picture.marks)
    drawn = [
        svg.opening(320, 110, series.title, said or sentence(series, chart)),
        *bands(picture, frame),
        *limit_lines(picture, frame, 0.9),
        *(centre_line(frame, level, 1.2) for level in picture.levels),
        *target_lines(picture, frame, 0.9),
        data_line(picture, spots, 1.4),
        *_small_symbols(picture, spots),
        *_tile_words(picture, frame),
    ]
    return "".join(drawn) + "</svg>"


def with_icons(chart: Chart, series: Series, found: MeasureVerdict) -> Chart:
    """The chart with the two icons of the verdict, on the side that its own values are better on."""
    icons = icons_of(replace(found, better=series.better))
    return replace(chart, icons=None if icons is None else with_limits(icons, chart.points))


def _small_symbols(picture: Scene, spots: Sequence[svg.Spot | None]) -> list[str]:
    """In a tile only marked points, open points and the newest whole one have a symbol."""
    newest = _newest_whole(picture)
    return [
        svg.symbol(mark, spot, (4.2 if mark.sign is None else 3.4) if mark is newest else 2.6)
        for mark, spot in zip(picture.marks, spots, strict=True)
        if spot is not None and (mark is newest or mark.sign is not None or mark.state != "whole")
    ]


def _newest_whole(picture: Scene) -> Mark | None:
    return next((mark for mark in reversed(picture.marks) if mark.state == "whole" and mark.value is not None), None)


def _tile_words(picture: Scene, frame: PlotFrame) -> list[str]:
    """Where the axis begins and ends, the value of the newest centre, and the icons of rules that give them."""
    if not picture.marks:
        return [svg.text(f"no {picture.every} to draw yet", 160, 58, 12, "middle")]
    ends = [
        svg.line((frame.left, frame.right), (frame.bottom, frame.bottom), 1, ink=LINE),
        svg.text(picture.marks[0].label, frame.left, 105, 11),
        svg.text(picture.marks[-1].label, frame.right, 105, 11, "end") if len(picture.marks) > 1 else "",
    ]
    highest = 34 if picture.icons else 16
    for level in picture.levels:
        if level.last == len(picture.marks):
            height = min(max(frame.y(level.value), highest), 84)
            ends += [svg.text(level.name, 263, height, 11), svg.text(level.number, 263, height + 13, 12, bold=True)]
    return ends + (
        icon_marks(picture.icons, 262, 0, 11, words=False, limits=picture.icon_limits) if picture.icons else []
    )


def chart_svg(
    chart: Chart,
    series: Series,
    width: int = 900,
    height: int = 420,
    flags: Sequence[DayNote] = (),
    course: pl.DataFrame | None = None,
    said: str = "",
) -> str:
    """The whole chart by itself: axes, lines, shading, named signals, legend, and what was counted.

    Made for paper: it needs no colour, no page around it and no font of its own. With a `course`, as
    `Effect.counterfactual` has it, the chart shows that instead of its own lines. The verdict `said` beside it is what
    it says aloud.
    """
    own = [sentence(series, chart), *notes(series, chart)]
    told = " ".join([*([said] if said else own), course_words(series, course)]).strip()
    return svg_of(pictured(series, chart, flags, course, told=False), width, height, told)
