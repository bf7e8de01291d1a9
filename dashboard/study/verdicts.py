"""The verdict of each measure of a clinic on a day: series, changes in use, aim and baseline go to the one judge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from dashboard.records.kinds import CycleRecord, Project
from dashboard.study.as_it_stood import series_on
from dashboard.study.filters import WHOLE_PRACTICE, Filters
from dashboard.study.one_clinic import Study
from dashboard.study.phasing import baseline_of
from dashboard.study.quality import quality_lines
from dashboard.study.targets import ALWAYS, decided, in_force, steps_of
from dashboard.study.today import today as this_day
from dashboard.study.unexplained import lacks_orderers, unexplained_share
from measures.improvement.evidence import Line, what_changed
from measures.improvement.pdsa import Decision
from measures.said import Said
from measures.series import Series
from measures.verdict import Aim, MeasureVerdict, judge, not_alike, waits

GAINS = ("gain_held", "gain_held_so_far", "leans_better")


@dataclass(frozen=True)
class WithSources:
    """A verdict with what it was judged from: the data's own quality, and what keeps then and now from comparing."""

    verdict: MeasureVerdict
    series: Series
    quality: tuple[Line, ...] = ()
    changed: Said | None = None


def verdict_of(study: Study, name: str, today: date | None = None, filters: Filters = WHOLE_PRACTICE) -> MeasureVerdict:
    """THE verdict of a measure, for every surface; one whose question nobody answered cannot be counted yet.

    A view of one clinician or one kind of image is judged by the same rules on its own numbers, without the aim, which
    is the practice's; how a chart is cut (weeks, quarters, some of its months) changes no verdict.
    """
    day, known = today or this_day(), study.measures.get(name)
    if known is not None and (asked := getattr(known, "waiting", ())):
        return waits(name, known.measure.better.value, tuple(asked))
    if (filters.provider, filters.modality) != (WHOLE_PRACTICE.provider, WHOLE_PRACTICE.modality):
        return _of_a_view(study, name, day, filters)
    as_of = (study.records.version(study.clinic), day)
    return study.once(("verdict", name), lambda: judged(study, name, day).verdict, as_of)


def verdicts(study: Study, today: date | None = None) -> list[MeasureVerdict]:
    """The verdicts of everything that has a chart here, and of every measure that waits for an answer."""
    waiting = [name for name, one in study.measures.items() if getattr(one, "waiting", ())]
    names = [*study.charted, *(name for name in waiting if name not in study.charted)]
    return [verdict_of(study, name, today) for name in names]


def judged(
    study: Study,
    name: str,
    day: date,
    implemented: date | None = None,
    every: str = "month",
    instead: tuple[date | None, date | None] | None = None,
) -> WithSources:
    """A measure judged on a day by its newest adopted change, or by the one that became usual on `implemented`.

    `instead` is a baseline that somebody thinks of setting; without it the one that stands is used.
    """
    series, adopted = series_on(study, name, day, every), _adopted(study, name)
    days = [implemented] if implemented else [one.cycle.implemented for one in adopted if one.cycle.implemented]
    baseline = instead or baseline_of(study.written, name)
    verdict = judge(
        series,
        today=day,
        adopted=days,
        aim=_aim(study, name, day),
        baseline=baseline,
        process=[series_on(study, one, day, every) for one in _process(study, name, adopted)],
        unexplained=unexplained_share(study, name),
    )
    if lacks_orderers(study, series):
        verdict = replace(waits(name, verdict.better, ()), because="orderers_unsaid")
    if not days or verdict.state == "cannot_count_yet":
        return WithSources(verdict, series)
    first = baseline[0] if baseline else None
    quality = tuple(quality_lines(study, series, max(days), day, first))
    changed = what_changed(quality, gain=verdict.because in GAINS)
    return WithSources(not_alike(verdict) if changed else verdict, series, quality, changed)


def _of_a_view(study: Study, name: str, day: date, filters: Filters) -> MeasureVerdict:
    series = study.series(name, Filters(filters.provider, modality=filters.modality, last=day))
    days = [one.cycle.implemented for one in _adopted(study, name) if one.cycle.implemented]
    return judge(series, today=day, adopted=days, baseline=baseline_of(study.written, name))


def _adopted(study: Study, name: str) -> list[CycleRecord]:
    return [one for one in study.written.all_cycles if _in_use(one, name, study)]


def _in_use(record: CycleRecord, name: str, study: Study) -> bool:
    """Whether a change about this measure was adopted, and how things are done from a day on."""
    cycle = record.cycle
    if cycle.decision is not Decision.ADOPT or cycle.implemented is None:
        return False
    return name in (*record.measures, *(one.measure for one in cycle.predictions), _aims_at(study, record))


def _aims_at(study: Study, record: CycleRecord) -> str:
    project = next((one for one in study.written.projects if one.id == record.project_id), None)
    return project.aim_measure if project else ""


def _process(study: Study, name: str, adopted: list[CycleRecord]) -> list[str]:
    """The process measures that tell whether the changes are still in use; none for a process measure itself."""
    charted = study.charted
    if charted[name].kind == "process":
        return []
    told = [one for record in adopted for one in (*record.measures, *record.cycle.watched)]
    projects = {record.project_id for record in adopted}
    told += [one for project in study.written.projects if project.id in projects for one in project.measures]
    return [one for one in dict.fromkeys(told) if one in charted and charted[one].kind == "process"]


def _project_of(study: Study, name: str) -> Project | None:
    """The present project, where its aim is about this measure."""
    project = study.written.project
    return project if project is not None and project.aim_measure == name else None


def _aim(study: Study, name: str, day: date) -> Aim | None:
    """The aim of the project; where targets were set by date, the one in force on this day, since it is."""
    project, stepped = _project_of(study, name), decided(study.written, name)
    own = None if project is None or project.aim_level is None else project
    if not stepped:
        return None if own is None or own.aim_level is None else Aim(own.aim_level, since=own.started, by=own.aim_by)
    now = in_force(steps_of(study.written, name), day)
    if now is None:
        return None
    since, of_project = now[0], own is not None and now == (own.started or ALWAYS, own.aim_level)
    return Aim(now[1], since=None if since == ALWAYS else since, by=own.aim_by if own and of_project else None)
