"""A physician's page on one computer, shut with a passphrase of their own."""

from __future__ import annotations

import streamlit as st
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from dashboard.desk import Desk
from dashboard.forms.writing import keep
from dashboard.records.programme import ShutPage

SHORTEST = 8
TRIES = 5  # wrong words of one tab before the page has to be loaded anew
OPENED = "opened page"


def opened(desk: Desk, clinician: str) -> bool:
    """Whether the page may be shown; asks for its passphrase where it is shut.

    At one computer, where the practice keeps clinicians' figures to themselves, a page opens once it has a passphrase.
    """
    shut = kept(desk, clinician)
    if not shut and desk.member is None and not desk.practice.clinician_views:
        st.write("This page is yours alone: give it a passphrase first, which nobody else knows. Then it opens.")
        form(desk, clinician)
        return False
    if not shut or st.session_state.get(OPENED) == (desk.clinic, clinician, shut):
        return True
    tries = st.session_state.get("tries", 0)
    if tries >= TRIES:
        st.info("Too many wrong passphrases. Load the page anew to try again.")
        return False
    given = st.text_input("Passphrase of this page", type="password", key="open passphrase")
    if given and fits(shut, given):
        st.session_state[OPENED] = (desk.clinic, clinician, shut)
        st.rerun()
    if given:
        st.session_state["tries"] = tries + 1
        st.info("That is not the passphrase of this page.")
    return False


def kept(desk: Desk, clinician: str) -> str:
    """The hash that a page is shut with; empty where it is open."""
    own = [one for one in desk.records.lines(ShutPage, desk.clinic) if one.clinician == clinician]
    return own[-1].passphrase if own else ""


def fits(shut: str, given: str) -> bool:
    """Whether a passphrase opens it."""
    try:
        return PasswordHasher().verify(shut, given)
    except (VerifyMismatchError, InvalidHashError):
        return False


def form(desk: Desk, clinician: str) -> None:
    """Shut the page, or open it for good."""
    with st.expander("Shut this page with a passphrase"), st.form("shut"):
        st.write("Who does not know it sees nothing of this page. Nobody can tell it to you again if you forget it.")
        given = st.text_input("Passphrase (empty: open for good)", type="password")
        if st.form_submit_button("Keep"):
            if given and len(given) < SHORTEST:
                st.info(f"A passphrase has {SHORTEST} letters or more.")
                return
            shut = PasswordHasher().hash(given) if given else ""
            st.session_state[OPENED] = (desk.clinic, clinician, shut)
            values = {"clinician": clinician, "passphrase": shut}
            keep(lambda: desk.records.line(ShutPage, desk.clinic, who=desk.person or clinician, **values), "Kept.")
