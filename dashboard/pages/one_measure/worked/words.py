"""The words around an estimate: how large against what was expected, what may be read into it, what would help."""

from __future__ import annotations

from dashboard.telling.since import Since
from measures.improvement import Effect
from measures.improvement.effect import BEFORE_AT_LEAST, SINCE_AT_LEAST
from measures.series import Series

WEEKS_IN = {"month": 4, "quarter": 13}


def relative_words(found: Effect) -> str:
    """The same difference as a part of what was expected: "about 40% fewer, plausibly 18% to 57% fewer"."""
    if found.relative is None or found.relative_interval is None or not found.clear:
        return ""
    way = "more" if found.relative > 0 else "fewer"
    small, large = sorted(abs(share) for share in found.relative_interval)
    return (
        f"Against what was to be expected: about {abs(found.relative):.0%} {way}, plausibly {small:.0%} to {large:.0%}."
    )


def what_to_read(found: Effect, since: Since, series: Series) -> list[str]:
    """What the estimate does not say: who or what made the difference, and what a date picked from the chart does."""
    told = [
        "It compares this measure with its own past. Whatever else changed at the same time is in the number too: the "
        "flags on the chart, and what your team knows, say what may have."
    ]
    if not found.clear:
        told.append(
            "Not being able to tell is not the same as no difference; more "
            f"{series.every}s, or larger numbers, narrow the range."
        )
    if not since.planned:
        told.append(
            "This date is no cycle's day. A date picked for how the chart looks from there on makes a "
            "difference look larger than it is."
        )
    return told


def what_would_help(found: Effect, series: Series) -> str:
    """What would allow an estimate where it was refused for too few periods; empty where only other numbers would."""
    lacks = SINCE_AT_LEAST - found.after
    if found.before < BEFORE_AT_LEAST:
        weeks = found.before * WEEKS_IN.get(series.every, 0)
        early = "An export that reaches further back, or a later date, would give it more of a past."
        return f"{early} {_as_weeks(series)}" if weeks >= BEFORE_AT_LEAST else early
    if lacks > 0:
        more = f"It needs {lacks} more whole {series.every}{'' if lacks == 1 else 's'}."
        weeks = found.after * WEEKS_IN.get(series.every, 0)
        return f"{more} {_as_weeks(series)}" if weeks >= SINCE_AT_LEAST else more
    return ""


def _as_weeks(series: Series) -> str:
    return f"With enough to count each week, points by the week instead of by the {series.every} may allow it sooner."
