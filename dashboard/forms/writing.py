"""How a page keeps what somebody wrote, with a calm word where it cannot be kept."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.records import ChangedMeanwhile, NotKept, looks_like_a_name
from dashboard.telling.plain_text import as_is


def names_nobody(*words: str) -> bool:
    """Ask once where what is about to be kept looks as if it named a patient; pressing again is the answer."""
    suspect = " ".join(one for one in words if looks_like_a_name(one))
    if not suspect or st.session_state.get("named") == suspect:
        return True
    st.session_state["named"] = suspect
    st.info("The words may name a patient. Take the name out; if they name nobody, press the button again.")
    return False


def keep(write: Callable[[], object], done: str) -> bool:
    """Do the writing and say so after a fresh run of the page; where it was not kept, say why and change nothing.

    `done` is shown by `say_kept`, which a page calls under its title. What was typed stays in its fields when nothing
    was kept.
    """
    try:
        write()
    except (NotKept, ChangedMeanwhile) as problem:
        st.info(as_is(str(problem)), icon=":material/block:")
        return False
    st.session_state["kept"] = done
    st.rerun()
    return True


def say_kept() -> None:
    """Say once what the last answer did; its place stays, since a part below that moved up would fold itself."""
    with st.container():
        if said := st.session_state.pop("kept", None):
            st.info(said, icon=":material/check:")
