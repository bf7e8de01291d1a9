"""From a project as it is kept to the charter that `measures.improvement.charter` asks its kind questions of."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from dashboard.records import Person, Project
from dashboard.records.charted import Charted
from dashboard.study.phasing import baseline_of
from dashboard.telling.baseline import Baseline, baseline
from measures.improvement.charter import CHAMPION, Charter
from measures.improvement.library import gap_checklist, team_roles
from measures.series import Series

if TYPE_CHECKING:
    from dashboard.study import Study

BETWEEN = ", "  # one person may fill several roles


def charter_of(study: Study, project: Project, earliest: date | None = None) -> Charter:
    """The charter of a project as it stands; its usual level is that of the baseline chosen for it."""
    known = study.named
    aim = known.get(project.aim_measure)
    found = aim_baseline(study, project)
    return Charter(
        words=project.aim_words,
        measure=aim.words if aim else project.aim_measure,
        is_rate=aim.is_rate if aim else True,
        better=aim.better if aim else "neither",
        usual=found.usual,
        level=project.aim_level,
        by=project.aim_by,
        roles=filled(study.written.team),
        kinds=tuple(known[name].kind for name in few_measures(project) if name in known),
        baseline=found.months,
        gaps=sum(bool(answer_of(project, item.id)) for item in gap_checklist()),
        gaps_asked=len(gap_checklist()),
        earliest=earliest,
    )


def aim_series(study: Study, project: Project) -> Series | None:
    """The aim measure by month; None where none is chosen, or it cannot be counted here."""
    return study.series(project.aim_measure) if project.aim_measure in study.charted else None


def aim_baseline(study: Study, project: Project) -> Baseline:
    """The baseline of the aim measure as it was set: once, on the chart or with the aim, for every surface alike."""
    series = aim_series(study, project)
    if series is None:
        return Baseline(0)
    current = study.written.project is not None and study.written.project.id == project.id
    set_so = baseline_of(study.written, project.aim_measure) if current else None
    first, last = set_so or (project.baseline_from, project.baseline_to)
    return baseline(series, first or _beginning(series), last)


def _beginning(series: Series) -> date | None:
    starts = series.points["start"]
    return starts[0] if len(starts) else None


def few_measures(project: Project) -> tuple[str, ...]:
    """The few measures of a project, the aim's own first."""
    aim = (project.aim_measure,) if project.aim_measure else ()
    return tuple(dict.fromkeys((*aim, *project.measures)))


def measure_words(known: dict[str, Charted], name: str) -> str:
    """A measure's title; of one that cannot be counted here, its name with a word about that."""
    return known[name].words if name in known else f"{name} (not available here)"


def filled(team: tuple[Person, ...]) -> frozenset[str]:
    """The ids of the roles somebody on the team has taken."""
    taken = {role for person in team for role in roles_of(person)}
    known = {role.title: role.id for role in team_roles()}
    return frozenset(known[title] for title in taken if title in known) | ({CHAMPION} & taken)


def roles_of(person: Person) -> tuple[str, ...]:
    """What somebody does on the team: one role or several."""
    return tuple(role for role in (one.strip() for one in person.role.split(BETWEEN)) if role)


def answer_of(project: Project, item: str) -> str:
    """What the team answered to one question of the gap checklist; empty where it has not yet."""
    kept: Any = project.gaps.get(item)
    return str(kept.get("answer", "")) if isinstance(kept, dict) else ""


def answer_words(answer: str) -> str:
    """An answer to the gap checklist as people say it."""
    return answer.replace("_", " ")


def note_of(project: Project, item: str) -> str:
    """What the team noted beside its answer."""
    kept: Any = project.gaps.get(item)
    return str(kept.get("note", "")) if isinstance(kept, dict) else ""
