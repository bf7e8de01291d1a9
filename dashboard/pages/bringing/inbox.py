"""What waits in the inbox: one click brings it in where nothing is new to ask, else the questions come first."""

from __future__ import annotations

import streamlit as st

from dashboard.desk import Desk
from dashboard.parts.inbox import AT_ONCE, OPENED, InboxFile, named, offer, waiting


def offered(desk: Desk) -> list[InboxFile]:
    """The files of the inbox once a person took them up; until then they are named, with the one button."""
    found = waiting(desk.store, desk.clinic)
    if not found or st.session_state.get(OPENED):
        return found
    st.header("In the inbox")
    st.write(named(found))
    if st.button(offer(found, desk.day), type="primary"):
        st.session_state[OPENED] = st.session_state[AT_ONCE] = True
        st.rerun()
    return []


def asked_at_once() -> bool:
    """Whether the files were just taken up, to be brought in where nothing is asked; says so once."""
    return bool(st.session_state.pop(AT_ONCE, False))


def left_again() -> None:
    """A way to leave the files where they are."""
    if st.button("Leave them in the inbox"):
        st.session_state.pop(OPENED)
        st.rerun()
