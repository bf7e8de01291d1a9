"""Where a plot lies on a picture, and the parts that every SVG of a chart draws into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.drawing import svg
from dashboard.drawing.picture import INK, LIMIT, CentreLine, Mark, Scene, shaded_groups
from dashboard.drawing.svg import Spot


@dataclass(frozen=True)
class PlotFrame:
    """The plot's edges, and where a point and a value are in it.

    `roof` is the upper edge of the plot, `top` the height of its highest value: signals are named between them.
    """

    left: float
    right: float
    roof: float
    top: float
    bottom: float
    points: int
    low: float
    high: float

    def x(self, i: float) -> float:
        """The middle of point i, counted from 1; halves are the edges between points."""
        return self.left + (self.right - self.left) * (i - 0.5) / max(self.points, 1)

    def y(self, value: float) -> float:
        """The height of a value in the unit shown."""
        return self.bottom - (self.bottom - self.top) * (value - self.low) / ((self.high - self.low) or 1)

    def spots(self, marks: Sequence[Mark]) -> list[Spot | None]:
        """A place for each point; None for a gap."""
        return [None if mark.value is None else (self.x(mark.i), self.y(mark.value)) for mark in marks]

    def phase_edges(self, first: int, last: int) -> tuple[float, float]:
        """Where the lines of a phase begin and end: a thin gap parts it from the next one."""
        gap = min(2.0, (self.right - self.left) / max(self.points, 1) / 6)
        left = self.x(first - 0.5) + (gap if first > 1 else 0)
        return left, self.x(last + 0.5) - (gap if last < self.points else 0)


def bands(picture: Scene, frame: PlotFrame) -> list[str]:
    """The grey behind what is not judged."""
    return [
        svg.band((frame.x(group[0].i - 0.5), frame.x(group[-1].i + 0.5)), (frame.roof, frame.bottom))
        for group in shaded_groups(picture.marks)
    ]


def centre_line(frame: PlotFrame, level: CentreLine, width: float) -> str:
    """Solid over the points that the centre comes from, dashed where it only reaches on."""
    left, right = frame.phase_edges(level.first, level.last)
    height = frame.y(level.value)
    end = right if level.solid_to >= level.last else frame.x(level.solid_to + 0.5)
    solid = svg.line((left, end), (height, height), width)
    return solid if end == right else solid + svg.line((end, right), (height, height), width, "7 4")


def limit_lines(picture: Scene, frame: PlotFrame, width: float) -> list[str]:
    """The control limits, level around each point and stepping between two."""
    drawn = []
    for limit in picture.limits:
        left, right = frame.phase_edges(limit.first, limit.last)
        stretches = [
            (max(frame.x(start), left), min(frame.x(end), right), frame.y(value)) for start, end, value in limit.steps
        ]
        drawn.append(svg.steps(stretches, width, LIMIT))
    return drawn


def target_lines(picture: Scene, frame: PlotFrame, width: float) -> list[str]:
    """The target, dashed and dotted; where it changed it steps, with a thin upright from the old one to the new."""
    drawn: list[str] = []
    before: tuple[float, float, float] | None = None
    for left, right, value in picture.targets:
        start = frame.left if left <= 0.5 else max(frame.x(left), frame.left)
        end = frame.right if right > len(picture.marks) else min(frame.x(right), frame.right)
        if before is not None and before[1] == left:
            drawn.append(svg.line((start, start), (frame.y(before[2]), frame.y(value)), width * 0.6, "2 3"))
        drawn.append(svg.line((start, end), (frame.y(value), frame.y(value)), width, "8 3 2 3"))
        before = left, right, value
    return drawn


def course_lines(picture: Scene, frame: PlotFrame) -> list[str]:
    """What a model sees: a thin line as it went, a bold dashed one had nothing changed."""
    return [
        svg.path([(frame.x(place), frame.y(value)) for place, value in way], *stroke, ink=INK)
        for course in picture.courses
        for stroke in [(2.2, "8 5") if course.dashed else (1.1, "")]
        for way in course.ways
    ]


def data_line(picture: Scene, spots: Sequence[Spot | None], width: float) -> str:
    """The line from point to point; units side by side have none."""
    return svg.lines_through(picture.marks, spots, width) if picture.in_time_order else ""
