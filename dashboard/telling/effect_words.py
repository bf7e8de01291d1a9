"""The words of an effect estimate: how much, how sure, by which method, and why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dashboard.telling.levels import begin_words, many


def effect_words(
    every: str,
    is_rate: bool,
    numerator_says: str,
    denominator_says: str,
    since: str,
    points: float,
    low: float,
    high: float,
    after: int,
    slope: bool,
) -> str:
    """ "About 12 fewer per 100 visits …, plausibly 5 to 19"; it names no cause.

    Where no difference lies within the interval, the sentence says that these periods cannot tell.
    """
    of = f"per 100 {denominator_says}" if is_rate else f"a {every}"
    what = f"{of} ({numerator_says})"
    over = f"Over the {many(after, every)} since {begin_words(every, since)}"
    than = f"than the {every}s before would lead one to expect"
    taken = "" if slope else f" The {every}s before are taken as level: they hold too little to show a trend."
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


def effect_refused(why: str) -> str:
    """There is no estimate, and why."""
    return f"No estimate. {why}"


def effect_method(is_rate: bool, slope: bool, season: bool, has_exposure: bool) -> str:
    """The model in one line, for those who would check it."""
    family = "binomial GLM (logit link, weighted by the denominator)" if is_rate else "Poisson GLM (log link)"
    before = ("a slope" if slope else "level") + " before" + (", one yearly wave" if season else "")
    offset = ", offset log(exposure)" if has_exposure and not is_rate else ""
    return (
        f"interrupted time series: {family}, {before}, change of level and of slope{offset}; quasi-likelihood, "
        "interval widened for variation beyond chance and for its memory"
    )


def too_few_periods(
    every: str, side: str, there: int, least: int, since: str, begins: str | None, ends: str | None
) -> str:
    """Why there is no estimate, and what would allow one; of a date that the data do not reach, where they lie."""
    is_there = "is only 1" if there == 1 else f"are only {there}" if there else "are no"
    periods = f"whole {every}{'' if there == 1 else 's'}"
    wait = "" if side == "before" else " Until then, look at the chart."
    said = f"There {is_there} {periods} {side} {begin_words(every, since)}; an estimate needs at least {least}.{wait}"
    if there or begins is None or ends is None:
        return said
    return f"{said} What is here runs from {begin_words('day', begins)} to {begin_words('day', ends)}."


def too_few_events(events: Sequence[int], others: Sequence[int], least: int, since: str) -> str:
    """Why there is no estimate: a side is empty or full, or nearly so. Its numbers say what can be said."""
    before, now = [f"{a} of {a + b}" for a, b in zip(events, others)] if others else [str(number) for number in events]
    kinds = "with and without the event, " if others else "events "
    return (
        f"{before} before {begin_words('day', since)} and {now} since: too near to none{' or all' if others else ''} "
        f"for a model, which needs at least {least} {kinds}on each side. The numbers speak for themselves."
    )


def no_fit() -> str:
    """The model did not settle."""
    return "The model found no answer for these numbers: it ran off to 0 or to all."


def _number(value: float) -> str:
    """No more decimals than the number bears."""
    size = abs(value)
    return f"{size:.0f}" if size >= 9.95 else f"{size:.1f}".removesuffix(".0")


SENTENCES: Mapping[str, Callable[..., str]] = {
    one.__name__: one for one in (effect_words, effect_refused, effect_method, too_few_periods, too_few_events, no_fit)
}
