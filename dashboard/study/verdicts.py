"""The verdict of each measure of a clinic on a day: series, changes in use, aim and baseline go to the one judge."""

from __future__ import annotations

from datetime import date

from dashboard.records.kinds import CycleRecord, PhaseKind, Project
from dashboard.study.as_it_stood import series_on
from dashboard.study.one_clinic import Study
from measures.improvement.pdsa import Decision
from measures.verdict import Aim, MeasureVerdict, judge, waits


def verdict_of(study: Study, name: str, today: date) -> MeasureVerdict:
    """What may be said of one measure today; one whose question nobody answered cannot be counted yet."""
    known = study.measures.get(name)
    if known is not None and (asked := getattr(known, "waiting", ())):
        return waits(name, known.measure.better.value, tuple(asked))
    adopted = [one for one in study.written.all_cycles if _in_use(one, name, study)]
    return judge(
        series_on(study, name, today),
        today=today,
        adopted=[one.cycle.implemented for one in adopted if one.cycle.implemented],
        aim=_aim(study, name),
        baseline=_baseline(study, name),
        process=[series_on(study, one, today) for one in _process(study, name, adopted)],
    )


def verdicts(study: Study, today: date) -> list[MeasureVerdict]:
    """The verdicts of everything that has a chart here, and of every measure that waits for an answer."""
    waiting = [name for name, one in study.measures.items() if getattr(one, "waiting", ())]
    names = [*study.charted, *(name for name in waiting if name not in study.charted)]
    return [verdict_of(study, name, today) for name in names]


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
    return [one for one in dict.fromkeys(told) if one in charted and charted[one].kind == "process"]


def _project_of(study: Study, name: str) -> Project | None:
    """The present project, where its aim is about this measure."""
    project = study.written.project
    return project if project is not None and project.aim_measure == name else None


def _aim(study: Study, name: str) -> Aim | None:
    project = _project_of(study, name)
    if project is None or project.aim_level is None:
        return None
    return Aim(project.aim_level, since=project.started, by=project.aim_by)


def _baseline(study: Study, name: str) -> tuple[date | None, date | None] | None:
    """The baseline a person set: on the chart, else with the aim."""
    decided = [one for one in study.written.phases(name) if one.kind is PhaseKind.BASELINE]
    if decided:
        return decided[-1].first, decided[-1].last
    project = _project_of(study, name)
    if project is None or (project.baseline_from is None and project.baseline_to is None):
        return None
    return project.baseline_from, project.baseline_to
