"""A chart as SVG: the small tile of the overview, and the whole chart for paper and files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import svg
from dashboard.phrases import day_words
from dashboard.scene import (
    LINE,
    MEANING_WORDS,
    Level,
    Mark,
    Note,
    Scene,
    scene,
    shaded_groups,
    state_words,
)
from dashboard.svg import Spot
from dashboard.words import notes, sentence
from measures.series import Series
from measures.spc import Chart


@dataclass(frozen=True)
class Frame:
    """Where the plot lies on the picture, and where a period and a value are in it."""

    left: float
    right: float
    top: float
    bottom: float
    periods: int
    highest: float

    def x(self, i: float) -> float:
        """The middle of period i, counted from 1; halves are the edges between periods."""
        return self.left + (self.right - self.left) * (i - 0.5) / max(self.periods, 1)

    def y(self, value: float) -> float:
        """The height of a value in the unit shown."""
        return self.bottom - (self.bottom - self.top) * value / self.highest

    def spots(self, marks: Sequence[Mark]) -> list[Spot | None]:
        """A place for each point; None for a gap."""
        return [None if mark.value is None else (self.x(mark.i), self.y(mark.value)) for mark in marks]


def tile(chart: Chart, series: Series) -> str:
    """A sparkline with its middle line: the newest whole period stands out, what is not judged is shaded.

    It carries its own sentence for a screen reader; the words around it are the page's.
    """
    picture = scene(series, chart)
    frame = Frame(6, 258, 18, 92, len(picture.marks), picture.top)
    drawn = [
        svg.opening(320, 110, series.title, sentence(series, chart)),
        *_bands(picture, frame),
        *(_level_line(picture, frame, level, 1.2) for level in picture.levels),
        svg.lines_through(picture.marks, frame.spots(picture.marks), 1.4),
        *_small_symbols(picture, frame),
        *_tile_words(picture, frame, series),
    ]
    return "".join(drawn) + "</svg>"


def _bands(picture: Scene, frame: Frame) -> list[str]:
    return [
        svg.band((frame.x(group[0].i - 0.5), frame.x(group[-1].i + 0.5)), (frame.top, frame.bottom))
        for group in shaded_groups(picture.marks)
    ]


def _level_line(picture: Scene, frame: Frame, level: Level, width: float) -> str:
    shifted = any(n.rule == "few_crossings" and n.first == level.first for n in picture.notes)
    ends = (frame.x(level.first - 0.5), frame.x(level.last + 0.5))
    return svg.line(ends, (frame.y(level.value), frame.y(level.value)), width, "7 5" if shifted else "")


def _small_symbols(picture: Scene, frame: Frame) -> list[str]:
    """In a tile only marked points, open points and the newest whole one have a symbol."""
    newest = _newest_whole(picture)
    return [
        svg.symbol(mark, spot, 4.2 if mark is newest else 2.6)
        for mark, spot in zip(picture.marks, frame.spots(picture.marks), strict=True)
        if spot is not None and (mark is newest or mark.signal is not None or mark.state != "whole")
    ]


def _newest_whole(picture: Scene) -> Mark | None:
    whole = [mark for mark in picture.marks if mark.state == "whole" and mark.value is not None]
    return whole[-1] if whole else None


def _tile_words(picture: Scene, frame: Frame, series: Series) -> list[str]:
    """Where the axis begins and ends, and the value of the newest middle line."""
    if not picture.marks:
        return [svg.text(f"no {series.every} to draw yet", 160, 58, 12, "middle")]
    ends = [
        svg.line((frame.left, frame.right), (frame.bottom, frame.bottom), 1, ink=LINE),
        svg.text(picture.marks[0].label, frame.left, 105, 11),
        svg.text(picture.marks[-1].label, frame.right, 105, 11, "end") if len(picture.marks) > 1 else "",
    ]
    levels = [level for level in picture.levels if level.last == len(picture.marks)]
    for level in levels:
        name, value = level.text.rsplit(" ", 1)
        height = min(max(frame.y(level.value), 16), 84)
        ends += [svg.text(name, 263, height, 11), svg.text(value, 263, height + 13, 12, bold=True)]
    return ends


def chart_svg(chart: Chart, series: Series, width: int = 900, height: int = 420) -> str:
    """The whole chart by itself: axes, middle line, shading, named signals, legend, and what was counted.

    Made for paper: it needs no colour, no page around it and no font of its own.
    """
    picture = scene(series, chart)
    foot = _foot(series, chart, width)
    legend = _legend_lines(picture, series, width)
    under = 34 + 20 * len(legend) + 16 * len(foot)
    frame = Frame(
        52, width - 66, 68 if len(picture.levels) > 1 else 62, height - under, len(picture.marks), picture.top
    )
    name = series.title if series.provider == "ALL" else f"{series.title}, {series.provider}"
    told = " ".join([sentence(series, chart), *notes(series, chart)])
    drawn = [
        svg.opening(width, height, name, told),
        svg.text(name, 14, 24, 16, bold=True),
        svg.text(picture.heading, 14, 46, 12),
        *_bands(picture, frame),
        *_value_axis(picture, frame),
        *_time_axis(picture, frame),
        *_levels(picture, frame),
        svg.lines_through(picture.marks, frame.spots(picture.marks), 1.5),
        *_symbols(picture, frame),
        *_level_words(picture, frame),
        *_notes(picture, frame),
        *_legend(legend, frame),
        *(svg.text(words, 14, height - 16 * (len(foot) - k) + 7, 12) for k, words in enumerate(foot)),
    ]
    return "".join(drawn) + "</svg>"


def _value_axis(picture: Scene, frame: Frame) -> list[str]:
    drawn = []
    for value, words in picture.ticks:
        height = frame.y(value)
        drawn.append(svg.line((frame.left, frame.right), (height, height), 1, ink="#e0e0e0" if value else LINE))
        drawn.append(svg.text(words, frame.left - 7, height + 4, 12, "end"))
    return drawn


def _time_axis(picture: Scene, frame: Frame) -> list[str]:
    """As many labels as fit, counted back from the newest period, which always has one."""
    total = len(picture.marks)
    if not total:
        centre = (frame.left + frame.right) / 2
        return [svg.text(f"no {picture.every} to draw yet", centre, frame.y(picture.top / 2), 13, "middle")]
    fits = max(int((frame.right - frame.left) / 84), 1)
    every = next(step for step in (1, 2, 3, 4, 6, 12, 24, 52, total) if step * fits >= total)
    return [
        part
        for mark in picture.marks
        if (total - mark.i) % every == 0
        for part in (
            svg.line((frame.x(mark.i), frame.x(mark.i)), (frame.bottom, frame.bottom + 5), 1, ink=LINE),
            svg.text(mark.label, frame.x(mark.i), frame.bottom + 19, 12, "middle"),
        )
    ]


def _levels(picture: Scene, frame: Frame) -> list[str]:
    drawn = [_level_line(picture, frame, level, 1.6) for level in picture.levels]
    if picture.target is not None:
        height = frame.y(picture.target)
        drawn.append(svg.line((frame.left, frame.right), (height, height), 1.2, "8 3 2 3"))
    return drawn


def _level_words(picture: Scene, frame: Frame) -> list[str]:
    """The value of each middle line: beside the plot for the newest phase, above it for those before."""
    drawn = []
    for level in picture.levels:
        end, height = frame.x(level.last + 0.5), frame.y(level.value)
        if level.last == len(picture.marks):
            name, value = level.text.rsplit(" ", 1)
            drawn.append(svg.text(name, end + 5, height - 1, 12))
            drawn.append(svg.text(value, end + 5, height + 13, 12, bold=True))
        else:
            middle = (frame.x(level.first) + frame.x(level.last)) / 2
            drawn.append(svg.text(level.text, middle, frame.top - 5, 12, "middle"))
    if picture.target is not None:
        words = f"target {picture.target:,.10g}"
        drawn.append(svg.text(words, frame.left + 4, frame.y(picture.target) - 5, 12, halo=True))
    return drawn


def _symbols(picture: Scene, frame: Frame) -> list[str]:
    return [
        svg.symbol(mark, spot, 4)
        for mark, spot in zip(picture.marks, frame.spots(picture.marks), strict=True)
        if spot is not None
    ]


def _notes(picture: Scene, frame: Frame) -> list[str]:
    drawn = []
    second = any(note.rule == "long_run" for note in picture.notes)
    for note in picture.notes:
        if note.rule == "long_run":
            drawn += _bracket(frame, note)
        else:
            place = (frame.x(note.first) + frame.x(note.last)) / 2
            drawn.append(svg.text(note.text, place, frame.top + (32 if second else 12), 12, "middle", halo=True))
    return drawn


def _bracket(frame: Frame, note: Note) -> list[str]:
    left, right = frame.x(note.first), frame.x(note.last)
    feet = [svg.line((x, x), (frame.top, frame.top + 6), 1.2) for x in (left, right)]
    words = svg.text(note.text, (left + right) / 2, frame.top + 14, 12, "middle")
    return [*feet, svg.line((left, right), (frame.top, frame.top), 1.2), words]


def _legend_lines(picture: Scene, series: Series, width: int) -> list[list[tuple[float, str, Mark]]]:
    """One entry for each kind of marked or open point that is really there, in as many lines as they need."""
    lines: list[list[tuple[float, str, Mark]]] = []
    x = float(width)
    for words, mark in _kinds(picture, series):
        room = 34 + 6.6 * len(words)
        if x + room > width - 14:
            lines.append([])
            x = 52
        lines[-1].append((x, words, mark))
        x += room
    return lines


def _legend(lines: list[list[tuple[float, str, Mark]]], frame: Frame) -> list[str]:
    return [
        part
        for k, entries in enumerate(lines)
        for x, words, mark in entries
        for part in (
            svg.symbol(mark, (x + 4, frame.bottom + 38 + 20 * k), 4),
            svg.text(words, x + 15, frame.bottom + 42 + 20 * k, 12),
        )
    ]


def _kinds(picture: Scene, series: Series) -> list[tuple[str, Mark]]:
    found: dict[str, Mark] = {}
    for mark in picture.marks:
        if mark.value is not None and mark.signal is not None:
            found.setdefault(MEANING_WORDS[mark.signal.meaning], mark)
        elif mark.value is not None and mark.state != "whole":
            found.setdefault(state_words(series, mark.state), mark)
    return list(found.items())


def _foot(series: Series, chart: Chart, width: int) -> list[str]:
    """What was counted, by which rules it was judged, and until when the data speak."""
    counted = f"Counted: {series.numerator_says}"
    if series.is_rate:
        counted += f"; out of: {series.denominator_says}"
    day = series.last_day()
    until = f" Data to {day_words(day)}." if day else ""
    rules = f"Run chart; rule set: {chart.rules_title} (long run, few crossings)."
    return svg.wrapped(f"{counted}.{_n_words(series)} {rules}{until}", width - 28, 12)


def _n_words(series: Series) -> str:
    """How many there were to count in a period; no sum, since one patient may stand in several periods."""
    sizes = series.points["denominator"].drop_nulls().to_list()
    if not series.is_rate or not sizes:
        return ""
    return f" n each {series.every}: {min(sizes):,} to {max(sizes):,}."
