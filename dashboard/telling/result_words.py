"""The words of what came of a prediction: the measure over some whole periods, and where a result is from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from dashboard.telling.levels import day_said
from dashboard.telling.phrases import day_words, number_words, period_words


def seen_rate(value: float, events: int, of: int, every: str, first: str, last: str, end: str, periods: int) -> str:
    """A share over the periods taken together, with what it is of."""
    return f"{number_words(value, True)} ({events} of {of}) {_when(every, first, last, end, periods)}"


def seen_count(value: float, every: str, first: str, last: str, end: str, periods: int) -> str:
    """How many a month."""
    each = "" if periods == 1 else " a month"
    return f"{number_words(value, False)}{each} {_when(every, first, last, end, periods)}"


def no_whole_period(every: str, first: str, last: str, ends: str | None) -> str:
    """Nothing to count between two days."""
    to = f"; the data end on {day_said(ends)}" if ends else ""
    between = f"between {day_said(first)} and {day_said(last)}"
    return f"No whole {every} with something to count lies {between}{to}."


def no_value_yet(every: str) -> str:
    """Nothing to count at all."""
    return f"No whole {every} has a value yet."


def no_data_here() -> str:
    """A measure that the exports no longer carry."""
    return "This measure has no data here any more."


def result_from_data(seen: str) -> str:
    """A result that the data say."""
    return f"{seen}, from the data"


def result_kept(kept: int, of: int) -> str:
    """How many of the tries of a test went as planned, counted while it ran."""
    return f"{kept} of {of}, counted in the test"


def result_own(value: float | None, is_rate: bool, where: str) -> str:
    """A result that somebody counted."""
    level = "not known" if value is None else number_words(value, is_rate) + ("" if is_rate else " a month")
    return f"{level}, {where or 'source not said'}"


def result_open() -> str:
    """No result yet."""
    return "cannot tell yet"


def _when(every: str, first: str, last: str, end: str, periods: int) -> str:
    begin, newest = date.fromisoformat(first), date.fromisoformat(last)
    if periods == 1:
        return f"in {period_words(every, begin)}"
    ends = (day_words(begin), day_said(end)) if every == "week" else _months(begin, newest)
    return f"from {ends[0]} to {ends[1]}"


def _months(first: date, last: date) -> tuple[str, str]:
    """Two months, the year once where it is the same: July, September 2026."""
    return f"{first:%B}" if first.year == last.year else f"{first:%B %Y}", f"{last:%B %Y}"


SENTENCES: Mapping[str, Callable[..., str]] = {
    one.__name__: one
    for one in (
        seen_rate, seen_count, no_whole_period, no_value_yet, no_data_here, result_from_data, result_kept,
        result_own, result_open,
    )
}  # fmt: skip
