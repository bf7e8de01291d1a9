"""Exams and codes: what nothing recognised, settled by a person who knows what it means here."""

import streamlit as st

from dashboard.forms.writing import say_kept
from dashboard.pages.exams import exams_and_codes as parts
from dashboard.parts.html_table import show_table
from dashboard.parts.page import open_study
from dashboard.telling.plain_text import as_is

TITLE = "Exams and codes"
ICON = ":material/rule:"
ORDER = 47
SECTION = "Data"

study = open_study()
store = study.store
practice = store.settings(study.clinic)
st.title(TITLE)
say_kept()
found = parts.waiting(study)
if found.is_empty():
    st.write("Every exam name and diagnosis code that an export wrote is recognised or settled.")
else:
    st.write(
        f"{found.height:,} exam names and codes of your exports are in no list we know, or say too little to count "
        "by themselves. Say what one means here, look at what that changes, and settle it. Nothing is guessed."
    )
    show_table(parts.told(found), "Exam names and codes that nothing recognised")
    names = [f"{parts.KINDS[kind]}: {text}" for kind, text in found.select("kind", "text").rows()]
    place = st.selectbox("Which one", range(len(names)), format_func=names.__getitem__)
    kind, text = found["kind"][place or 0], found["text"][place or 0]
    meanings = parts.MEANINGS[kind]
    means = st.radio("Here it means", list(meanings), index=None, format_func=meanings.__getitem__)
    if means:
        moved = parts.before_and_after(study, kind, text, means)
        show_table(moved, "What this would change, over everything the exports cover")
        if moved.is_empty():
            st.write("No figure changes.")
        if st.button("Settle it", type="primary"):
            store.save_settings(practice.knowing(kind, text, means))
            st.session_state["kept"] = "Settled. Every count follows from now on; below you can take it back."
            st.rerun()

said = parts.settled_so_far(practice)
if said:
    st.header("Settled here")
    for number, (kind, text, words) in enumerate(said):
        row = st.container(horizontal=True, vertical_alignment="center")
        row.write(f"{parts.KINDS[kind]} “{as_is(text)}”: {words}.")
        if row.button("Ask again", key=f"again {number}"):
            store.save_settings(parts.without(practice, kind, text))
            st.session_state["kept"] = "Taken back. Every count follows."
            st.rerun()
