"""The part "Project" of the page: what changed, the project as a file, its close, and the other projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.pages.changing.aim import closing
from dashboard.pages.changing.aim.handover import bring_in_part, hand_over_part
from dashboard.records import Project

if TYPE_CHECKING:
    from dashboard.study import Study


def project_part(study: Study, project: Project) -> None:
    """Everything that is about the project as a whole."""
    closing.history(study, project)
    st.header("Hand over")
    hand_over_part(study, project)
    bring_in(study)
    st.header("Close")
    closing.closing_part(study, project)
    closing.others(study, project)


def bring_in(study: Study) -> None:
    """The way in for a project from elsewhere, folded."""
    with st.expander("Bring in a project from another Huddleboard"):
        bring_in_part(study)
