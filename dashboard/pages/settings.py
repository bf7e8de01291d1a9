"""Our practice: what is said once of the practice, and what the exports still ask."""

import streamlit as st

from dashboard import practice_page
from dashboard.bringing.asking import ask_unsettled, say_kept
from dashboard.page import open_store

TITLE = "Our practice"
ICON = ":material/home_health:"
ORDER = 50
SECTION = "Data"

store = open_store()
clinic = store.settings().clinic
st.title(TITLE)
st.write("These settings apply when counting, never when reading: a change shows on every chart at once.")
say_kept()
st.header("Asked by the exports")
ask_unsettled(store, clinic)
practice_page.practice_form(store, clinic)
practice_page.settings_file(store, clinic)
