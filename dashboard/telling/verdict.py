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


#: Blue for better and orange for worse, as Making Data Count has them; told apart by the colour-blind. The shapes as
#: signs, for words alone; drawn, they stand in `dashboard/drawing/marks.py`.
MARKS = {
    "better": VerdictMark("Better", "✔", "#1f5f8b"),
    "worse": VerdictMark("Worse", "◆", "#b3541e"),
    "no_change": VerdictMark("No change", "=", "#4a5560"),
    "slipping": VerdictMark("Slipping", "▽", "#b3541e"),
    "lost": VerdictMark("Lost", "✕", "#8f2d14"),
    "too_soon": VerdictMark("Too soon", "◔", "#4a5560"),
    "cannot_count_yet": VerdictMark("Cannot be counted yet", "?", "#4a5560"),
}
BEYOND_CHANCE = " beyond chance"
#: What needs a look comes first.
TO_LOOK_AT = ("lost", "slipping", "worse", "cannot_count_yet", "better", "too_soon", "no_change")
AIMS = {"on_the_way": "still ahead", "met": "met", "not_met": "not met"}


def verdict_words(found: MeasureVerdict, title: str, is_rate: bool, every: str = "month") -> str:
    """The verdict with its measure, its reason and its aim, as every surface says it."""
    return f"{title}: {said(found, is_rate, every)}"


def said(found: MeasureVerdict, is_rate: bool, every: str = "month") -> str:
    """The same without the measure's name: its mark, since when, from what to what, why, and how the aim stands."""
    parts = in_short(found, is_rate, every), why(found), _aim(found.aim, is_rate, every)
    return " ".join(part for part in parts if part)


def in_short(found: MeasureVerdict, is_rate: bool, every: str = "month") -> str:
    """The state in a word, since when, and from what to what, with what each level is of."""
    if found.state == "cannot_count_yet":
        return f"{MARKS[found.state].word}. {' '.join(found.questions)}".strip()
    word, levels = state_words(found.state), _levels(found, is_rate, every)
    return f"{word}{_since(found, every)}: {levels}." if levels else f"{word}."


def state_words(state: str) -> str:
    """The mark's word; of no change, that the figures beside it differ by no more than chance would have them."""
    return f"{MARKS[state].word}{BEYOND_CHANCE if state == 'no_change' else ''}"


def at_a_glance(found: MeasureVerdict, is_rate: bool, every: str = "month") -> str:
    """ "Better since January 2026: 34% → 15%": what stands on a tile; each level's own counts are in `in_short`."""
    moved = moved_words(found, is_rate, every)
    if found.state == "cannot_count_yet" or not moved:
        return in_short(found, is_rate, every)
    return f"{state_words(found.state)}{_since(found, every)}: {moved.replace(f' a {every}', f'/{every}')}"


def moved_words(found: MeasureVerdict, is_rate: bool, every: str = "month") -> str:
    """ "39% → 16%", "8.1 → 5.9 a month": from what to what; the level alone where there is nothing before it."""
    if found.now is None:
        return ""
    now = level_words(found.now.value, is_rate, every)
    before = level_words(found.before.value, is_rate, every) if found.before else ""
    return f"{before.removesuffix(f' a {every}')} → {now}" if before else now


def why(found: MeasureVerdict) -> str:
    """The reason in a sentence, with the direction that is better."""
    if found.questions:
        return ""
    return WHY[found.because].format(better=_direction(found.better))


def aim_in_short(aim: AimVerdict, is_rate: bool, every: str = "month") -> str:
    """ "Aim 20% by 31 December 2026: met"; empty without an aim."""
    if aim.state == "none":
        return ""
    by = f" by {day_words(aim.by)}" if aim.by else ""
    return f"Aim {level_words(aim.level, is_rate, every)}{by}: {AIMS[aim.state]}"


def aim_at_a_glance(aim: AimVerdict, is_rate: bool, every: str = "month") -> str:
    """ "Aim 20%: met"; the same without its day, for a tile."""
    return "" if aim.state == "none" else f"Aim {level_words(aim.level, is_rate, every)}: {AIMS[aim.state]}"


def sure_words(found: MeasureVerdict) -> str:
    """By which rule, and how often chance alone would show as much."""
    rule = RULES.get(found.how_sure.rule, "")
    often = found.how_sure.false_alarm
    if not rule or often is None:
        return rule
    return f"{rule}; chance alone would show as much in {_times(often)} series like this one."


def would_change_words(found: MeasureVerdict) -> str:
    """What would make it another verdict."""
    return WOULD_CHANGE.get(found.would_change, "")


def _times(share: float) -> str:
    return "fewer than 1 in 1,000" if share < 0.001 else f"about {max(1, round(1000 * share))} in 1,000"


RULES = {
    "step": "Judged by the clearest step in the level",
    "review": "Judged by the level before the change against the level since",
    "own_level": "Judged by the level of the first months since the change against the later ones",
    "process": "Judged by the measure of whether the change is in use.",
}
WOULD_CHANGE = {
    "worse_run": "Months that stay on the worse side of the present level would change this.",
    "better_run": "Months that come back to the better level would change this.",
    "signal": "A lasting step of the level, up or down, would change this.",
    "more_periods": "More whole months would change this.",
    "counted_alike": "It can be judged once enough months before and since are counted the same way.",
    "answer": "An answer to what is open would change this.",
}
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
    "unexplained_rows": "Two fifths or more of its rows have a status nobody has explained; the rest would mislead.",
    "orderers_unsaid": "Nobody has said yet who orders images here (page Our practice), so any figure is too low.",
    "not_alike": "Then and now were not counted alike, so what differs may be the counting ({better}).",
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
    return f"{_level(found.before, is_rate, every)} before, {now} now" if found.before else f"{now} now"


def _level(level: Level, is_rate: bool, every: str) -> str:
    said = level_words(level.value, is_rate, every)
    of = f"{level.numerator:,} of {level.denominator:,}" if level.denominator is not None else ""
    return f"{said} ({of})" if of else f"{said} ({level.numerator:,} in {many(level.periods, every)})"


def _aim(aim: AimVerdict, is_rate: bool, every: str) -> str:
    if aim.state == "none":
        return ""
    by = f" by {day_words(aim.by)}" if aim.by else ""
    met = f"; no whole {every} has passed since it began"
    if aim.whole_periods:
        met = f", reached in {aim.met_periods} of {many(aim.whole_periods, f'whole {every}')} since it began"
    return f"The aim of {level_words(aim.level, is_rate, every)}{by} is {AIMS[aim.state]}{met}."


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
