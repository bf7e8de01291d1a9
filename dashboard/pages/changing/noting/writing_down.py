"""Writing down what happened, correcting it and taking it back: the forms of the page "What happened"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import streamlit as st

from dashboard.drawing.flags import KINDS
from dashboard.forms.at_the_desk import who_writes
from dashboard.forms.edit import OpenedForm, opened, settle, told, value_words
from dashboard.forms.writing import keep, names_nobody
from dashboard.records import Note
from dashboard.records.kind import longest, told_of
from dashboard.study import Study
from dashboard.study.today import today
from dashboard.telling.phrases import day_words
from dashboard.telling.plain_text import as_is


def new_note(study: Study) -> None:
    """A form for one more note; what was typed stays until it is kept."""
    turn = st.session_state.get("notes kept", 0)
    with st.form(f"new note {turn}", enter_to_submit=False):
        typed = _fields(Note(clinic=study.clinic, day=_day(), text=""), lambda field: f"note {field} new {turn}")
        who = who_writes(study, f"new note {turn}")
        sent = st.form_submit_button("Write it down", type="primary")

    def write() -> None:
        study.records.kept(typed, who=who)
        st.session_state["notes kept"] = turn + 1

    if sent and (problem := _problem(typed)):
        st.info(problem, icon=":material/edit_note:")
    elif sent and names_nobody(typed.text):
        keep(write, as_is(f"Written down: {typed.text}"))


def _day() -> date:
    """The day that the address asks for, such as that of a point of a chart; else today."""
    try:
        return date.fromisoformat(st.query_params.get("day", ""))
    except ValueError:
        return today()


def correction(study: Study, note: Note) -> None:
    """A folded form with what stands; what a colleague wrote meanwhile is shown, not written over."""
    folded = st.expander("Correct or take back", key=f"note {note.id}", on_change="rerun")
    if folded.open:
        with folded:
            _correct(study, opened(note, "correction", "text"))


def _correct(study: Study, form: OpenedForm[Note]) -> None:
    with st.form(form.of("form"), enter_to_submit=False, border=False):
        typed = _fields(form.seen, form.of)
        who = who_writes(study, form.key)
        with st.container(horizontal=True):
            corrected = st.form_submit_button("Keep the correction", type="primary")
            gone = st.form_submit_button("Take it back")
    if corrected or gone:
        st.session_state[form.of("gone")] = gone
    wanted, problem, done = typed, _problem(typed), f"Corrected: {typed.text}"
    if st.session_state.get(form.of("gone")):
        wanted, problem = replace(form.seen, active=False), None
        done = "Taken back. It no longer stands on the charts, and can still be read below."
    settle(
        form, wanted.saying(told_of(Note)), gone or (corrected and names_nobody(typed.text)), as_is(done),
        lambda one: study.records.kept(one, who=who),
        newest=lambda: next((one for one in study.written.all_notes if one.id == form.now.id), None),
        differences=told(Note, _words), problem=problem,
    )  # fmt: skip


def restoring(study: Study, note: Note) -> None:
    """Let a note that was taken back stand again."""
    with st.form(f"restore {note.id} {note.version}", enter_to_submit=False, border=False):
        who = who_writes(study, f"restore {note.id}")
        if st.form_submit_button("Let it stand again"):
            again = replace(note, active=True)
            keep(lambda: study.records.kept(again, who=who), as_is(f"It stands again: {note.text}"))


def _fields(note: Note, of: Callable[[str], str]) -> Note:
    """The note as typed; `of` gives the key of a field."""
    with st.container(horizontal=True):
        day = st.date_input("When?", note.day, format="YYYY-MM-DD", key=of("day"), width=200)
        until = st.date_input(
            "Until (only if it lasted)", note.until, format="YYYY-MM-DD", key=of("until"), width=200
        )  # fmt: skip
        kind = st.selectbox(
            "What kind of thing?", list(KINDS), list(KINDS).index(note.kind if note.kind in KINDS else "other"),
            format_func=KINDS.__getitem__, key=of("kind"), width=260,
        )  # fmt: skip
    text = st.text_input(
        "What happened? (nothing about a patient)", note.text, max_chars=longest(Note, "text"), key=of("text"),
        placeholder="New referral template in the EMR",
    )  # fmt: skip
    return replace(
        note, day=_a_day(day) or note.day, until=_a_day(until), kind=kind or "other", text=(text or "").strip()
    )


def _a_day(picked: object) -> date | None:
    return picked if isinstance(picked, date) else None


def _problem(note: Note) -> str | None:
    """Why it cannot be kept, and what to do."""
    if not note.text:
        return "There are no words yet. Write in a few of them what happened."
    if note.until and note.until < note.day:
        return (
            f"It would end on {day_words(note.until)}, before it began on {day_words(note.day)}. Correct one of the "
            "two days."
        )
    return None


def _words(note: Note, name: str) -> str:
    return KINDS.get(note.kind, note.kind) if name == "kind" else value_words(getattr(note, name))
