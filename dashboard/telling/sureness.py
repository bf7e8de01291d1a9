"""How sure a chart is: how often chance alone signals, what the limits rest on, what would change the answer."""

from __future__ import annotations

import math

from dashboard.telling.phrases import begun
from dashboard.telling.voice import Voice
from measures.spc import Chart, Signal
from measures.spc.chart import ENOUGH_FOR_LIMITS

ENOUGH_POINTS = 10  # Perla, Provost & Murray 2011 (BMJ Qual Saf 20:46): fewer tell little about chance
OFTEN = 10.0  # where stable charts signal more often than this, a pattern is its rules' signal and not more
SELDOM = ("beyond_limits", "long_run", "few_crossings")  # each by itself rare enough to be called unlikely
#: Events in a usual point under which chance signals more often than the figures below: up to twice as often (24
#: points: 10 a month 11 of 100 charts, 3 a month 16, 2 a month 19), and far more often (1 a month 27). Same page.
FEW, VERY_FEW = 5.0, 2.0
OWN_LIMITS = "anhoej"  # the set whose limits of runs and crossings stand in `Chart.runs`

NEED_LIMITS = (
    "beyond_limits",
    "two_of_three",
    "four_of_five",
    "fifteen_within_one_sigma",
    "eight_outside_one_sigma",
)

#: Of 100 stable charts, how many signal at least once, by number of points. 20,000 simulated charts each, centre
#: and limits from the same points: benchmarks/false_signals.py, docs/rule-sets.md. "run": no limits; "i": limits
#: from neighbours; "p": from the counts.
LENGTHS = (12, 24, 36, 60)
FALSE_SIGNALS: dict[tuple[str, str], tuple[float, float, float, float]] = {
    ("anhoej", "run"): (1.4, 3.1, 4.1, 4.6),
    ("bestbox", "run"): (1.4, 1.9, 3.2, 4.6),
    ("cutbox", "run"): (1.4, 2.0, 3.7, 4.6),
    ("ihi", "run"): (12.4, 37.2, 56.8, 79.4),
    ("anhoej", "i"): (6.7, 12.1, 17.2, 22.9),
    ("bestbox", "i"): (7.1, 12.0, 16.1, 22.9),
    ("cutbox", "i"): (7.1, 12.1, 16.6, 22.9),
    ("mdc", "i"): (7.6, 18.9, 29.5, 46.4),
    ("mdc6", "i"): (11.5, 31.3, 46.8, 68.7),
    ("ihi", "i"): (18.6, 44.8, 63.1, 83.6),
    ("western_electric", "i"): (8.1, 18.8, 29.2, 45.6),
    ("nelson", "i"): (9.2, 22.9, 35.0, 53.6),
    ("anhoej", "p"): (3.6, 9.1, 13.6, 18.0),
    ("bestbox", "p"): (4.2, 8.9, 12.1, 18.0),
    ("cutbox", "p"): (4.2, 9.2, 12.7, 18.0),
    ("mdc", "p"): (3.6, 15.3, 26.2, 44.8),
    ("mdc6", "p"): (7.6, 27.6, 43.6, 66.4),
    ("ihi", "p"): (12.5, 36.9, 54.2, 76.9),
    ("western_electric", "p"): (3.6, 14.1, 25.1, 43.0),
    ("nelson", "p"): (3.9, 15.7, 27.3, 45.9),
}
LIKE = {"run": "run", "i": "i", "ip": "i", "pp": "i", "up": "i", "p": "p", "c": "p", "u": "p"}


#: Of 100 charts on which a share fell from 30% to 20% after 12 months, how many show it within 6 and 12 months,
#: by how many are counted each month; Anhøj rules. Same script, same page.
FEWEST_MEASURED = 7  # the row of 10 speaks for no fewer
SEEN = {
    "run": {10: (10, 36), 20: (14, 53), 50: (22, 82), 100: (27, 96)},
    "p": {10: (12, 35), 20: (18, 51), 50: (43, 86), 100: (76, 99)},
}


def false_signals(voice: Voice) -> float | None:
    """How many of 100 stable charts of this kind and length signal at least once; None where nobody measured it.

    Read off between the lengths that were measured. The figures hold for a centre and limits from the points
    that are judged, for at least 12 of them and up to 60.
    """
    chart, judged = voice.chart, len(voice.judged)
    rates = FALSE_SIGNALS.get((chart.rules, LIKE.get(chart.chart, "")))
    if rates is None or voice.frozen or chart.centre_given or not LENGTHS[0] <= judged <= LENGTHS[-1]:
        return None
    upper = next(place for place, length in enumerate(LENGTHS) if length >= judged)
    if LENGTHS[upper] == judged:
        return rates[upper]
    share = (judged - LENGTHS[upper - 1]) / (LENGTHS[upper] - LENGTHS[upper - 1])
    return rates[upper - 1] + share * (rates[upper] - rates[upper - 1])


def usual_events(voice: Voice) -> float | None:
    """How many events (and, of shares, how many without one) a usual point holds; None where none are counted."""
    if voice.bounds[0] is None or voice.centre is None or voice.chart.chart not in LIKE:
        return None
    sizes = sorted(row["n"] for row in voice.judged if row["n"])
    size = sizes[len(sizes) // 2] if sizes else 1.0
    events = float(voice.centre / voice.chart.multiply * size)
    return events if voice.bounds[1] is None else min(events, size - events)


def more_than_chance(voice: Voice, rule: str, what: str) -> str:
    """What may be said of a pattern: unlikely to be chance, or only that this rule set counts it."""
    rate, events = false_signals(voice), usual_events(voice)
    often = rule not in SELDOM and (rate is None or rate > OFTEN)
    if often or (events is not None and events < VERY_FEW):
        return f"by these rules {what} is a signal"
    return f"{what} is unlikely to be chance"


def how_sure(voice: Voice, told: Signal | None) -> list[str]:
    """How often chance alone does this where there is a signal; what would be one where there is none."""
    if not voice.chart.in_time_order:
        return []
    if told is None:
        return [words for words in (_would_be_a_signal(voice), _not_proof(voice)) if words] if _enough(voice) else []
    return [words for words in (_by_chance(voice), _would_end(voice, told)) if words]


def _by_chance(voice: Voice) -> str:
    """How many steady charts signal, and that it is more of them where few events are counted."""
    rate, events = false_signals(voice), usual_events(voice)
    if events is not None and events < VERY_FEW:
        return f"With so few to count a {voice.every}, a steady process signals by chance far more often than usual."
    if rate is None:
        return ""
    begins = f"A steady process would show a signal by chance in {_of_100(rate)} charts of this length"
    more = events is not None and events < FEW
    return f"{begins}{', and in up to twice as many where so few are counted' if more else ''}."


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
