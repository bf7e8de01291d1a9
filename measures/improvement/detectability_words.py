"""The words of the gauge "too soon to tell?": by when a change could show, or why nobody can tell."""

from __future__ import annotations

import polars as pl

from measures.improvement.volume import Volume

NO_PERIOD = "Cannot tell: there is no whole period with something to count yet."
OFTEN_BY_LUCK = 0.2  # a signal as likely as this without any change says little


def cannot_say(volume: Volume, aim: float, least: int) -> str | None:
    """Why nothing can be reckoned for this aim; None where it can."""
    many = f"{volume.baseline} whole {volume.every}{'' if volume.baseline == 1 else 's'}"
    if volume.baseline < least:
        return f"Cannot tell: the baseline has only {many}, and at least {least} are needed."
    if aim < 0 or (volume.each is not None and aim > 1):
        return f"Cannot tell: an aim of {_level(volume, aim)} is a level that this measure cannot have."
    if aim == volume.usual:
        return f"Cannot tell: the aim is the usual level, {_level(volume, aim)}. An aim says how much and by when."
    if volume.usual == 0 or (volume.each is not None and volume.usual == 1):
        return f"Cannot tell: the {many} of the baseline are all at {_level(volume, volume.usual)}."
    return None


def detectability_words(
    volume: Volume, aim: float, chances: pl.DataFrame, earliest: int | None, period: str | None, chance: float
) -> str:
    """By when a change of this size would show, at this volume; and how far luck alone would get."""
    change = f"a change from {_level(volume, volume.usual)} to {_level(volume, aim)}{_size(volume)}"
    last = chances.row(-1, named=True)
    if earliest is None:
        return (
            f"Cannot tell: {change} would show within {last['after']} {volume.every}s only in "
            f"{_percent(last['chance'])} of such practices. Larger numbers, or another measure, would tell sooner."
        )
    luck = chances.filter(pl.col("after") == earliest)["by_luck"][0]
    when = f"{volume.every} {earliest} after it" + (f" ({period})" if period else "")
    told = f"Too soon to tell before {when}: by then {change} shows in at least {_percent(chance)} of such practices."
    if luck >= OFTEN_BY_LUCK:
        return f"{told} Take care: without any change {_percent(luck)} of them would show a signal too."
    return f"{told} Without any change {_percent(luck)} would show one by luck."


def _level(volume: Volume, value: float) -> str:
    if volume.each is None:
        return f"{value:.1f}".removesuffix(".0") + f" a {volume.every}"
    return f"{100 * value:.1f}".removesuffix(".0") + "%"


def _size(volume: Volume) -> str:
    return "" if volume.each is None else f", with about {volume.each:.0f} {volume.units} a {volume.every},"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"
