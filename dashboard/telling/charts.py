"""From a chart to plain sentences that can be read aloud in a huddle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import polars as pl

from dashboard.telling.aims import icon_words, target_words
from dashboard.telling.findings import finding_words
from dashboard.telling.phrases import begun, better_word, day_words, kind_word, number_words, period_words, value_text
from dashboard.telling.sureness import ENOUGH_POINTS, how_sure, limits_rest_on, of_the_baseline, why_softly
from dashboard.telling.table import table_rows
from dashboard.telling.verdicts import in_order_of_telling, in_short, signal_words
from dashboard.telling.voice import Dated, Voice, of_numbers, of_series
from measures.series import Series
from measures.spc.chart import ENOUGH_FOR_LIMITS
from measures.spc.from_events import GAP, Chart
from measures.spc.suggest_phases import suggest_phases

__all__ = [
    "better_word",
    "compared",
    "kind_word",
    "newest",
    "newest_alone",
    "notes",
    "pattern",
    "plain_notes",
    "plain_sentence",
    "sentence",
    "table_rows",
    "value_text",
    "where_a_shift_begins",
]

OTHERS_NAMED = 3
SAID_HERE = ("open_gap", "carried", "copied", "cumulative", "season", "uncounted")  # what no other sentence says
NOTHING_TO_JUDGE = ("short_phase", "constant")


def sentence(series: Series, chart: Chart) -> str:
    """What it is now, since when it is compared, and whether the pattern is more than chance.

    It speaks of the newest phase. It names no cause: a chart shows that something changed, never who or why.
    """
    name = series.title if series.provider == "ALL" else f"{series.title}, {series.provider}"
    latest = series.latest_whole()
    if series.every == GAP and series.points.height:
        voice = of_series(series, chart)
        return f"{name}: {gap_words(series)}{_centre_words(voice)}. {_verdict(voice)}".strip()
    if latest is None:
        return f"{name}: no whole {series.every} yet. {_why_nothing(series)}"
    voice = of_series(series, chart)
    now = f"{name}: {_latest_words(series, latest)}{_centre_words(voice)}."
    return f"{now} {_verdict(voice)}".strip()


def newest(series: Series, chart: Chart) -> str:
    """The same without the pattern: the newest whole value, and what it is compared with."""
    if series.every == GAP and series.points.height:
        return f"{gap_words(series)}{_centre_words(of_series(series, chart))}.".strip()
    latest = series.latest_whole()
    if latest is None:
        return f"No whole {series.every} yet. {_why_nothing(series)}"
    return begun(f"{_latest_words(series, latest)}{_centre_words(of_series(series, chart))}.")


def newest_alone(series: Series) -> str:
    """The newest whole value alone; what was not recorded of it, and what it is compared with, are told elsewhere."""
    if series.every == GAP and series.points.height:
        return f"{gap_words(series)}."
    latest = series.latest_whole()
    if latest is None:
        return f"No whole {series.every} yet. {_why_nothing(series)}"
    return begun(f"{_latest_words(series, latest | {'not_recorded': 0})}.")


def compared(series: Series, chart: Chart) -> list[str]:
    """What the newest value is compared with, as a sentence; nothing where there is nothing to compare with."""
    if series.latest_whole() is None and series.every != GAP:
        return []
    told = _centre_words(of_series(series, chart)).lstrip(";, ")
    return [f"{begun(told)}."] if told else []


def gap_words(series: Series) -> str:
    """The newest gap between two events: how long it is, and whether it goes on."""
    last = series.points.row(-1, named=True)
    since = last["start"] - timedelta(days=1) if series.points.height > 1 else last["start"]
    return f"{value_text(series, last)} {'since' if last['partial'] else 'from'} {day_words(since)}"


def plain_sentence(chart: Chart, title: str, dated: Dated | None = None) -> str:
    """The same for any numbers: the newest value, the centre, and whether the pattern is more than chance."""
    voice = of_numbers(chart, dated)
    if not voice.judged:
        return f"{title}: no value to judge."
    if not chart.in_time_order:
        middle = voice.line if voice.centre is None else f"{voice.line} is {voice.number(voice.centre)}"
        return f"{title}: {voice.points(len(voice.judged))} side by side; {middle}. {_verdict(voice)}".strip()
    newest = voice.judged[-1]["i"]
    now = f"{title}: {voice.value(newest, False)} {voice.at} {voice.name(newest)}{_centre_words(voice)}."
    return f"{now} {_verdict(voice)}".strip()


def pattern(series: Series, chart: Chart) -> str:
    """What the chart marks in its newest phase, and whether it is more than chance; THE verdict is not said here."""
    return _verdict(of_series(series, chart))


def notes(series: Series, chart: Chart, advised: Sequence[str] | None = None) -> list[str]:
    """What stands under the sentence: what is not judged, the limits, how sure, what would change the answer.

    `advised` are the notices of `measures.spc.advise` for this very chart: where they stand, nothing is said of
    trial limits and of limits that no point can pass, since they say it.
    """
    voice = of_series(series, chart)
    found = [finding_words(one, voice.every) for one in voice.allowed.findings if one.code in SAID_HERE]
    told = [*found, *_notes(voice, advised), _phase_suggested(voice)]
    return [words for words in (_open_words(series), *told) if words]


def _phase_suggested(voice: Voice) -> str:
    """Where a lasting shift seems to begin. It is only said: a person who knows the reason makes a phase."""
    place = where_a_shift_begins(voice)
    if place is None:
        return ""
    return (
        f"A lasting shift seems to begin {voice.at} {voice.name(place)}. If your team knows what changed then, a new "
        "phase may begin there; the lines stay as they are until somebody says so."
    )


def where_a_shift_begins(voice: Voice) -> int | None:
    """The point (from 1) at which a lasting shift seems to begin; None without one, or where phases stand already.

    A run longer than chance explains, off the median of the first 12 values that are judged.
    """
    if voice.chart.parts or not voice.chart.in_time_order or voice.chart.latest_phase is None:
        return None
    judged = [row["y"] if row["include"] else None for row in voice.rows]
    length = (voice.chart.latest_phase["longest_run_max"] or 0) + 1
    if length <= 2 or voice.at_the_edge:
        return None
    phases = suggest_phases(judged, baseline=ENOUGH_FOR_LIMITS, run_length=length)
    return None if phases.height < 2 else int(phases["first"][-1])


def plain_verdict(chart: Chart, dated: Dated | None = None) -> str:
    """The same for any numbers."""
    voice = of_numbers(chart, dated)
    return _verdict(voice) if voice.judged else ""


def plain_notes(chart: Chart, advised: Sequence[str] | None = None, dated: Dated | None = None) -> list[str]:
    """The same for any numbers."""
    return _notes(of_numbers(chart, dated), advised)


def _verdict(voice: Voice) -> str:
    runs = voice.chart.latest_phase
    if runs is None or voice.centre is None:
        return ""
    nothing = next((f for f in voice.allowed.findings if f.code in NOTHING_TO_JUDGE), None)
    if nothing is not None and not voice.signals:
        return finding_words(nothing, voice.every)
    found = in_order_of_telling(voice)
    told = f"{signal_words(voice, found[0])} {why_softly(voice)}".strip() if found else _at_the_edge(voice)
    useful = runs["n_useful"]
    if useful < ENOUGH_POINTS and voice.chart.in_time_order:
        told = f"{told} {_few_words(voice, useful)}".strip()
    else:
        told = told or _nothing_unusual(voice)
    return f"{told} {icon_words(voice)}".strip()


def _nothing_unusual(voice: Voice) -> str:
    if not voice.chart.in_time_order and not voice.limits:
        return "They have no order in time, so nothing in their pattern is judged."
    if not voice.chart.in_time_order:
        return f"No {voice.every} lies beyond its limits: they differ no more than chance would make them."
    if voice.limits:
        return (
            f"Every {voice.every} lies within the limits and nothing in the pattern is unusual: "
            f"the {voice.every}s vary as chance would."
        )
    return f"Nothing unusual in the pattern: the {voice.every}s vary as chance would."


def _at_the_edge(voice: Voice) -> str:
    """Where the centre lies at the end of what a value can be, nothing can lie beyond it and no run means anything."""
    if not voice.at_the_edge:
        return ""
    beyond = "below" if voice.centre == voice.bounds[0] else "above"
    where = f"{begun(voice.line)} lies at {voice.number(voice.centre)}"
    return f"{where} and nothing can lie {beyond} it, so runs say nothing here."


def _few_words(voice: Voice, useful: int) -> str:
    if useful == 0 and len([row for row in voice.newest if row["y"] is not None]) >= ENOUGH_POINTS:
        return f"Every {voice.every} is on {voice.line}: nothing to tell apart from chance."
    so_far = {0: "is none", 1: "is 1"}.get(useful, f"are {useful}")
    return (
        f"Too few {voice.every}s to tell a trend from chance: {ENOUGH_POINTS} off {voice.line} are "
        f"needed, and there {so_far} so far."
    )


def _centre_words(voice: Voice) -> str:
    """What the centre line is, since when, and from how many points."""
    if voice.centre is None:
        return ""
    median = voice.chart.centre_says == "median"
    if voice.chart.centre_given:
        return f"; {voice.line} was set at {voice.number(voice.centre)}"
    if len(voice.used) == 1:
        return _of_the_only_point(voice)
    what = "the middle value of" if median else f"{voice.line} over"
    return f"; {what} {_which_points(voice)} is {voice.number(voice.centre)}"


def _of_the_only_point(voice: Voice) -> str:
    """That there is one value only, and where it is when the newest period is a gap."""
    only = voice.used[0]["i"]
    if only == max(row["i"] for row in voice.newest if row["include"]):
        return f", the only {voice.every} so far"
    return f"; the only {voice.every} with a value so far is {voice.name(only)}: {voice.value(only, False)}"


def _which_points(voice: Voice) -> str:
    first, last, count = voice.used[0]["i"], voice.used[-1]["i"], len(voice.used)
    gaps = " with a value" if count < last - first + 1 else ""
    baseline, since = ("baseline ", "from") if voice.frozen or voice.chart.freeze else ("", "since")
    return f"the {count} {baseline}{voice.every}s{gaps} {since} {voice.name(first)}"


def _notes(voice: Voice, advised: Sequence[str] | None = None) -> list[str]:
    found = in_order_of_telling(voice)
    said = [
        _left_out_words(voice),
        _others_words(voice, found[1:]),
        _change_words(voice),
        target_words(voice),
        *(limits_rest_on(voice) if advised is None else [*of_the_baseline(voice), *advised]),
        *how_sure(voice, found[0] if found else None),
    ]
    return [words for words in said if words]


def _left_out_words(voice: Voice) -> str:
    """Points somebody left out: drawn, and outside centre, limits and rules."""
    names = [voice.name(place) for place in voice.chart.exclude]
    if not names:
        return ""
    return begun(f"{_listed(names)} {'is' if len(names) == 1 else 'are'} left out by choice: drawn, but not judged.")


def _others_words(voice: Voice, others: list[Any]) -> str:
    if not others:
        return ""
    named = "; ".join(in_short(voice, signal) for signal in others[:OTHERS_NAMED])
    more = f"; and {len(others) - OTHERS_NAMED} more" if len(others) > OTHERS_NAMED else ""
    return f"Also marked: {named}{more}."


def _change_words(voice: Voice) -> str:
    """How the newest phase differs from the one before, with points and relative change kept apart."""
    middles = {row["part"]: row["centre"] for row in voice.rows}
    before, after = [None, None, *middles.values()][-2:]
    if before is None or after is None or before == after:
        return ""
    way = "lower" if after < before else "higher"
    by = voice.number(abs(after - before))
    by = by.replace("%", " percentage point" if by == "1%" else " percentage points")
    relative = f"; relative to before, {abs(after / before - 1):.0%} {way}" if before > 0 else ""
    line = "the middle value" if voice.chart.centre_says == "median" else voice.line
    return (
        f"Since the phase before, {line} went from {voice.number(before)} to {voice.number(after)}: "
        f"{by} {way}{relative}."
    )


def _why_nothing(series: Series) -> str:
    if not series.points.height:
        return "Bring in an export that covers one."
    return _open_words(series)


def _latest_words(series: Series, latest: Mapping[str, Any]) -> str:
    """The newest whole period with its n, and beside it what was not written down or could not be judged."""
    when = period_words(series.every, latest["start"])
    if latest["numerator"] is None:
        return f"nothing was tallied in {when}"
    said = number_words(latest["numerator"], is_rate=False)
    if series.is_rate and latest["denominator"]:
        share = number_words(latest["numerator"] / latest["denominator"], is_rate=True)
        said = f"{share}, {latest['numerator']} of {latest['denominator']} {series.denominator_says},"
    elif series.is_rate:
        said = f"nothing to count, 0 {series.denominator_says},"
    return f"{said} in {when}{_beside(series, latest)}"


def _beside(series: Series, point: Mapping[str, Any]) -> str:
    said = []
    if point["not_recorded"]:
        whole = point["denominator"] if series.is_rate else point["numerator"]
        said.append(f"red flags not recorded in {point['not_recorded']} of the {whole}")
    if point["unknown"]:
        said.append(f"{point['unknown']} more could not be judged")
    return f" ({'; '.join(said)})" if said else ""


def _open_words(series: Series) -> str:
    """Which periods are drawn but not judged, and why."""
    if series.every == GAP:
        return ""
    opened = series.points.filter(pl.col("immature"))["start"]
    partly = series.points.filter(pl.col("partial") & ~pl.col("immature"))["start"]
    said = [
        f"{_listed([period_words(series.every, start) for start in starts])} "
        f"{'is' if len(starts) == 1 else 'are'} {why}: drawn, but not judged."
        for starts, why in ((opened, "still open (follow-up not passed)"), (partly, "only partly covered"))
        if len(starts)
    ]
    return " ".join(begun(words) for words in said)


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
