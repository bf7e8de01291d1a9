"""Too soon to tell? The earliest period in which a change of the aimed size could show, by this clinic's volume."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from measures.improvement.shown import shown
from measures.improvement.volume import Volume, chart_for, volume_of
from measures.periods import days, label, period_at
from measures.said import Said, said
from measures.series import Series

CHANCE = 0.8  # how likely a signal should be before its absence says anything
HORIZON = 24  # periods after the change that are looked at
BASELINE_AT_LEAST = 8
SEED = 20_241_102
SCHEMA = pl.Schema({"after": pl.Int64, "period": pl.String, "chance": pl.Float64, "by_luck": pl.Float64})


@dataclass(frozen=True)
class Detectability:
    """How likely a true change of the aimed size shows, so many periods after it.

    `chances` has a row a period: after (1 is the first one), its label, the chance that a signal in the aimed
    direction has shown by then, and the same chance were nothing changed. `earliest` is the first period with a
    chance of 80 %; None is the answer "cannot tell".
    """

    usual: float | None
    aim: float
    chart: str
    rules: str
    earliest: int | None
    earliest_period: str | None
    chances: pl.DataFrame
    says: Said


def when_could_it_show(
    clinic: Series | Volume,
    aim: float,
    *,
    since: date | None = None,
    rules: str = "anhoej",
    chart: str | None = None,
    chance: float = CHANCE,
    horizon: int = HORIZON,
    seed: int = SEED,
) -> Detectability:
    """Simulate clinics like this one, whose level moves from its usual one to `aim`, and judge them as the chart does.

    `aim` is the level aimed at, in the measure's own unit (a share between 0 and 1, or events a period). A series
    gives its whole periods before `since` (all, without it) as the baseline: their level, their denominators, and
    how much more than chance they vary. The chart is P for a rate and C for a count unless told, its centre frozen
    at the baseline. The same seed gives the same answer.
    """
    volume = clinic if isinstance(clinic, Volume) else volume_of(clinic, since)
    told = said("no_period") if volume is None else _cannot_say(volume, aim)
    if volume is None or told is not None:
        usual, nothing = None if volume is None else volume.usual, pl.DataFrame(schema=SCHEMA)
        return Detectability(usual, aim, chart or "", rules, None, None, nothing, told or said("no_period"))
    chart, lower = chart or chart_for(volume), aim < volume.usual
    chances = pl.DataFrame(
        {
            "after": range(1, horizon + 1),
            "period": _labels(volume, horizon),
            "chance": shown(volume, aim, lower, chart, rules, horizon, seed),
            "by_luck": shown(volume, volume.usual, lower, chart, rules, horizon, seed),
        },
        schema=SCHEMA,
    )
    reached = chances.filter(pl.col("chance") >= chance).head(1)
    earliest, period = (None, None) if reached.is_empty() else reached.select("after", "period").row(0)
    says = _says(volume, aim, chances, earliest, period, chance)
    return Detectability(volume.usual, aim, chart, rules, earliest, period, chances, says)


def _cannot_say(volume: Volume, aim: float) -> Said | None:
    """Why nothing can be reckoned for this aim; None where it can."""
    is_rate = volume.each is not None
    of: dict[str, object] = {"is_rate": is_rate, "every": volume.every}
    if volume.baseline < BASELINE_AT_LEAST:
        return said("too_short_to_reckon", every=volume.every, baseline=volume.baseline, least=BASELINE_AT_LEAST)
    if aim < 0 or (is_rate and aim > 1):
        return said("no_such_level", aim=aim, **of)
    if aim == volume.usual:
        return said("aim_is_usual", aim=aim, **of)
    if volume.usual == 0 or (is_rate and volume.usual == 1):
        return said("baseline_all_alike", usual=volume.usual, baseline=volume.baseline, **of)
    return None


def _says(
    volume: Volume, aim: float, chances: pl.DataFrame, earliest: int | None, period: str | None, chance: float
) -> Said:
    """By when a change of this size would show, and how far luck alone would get by then."""
    change: dict[str, object] = {"usual": volume.usual, "aim": aim, "each": volume.each}
    change |= {"units": volume.units, "every": volume.every}
    if earliest is None:
        last = chances.row(-1, named=True)
        return said("never_shows", **change, horizon=last["after"], chance=last["chance"])
    luck = chances.filter(pl.col("after") == earliest)["by_luck"][0]
    when: dict[str, object] = {"earliest": earliest, "period": period}
    return said("detectability_words", **change, **when, chance=chance, luck=luck)


def _labels(volume: Volume, horizon: int) -> list[str | None]:
    """The periods after the change, where it is known when that is."""
    if volume.next_start is None:
        return [None] * horizon
    first = period_at(volume.every, volume.next_start)
    first += days(volume.every, first)[0] < volume.next_start
    return [label(volume.every, first + after) for after in range(horizon)]
