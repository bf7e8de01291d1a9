"""What is said of single cases that a Bernoulli CUSUM adds up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.telling.phrases import day_words, plain_number
from measures.spc.bernoulli_cusum import BernoulliCusum

MOST_NAMED = 8


def cusum_words(found: BernoulliCusum, name: str, days: Sequence[date] = ()) -> str:
    """Whether events came more or less often than expected, and at which case, with its day where that is known."""
    ways = [("more", found.signals_up), ("fewer", found.signals_down)]
    told = [f"{word} than expected at case {_cases(places, days)}" for word, places in ways if places]
    said = f"events were {' and '.join(told)}" if told else "no signal: the events come as expected"
    return f"{name}, expected chance {plain_number(found.p0)}: {said}."


def _cases(places: Sequence[int], days: Sequence[date]) -> str:
    words = [f"{i} ({day_words(days[i - 1])})" if days else str(i) for i in places]
    more = f" and {len(words) - MOST_NAMED} more" if len(words) > MOST_NAMED else ""
    return f"{', '.join(words[:MOST_NAMED])}{more}"
