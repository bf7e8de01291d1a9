"""The parts of the charter, each with its own title; before a project has begun each asks for its beginning."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard.forms.at_the_desk import open_study
from dashboard.forms.writing import say_kept
from dashboard.pages.changing.aim import closing, diagram, few, gaps, page, team, whole
from dashboard.parts.page import link
from dashboard.records import Project
from dashboard.study import Study

Part = Callable[[Study, Project], None]


def _aim(study: Study, project: Project) -> None:
    page.heading(study, project)
    page.aim_part(study, project)


#: By the word of the address: the title, and what is asked and shown.
PARTS: dict[str, tuple[str, Part]] = {
    "aim": (page.TITLE, _aim),
    "team": ("Our team", team.team_part),
    "few": ("The few measures", few.few_part),
    "gaps": ("Gaps", gaps.gaps_part),
    "diagram": ("Driver diagram", diagram.diagram_part),
    "project": ("The project", whole.project_part),
}


def views() -> dict[str, tuple[str, Callable[[], None]]]:
    """Each part as a page by itself."""
    return {see: (title, partial(_view, title, part)) for see, (title, part) in PARTS.items()}


def _view(title: str, part: Part) -> None:
    study = open_study(bare=True)
    st.title(title)
    say_kept()
    link("our_change", "Our change")
    project = study.written.project
    if project is not None:
        part(study, project)
        return
    st.write(page.NO_PROJECT)
    closing.begin(study)
    whole.bring_in(study)
    closing.others(study, None)
