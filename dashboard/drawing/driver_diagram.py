"""A driver diagram, drawn: from the aim on the left to tests and measures on the right, or stacked on a telephone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.drawing import svg
from dashboard.drawing.picture import INK, LINE
from dashboard.drawing.placing import lines_within
from dashboard.telling.diagram_words import sentence_of
from measures.improvement.driver_diagram import Branch, Diagram, DriverIdea

STACKED_BELOW = 680
HEADS = ("Aim", "What it depends on", "What we change", "How we will know")
COLUMNS = (0.19, 0.21, 0.25, 0.26)  # of the width; the rest lies between them
LINE_HEIGHT, PAD, GAP = 16.0, 8.0, 10.0
BOLD = 14.0  # bold letters of 13 are about as wide as plain ones of 14
NO_AIM = "The aim is still to be written."
NO_IDEA = "no idea taken up yet"


@dataclass(frozen=True)
class Box:
    """Lines of words in a frame, the first ones bold; where it begins, and how wide it is."""

    left: float
    wide: float
    bold: list[str]
    plain: list[str]

    @property
    def height(self) -> float:
        """The room its lines take."""
        return 2 * PAD + LINE_HEIGHT * (len(self.bold) + len(self.plain))


@dataclass(frozen=True)
class Row:
    """An idea beside how it is seen, in columns."""

    idea: Box
    seen: Box | None

    @property
    def height(self) -> float:
        """The higher of the two."""
        return max(self.idea.height, self.seen.height if self.seen else 0.0)


def diagram_svg(diagram: Diagram, width: int = 1000) -> str:
    """In columns, wide enough for a sheet of A4 on its side; narrower than 680, each under what it belongs to."""
    drawn, height = _stacked(diagram, width) if width < STACKED_BELOW else _in_columns(diagram, width)
    return "".join([svg.opening(width, round(height), "Driver diagram", sentence_of(diagram)), *drawn]) + "</svg>"


def diagram_table(diagram: Diagram) -> pl.DataFrame:
    """The same as a table: a row for each idea, and one for each driver that has none."""
    nothing = DriverIdea(NO_IDEA)
    rows = [
        (branch.driver.name, idea.title, idea.status, "; ".join(idea.measures), "; ".join(idea.cycles))
        for branch in diagram.branches
        for idea in branch.ideas or (nothing,)
    ]
    names = ("What it depends on", "Change idea", "Where it stands", "Measures", "Tests of change")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def _box(left: float, wide: float, bold: str, plain: Sequence[str] = ()) -> Box:
    room = wide - 2 * PAD
    lines = [line for words in plain for line in lines_within(words, room, 12)]
    return Box(left, wide, lines_within(bold, room, BOLD), lines)


def _seen(idea: DriverIdea) -> list[str]:
    """The measures and the tests of an idea, each on lines of its own."""
    return [*(f"Measure: {title}" for title in idea.measures), *(f"Test: {words}" for words in idea.cycles)]


def _draw(box: Box, top: float, ink: str = INK) -> list[str]:
    around = f'x="{box.left:.1f}" y="{top:.1f}" width="{box.wide:.1f}" height="{box.height:.1f}" rx="4"'
    drawn = [f'<rect {around} fill="#ffffff" stroke="{ink}" stroke-width="1.2"/>']
    for k, words in enumerate([*box.bold, *box.plain]):
        height = top + PAD + 12 + LINE_HEIGHT * k
        bold = k < len(box.bold)
        drawn.append(svg.text(words, box.left + PAD, height, 13 if bold else 12, bold=bold))
    return drawn


def _in_columns(diagram: Diagram, width: int) -> tuple[list[str], float]:
    """A parent stands in the middle of its children, joined to each by a line."""
    between = (width - 16 - sum(COLUMNS) * (width - 16)) / 3
    wides = [share * (width - 16) for share in COLUMNS]
    lefts = [8 + sum(wides[:k]) + between * k for k in range(4)]
    columns = list(zip(lefts, wides, strict=True))
    drawn = [svg.text(words, left, 18, 12) for words, left in zip(HEADS, lefts, strict=True)]
    aim = _box(*columns[0], diagram.aim or NO_AIM)
    start = top = 30.0
    joins = []
    for branch in diagram.branches:
        parts, middle, top = _branch(branch, columns, top)
        drawn += parts
        joins.append(middle)
    bottom = max(top - GAP, start + aim.height)
    at = (joins[0] + joins[-1]) / 2 if joins else start + aim.height / 2
    aim_top = min(max(at - aim.height / 2, start), bottom - aim.height)
    lines = [_join((aim.left + aim.wide, aim_top + aim.height / 2), (lefts[1], middle)) for middle in joins]
    return [*lines, *drawn, *_draw(aim, aim_top)], bottom + 12


def _branch(branch: Branch, columns: Sequence[tuple[float, float]], top: float) -> tuple[list[str], float, float]:
    """A driver with its ideas: its strokes, its middle, and where the next branch begins."""
    ideas = [Row(_box(*columns[2], idea.title, [idea.status]), _seen_box(columns[3], idea)) for idea in branch.ideas]
    driver = _box(*columns[1], branch.driver.name, [branch.driver.says, "" if ideas else f"({NO_IDEA})"])
    tall = sum(row.height for row in ideas) + GAP * max(len(ideas) - 1, 0)
    span = max(tall, driver.height)
    middle, row_top = top + span / 2, top + (span - tall) / 2
    lines: list[str] = []
    drawn = _draw(driver, middle - driver.height / 2)
    for row in ideas:
        level = row_top + row.height / 2
        lines.append(_join((driver.left + driver.wide, middle), (row.idea.left, level)))
        drawn += _draw(row.idea, level - row.idea.height / 2)
        if row.seen:
            lines.append(_join((row.idea.left + row.idea.wide, level), (row.seen.left, level)))
            drawn += _draw(row.seen, level - row.seen.height / 2, LINE)
        row_top += row.height + GAP
    return [*lines, *drawn], middle, top + span + 1.6 * GAP


def _seen_box(column: tuple[float, float], idea: DriverIdea) -> Box | None:
    return _box(*column, "", _seen(idea)) if _seen(idea) else None


def _join(one: svg.Spot, other: svg.Spot) -> str:
    """Level, upright, level: from a parent to a child on its right."""
    half = (one[0] + other[0]) / 2
    way = f"M{one[0]:.1f} {one[1]:.1f}H{half:.1f}V{other[1]:.1f}H{other[0]:.1f}"
    return f'<path d="{way}" fill="none" stroke="{LINE}" stroke-width="1.2"/>'


def _stacked(diagram: Diagram, width: int) -> tuple[list[str], float]:
    """Drivers under the aim, ideas under their driver, each set in a little more, with how it is seen in its box."""
    drawn: list[str] = []
    top = 4.0
    trunks: dict[int, float] = {}
    for depth, bold, plain in _outline(diagram):
        box = _box(4 + 20.0 * depth, width - 8 - 20.0 * depth, bold, plain)
        if depth:
            x, level = 4 + 20.0 * depth - 10, top + min(box.height / 2, 18)
            drawn.append(svg.line((x, x), (trunks[depth - 1], level), 1.2, ink=LINE))
            drawn.append(svg.line((x, box.left), (level, level), 1.2, ink=LINE))
        drawn += _draw(box, top)
        top += box.height
        trunks[depth] = top
        top += GAP
    return drawn, top


def _outline(diagram: Diagram) -> Iterator[tuple[int, str, list[str]]]:
    """How far each box is set in, its bold words, and its plain lines, from top to bottom."""
    yield 0, diagram.aim or NO_AIM, []
    for branch in diagram.branches:
        yield 1, branch.driver.name, [branch.driver.says, "" if branch.ideas else f"({NO_IDEA})"]
        for idea in branch.ideas:
            yield 2, idea.title, [idea.status, *_seen(idea)]
