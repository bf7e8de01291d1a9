"""Which baselines and phases the tool suggests, each with where it comes from; a suggestion only fills the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.records import ChartPhase, CycleRecord, PhaseKind
from dashboard.study import Study
from dashboard.study.phasing import moves_a_line, phase_choices
from dashboard.telling.charts import where_a_shift_begins
from dashboard.telling.phrases import day_words, period_words
from dashboard.telling.since import cycles_of
from dashboard.telling.voice import of_series
from measures.series import Series
from measures.spc import Chart

NEAR = timedelta(days=62)  # a cycle adopted so near the beginning of a shift is named beside it; it may be no cause


@dataclass(frozen=True)
class Suggestion:
    """A decision that somebody might make: its kind and days, why it comes to mind, and a reason to begin from."""

    kind: PhaseKind
    first: date | None
    last: date | None
    says: str
    reason: str


def suggestions(study: Study, series: Series, chart: Chart) -> tuple[Suggestion, ...]:
    """What comes to mind for this chart: the aim's baseline, the time before the change, and a lasting shift.

    Nothing that stands already, nothing that would change no line of the chart as it is shown, and of two that would
    draw the same lines the first.
    """
    stands = study.written.standing(series.measure)
    found = [*_of_the_charter(study, series), *_before_the_change(study, series), *_of_a_shift(study, series, chart)]
    there = {(one.kind, one.first, one.last) for one in stands}
    fresh = [one for one in found if (one.kind, one.first, one.last) not in there and _changes(series, stands, one)]
    alike = {repr(phase_choices(series, [_as_phase(series, one)])): one for one in reversed(fresh)}
    return tuple(alike.values())[::-1]


def _changes(series: Series, standing: Sequence[ChartPhase], one: Suggestion) -> bool:
    return moves_a_line(series, standing, _as_phase(series, one))


def _as_phase(series: Series, one: Suggestion) -> ChartPhase:
    return ChartPhase(clinic="", measure=series.measure, kind=one.kind, reason="", first=one.first, last=one.last)


def _of_the_charter(study: Study, series: Series) -> list[Suggestion]:
    project = study.written.project
    if project is None or project.baseline_to is None:
        return []
    if series.measure == project.aim_measure or series.measure not in project.measures:
        return []  # the aim's own measure has it already
    says = f"The baseline of your aim, up to {day_words(project.baseline_to)}"
    reason = "The baseline that our charter names."
    return [Suggestion(PhaseKind.BASELINE, project.baseline_from, project.baseline_to, says, reason)]


def _before_the_change(study: Study, series: Series) -> list[Suggestion]:
    """Everything before the first adopted cycle of this measure became how things are done."""
    adopted = [record for record in cycles_of(study.written, series.measure) if record.cycle.implemented is not None]
    if not adopted:
        return []
    cycle = min(adopted, key=_implemented).cycle
    assert cycle.implemented is not None
    says = f"The {series.every}s before cycle {cycle.number} was adopted on {day_words(cycle.implemented)}"
    last = cycle.implemented - timedelta(days=1)
    return [Suggestion(PhaseKind.BASELINE, None, last, says, f"{says}.")]


def _implemented(record: CycleRecord) -> date:
    return record.cycle.implemented or date.max


def _of_a_shift(study: Study, series: Series, chart: Chart) -> list[Suggestion]:
    """A new phase where a lasting shift seems to begin; a cycle adopted about then is named, as something to ask."""
    place = where_a_shift_begins(of_series(series, chart))
    if place is None:
        return []
    first = series.points["start"][place - 1]
    near = [r for r in cycles_of(study.written, series.measure) if abs(_implemented(r) - first) <= NEAR]
    beside = f" Cycle {near[0].cycle.number} was adopted about then." if near else ""
    says = f"A lasting shift seems to begin in {period_words(series.every, first)}.{beside}"
    return [Suggestion(PhaseKind.NEW_PHASE, first, None, says, beside.strip())]
