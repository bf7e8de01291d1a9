"""How several people rated the same statements: a row for each, a dot for each answer, a mark at the middle one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median

from dashboard.drawing import svg
from dashboard.drawing.picture import INK, LINE
from dashboard.drawing.placing import lines_within

DOT = 4.5


def spread_svg(
    rows: Sequence[tuple[str, Sequence[int]]],
    low: int = 1,
    high: int = 5,
    width: int = 560,
    ends: tuple[str, str] = ("", ""),
) -> str:
    """Equal answers stand on one another, so that no dot hides another; `ends` name the lowest and the highest answer.

    The words of a row stand beside its line, or above it on a narrow picture.
    """
    beside = width >= 500
    left, right = (0.5 * width, width - 24.0) if beside else (24.0, width - 24.0)
    step = (right - left) / max(high - low, 1)
    drawn, top = _head(left, right, low, high, step, ends)
    for words, answers in rows:
        lines = lines_within(words, left - 40 if beside else width - 20, 13) or [""]
        tallest = max(Counter(answers).values(), default=1)
        stack = 2 * DOT * tallest + 10
        base = top + max(stack, 17 * len(lines) + 4) if beside else top + 17 * len(lines) + stack
        text_top = base - 17 * (len(lines) - 1) - 2 if beside else top + 13
        drawn += [svg.text(line, 10, text_top + 17 * k, 13) for k, line in enumerate(lines)]
        drawn += _row(answers, left, step, low, high, base)
        top = base + 20
    drawn += _key(top)
    told = " ".join(_told(words, answers) for words, answers in rows)
    return "".join([svg.opening(width, round(top + 26), "Everybody's answers", told), *drawn]) + "</svg>"


def _head(
    left: float, right: float, low: int, high: int, step: float, ends: tuple[str, str]
) -> tuple[list[str], float]:
    """The answers that could be given, over their places, with the words of the lowest and the highest."""
    drawn = []
    top = 18.0
    if any(ends):
        drawn = [svg.text(ends[0], left - 6, top, 12), svg.text(ends[1], right + 6, top, 12, "end")]
        top += 16
    drawn += [svg.text(str(low + k), left + step * k, top, 12, "middle") for k in range(high - low + 1)]
    return drawn, top + 8


def _row(answers: Sequence[int], left: float, step: float, low: int, high: int, base: float) -> list[str]:
    """A line with its places, the dots over it, and an upright mark at the middle answer."""
    drawn = [svg.line((left, left + step * (high - low)), (base, base), 1, ink=LINE)]
    for k in range(high - low + 1):
        drawn.append(svg.line((left + step * k,) * 2, (base - 3, base + 3), 1, ink=LINE))
    for answer, count in sorted(Counter(answers).items()):
        spots = [(left + step * (answer - low), base - 4 - DOT - 2 * DOT * k) for k in range(count)]
        drawn += [svg.dot(spot, DOT - 0.4) for spot in spots]
    if not answers:
        middle = left + step * (high - low) / 2
        return [*drawn, svg.text("nobody has answered yet", middle, base - 6, 12, "middle", halo=True)]
    return [*drawn, _mark(left + step * (median(answers) - low), base + 1)]


def _key(top: float) -> list[str]:
    """What the two marks are."""
    dot, mark = svg.dot((16, top + 10), DOT - 0.4), _mark(126, top + 4)
    return [dot, svg.text("one answer", 26, top + 14, 12), mark, svg.text("the middle one", 138, top + 14, 12)]


def _mark(x: float, tip: float) -> str:
    corners = f"{x:.1f},{tip:.1f} {x - 6:.1f},{tip + 10:.1f} {x + 6:.1f},{tip + 10:.1f}"
    return f'<polygon points="{corners}" fill="#ffffff" stroke="{INK}" stroke-width="1.5"/>'


def _told(words: str, answers: Sequence[int]) -> str:
    if not answers:
        return f"{words}: nobody has answered yet."
    given = ", ".join(str(answer) for answer in sorted(answers))
    return f"{words}: {given}; middle {median(answers):g}."
