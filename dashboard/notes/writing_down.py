"""Writing down what happened, correcting it and taking it back: the forms of the page "What happened"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import streamlit as st

from dashboard.flags import KINDS
from dashboard.phrases import day_words
from dashboard.plain_text import as_is
from dashboard.records import ChangedMeanwhile, Note, looks_like_a_name
from dashboard.study import Study
from dashboard.today import today
from dashboard.writing import keep, who_writes

LONGEST = 200


def new_note(study: Study) -> None:
    """A form for one more note; what was typed stays until it is kept."""
    turn = st.session_state.get("notes kept", 0)
    with st.form(f"new note {turn}", enter_to_submit=False):
        typed = _fields(Note(clinic=study.clinic, day=today(), text=""), f"new {turn}")
        who = who_writes(study, f"new note {turn}")
        sent = st.form_submit_button("Write it down", type="primary")
    if sent and _sound(typed):
        _keep(study, typed, who, f"Written down: {typed.text}", lambda: _next("notes kept"))


def correction(study: Study, note: Note) -> None:
    """A folded form with what stands; what a colleague wrote meanwhile is shown, not written over."""
    folded = st.expander("Correct or take back", key=f"note {note.id}", on_change="rerun")
    if not folded.open:
        st.session_state.pop(_opened(note), None)
        return
    read = st.session_state.setdefault(_opened(note), note)
    with folded:
        turn = f"{note.id} {st.session_state.get('notes kept', 0)}"
        with st.form(f"note form {turn}", enter_to_submit=False, border=False):
            typed = _fields(read, turn)
            who = who_writes(study, f"note {turn}")
            with st.container(horizontal=True):
                corrected = st.form_submit_button("Keep the correction", type="primary")
                gone = st.form_submit_button("Take it back")
        if corrected and _sound(typed):
            _keep(study, typed, who, f"Corrected: {typed.text}", lambda: _next("notes kept"))
        if gone:
            done = "Taken back. It no longer stands on the charts, and can still be read below."
            _keep(study, replace(read, active=False), who, done, lambda: _next("notes kept"))


def restoring(study: Study, note: Note) -> None:
    """Let a note that was taken back stand again."""
    with st.form(f"restore {note.id} {note.version}", enter_to_submit=False, border=False):
        who = who_writes(study, f"restore {note.id}")
        if st.form_submit_button("Let it stand again"):
            _keep(study, replace(note, active=True), who, f"It stands again: {note.text}", lambda: None)


def _fields(note: Note, key: str) -> Note:
    """The note as typed."""
    with st.container(horizontal=True):
        day = st.date_input("When?", note.day, format="YYYY-MM-DD", key=f"note day {key}", width=200)
        until = st.date_input(
            "Until (only if it lasted)", note.until, format="YYYY-MM-DD", key=f"note until {key}", width=200
        )
        kind = st.selectbox(
            "What kind of thing?", list(KINDS), list(KINDS).index(note.kind if note.kind in KINDS else "other"),
            format_func=KINDS.__getitem__, key=f"note kind {key}", width=260,
        )  # fmt: skip
    text = st.text_input(
        "What happened? (nothing about a patient)", note.text, max_chars=LONGEST, key=f"note text {key}",
        placeholder="New referral template in the EMR",
    )  # fmt: skip
    return replace(
        note, day=_a_day(day) or note.day, until=_a_day(until), kind=kind or "other", text=(text or "").strip()
    )


def _a_day(picked: object) -> date | None:
    return picked if isinstance(picked, date) else None


def _sound(note: Note) -> bool:
    """Whether it can be kept; if not, what was seen and what to do."""
    if not note.text:
        return _say("There are no words yet. Write in a few of them what happened.")
    if note.until and note.until < note.day:
        return _say(
            f"It would end on {day_words(note.until)}, before it began on {day_words(note.day)}. Correct one of the "
            "two days."
        )
    if looks_like_a_name(note.text) and st.session_state.get("named") != note.text:
        st.session_state["named"] = note.text
        return _say("The words may name a patient. Take the name out; if they name nobody, press the button again.")
    return True


def _say(words: str) -> bool:
    st.info(words, icon=":material/block:")
    return False


def _keep(study: Study, note: Note, who: str, done: str, then: Callable[[], None]) -> None:
    def write() -> None:
        try:
            study.records.kept(note, who=who)
        except ChangedMeanwhile:
            st.session_state.pop(_opened(note), None)
            _say(
                f"It reads now: {_now(study, note)}. What you typed is still below; press again to keep yours instead."
            )
            raise
        then()

    keep(write, as_is(done))


def _now(study: Study, note: Note) -> str:
    """How a note reads at this moment."""
    return next((as_is(one.text) for one in study.written.all_notes if one.id == note.id), "")


def _opened(note: Note) -> str:
    return f"opened note {note.id}"


def _next(counter: str) -> None:
    st.session_state[counter] = st.session_state.get(counter, 0) + 1
