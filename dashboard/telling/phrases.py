"""The small phrases that every sentence, table and drawing shares: periods, numbers, directions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from measures.periods import day_words as day_words
from measures.series import Series

KINDS = {
    "outcome": "Outcome",
    "process": "Process",
    "balancing": "Balancing",
    "context": "Context",
    "base": "Base count",
}
BETTER = {"lower": "lower is better", "higher": "higher is better"}
ARROWS = {"lower": "↓ ", "higher": "↑ "}
QUARTERS = ("first", "second", "third", "fourth")


def kind_word(kind: str) -> str:
    """What part the measure plays, in one word for people."""
    return KINDS.get(kind, kind.capitalize())


def better_word(better: str, arrow: bool = False) -> str:
    """Which direction is better, in words, with an arrow in front where a drawing has room for it."""
    return (ARROWS.get(better, "") if arrow else "") + BETTER.get(better, "neither direction is better")


def period_words(every: str, start: date) -> str:
    """A period inside a sentence: "May 2025", "the week of 12 May 2025", "the second quarter of 2025"."""
    if every == "week":
        return f"the week of {day_words(start)}"
    if every == "gap":
        return f"the gap from {day_words(start)}"
    if every == "quarter":
        return f"the {QUARTERS[(start.month - 1) // 3]} quarter of {start.year}"
    if every == "year":
        return str(start.year)
    if every == "day":
        return day_words(start)
    return f"{start:%B %Y}"


def period_label(every: str, start: date) -> str:
    """A period on an axis or in a table: "May 2025", "12 May 2025", "Q2 2025"."""
    if every in ("week", "day", "gap"):
        return f"{start.day} {start:%b %Y}"
    if every == "quarter":
        return f"Q{(start.month - 1) // 3 + 1} {start.year}"
    if every == "year":
        return str(start.year)
    return f"{start:%b %Y}"


def number_words(value: float | None, is_rate: bool, fine: bool = False) -> str:
    """A share between 0 and 1 as per cent, a count as it is, with no more decimals than it bears.

    `fine` gives one more, for two numbers that would else look equal and are not.
    """
    if value is None:
        return "no value"
    shown = value * 100 if is_rate else value
    decimals = 0 if is_rate and shown >= 10 else 1
    if not fine and abs(shown - round(shown)) < 0.05:
        decimals = 0
    return f"{shown:,.{decimals + fine}f}{'%' if is_rate else ''}"


def plain_number(value: float | None, fine: bool = False) -> str:
    """A number of no known kind, with four figures that count (`fine`: eight): 0.2313, 12.5, 74, 1,204."""
    if value is None:
        return "no value"
    count = 8 if fine else 4
    if value and (abs(value) >= 1e6 or abs(value) < 1e-4):
        return f"{value:.{count}g}"
    figures = max(0, count - (len(str(int(abs(value)))) if abs(value) >= 1 else 0))
    return f"{value:,.{figures}f}".rstrip("0").rstrip(".") if figures else f"{value:,.0f}"


def value_text(series: Series, point: Mapping[str, Any]) -> str:
    """One period's number with its n: "3", "45% (9 of 20)", or that there is none."""
    numerator, denominator = point["numerator"], point["denominator"]
    if series.every == "gap":
        counting = " and counting" if point["partial"] else ""
        between = "each with it" if series.turned else "without one"
        return f"{number_words(numerator, is_rate=False)} {series.denominator_says} {between}{counting}"
    if not series.is_rate:
        return number_words(numerator, is_rate=False)
    if not denominator:
        return "no value (0 of 0)"
    return f"{number_words(numerator / denominator, is_rate=True)} ({numerator} of {denominator})"


def open_label(series: Series, point: Mapping[str, Any]) -> str:
    """Why a period is drawn open, as the legend says it; empty for a whole period."""
    if point["immature"]:
        return "still open (follow-up not passed)"
    if series.every == "gap" and point["partial"]:
        return f"{point['numerator']} {series.denominator_says} and counting"
    return f"part of the {series.every}" if point["partial"] else ""


def counted_words(series: Series) -> str:
    """What was counted, out of what."""
    if series.every == "gap":
        one = "two cases without it" if series.turned else "two events"
        return f"{series.denominator_says.capitalize()} between {one}; the event: {series.numerator_says}."
    out_of = f"; out of: {series.denominator_says}" if series.is_rate else ""
    return f"Counted: {series.numerator_says}{out_of}."


def begun(words: str) -> str:
    """Words as a sentence begins: the first letter large, the others as they are."""
    return words[:1].upper() + words[1:]


def times(count: int) -> str:
    """How often, as people say it."""
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")
