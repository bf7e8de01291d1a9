"""This week: in one sentence where we stand, and the few measures that were chosen, on one page."""

import streamlit as st

from dashboard.forms.at_the_desk import open_study, reads_rows
from dashboard.pages.huddling import huddle, to_act_on, wall
from dashboard.parts import to_look_at
from dashboard.parts.inbox_notice import inbox_notice
from dashboard.parts.no_chart import not_available, questions_first
from dashboard.parts.page import link
from dashboard.study.today import today

TITLE = "This week"
ICON = ":material/groups:"
ORDER = 10

if wall.asked_for():
    wall.show()
    st.stop()
study = open_study(bare=True)
huddle.heading(study)
inbox_notice(study)
if not study.bare:
    questions_first(study)
    huddle.notices(study)
    if reads_rows(study):
        to_act_on.show(study)
        to_look_at.show(study)
huddle.this_week(study, today())
if study.chosen:
    huddle.tiles(study, today())
elif not study.bare:
    st.info(
        "None of the measures chosen for the huddle can be counted from this export. Choose others under Our practice."
    )
    link("settings", "Choose measures")
if not study.chosen:  # else the list of measures says it
    not_available(study)
