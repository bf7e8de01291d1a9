"""How sure a chart is: how often chance alone signals, what the limits rest on, what would change the answer."""

from __future__ import annotations

import math

from dashboard.telling.findings import finding_words
from dashboard.telling.phrases import begun
from dashboard.telling.voice import Voice
from measures.spc.allowed import SILENT
from measures.spc.chart import ENOUGH_FOR_LIMITS, Chart, Signal

ENOUGH_POINTS = 10  # Perla, Provost & Murray 2011 (BMJ Qual Saf 20:46): fewer tell little about chance
OWN_LIMITS = "anhoej"  # the set whose limits of runs and crossings stand in `Chart.runs`

NEED_LIMITS = (
    "beyond_limits",
    "two_of_three",
    "four_of_five",
    "fifteen_within_one_sigma",
    "eight_outside_one_sigma",
)

#: Of 100 charts on which a share fell from 30% to 20% after 12 months, how many show it within 6 and 12 months,
#: by how many are counted each month; Anhøj rules. Same script, same page.
FEWEST_MEASURED = 7  # the row of 10 speaks for no fewer
SEEN = {
    "run": {10: (10, 36), 20: (14, 53), 50: (22, 82), 100: (27, 96)},
    "p": {10: (12, 35), 20: (18, 51), 50: (43, 86), 100: (76, 99)},
}


def false_signals(voice: Voice) -> float | None:
    """How many of 100 stable series like this one signal at least once on this chart; None where nobody can tell."""
    rate = voice.allowed.false_alarms
    return None if rate is None else 100 * rate


def more_than_chance(voice: Voice, rule: str, what: str) -> str:
    """What may be said of a pattern: unlikely to be chance, or only that this rule set counts it."""
    return f"{what} is unlikely to be chance" if voice.allowed.chance else f"by these rules {what} is a signal"


def why_softly(voice: Voice) -> str:
    """Why a pattern is only its rules' signal and may not be called unlikely to be chance; empty where it may."""
    if voice.allowed.chance:
        return ""
    silent = next((finding for finding in voice.allowed.findings if finding.code in SILENT), None)
    if silent is not None:
        return finding_words(silent, voice.every)
    rate = false_signals(voice)
    if rate is None:
        return ""
    return f"Stable numbers like these show such a mark in {_of_100(rate)} charts."


def how_sure(voice: Voice, told: Signal | None) -> list[str]:
    """How often chance alone does this where there is a signal; what would be one where there is none."""
    if not voice.chart.in_time_order:
        return []
    if told is None:
        return [words for words in (_would_be_a_signal(voice), _not_proof(voice)) if words] if _enough(voice) else []
    return [words for words in (_by_chance(voice), _would_end(voice, told)) if words]


def _by_chance(voice: Voice) -> str:
    """How many steady series with just these numbers signal."""
    rate = false_signals(voice)
    if rate is None:
        return ""
    return f"A steady process with such numbers would show a signal by chance in {_of_100(rate)} charts of this length."


def limits_rest_on(voice: Voice) -> list[str]:
    """What a reader must know of the limits: on how few points they rest, and which way they cannot signal."""
    if not voice.limits:
        return []
    return [words for words in (*of_the_baseline(voice), _trial(voice), *_one_sided(voice)) if words]


def of_the_baseline(voice: Voice) -> list[str]:
    """Which points the limits come from, and what was screened out of them."""
    return [words for words in (_frozen(voice), _screened(voice)) if words] if voice.limits else []


def rules_that_apply(chart: Chart) -> dict[str, str]:
    """The rules of the chart's set with what they look for; those of limits only where limits are drawn."""
    return {rule: says for rule, says in chart.rules_say.items() if chart.has_limits or rule not in NEED_LIMITS}


def formula_lines(chart: Chart) -> list[str]:
    """The chart's formula line by line, with the constant of its rule set where that is another one."""
    lines = chart.formula.splitlines()
    if chart.icons is not None and "1.128" in chart.formula:
        lines.append("these rules write 2.66 for 3 / 1.128")
    return lines


def _enough(voice: Voice) -> bool:
    runs = voice.chart.latest_phase
    return runs is not None and (runs["n_useful"] >= ENOUGH_POINTS or bool(voice.limits))


def _of_100(rate: float) -> str:
    return "fewer than 1 of 100" if rate < 1 else f"about {round(rate)} of 100"


def _would_be_a_signal(voice: Voice) -> str:
    """What would change "nothing unusual": the run rule with its number, the limits of a month like the newest."""
    runs = voice.chart.latest_phase or {}
    rules = rules_that_apply(voice.chart)
    if voice.chart.rules != OWN_LIMITS:
        return f"What would be a signal: {'; '.join(rules.values())}."
    run = ""
    if runs["n_useful"] >= ENOUGH_POINTS:
        run = f"a run of {runs['longest_run_max'] + 1} {voice.every}s or more on one side"
    said = [words for words in (_beyond_which(voice), run) if words]
    return f"{begun(', or '.join(said))} would be a signal." if said else ""


def _not_proof(voice: Voice) -> str:
    """What no signal does not say: how long a change could stay unseen where so few are counted."""
    begins = "No signal does not prove that nothing changed: "
    table = SEEN.get(voice.chart.chart)
    sizes = sorted(row["n"] for row in voice.judged if row["n"])
    if table is None or voice.chart.rules != OWN_LIMITS or not sizes:
        return f"{begins}a small change can take many {voice.every}s to show."
    usual = sizes[len(sizes) // 2]
    if usual < FEWEST_MEASURED:
        return f"{begins}with about {usual:.0f} to count a {voice.every}, even a large change can stay unseen for long."
    half, whole = table[min(table, key=lambda volume: abs(math.log(volume / usual)))]
    return (
        f"{begins}with about {usual:.0f} to count a {voice.every}, a fall from 30% to 20% would show "
        f"on about {half} of 100 charts within 6 {voice.every}s, and on {whole} within 12."
    )


def _beyond_which(voice: Voice) -> str:
    if not voice.limits:
        return ""
    newest = voice.limits[-1]
    can = [
        f"{way} {_not_as_its_end(voice, newest[side], side)}"
        for way, side in (("above", "upper"), ("below", "lower"))
        if not voice.closed(newest, side)
    ]
    like = f" with as many to count as {voice.name(newest['i'])}" if newest["n"] is not None else ""
    return f"a {voice.every}{like} {' or '.join(can)}" if can else ""


def _not_as_its_end(voice: Voice, limit: float, side: str) -> str:
    """A limit just within what a value can be, so written that it does not look like that end."""
    end = voice.bounds[0 if side == "lower" else 1]
    alike = end is not None and voice.number(limit) == voice.number(end)
    return voice.finely(limit) if alike else voice.number(limit)


def _would_end(voice: Voice, told: Signal) -> str:
    """What would take a signal that is going on back into the past."""
    if not voice.goes_on(told) or told.direction is None:
        return ""
    if told.rule == "beyond_limits":
        which = f"that {voice.every}" if told.first == told.last else f"those {voice.every}s"
        return f"If the next {voice.every}s lie within the limits again, it was {which} alone."
    if told.rule in ("trend", "six_trending"):
        return f"A {voice.every} that turns the other way would end it."
    side = "below" if told.direction == "up" else "above"
    return f"A {voice.every} {side} {voice.line} again would end the run."


def _frozen(voice: Voice) -> str:
    if not voice.frozen or not voice.used:
        return ""
    first, last = (voice.name(voice.used[place]["i"]) for place in (0, -1))
    return (
        f"Centre and limits come from the {voice.points(len(voice.used))} of the baseline, from {first} to {last}; "
        f"the {voice.every}s after it are judged against them and do not move them."
    )


def _trial(voice: Voice) -> str:
    if not voice.chart.trial_limits:
        return ""
    moves = "they are not sure yet" if voice.frozen else f"they will move as {voice.every}s come in"
    return (
        f"The limits rest on {voice.points(len(voice.used))}. With fewer than {ENOUGH_FOR_LIMITS} they are trial "
        f"limits: {moves}."
    )


def _one_sided(voice: Voice) -> list[str]:
    """Limits that reach the end of what a value can be: no single point can signal there."""
    return [
        words
        for side, way, not_past, end in (
            ("lower", "low", "above", voice.bounds[0]),
            ("upper", "high", "below", voice.bounds[1]),
        )
        if end is not None and (words := _closed_words(voice, side, way, not_past, end))
    ]


def _closed_words(voice: Voice, side: str, way: str, not_past: str, end: float) -> str:
    closed = [row for row in voice.limits if voice.closed(row, side)]
    if not closed:
        return ""
    line = voice.number(end) if all(row[side] == end for row in closed) else f"not {not_past} {voice.number(end)}"
    every = len(closed) == len(voice.limits)
    where = f"every {voice.every}" if every else f"{len(closed)} of {voice.points(len(voice.limits))}"
    return (
        f"The {side} limit is {line} {voice.at} {where}: no single {way} {voice.every} can signal there, "
        f"though a run of {way} {voice.every}s still can."
    )


def _screened(voice: Voice) -> str:
    left_out = [place for place in voice.chart.screened if any(row["i"] == place for row in voice.newest)]
    if not left_out:
        return ""
    ranges = "step from one point to the next was" if len(left_out) == 1 else "steps from point to point were"
    return f"{len(left_out)} unusually large {ranges} left out of the limits (moving-range screening)."
