"""What waits in the inbox: one click brings it in where nothing is new to ask, else the questions come first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboard.desk import Desk
from dashboard.parts.inbox import InboxFile, newest, waiting
from dashboard.telling.levels import many
from dashboard.telling.phrases import day_words
from dashboard.telling.plain_text import as_is

#: Names in the session: that the waiting files are looked at, and that they are to be brought in if nothing is asked.
OPENED, AT_ONCE = "the inbox is open", "bring in at once"


def offered(desk: Desk) -> list[InboxFile]:
    """The files of the inbox once a person took them up; until then they are named, with the one button."""
    found = waiting(desk.store, desk.clinic)
    if not found or st.session_state.get(OPENED):
        return found
    made = day_words(made_on(desk, found))
    st.header("In the inbox")
    st.write(f"{many(len(found), 'new file')}: {as_is(', '.join(one.name for one in found))}.")
    if st.button(f"Bring {'it' if len(found) == 1 else 'them'} in, as exported on {made}", type="primary"):
        st.session_state[OPENED] = st.session_state[AT_ONCE] = True
        st.rerun()
    return []


def asked_at_once() -> bool:
    """Whether the files were just taken up, to be brought in where nothing is asked; says so once."""
    return bool(st.session_state.pop(AT_ONCE, False))


def made_on(desk: Desk, files: Sequence[InboxFile]) -> date:
    """The day on which the files were written, as the day of the export."""
    return min(newest(files), desk.day)


def left_again() -> None:
    """A way to leave the files where they are."""
    if st.button("Leave them in the inbox"):
        st.session_state.pop(OPENED)
        st.rerun()
