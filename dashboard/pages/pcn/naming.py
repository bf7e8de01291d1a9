"""The programme's name and aim, and the form to say them."""

from __future__ import annotations

import streamlit as st

from dashboard.desk import Desk
from dashboard.forms.writing import keep
from dashboard.parts.programme import UNNAMED, programme
from dashboard.records.programme import PROGRAMME, Programme
from dashboard.telling.plain_text import as_is


def heading(desk: Desk) -> None:
    """What the clinics do together."""
    said = programme(desk.records)
    st.title(as_is(said.name) if said else UNNAMED)
    if said and said.aim:
        st.html('<p class="hb-note">The aim of all</p>')
        st.write(as_is(said.aim))


def form(desk: Desk) -> None:
    """Name and aim; the newest word speaks, and what was said before stays in the audit."""
    said = programme(desk.records)
    with st.expander("Name and aim of the programme"), st.form("programme", border=False):
        name = st.text_input("Name", value=said.name if said else "", max_chars=80)
        aim = st.text_area("Aim", value=said.aim if said else "", max_chars=400)
        who = st.text_input("Your name", value=desk.person, max_chars=80)
        if st.form_submit_button("Keep"):
            told = {"name": name.strip(), "aim": aim.strip()}
            keep(lambda: desk.records.line(Programme, PROGRAMME, who=who, **told), "Kept.")
