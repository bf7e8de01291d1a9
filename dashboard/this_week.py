"""The top of the Huddle page: this week's one sentence, the next test, and the reviews that wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.phrases import better_word, day_words, number_words, period_words, value_text
from dashboard.study import Study
from dashboard.words import verdict
from measures.improvement import Stage, stage
from measures.series import Series

ASKS = {
    Stage.PLAN: "is everything ready for",
    Stage.DO: "what have we noticed in",
    Stage.STUDY: "what did we learn from",
    Stage.ACT: "adapt, adopt or abandon",
}


@dataclass(frozen=True)
class Week:
    """What a huddle of one minute needs: a sentence, the measure it speaks of, and what is still to be asked."""

    measure: str
    sentence: str
    question: str


def week(study: Study, today: date) -> Week | None:
    """The aim's measure, or the first chosen one without an aim; None where nothing can be counted."""
    project = study.written.project
    name = project.aim_measure if project and project.aim_measure in study.charted else next(iter(study.chosen), None)
    if name is None:
        return None
    series = study.series(name)
    return Week(name, f"{_now(series)} {_aim(study, series, today)}".strip(), _question(study, series))


def _now(series: Series) -> str:
    latest = series.latest_whole()
    if latest is None:
        return f"{series.title}: no whole {series.every} yet."
    return f"{series.title}: {value_text(series, latest)} in {period_words(series.every, latest['start'])}."


def _aim(study: Study, series: Series, today: date) -> str:
    """How far the newest value is from the aim, and by when; nothing without an aim of this measure."""
    project, level = study.written.project, study.aim(series.measure)
    said = verdict(series, study.chart(series))
    if project is None or level is None:
        return said
    aim = f"The aim is {number_words(level, series.is_rate)} ({better_word(series.better)})"
    if project.aim_by is None:
        return f"{aim}; by when is still to be said. {said}"
    left = (project.aim_by - today).days
    when = f"{left // 7} weeks from now" if left >= 14 else "soon" if left >= 0 else "a day that has passed"
    return f"{aim} by {day_words(project.aim_by)}, {when}. {said}"


def _question(study: Study, series: Series) -> str:
    """One thing to talk about: what a running test shows, else what could be tried next."""
    cycles = [one.cycle for one in study.written.cycles if stage(one.cycle) is not Stage.CLOSED]
    for cycle in sorted(cycles, key=lambda one: one.started is None):
        return f"To talk about: {ASKS[stage(cycle)]} cycle {cycle.number}, {cycle.title}?"
    better = {"lower": "lower", "higher": "higher"}.get(series.better)
    toward = f" to bring this {better}" if better else ""
    return f"To talk about: what is one thing to try with one patient this week{toward}?"
