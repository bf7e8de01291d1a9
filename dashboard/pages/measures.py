"""Measures: everything that is counted here, what needs a look first."""

import streamlit as st

from dashboard.forms.at_the_desk import open_study
from dashboard.pages.listing.measures import show_list
from dashboard.parts.no_chart import NO_CHART, NO_EXPORT, not_available
from dashboard.parts.page import link
from dashboard.study.today import today

TITLE = "Measures"
ICON = ":material/show_chart:"
ORDER = 20

study = open_study(bare=True)
st.title(TITLE)
if study.charted:
    show_list(study, today())
else:
    st.info(NO_EXPORT if study.bare else NO_CHART)
    link("bring_in", "Bring in an export")
    link("tally", "Tally by hand")
link("why", "Why was this counted? Look up a visit or an image")
not_available(study)
