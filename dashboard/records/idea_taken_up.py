"""How an idea of the library becomes one of a project."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.records import IdeaRecord, Project
from measures.improvement.library import ChangeIdea, change_ideas, groups


def idea_record(clinic: str, project_id: int, idea: ChangeIdea) -> IdeaRecord:
    """An idea of the library as a project takes it up; its words may be changed there from then on."""
    return IdeaRecord(
        clinic=clinic, project_id=project_id, title=idea.title, library=idea.id,
        group=next((one.id for one in groups() if one.title == idea.group), ""), effort=idea.effort.lower(),
        says=idea.says, measures=idea.measures,
    )  # fmt: skip


def library_idea(name: str) -> ChangeIdea | None:
    """An idea of the library by its id."""
    return next((idea for idea in change_ideas() if idea.id == name), None)


def ideas_of(ideas: Sequence[IdeaRecord], project: Project | None) -> list[IdeaRecord]:
    """What a project has taken up, the oldest first."""
    return [idea for idea in ideas if project is not None and idea.project_id == project.id]
