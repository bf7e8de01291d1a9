"""The top of the Huddle page: this week's one sentence, the next test, and the reviews that wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.parts.caveats import TOO_LOW, lacks_orderers
from dashboard.parts.charter import charter_of
from dashboard.records import Entry, Tally
from dashboard.records.charted import BY_HAND
from dashboard.study import Study
from dashboard.telling.charter_words import aim_sentence
from dashboard.telling.charts import verdict
from dashboard.telling.phrases import better_word, day_words, number_words, period_words, value_text
from dashboard.telling.tally_entries import total_words
from measures.improvement import Stage, stage
from measures.series import Series

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


def week(study: Study, today: date) -> Week:
    """The aim's measure, or the first chosen one without an aim; the aim alone where nothing can be counted."""
    project = study.written.project
    name = project.aim_measure if project and project.aim_measure in study.charted else next(iter(study.chosen), None)
    if name is None:
        return Week("", _without_a_number(study), _question(study))
    series = study.series(name)
    if lacks_orderers(study, series):
        return Week(name, f"{_now(series)} This is {TOO_LOW}.", _question(study, series.better))
    return Week(name, f"{_now(series)} {_aim(study, series, today)}".strip(), _question(study, series.better))


def tallied(study: Study, today: date) -> list[str]:
    """A sentence for each of the newest tallies under way: this week's strokes so far, and last week's."""
    under_way = [one for one in study.written.tallies if one.stopped is None or one.stopped >= today]
    return [tally_words(one, study.written.entries_of(one), today) for one in under_way[-TALLIES:]]


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


def _now(series: Series) -> str:
    latest = series.latest_whole()
    if latest is None:
        return f"{series.title}: no whole {series.every} yet."
    return f"{series.title}: {value_text(series, latest)} in {period_words(series.every, latest['start'])}."


def _aim(study: Study, series: Series, today: date) -> str:
    """How far the newest value is from the aim, and by when; nothing without an aim of this measure."""
    project, level = study.written.project, study.aim(series.measure)
    drawn, _ = study.drawn(series)
    said = verdict(drawn, study.chart(drawn))
    if project is None or level is None:
        return said
    aim = f"The aim is {number_words(level, series.is_rate)} ({better_word(series.better)})"
    if project.aim_by is None:
        return f"{aim}; by when is still to be said. {said}"
    left = (project.aim_by - today).days
    when = f"{left // 7} weeks from now" if left >= 14 else "soon" if left >= 0 else "a day that has passed"
    return f"{aim} by {day_words(project.aim_by)}, {when}. {said}"


def _question(study: Study, better: str = "") -> str:
    """One thing to talk about: what a running test shows, else what could be tried next."""
    cycles = [one.cycle for one in study.written.cycles if stage(one.cycle) is not Stage.CLOSED]
    for cycle in sorted(cycles, key=lambda one: one.started is None):
        return f"To talk about: {ASKS[stage(cycle)]} cycle {cycle.number}, {cycle.title}?"
    toward = f" to bring this {better}" if better in ("lower", "higher") else ""
    return f"To talk about: what is one thing to try with one patient this week{toward}?"
