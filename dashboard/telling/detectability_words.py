"""The words of the gauge "too soon to tell?": by when a change could show, or why nobody can tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dashboard.telling.levels import many

OFTEN_BY_LUCK = 0.2  # a signal as likely as this without any change says little


def detectability_words(
    usual: float,
    aim: float,
    each: float | None,
    units: str,
    every: str,
    earliest: int,
    period: str | None,
    chance: float,
    luck: float,
) -> str:
    """By when a change of this size would show, at this volume; and how far luck alone would get."""
    when = f"{every} {earliest} after it" + (f" ({period})" if period else "")
    change = _change(usual, aim, each, units, every)
    told = f"Too soon to tell before {when}: by then {change} shows in at least {_percent(chance)} of such practices."
    if luck >= OFTEN_BY_LUCK:
        return f"{told} Take care: without any change {_percent(luck)} of them would show a signal too."
    return f"{told} Without any change {_percent(luck)} would show one by luck."


def never_shows(
    usual: float, aim: float, each: float | None, units: str, every: str, horizon: int, chance: float
) -> str:
    """Too small a change for so few."""
    return (
        f"Cannot tell: {_change(usual, aim, each, units, every)} would show within {horizon} {every}s only in "
        f"{_percent(chance)} of such practices. Larger numbers, or another measure, would tell sooner."
    )


def no_period() -> str:
    """Nothing is counted yet."""
    return "Cannot tell: there is no whole period with something to count yet."


def too_short_to_reckon(every: str, baseline: int, least: int) -> str:
    """Too few periods to know the usual level by."""
    return f"Cannot tell: the baseline has only {many(baseline, f'whole {every}')}, and at least {least} are needed."


def no_such_level(aim: float, is_rate: bool, every: str) -> str:
    """An aim that nothing counted can have."""
    return f"Cannot tell: an aim of {_level(aim, is_rate, every)} is a level that this measure cannot have."


def aim_is_usual(aim: float, is_rate: bool, every: str) -> str:
    """An aim that is no aim."""
    said = f"Cannot tell: the aim is the usual level, {_level(aim, is_rate, every)}."
    return f"{said} An aim says how much and by when."


def baseline_all_alike(usual: float, is_rate: bool, every: str, baseline: int) -> str:
    """None, or all, of what was counted: how it varies is not known."""
    level = _level(usual, is_rate, every)
    return f"Cannot tell: the {many(baseline, f'whole {every}')} of the baseline are all at {level}."


def _change(usual: float, aim: float, each: float | None, units: str, every: str) -> str:
    size = "" if each is None else f", with about {each:.0f} {units} a {every},"
    levels = (_level(value, each is not None, every) for value in (usual, aim))
    return f"a change from {' to '.join(levels)}{size}"


def _level(value: float, is_rate: bool, every: str) -> str:
    if not is_rate:
        return f"{value:.1f}".removesuffix(".0") + f" a {every}"
    return f"{100 * value:.1f}".removesuffix(".0") + "%"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


SENTENCES: Mapping[str, Callable[..., str]] = {
    one.__name__: one
    for one in (
        detectability_words, never_shows, no_period, too_short_to_reckon, no_such_level, aim_is_usual,
        baseline_all_alike,
    )
}  # fmt: skip
