"""Change ideas: what a team can try, what this project took up, and words for the visit."""

import streamlit as st

from dashboard.drawing import paper
from dashboard.forms.at_the_desk import open_study
from dashboard.forms.writing import say_kept
from dashboard.pages.changing.ideas import ours, shelf, visit
from dashboard.records.idea_taken_up import ideas_of
from dashboard.records.ideas_standing import standings

TITLE = "Change ideas"


def page() -> None:
    """What this project took up, the library, and words for the visit."""
    study = open_study(bare=True)
    project = study.written.project
    found = standings(ideas_of(study.written.ideas, project), study.written.cycles)

    st.title(TITLE)
    st.html(paper.style("change_ideas"))
    say_kept()
    st.write("Choose one or two, try them small, and let the chart say whether they help.")
    st.markdown("[The library](#library) · [Words for the visit](#words) · [Where to read more](#reading)")
    who = ours.beginning(study, project)
    if project:
        ours.in_this_project(study, project, found, who)
    shelf.library(study, project, found, who)
    visit.words_for_the_visit()
    shelf.further_reading()
