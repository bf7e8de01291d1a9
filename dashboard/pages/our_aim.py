"""Our aim: what the team sets out to do, how far and by when, who is in it, and what it watches."""

import streamlit as st

from dashboard.forms.writing import say_kept
from dashboard.pages.aim import closing, diagram, few, gaps, page, team, whole
from dashboard.parts.page import open_study

TITLE = "Our aim"
ICON = ":material/flag:"
ORDER = 12
SECTION = "Improvement"

study = open_study(bare=True)
project = study.written.project
st.title(TITLE)
say_kept()
if project is None:
    st.write(page.NO_PROJECT)
    closing.begin(study)
    whole.bring_in(study)
    closing.others(study, None)
else:
    page.heading(study, project)
    shown = {
        "Aim": page.aim_part,
        "Team": team.team_part,
        "Measures": few.few_part,
        "Gaps": gaps.gaps_part,
        "Driver diagram": diagram.diagram_part,
        "Project": whole.project_part,
    }
    for part, show in zip(st.tabs(list(shown), key="charter", bind="query-params"), shown.values(), strict=True):
        if part.open:
            with part:
                show(study, project)
