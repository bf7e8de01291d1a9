"""Tally: what the exports do not say, counted by hand on a phone, on a card, or pasted by the month."""

import streamlit as st

from dashboard.forms.at_the_desk import open_study
from dashboard.forms.writing import say_kept
from dashboard.pages.tallying import page, setting_up, tapping
from dashboard.telling.plain_text import as_is

TITLE = "Tally"
ICON = ":material/touch_app:"
ORDER = 17
ACT = "write"
PLACE = "this_week"

study = open_study(bare=True)
page.style()
title = st.empty()
say_kept()
tally = page.asked_for(study)
# A link from a page to itself leaves the address as it was, and the next click would ask for the old one.
if tally is None:
    st.query_params.from_dict({})
    title.title("Tally by hand")
    setting_up.the_tallies(study)
    with st.expander("Set up a tally", expanded=not study.written.tallies):
        setting_up.set_up(study)
else:
    st.query_params["tally"] = str(tally.id)
    title.title(as_is(tally.title))
    who = tapping.writer(study)
    tapping.tapping(study, tally.name, who)
    page.parts(study, tally, who)
