"""The top of the Huddle page: this week's one sentence, the next test, and the reviews that wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.parts.charter import charter_of
from dashboard.records import Entry, Tally
from dashboard.records.charted import BY_HAND
from dashboard.study import Study
from dashboard.study.verdicts import verdict_of
from dashboard.telling.charter_words import aim_sentence
from dashboard.telling.next_test import named, next_test
from dashboard.telling.tally_entries import total_words
from dashboard.telling.verdict import verdict_words
from measures.improvement import Stage, stage
from measures.verdict import MeasureVerdict

ASKS = {
    Stage.PLAN: "is everything ready for",
    Stage.DO: "what have we noticed in",
    Stage.STUDY: "what did we learn from",
    Stage.ACT: "adapt, adopt or abandon",
}
TALLIES = 2  # told in a huddle of one minute; our own choice
NO_NUMBER = "No number tells of it yet: that follows with the first export, or with a tally by hand."
NOTHING = (
    "Nothing is counted here yet. Bring in an export from your EMR; or begin without one: say what you aim for, and "
    "tally by hand for some weeks."
)


@dataclass(frozen=True)
class Week:
    """What a huddle of one minute needs: a sentence, the measure it speaks of (or none), and what is to be asked."""

    measure: str
    sentence: str
    question: str
    of_a_test: bool = False  # the question is about a test of change


def week(study: Study, today: date) -> Week:
    """The aim's measure, or the first chosen one without an aim; the aim alone where nothing can be counted."""
    project = study.written.project
    name = project.aim_measure if project and project.aim_measure in study.charted else next(iter(study.chosen), None)
    asked = any(stage(one.cycle) is not Stage.CLOSED for one in study.written.cycles)
    if name is None:
        return Week("", _without_a_number(study), _question(study), asked)
    found = verdict_of(study, name, today)
    told = verdict_words(found, study.charted[name].title, study.charted[name].is_rate)
    return Week(name, told, _question(study, found, next_test(study.written, today) or ""), asked)


def tallied(study: Study, today: date) -> list[str]:
    """A sentence for each of the newest tallies under way with strokes: this week's so far, and last week's."""
    found = [(one, study.written.entries_of(one)) for one in under_way(study, today)]
    last_week = today - timedelta(days=today.weekday() + 7)
    return [tally_words(one, entries, today) for one, entries in found if any(e.day >= last_week for e in entries)]


def under_way(study: Study, today: date) -> list[Tally]:
    """The newest tallies that have not stopped."""
    return [one for one in study.written.tallies if one.stopped is None or one.stopped >= today][-TALLIES:]


def tally_words(tally: Tally, entries: Sequence[Entry], today: date) -> str:
    """ "Pamphlet given (tallied by hand): 3 of 5 this week, 12 of 20 last week." Weeks begin on Monday."""
    monday = today - timedelta(days=today.weekday())
    now, last = (
        [one for one in entries if one.every == "day" and begins <= one.day < begins + timedelta(weeks=1)]
        for begins in (monday, monday - timedelta(weeks=1))
    )
    before = f", {total_words(tally, last)} last week" if last else ""
    return f"{tally.title} ({BY_HAND}): {total_words(tally, now)} this week{before}."


def _without_a_number(study: Study) -> str:
    """The aim as far as it is said, where no measure has a number yet."""
    project = study.written.project
    if project is None:
        return NOTHING
    aim = aim_sentence(charter_of(study, project))
    by_hand = any(one.measure == project.aim_measure for one in study.written.tallies if one.measure)
    told = f"Our aim: {aim}" if aim else f"{project.title}: there is no aim yet."
    return told if by_hand else f"{told} {NO_NUMBER}"


def _question(study: Study, found: MeasureVerdict | None = None, told: str = "") -> str:
    """One thing to talk about: what a running test shows, else what the verdict asks, else what could be tried next.

    A test that was named in what is `told` just before goes by its number alone.
    """
    cycles = [one.cycle for one in study.written.cycles if stage(one.cycle) is not Stage.CLOSED]
    for cycle in sorted(cycles, key=lambda one: one.started is None):
        name = f"cycle {cycle.number}" if named(cycle) in told else named(cycle)
        return f"To talk about: {ASKS[stage(cycle)]} {name}?"
    if found is not None and found.state == "cannot_count_yet":
        return "To talk about: who can explain what the export leaves open?"
    if found is not None and found.state in ("lost", "slipping", "worse"):
        return "To talk about: what has been different lately, and who saw it?"
    if found is not None and (found.aim.state == "met" or found.because == "gain_held"):
        return "To talk about: what keeps it there when somebody is away?"
    toward = f" to bring this {found.better}" if found is not None and found.better in ("lower", "higher") else ""
    return f"To talk about: what is one thing to try with one patient this week{toward}?"
