"""What a signal says in one sentence: what was seen, since when, and whether chance explains it."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.telling.phrases import begun, better_word, times
from dashboard.telling.sureness import OWN_LIMITS, more_than_chance
from dashboard.telling.voice import Row, Voice
from measures.spc.chart import Signal

RUNS = ("long_run", "shift", "eight_on_one_side", "nine_on_one_side")
TRENDS = ("trend", "six_trending")
_BY_RULES = ": by these rules a signal."
WHOLE = ("few_crossings", "too_few_runs", "too_many_runs")  # these speak of a phase, not of a place in it


def in_order_of_telling(voice: Voice) -> list[Signal]:
    """The signals of the newest phase, the one that tells the story first.

    What is going on now comes first, then runs that have ended, then what speaks of the whole phase, and
    last the single points of long ago.
    """
    rank = {rule: place for place, rule in enumerate((*RUNS, *TRENDS, "beyond_limits"))}

    def key(signal: Signal) -> tuple[int, int, int]:
        if signal.rule in WHOLE:
            return 2, 0, 0
        now = voice.goes_on(signal)
        return 0 if now else 1 if signal.rule in (*RUNS, *TRENDS) else 3, -signal.last, rank.get(signal.rule, 9)

    return sorted(voice.signals, key=key)


def signal_words(voice: Voice, signal: Signal) -> str:
    """One signal as a whole sentence. A rule without words of its own speaks with its rule set's."""
    return _TOLD.get(signal.rule, _in_the_sets_words)(voice, signal)


def in_short(voice: Voice, signal: Signal) -> str:
    """A signal in a list: what its rule looks for, and where."""
    what = voice.chart.rules_say.get(signal.rule, signal.rule.replace("_", " ")).replace("the middle line", voice.line)
    return what if signal.rule in WHOLE else f"{what} ({voice.when(signal)})"


def limits_words(voice: Voice, row: Row, fine: bool) -> str:
    """ "the limits of that month run from 3% to 41%", or the one limit there is."""
    number = voice.finely if fine else voice.number
    lower, upper = (None if row[side] is None else number(row[side]) for side in ("lower", "upper"))
    if lower is not None and upper is not None:
        return f"the limits of that {voice.every} run from {lower} to {upper}"
    return f"the {'upper' if lower is None else 'lower'} limit of that {voice.every} is {lower or upper}"


def _beyond(voice: Voice, signal: Signal) -> str:
    rows = voice.within(signal)
    last, one = rows[-1], len(rows) == 1
    side = "above" if signal.direction == "up" else "below"
    limit = f"{'upper' if side == 'above' else 'lower'} limit{'' if one else 's'}"
    name = voice.name(last["i"])
    fine = voice.number(last["y"]) == voice.number(last["upper" if side == "above" else "lower"])
    number = f"{voice.value(last['i'], fine)}, where {limits_words(voice, last, fine)}"
    if one:
        seen = f"{begun(name)} was {side} the {limit}: {number}"
    elif len(rows) == 2:
        seen = f"{begun(voice.name(rows[0]['i']))} and {name} were {side} their {limit}; {name}: {number}"
    else:
        seen = f"{voice.points(len(rows))}, {voice.when(signal)}, were {side} their {limit}; {name}: {number}"
    if voice.every != "gap" and set(voice.chart.apart) & {row["i"] for row in rows}:
        return f"{seen}, far from all others. Check first that the number is right."
    ends = _meaning(voice, signal) if voice.goes_on(signal) else ""
    return f"{seen}; {more_than_chance(voice, signal.rule, f'a {voice.every} that far out')}{ends}."


def _run(voice: Voice, signal: Signal) -> str:
    return _run_going_on(voice, signal) if voice.goes_on(signal) else _run_ended(voice, signal)


def _run_going_on(voice: Voice, signal: Signal) -> str:
    """The last 8 months, since March 2026, are all below the middle line."""
    side = "above" if signal.direction == "up" else "below"
    count = len(voice.off_line(signal))
    some_off = count < signal.last - signal.first + 1
    which = f"{voice.every}s that are off {voice.line}" if some_off else f"{voice.every}s"
    line = "it" if some_off else voice.line
    seen = f"The last {count} {which}, since {voice.name(signal.first)}, are all {side} {line}"
    return f"{seen}; {more_than_chance(voice, signal.rule, 'a run that long')}{_meaning(voice, signal)}."


def _run_ended(voice: Voice, signal: Signal) -> str:
    """A run that has ended says that the level was another one then; it does not speak of today."""
    side, then = ("above", "higher") if signal.direction == "up" else ("below", "lower")
    seen = f"{voice.points(len(voice.off_line(signal)))} in a row, {voice.when(signal)}, were {side} {voice.line}"
    return f"{seen}; {more_than_chance(voice, signal.rule, 'a run that long')}: the level was {then} then."


def _trend(voice: Voice, signal: Signal) -> str:
    way, what = ("up", "rise") if signal.direction == "up" else ("down", "fall")
    doubt = more_than_chance(voice, signal.rule, f"a {what} that steady")
    if voice.goes_on(signal):
        since = voice.name(signal.first)
        return f"The {voice.every}s have gone steadily {way} since {since}; {doubt}{_meaning(voice, signal)}."
    return f"The {voice.every}s went steadily {way} {voice.when(signal)}; {doubt}."


def _crossings(voice: Voice, signal: Signal) -> str:
    runs = voice.chart.latest_phase or {}
    often = "they never cross it" if not runs["crossings"] else f"they cross it only {times(runs['crossings'])}"
    many = "cross more often"
    if voice.chart.rules == OWN_LIMITS:
        many = f"give {runs['crossings_min']} or more"
    if not voice.allowed.chance:
        limit = f" (fewer than {runs['crossings_min']})" if voice.chart.rules == OWN_LIMITS else ""
        return f"The {voice.every}s stay on one side of {voice.line} for long: {often}; by these rules{limit} a signal."
    return (
        f"The {voice.every}s stay on one side of {voice.line} for long: {often}, where chance would "
        f"mostly {many}. A shift or a slow drift looks like this."
    )


def _few_runs(voice: Voice, signal: Signal) -> str:
    changes = times((voice.chart.latest_phase or {})["crossings"])
    if not voice.allowed.chance:
        return f"The {voice.every}s change from one side of {voice.line} to the other only {changes}{_BY_RULES}"
    return (
        f"The {voice.every}s change from one side of {voice.line} to the other only {changes}, fewer times than "
        "chance would mostly give. A shift or a slow drift looks like this."
    )


def _many_runs(voice: Voice, signal: Signal) -> str:
    changes = times((voice.chart.latest_phase or {})["crossings"])
    if not voice.allowed.chance:
        return f"The {voice.every}s change from one side of {voice.line} to the other {changes}{_BY_RULES}"
    return (
        f"The {voice.every}s change from one side of {voice.line} to the other {changes}, more often than chance "
        "would mostly give. Two groups counted in turn, or a correction of each swing, look like this."
    )


def _near_the_limit(voice: Voice, signal: Signal) -> str:
    two = signal.rule == "two_of_three"
    side, limit = ("above", "upper") if signal.direction == "up" else ("below", "lower")
    few, far = ("two or more of three", "two thirds") if two else ("four or more of five", "one third")
    seen = (
        f"{begun(voice.when(signal))}, {few} {voice.every}s in a row were far {side} {voice.line}, more than {far} "
        f"of the way to the {limit} limit"
    )
    ends = _meaning(voice, signal) if voice.goes_on(signal) else ""
    return f"{seen}; {more_than_chance(voice, signal.rule, 'such a group')}{ends}."


def _alternating(voice: Voice, signal: Signal) -> str:
    if not voice.allowed.chance:
        return f"The {voice.every}s go up and down in turn {voice.when(signal)}{_BY_RULES}"
    return (
        f"The {voice.every}s go up and down in turn {voice.when(signal)}; chance seldom does that for so long. "
        "Two groups counted in turn look like this."
    )


def _hugging(voice: Voice, signal: Signal) -> str:
    if not voice.allowed.chance:
        return f"The {voice.every}s stay close to {voice.line} {voice.when(signal)}{_BY_RULES}"
    return (
        f"The {voice.every}s stay close to {voice.line} {voice.when(signal)}, nearer than chance would mostly allow. "
        "Limits that do not fit, or two groups mixed in every number, look like this."
    )


def _avoiding(voice: Voice, signal: Signal) -> str:
    if not voice.allowed.chance:
        return f"No {voice.every} {voice.when(signal)} is near {voice.line}{_BY_RULES}"
    return (
        f"No {voice.every} {voice.when(signal)} is near {voice.line}; chance would mostly put some there. "
        "Two groups counted as one look like this."
    )


def _in_the_sets_words(voice: Voice, signal: Signal) -> str:
    doubt = more_than_chance(voice, signal.rule, "that")
    return f"{begun(in_short(voice, signal))}: {doubt}{_meaning(voice, signal)}."


def _meaning(voice: Voice, signal: Signal) -> str:
    if signal.meaning == "change":
        return ""
    wanted = "wanted" if signal.meaning == "improvement" else "unwanted"
    return f", and it goes in the {wanted} direction ({better_word(voice.better)})"


_TOLD: dict[str, Callable[[Voice, Signal], str]] = {
    "beyond_limits": _beyond,
    **dict.fromkeys(RUNS, _run),
    **dict.fromkeys(TRENDS, _trend),
    "few_crossings": _crossings,
    "too_few_runs": _few_runs,
    "too_many_runs": _many_runs,
    "two_of_three": _near_the_limit,
    "four_of_five": _near_the_limit,
    "fourteen_alternating": _alternating,
    "fifteen_within_one_sigma": _hugging,
    "eight_outside_one_sigma": _avoiding,
}
