"""The door of a server for many: sign in, wait for a place, and the screen that locks when nobody is at it."""

from __future__ import annotations

import time

import streamlit as st

from dashboard.forms.signed_in import SESSIONS, claims, person_of, signed_in
from dashboard.records.access import WRITE, WRITES, Member, may
from dashboard.telling.plain_text import as_is
from ingest.store import Store
from measures.practice import Practice

LOOK_EVERY = 20  # seconds between two looks whether somebody is still here
NO_PLACE = (
    "You are signed in, but nobody gave you a place here yet. Ask whoever keeps the people of this Huddleboard, and "
    "tell them this word for you: {person}"
)


def admitted(store: Store) -> Member | None:
    """Whoever may come in; else the page that says what to do, and nothing of any clinic."""
    WRITES.set(False)
    told = claims()
    member = signed_in(store) if told else None
    if member is not None and member.roles:
        _watch()
        return member
    st.title("Huddleboard")
    if not told:
        st.write("Sign in to see what is yours here.")
        st.button("Sign in", on_click=st.login, type="primary")
    elif not member or not member.person:
        st.write("Your time here is over, or nobody was at the screen for a while. Sign in again to go on.")
        st.button("Sign in again", on_click=st.login, type="primary")
    else:
        st.write(as_is(NO_PLACE.format(person=person_of(told))))
        st.button("Sign out", on_click=leave)
    return None


def lets_write(member: Member, practice: Practice, own_page: bool) -> None:
    """Let the pen write for whoever may, in this run and this clinic; pages for one role write what is theirs."""
    WRITES.set(own_page or may(member, WRITE, practice))


def leave() -> None:
    """Sign out; a copy of the cookie opens nothing afterwards."""
    SESSIONS.end(claims())
    st.logout()


def who_is_here(member: Member) -> None:
    """At the side: who signed in, and the way out."""
    st.write(f"Signed in: {as_is(member.name or member.person)}")
    st.button("Sign out", on_click=leave, type="tertiary")


@st.fragment(run_every=LOOK_EVERY)
def _watch() -> None:
    """Look now and then, which is no use of the app, and clear the screen once the sign-in is over."""
    if SESSIONS.over(claims(), time.time()):
        st.rerun()
