"""The tests of a project along time: a row each, what it grew out of, and what became of it; as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.drawing import svg
from dashboard.drawing.picture import LINE
from dashboard.pages.changing.cycles.ramps import RampStep
from dashboard.telling.cycles import outcome, stands, title_words
from dashboard.telling.phrases import day_words
from measures.improvement import Cycle

WIDTH, LEFT, RIGHT, ROW, TOP = 820, 290, 700, 30, 12
LONGEST = 38  # letters of a title beside its row
SHORTEST = 4.0  # how wide a test of one day is drawn


def strip(steps: Sequence[RampStep], today: date) -> str:
    """Each test from its first to its last day, joined to the one it grew out of; planned ones stand at today."""
    days = [day for step in steps for day in (step.cycle.started, step.cycle.ended) if day is not None]
    first, last = min([*days, today]), max([*days, today])
    rows = {step.cycle.number: place for place, step in enumerate(steps)}
    spans = {step.cycle.number: _span(step.cycle, first, last, today) for step in steps}
    height = TOP + ROW * len(steps) + 34
    drawn = [svg.opening(WIDTH, height, "The tests along time", strip_words(steps))]
    drawn += [_join(step.cycle, rows, spans) for step in steps]
    drawn += [_row(step.cycle, rows[step.cycle.number], spans[step.cycle.number]) for step in steps]
    return "".join([*drawn, *_axis(first, last, height - 28), "</svg>"])


def strip_words(steps: Sequence[RampStep]) -> str:
    """The same in words, for those who do not see it."""
    return " ".join(
        f"{title_words(step.cycle)}: {stands(step.cycle)}"
        f"{f'; grew out of cycle {step.cycle.after}' if step.cycle.after else ''}."
        for step in steps
    )


def _span(cycle: Cycle, first: date, last: date, today: date) -> tuple[float, float]:
    def x(day: date) -> float:
        return LEFT + (RIGHT - LEFT) * (day - first).days / max((last - first).days, 1)

    start = x(cycle.started or today)
    end = x(cycle.ended or cycle.closed or today) if cycle.started else start
    return start, max(end, start + SHORTEST)


def _y(row: int) -> float:
    return TOP + ROW * row + ROW / 2


def _row(cycle: Cycle, row: int, span: tuple[float, float]) -> str:
    y = _y(row)
    title = title_words(cycle)
    told = svg.text(title if len(title) <= LONGEST else f"{title[: LONGEST - 1].rstrip()}…", 4, y + 4, 13)
    dash = "" if cycle.ended else "5 3"
    bar = svg.line(span, (y, y), 7, dash) if cycle.started else ""
    return told + bar + svg.numbered(cycle.number, (span[0], y)) + svg.text(outcome(cycle), max(span) + 14, y + 4, 12)


def _join(cycle: Cycle, rows: dict[int, int], spans: dict[int, tuple[float, float]]) -> str:
    """From the end of the test it grew out of down, and across to its own beginning."""
    if cycle.after not in rows:
        return ""
    above, own = _y(rows[cycle.after]), _y(rows[cycle.number])
    x, start = spans[cycle.after][0], spans[cycle.number][0]
    return svg.line((x, x), (above, own), 1, ink=LINE) + svg.line((x, start), (own, own), 1, ink=LINE)


def _axis(first: date, last: date, y: float) -> list[str]:
    ends = [svg.line((LEFT, RIGHT), (y, y), 1, ink=LINE), svg.text(day_words(first), LEFT, y + 18, 12)]
    return ends if first == last else [*ends, svg.text(day_words(last), RIGHT, y + 18, 12, "end")]
