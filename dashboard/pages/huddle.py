"""Huddle: this week in one sentence, and the few measures that were chosen, on one page."""

import streamlit as st

from dashboard import front, to_act_on
from dashboard.page import link, open_study
from dashboard.today import today

TITLE = "Huddle"
ICON = ":material/groups:"
ORDER = 10

study = open_study(bare=True)
front.heading(study)
if not study.bare:
    front.notices(study)
    to_act_on.show(study)
front.this_week(study, today())
if study.chosen:
    front.tiles(study)
    st.caption("To print this page on one A4 sheet, use Print in your browser (Ctrl+P, on a Mac ⌘P).")
elif not study.bare:
    st.info(
        "None of the measures chosen for the huddle can be counted from this export. Choose others under Our practice."
    )
    link("settings", "Choose measures")
front.not_available(study)
