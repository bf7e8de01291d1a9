"""What happened, as a list: the day, what it was and who wrote it down; and what was taken back."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.drawing.flags import note_words
from dashboard.pages.changing.noting.writing_down import correction, restoring
from dashboard.records import Change, Note
from dashboard.study import Study
from dashboard.telling.phrases import day_words
from dashboard.telling.plain_text import as_is
from measures.improvement.library import funding_events


def the_notes(study: Study) -> None:
    """The notes that stand, the newest first, each with its form folded under it."""
    standing = study.written.notes[::-1]
    if not standing:
        st.write(
            "Nothing is written down yet. A leave, a new template or a change of EMR can move a chart; written down "
            "here, it stands on every chart as a numbered flag."
        )
        return
    history = _history(study)
    for note in standing:
        with st.container(border=True):
            st.markdown(f"**{day_words(note.day)}** · {as_is(note_words(note))}")
            st.html(f'<p class="hb-note">{escape(who_wrote(history.get(note.id, [])))}</p>')
            correction(study, note)


def taken_back(study: Study) -> None:
    """The notes that no longer stand, folded; each can stand again."""
    gone = [note for note in study.written.all_notes if not note.active]
    if not gone:
        return
    history = _history(study)
    with st.expander(f"Taken back: {len(gone)}"):
        for note in gone:
            st.markdown(f"{day_words(note.day)} · {as_is(note_words(note))}")
            st.html(f'<p class="hb-note">{escape(who_wrote(history.get(note.id, [])))}</p>')
            restoring(study, note)


def funding_dates() -> None:
    """The dates on which Alberta changed what imaging it pays for, with their sources."""
    with st.expander("Dates that every Alberta practice shares"):
        st.write("These stand on a chart only where somebody asks for them, with the switch under the chart.")
        st.markdown(
            "\n".join(
                f"- **{day_words(one.day)}:** {as_is(one.text)}. Source: {as_is(one.source)}."
                for one in funding_events()
            )
        )


def who_wrote(changes: Sequence[Change]) -> str:
    """Who wrote a note and who changed it last: "Written by Ana on 3 May 2026; corrected by Ben on 5 May 2026"."""
    if not changes:
        return ""
    first, last = changes[0], changes[-1]
    told = f"Written by {first.who} on {day_words(first.at.date())}"
    return f"{told}; {_did(last)} by {last.who} on {day_words(last.at.date())}." if len(changes) > 1 else f"{told}."


def _did(change: Change) -> str:
    before, after = change.before or {}, change.after or {}
    if before.get("active") == after.get("active"):
        return "corrected"
    return "put back" if after.get("active") else "taken back"


def _history(study: Study) -> dict[int, list[Change]]:
    """The audit of every note, by note."""
    found: dict[int, list[Change]] = {}
    for change in study.records.changes(study.clinic, Note.TABLE.name):
        found.setdefault(change.record_id, []).append(change)
    return found
