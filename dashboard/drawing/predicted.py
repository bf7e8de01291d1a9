"""What a team predicted, on the chart of its measure: a box from the first day of its test to the day predicted for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from dashboard.drawing import svg
from dashboard.drawing.frame import PlotFrame
from dashboard.drawing.picture import INK, Range, Scene
from dashboard.drawing.placing import width_of
from dashboard.drawing.scene_lines import ticks_to
from dashboard.telling.phrases import day_words, number_words
from measures.improvement import Prediction
from measures.series import Series

PREDICTED = "predicted"
LEAST = 3.0  # how high a box is whose two ends are the same


def with_predictions(picture: Scene, series: Series, since: date | None, told: Sequence[Prediction]) -> Scene:
    """The picture with a box for each range predicted of this measure; a direction alone has no box.

    A test that has not started, or lies after the days shown, has none either.
    """
    ends = [one for one in told if one.measure == series.measure and one.low is not None and one.high is not None]
    places = [(one, _places(series, since, one.by)) for one in ends] if since else []
    scale = 100.0 if series.is_rate else 1.0
    boxes = tuple(
        Range(place[0], place[1], one.low * scale, one.high * scale)
        for one, place in places
        if place and one.low is not None and one.high is not None
    )
    if not boxes:
        return picture
    highest = max(box.high for box in boxes)
    ticks = picture.ticks if highest <= picture.high else ticks_to(highest, series.is_rate)
    foot = tuple(_words(series, one) for one, place in places if place)
    return replace(picture, predicted=boxes, foot=(*picture.foot, *foot), ticks=ticks, high=ticks[-1][0])


def ranges(picture: Scene, frame: PlotFrame) -> list[str]:
    """The boxes, dashed all around, each with its name."""
    drawn = []
    for box in picture.predicted:
        left, right = frame.x(box.first - 0.5), frame.x(box.last + 0.5)
        top, tall = frame.y(box.high), max(frame.y(box.low) - frame.y(box.high), LEAST)
        around = f'x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{tall:.1f}"'
        drawn.append(f'<rect {around} fill="#e3eef5" stroke="{INK}" stroke-width="1" stroke-dasharray="3 3"/>')
        x, anchor = (left - 5, "end") if left - frame.left > width_of(PREDICTED, 12) + 8 else (right + 5, "start")
        drawn.append(svg.text(PREDICTED, x, top + tall / 2 + 4, 12, anchor, halo=True))
    return drawn


def _places(series: Series, since: date, by: date) -> tuple[int, int] | None:
    """The first and the last point, counted from 1, whose period has a day between two days."""
    inside = series.points.with_row_index("i", 1).filter((pl.col("end") >= since) & (pl.col("start") <= by))
    return None if inside.is_empty() else (int(inside["i"][0]), int(inside["i"][-1]))


def _words(series: Series, one: Prediction) -> str:
    assert one.low is not None
    assert one.high is not None
    low, high = (number_words(value, series.is_rate) for value in (one.low, one.high))
    return f"Predicted, in the dashed box: {low if low == high else f'{low} to {high}'} by {day_words(one.by)}."
