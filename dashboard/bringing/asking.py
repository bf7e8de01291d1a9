"""Questions put to a person on the pages: date order, export date, who a name is, what a word means."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard.bringing import unsettled
from dashboard.bringing.examine import DateQuestion, Look
from dashboard.phrases import day_words
from dashboard.plain_text import as_is
from ingest.clean import DateOrder
from ingest.store import Store

MOST_AT_ONCE = 12


def ask_date_order(question: DateQuestion) -> DateOrder | None:
    """Ask how one file writes its dates, each answer with what it would mean; None until it is answered."""
    words = dict(question.readings)
    st.write(as_is(question.why))
    return st.radio(
        f"How does {as_is(question.file)} write its dates?",
        list(words),
        index=None,
        format_func=lambda order: as_is(words[order]),
        key=f"order {question.file}",
    )


def ask_export_date(look: Look, today: date, known: date | None = None) -> date | None:
    """Ask on which day the export was made; the last row's day is offered, never taken silently."""
    offers = {day: f"on {day_words(day)}, {why}" for day, why in _offers(look, today, known)}
    other = "on another day"
    answer = st.radio(
        "On which day was this export made in the EMR?",
        [*offers, other],
        index=None,
        format_func=lambda day: offers.get(day, other),
        key="made",
    )
    st.write("The charts end on this day. A month without visits before it counts as a month without visits.")
    if answer != other:
        return answer if isinstance(answer, date) else None
    return st.date_input("The day it was made", value=None, max_value=today, format="YYYY-MM-DD", key="made other")


def _offers(look: Look, today: date, known: date | None) -> list[tuple[date, str]]:
    offers = [(known, "as clinic.toml says")] if known else []
    if look.last and look.last <= today and look.last != known:
        offers.append((look.last, "the day of its last row"))
    if today not in (known, look.last):
        offers.append((today, "today"))
    return offers


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
            settled = unsettled.with_words(unsettled.with_names(practice, who), what)
            if settled == practice:
                st.session_state["kept"] = "Nothing was answered yet; you will be asked again."
            else:
                store.save_settings(settled)
                st.session_state["kept"] = "The answers are kept. Every count follows them from now on."
            st.rerun()


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
        f"{unsettled.ASKS[asked.field]} is “{as_is(asked.seen)}” (in {asked.rows:,} rows). What does it mean?",
        list(choices),
        format_func=choices.__getitem__,
        key=f"what {asked.field} {asked.seen}",
    )


def say_kept() -> None:
    """Say once what the last answer did; its place stays, since a part below that moved up would fold itself."""
    with st.container():
        if said := st.session_state.pop("kept", None):
            st.info(said, icon=":material/check:")
