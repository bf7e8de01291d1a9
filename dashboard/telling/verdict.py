"""THE verdict in words: one sentence for every surface, its mark, and what stands in JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.telling.levels import level_words, many
from dashboard.telling.phrases import day_words, period_words
from measures.verdict import AimVerdict, Level, MeasureVerdict


@dataclass(frozen=True)
class VerdictMark:
    """How a state is shown: a word, a shape that reads in black and white, and a colour beside it."""

    word: str
    shape: str
    colour: str


#: Blue for better and orange for worse, as Making Data Count has them; told apart by the colour-blind.
MARKS = {
    "better": VerdictMark("Better", "▲", "#1f5f8b"),
    "worse": VerdictMark("Worse", "▼", "#b3541e"),
    "no_change": VerdictMark("No change", "●", "#5f6b73"),
    "slipping": VerdictMark("Slipping", "◥", "#b3541e"),
    "lost": VerdictMark("Lost", "✕", "#8f2d14"),
    "too_soon": VerdictMark("Too soon", "◔", "#5f6b73"),
    "cannot_count_yet": VerdictMark("Cannot be counted yet", "?", "#5f6b73"),
}
AIMS = {"on_the_way": "on the way", "met": "met", "not_met": "not met"}


def verdict_words(found: MeasureVerdict, title: str, is_rate: bool, every: str = "month") -> str:
    """The verdict as one sentence with its direction, since when, and from what to what."""
    if found.state == "cannot_count_yet":
        return f"{title}: cannot be counted yet. {' '.join(found.questions)}".strip()
    told = f"{title}: {MARKS[found.state].word.lower()}{_since(found, every)}{_levels(found, is_rate, every)}."
    why = WHY[found.because].format(better=_direction(found.better))
    return f"{told} {why}{_aim(found.aim, is_rate, every)}".strip()


WHY = {
    "gain_held": "The gain of the adopted change is there and has stayed ({better}).",
    "gain_held_so_far": "The gain of the adopted change is there; whether it stays needs more months ({better}).",
    "step": "The level has moved more than chance would move it ({better}).",
    "worse_than_before": "Since the change it is worse than before it ({better}).",
    "gain_going": "Part of the gain is gone ({better}).",
    "gain_gone": "The gain is gone ({better}).",
    "process_falls": "What the change consists of is done less often ({better}).",
    "as_before": "It varies as chance would ({better}).",
    "change_not_seen": "The adopted change does not show in it ({better}).",
    "moved_without_direction": "The level has moved; for this measure neither direction is better.",
    "few_periods": "There are too few whole months to judge ({better}).",
    "few_periods_since_change": "Too few whole months have passed since the change ({better}).",
    "leans_better": "It leans the right way; that may still be chance ({better}).",
    "open_question": "A question has to be answered first.",
    "unexplained_rows": "Too many rows carry a status that nobody has explained.",
}


def _direction(better: str) -> str:
    return f"{better} is better" if better in ("lower", "higher") else "neither direction is better"


def _since(found: MeasureVerdict, every: str) -> str:
    if found.since is None or found.state in ("no_change", "too_soon"):
        return ""
    return f" since {period_words(every, found.since)}"


def _levels(found: MeasureVerdict, is_rate: bool, every: str) -> str:
    if found.now is None:
        return ""
    now = _level(found.now, is_rate, every)
    return f", {_level(found.before, is_rate, every)} before, {now} now" if found.before else f", {now} now"


def levels_words(found: MeasureVerdict, is_rate: bool, every: str = "month") -> str:
    """From what to what, for a list; empty where nothing can be said of the level."""
    return _levels(found, is_rate, every).removeprefix(", ")


def _level(level: Level, is_rate: bool, every: str) -> str:
    said = level_words(level.value, is_rate, every)
    of = f"{level.numerator:,} of {level.denominator:,}" if level.denominator is not None else ""
    return f"{said} ({of})" if of else f"{said} ({level.numerator:,} in {many(level.periods, every)})"


def _aim(aim: AimVerdict, is_rate: bool, every: str) -> str:
    if aim.state == "none":
        return ""
    by = f" by {day_words(aim.by)}" if aim.by else ""
    met = f", reached in {aim.met_periods} of {many(aim.whole_periods, f'whole {every}')} since it began"
    return f" The aim of {level_words(aim.level, is_rate, every)}{by} is {AIMS[aim.state]}{met}."


def as_json(found: MeasureVerdict) -> dict[str, Any]:
    """The verdict by its names: measure, state, since, before, now, how_sure, because, aim, would_change."""
    return {
        "measure": found.measure,
        "state": found.state,
        "since": _day(found.since),
        "before": vars(found.before) if found.before else None,
        "now": vars(found.now) if found.now else None,
        "how_sure": vars(found.how_sure),
        "because": found.because,
        "aim": {**vars(found.aim), "by": _day(found.aim.by)},
        "would_change": found.would_change,
        "questions": list(found.questions),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
