"""Where the numbers of a tally come from: day by day, or monthly figures pasted; one series, and never silently."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from dashboard.drawing.picture import DayNote
from dashboard.records import Entry, Tally
from dashboard.telling.phrases import day_words, period_words
from dashboard.telling.tally_entries import standing
from measures.catalogue import measures

BY_DAY, BY_MONTH = "day", "month"
WAYS = {"tapped": "tapped", "card": "from cards"}
#: Units of which an export counts each patient once a period, where a stroke cannot know that they came before.
EACH_ONCE = ("patient_period", "elsewhere")
KEPT_AS = {BY_DAY: "tallied day by day", BY_MONTH: "monthly figures pasted"}

AGAIN = "By hand a patient who comes twice counts twice; from an export each counts once a period."


def mixed(entries: Sequence[Entry]) -> bool:
    """Whether both days tallied and monthly figures pasted stand in it."""
    return len({one.every for one in standing(entries)}) > 1


def source_flags(tally: Tally, entries: Sequence[Entry]) -> tuple[DayNote, ...]:
    """A flag at each day from which the numbers come from elsewhere than before."""
    changes = _changes(_own(tally, entries))
    return tuple(DayNote(day, f"From here: {KEPT_AS[now]}; before: {KEPT_AS[before]}") for day, now, before in changes)


def _changes(own: Sequence[Entry]) -> list[tuple[date, str, str]]:
    """Each day on which the kind of entry changes: the kind from then on, and the one before."""
    in_time = sorted(own, key=lambda one: (one.day, one.every, one.id))
    return [(now.day, now.every, before.every) for before, now in pairwise(in_time) if now.every != before.every]


def source_words(tally: Tally, entries: Sequence[Entry], every: str) -> list[str]:
    """What must stand beside a chart of it: who wrote the numbers down and how, and what a period cannot hold."""
    own = _own(tally, entries)
    if not own:
        return ["Nothing has been tallied yet."]
    told = [f"Counted by hand, not by the EMR: {_stretches(own)}."]
    told += [
        f"From {day_words(day)} on: {KEPT_AS[now]}; before: {KEPT_AS[before]}." for day, now, before in _changes(own)
    ]
    by_month = [one for one in own if one.every == BY_MONTH]
    if every == "week" and by_month:
        many = "A monthly figure is" if len(by_month) == 1 else f"{len(by_month)} monthly figures are"
        told.append(f"{many} left out: weeks cannot hold a figure of a whole month. Months and quarters show them.")
    if counts_again(tally):
        told.append(AGAIN)
    if not tally.is_rate:
        told.append(f"A {every} in which nobody tallied is a gap, not a 0; a day on which nobody tallied adds nothing.")
    return told


def counts_again(tally: Tally) -> bool:
    """Whether by hand a patient who comes twice counts twice, where the export's measure counts each once."""
    measure = measures().get(tally.measure)
    return measure is not None and measure.unit.name in EACH_ONCE


def _own(tally: Tally, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    return standing([one for one in entries if one.tally_id == tally.id])


def _stretches(own: Sequence[Entry]) -> str:
    """Each way the numbers came in, with its days or months: "tallied on 12 days from 3 to 20 June 2025 …"."""
    by_day = sorted({one.day for one in own if one.every == BY_DAY})
    by_month = sorted({one.day for one in own if one.every == BY_MONTH})
    told = []
    if by_month:
        of = _between([period_words("month", day) for day in by_month])
        told.append(f"{_many(len(by_month), 'monthly figure')} pasted ({of})")
    if by_day:
        ways = [words for way, words in WAYS.items() if any(one.source == way for one in own)]
        told.append(f"{_many(len(by_day), 'day')} {' or '.join(ways)} ({_between([day_words(d) for d in by_day])})")
    return "; ".join(told)


def _between(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{words[0]} to {words[-1]}"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
