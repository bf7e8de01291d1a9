"""What can be tallied: a measure of the catalogue with its own words, or something the practice puts in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from dashboard.records import NotKept, Tally
from dashboard.study import Availability
from measures.declare import Measure

#: Units that only an export can follow: episodes, pairs of answers, and rows of a national code script.
ONLY_BY_EXPORT = ("activity", "episode", "response_pair")
OWN = ""
KINDS = {
    "process": "Process: are we doing the new thing?",
    "outcome": "Outcome: is it better for patients?",
    "balancing": "Balancing: does anything else get worse?",
}
BETTER = {"higher": "More is better", "lower": "Less is better", "neither": "Neither"}
#: "Just enough": about as many weekly points as a run chart needs before it says anything.
WEEKS = 12


def to_choose(measures: Mapping[str, Availability]) -> dict[str, str]:
    """Name -> words: the practice's own first, then measures that the exports cannot carry, then the others."""
    fit = [a for a in measures.values() if a.measure.unit.name not in ONLY_BY_EXPORT]
    words = {OWN: "Something of our own"}
    words |= {a.measure.name: f"{a.measure.title} · not in exports" for a in fit if not a.available}
    return words | {a.measure.name: f"{a.measure.title} · in exports too" for a in fit if a.available}


def of_measure(clinic: str, measure: Measure, started: date) -> Tally:
    """A tally of a measure in the measure's own words, so that the two can be set side by side."""
    return Tally(
        clinic=clinic, title=measure.title, measure=measure.name, kind=measure.kind.value, better=measure.better.value,
        is_rate=measure.is_rate, numerator_says=measure.numerator_says, denominator_says=measure.denominator_says,
        started=started,
    )  # fmt: skip


def planned_stop(started: date) -> date:
    """The day a tally is offered to stop on: temporary, and just enough."""
    return started + timedelta(weeks=WEEKS) - timedelta(days=1)


def checked(tally: Tally) -> Tally:
    """The tally with its words tidied; NotKept says what is still missing or cannot be."""
    made = replace(
        tally,
        title=_tidy(tally.title),
        numerator_says=_tidy(tally.numerator_says),
        denominator_says=_tidy(tally.denominator_says) if tally.is_rate else "",
    )
    if not made.title:
        raise NotKept("The tally has no name yet. Give it a short one, as it shall stand on the chart.")
    if not made.numerator_says:
        raise NotKept("Say in a few words what makes a stroke, for example: given a pamphlet.")
    if made.is_rate and not made.denominator_says:
        raise NotKept("Say out of what it is counted, for example: patients seen with low back pain.")
    if made.stopped is not None and made.stopped < made.started:
        raise NotKept("The last day lies before the first one. Correct one of the two.")
    return made


def _tidy(words: str) -> str:
    return " ".join(words.split())
