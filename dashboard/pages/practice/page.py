"""Our practice: what is said once of the practice, and what the exports still ask."""

import streamlit as st

from dashboard.forms.at_the_desk import open_desk
from dashboard.forms.writing import say_kept
from dashboard.pages.practice import backing_up, practice
from dashboard.parts.unsettled_form import ask_unsettled

TITLE = "Our practice"


def page() -> None:
    """Questions that are open, the settings, and the backup."""
    desk = open_desk()
    store, clinic = desk.store, desk.clinic
    st.title(TITLE)
    st.write("These settings apply when counting, never when reading: a change shows on every chart at once.")
    say_kept()
    st.header("Asked by the exports")
    ask_unsettled(store, clinic)
    practice.practice_form(store, clinic)
    practice.settings_file(store, clinic)
    backing_up.backup_part(store)
