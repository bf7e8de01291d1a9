"""The notice of new files in the inbox on the first page, with the one button, for whoever may bring them in."""

import streamlit as st

from dashboard.forms.at_the_desk import reads_rows
from dashboard.parts.inbox import AT_ONCE, OPENED, named, offer, waiting
from dashboard.parts.page import BRING_IN, PAGES, link
from dashboard.parts.places import moved
from dashboard.study import Study
from dashboard.study.today import today


def inbox_notice(study: Study) -> None:
    """Name the new files; one click brings them in where nothing is new to ask, and asks where something is."""
    found = waiting(study.store, study.clinic) if reads_rows(study) else []
    if not found:
        return
    with st.container(key="inbox"):
        st.write(named(found))
        if st.button(offer(found, today()), type="primary"):
            st.session_state[OPENED] = st.session_state[AT_ONCE] = True
            place, asked = moved(BRING_IN, {})
            st.switch_page(PAGES / f"{place}.py", query_params=asked)
        link(BRING_IN, "Look at them first")
