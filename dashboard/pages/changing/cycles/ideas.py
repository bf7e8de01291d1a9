"""The change ideas a test can be of: those the project has taken up, then those of the library."""

from __future__ import annotations

from dashboard.records import IdeaRecord
from dashboard.records.idea_taken_up import idea_record, ideas_of, library_idea
from dashboard.study import Study
from dashboard.telling.cycles import told_apart
from measures.improvement.library import change_ideas

#: In front of the id of an idea of the library that the project has not taken up yet.
LIBRARY = "library "


def own_ideas(study: Study) -> dict[int, IdeaRecord]:
    """The ideas of the project the practice works on, by id."""
    return {one.id: one for one in ideas_of(study.written.ideas, study.written.project)}


def idea_options(study: Study) -> dict[int | str, str]:
    """What can be chosen, with its words: an id of the project's own, or a name of the library."""
    own = own_ideas(study)
    taken = {one.library for one in own.values() if one.library}
    options: dict[int | str, str] = {number: one.title for number, one in own.items()}
    library = {LIBRARY + one.id: f"{one.title} (library)" for one in change_ideas() if one.id not in taken}
    return told_apart({**options, **library})


def taken_up(study: Study, option: str, who: str) -> int:
    """The id of an idea of the library, which the project has taken up by now."""
    project, wanted = study.written.project, option.removeprefix(LIBRARY)
    known = next((one for one in own_ideas(study).values() if one.library == wanted), None)
    idea = library_idea(wanted)
    if known is None and project is not None and idea is not None:
        known = study.records.kept(idea_record(study.clinic, project.id, idea), who=who)
    assert known is not None
    return known.id


def first_test(study: Study, idea_id: int | None) -> str:
    """The smallest first test that the library suggests for an idea; empty for one of the practice's own."""
    own = own_ideas(study).get(idea_id or 0)
    idea = library_idea(own.library) if own else None
    return idea.first_test if idea else ""
