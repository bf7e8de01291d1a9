"""The words of an effect estimate: how much, how sure, by which method, and why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from measures.periods import day_words
from measures.series import Series


@dataclass(frozen=True)
class Past:
    """What the model gives the time before the date beside its level."""

    slope: bool
    season: bool


def effect_words(
    series: Series, since: date, points: float, interval: tuple[float, float], after: int, past: Past
) -> str:
    """ "About 12 fewer per 100 visits …, plausibly 5 to 19"; it names no cause.

    Where no difference lies within the interval, the sentence says that these periods cannot tell.
    """
    low, high = interval
    of = f"per 100 {series.denominator_says}" if series.is_rate else f"a {series.every}"
    what = f"{of} ({series.numerator_says})"
    over = f"Over the {_many(after, series.every)} since {_when(series.every, since)}"
    than = f"than the {series.every}s before would lead one to expect"
    taken = (
        "" if past.slope else f" The {series.every}s before are taken as level: they hold too little to show a trend."
    )
    if low > 0 or high < 0:
        way = "more" if points > 0 else "fewer"
        small, large = sorted((abs(low), abs(high)))
        said = f"{over}: about {_number(points)} {way} {what} {than}, plausibly {_number(small)} to {_number(large)}."
    else:
        said = (
            f"{over}: too uncertain to tell. Anything from {_number(low)} fewer to {_number(high)} more {what} "
            f"{than} is plausible."
        )
    return said + taken


def method_words(is_rate: bool, past: Past, has_exposure: bool) -> str:
    """The model in one line, for those who would check it."""
    family = "binomial GLM (logit link, weighted by the denominator)" if is_rate else "Poisson GLM (log link)"
    before = ("a slope" if past.slope else "level") + " before" + (", one yearly wave" if past.season else "")
    offset = ", offset log(exposure)" if has_exposure and not is_rate else ""
    return (
        f"interrupted time series: {family}, {before}, change of level and of slope{offset}; quasi-likelihood, "
        "interval widened for variation beyond chance and for its memory"
    )


def too_few(series: Series, side: str, there: int, least: int, since: date) -> str:
    """Why there is no estimate, and what would allow one; of a date that the data do not reach, where they lie."""
    every = series.every
    is_there = "is only 1" if there == 1 else f"are only {there}" if there else "are no"
    periods = f"whole {every}{'' if there == 1 else 's'}"
    wait = "" if side == "before" else " Until then, look at the chart."
    said = f"There {is_there} {periods} {side} {_when(every, since)}; an estimate needs at least {least}.{wait}"
    return said if there else f"{said} {_span(series)}".strip()


def _span(series: Series) -> str:
    if not series.points.height:
        return ""
    begins, ends = series.points["start"][0], series.points["end"][-1]
    return f"What is here runs from {_when('day', begins)} to {_when('day', min(ends, series.data_to or ends))}."


def few_events(events: Sequence[int], others: Sequence[int], least: int, since: date) -> str:
    """Why there is no estimate: a side is empty or full, or nearly so. Its numbers say what can be said."""
    before, now = [f"{a} of {a + b}" for a, b in zip(events, others)] if others else [str(number) for number in events]
    kinds = "with and without the event, " if others else "events "
    return (
        f"{before} before {_when('day', since)} and {now} since: too near to none{' or all' if others else ''} for a "
        f"model, which needs at least {least} {kinds}on each side. The numbers speak for themselves."
    )


def _when(every: str, since: date) -> str:
    return f"{since:%B %Y}" if since.day == 1 and every != "week" else day_words(since)


def _many(count: int, every: str) -> str:
    return f"{count} {every}{'' if count == 1 else 's'}"


def _number(value: float) -> str:
    """No more decimals than the number bears."""
    size = abs(value)
    return f"{size:.0f}" if size >= 9.95 else f"{size:.1f}".removesuffix(".0")
