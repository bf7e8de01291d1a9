"""Asking who unknown names of the exports are and what unknown words mean."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.parts import unsettled
from dashboard.telling.plain_text import as_is
from ingest.store import Store, settled

MOST_AT_ONCE = 12


def ask_unsettled(store: Store, clinic: str) -> None:
    """Ask who unknown names are and what unknown words mean; every count follows the answers."""
    names, words = unsettled.unsettled_names(store, clinic), unsettled.unsettled_words(store, clinic)
    if not names and not words:
        st.write("Every clinician and every word of the exports is known. Nothing to ask.")
        return
    practice = store.settings(clinic)
    with st.form(f"unsettled {store.version(clinic)}", enter_to_submit=False):
        who = {u.seen: _ask_name(u, unsettled.choices(practice)) for u in names[:MOST_AT_ONCE]}
        what = {(u.field, u.seen): _ask_word(u) for u in words[:MOST_AT_ONCE]}
        left = len(names) + len(words) - len(who) - len(what)
        if left:
            st.write(f"{left} more will be asked afterwards.")
        if st.form_submit_button("Keep these answers", type="primary"):
            told = unsettled.with_words(unsettled.with_names(practice, who), what)
            if told == practice:
                st.session_state["kept"] = "Nothing was answered yet; you will be asked again."
            else:
                store.save_settings(told)
                st.session_state["kept"] = "The answers are kept. Every count follows them from now on."
            st.rerun()


def ask_agreed(store: Store, clinic: str) -> None:
    """Ask which of those whom patients were handed to are on the agreed list, where nobody has said any of it."""
    practice = store.settings(clinic)
    seen = unsettled.hand_offs_not_agreed(store, clinic)
    if practice.agreed_list or not seen:
        return
    with st.form(f"agreed {store.version(clinic)}", enter_to_submit=False):
        st.write("Patients were handed to these. Who of them is on your agreed list of providers?")
        told = [u.seen for u in seen[:MOST_AT_ONCE] if st.checkbox(_handed(u), key=f"agreed {u.seen}")]
        if st.form_submit_button("Keep the agreed list") and told:
            store.save_settings(settled(replace(practice, agreed_list=tuple(told)), clinic))
            st.session_state["kept"] = "The agreed list is kept. Every count follows it from now on."
            st.rerun()


def _handed(asked: unsettled.Unsettled) -> str:
    return f"{as_is(asked.seen)} ({asked.rows:,} {'row' if asked.rows == 1 else 'rows'})"


def _ask_name(asked: unsettled.Unsettled, choices: dict[str, str]) -> str:
    return st.selectbox(
        f"Who is {as_is(asked.seen)}? (in {asked.rows:,} rows)",
        list(choices),
        format_func=choices.__getitem__,
        key=f"who {asked.seen}",
    )


def _ask_word(asked: unsettled.Unsettled) -> str:
    choices = {unsettled.LEAVE: "leave for now", **unsettled.MEANINGS[asked.field]}
    return st.selectbox(
        f"{unsettled.ASKS[asked.field]} is “{as_is(asked.seen) or 'blank'}” (in {asked.rows:,} rows). "
        "What does it mean?",
        list(choices),
        format_func=choices.__getitem__,
        key=f"what {asked.field} {asked.seen}",
    )
