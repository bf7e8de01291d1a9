"""People: who may sign in as what, for whoever keeps them; no clinical data."""

from functools import partial

import streamlit as st

from dashboard.forms.at_the_desk import open_desk
from dashboard.forms.writing import keep, say_kept
from dashboard.records.access import PHYSICIAN, ROLES
from dashboard.records.memberships import begin, end, standing
from dashboard.telling.plain_text import as_is

TITLE = "People"
ICON = ":material/badge:"
ORDER = 60
PLACE = "data"
ACT = "keep people"

desk = open_desk()
st.title(TITLE)
say_kept()
st.write("Who may sign in on a server for many, and as what. At one computer nobody signs in; nothing changes there.")
names = {one: desk.store.settings(one).name for one in desk.store.clinics()}
for one in standing(desk.records):
    of = names.get(one.of_clinic, "")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.write(as_is(f"{one.name} ({one.person}): {one.role}{f' of {of}' if of else ''} {one.clinician}".strip()))
        if st.button("End", key=f"end {one.id}", type="tertiary"):
            keep(partial(end, desk.records, one, who=desk.person or "keeper"), as_is(f"{one.name} has left."))
with st.form("membership"):
    person = st.text_input("How the sign-in calls them (an e-mail address)", max_chars=200)
    name = st.text_input("Name", max_chars=80)
    role = st.selectbox("Role", ROLES)
    clinic = st.selectbox("Clinic (of a champion or physician)", list(names), format_func=names.__getitem__)
    clinician = st.text_input("Id on the roster (of a physician)", max_chars=40)
    if st.form_submit_button("Add"):
        own = clinician if role == PHYSICIAN else ""
        keep(
            lambda: begin(
                desk.records, list(names), person=person, name=name, role=role, clinic=clinic or "", clinician=own,
                who=desk.person or "keeper",
            ),
            as_is(f"{name} may sign in."),
        )  # fmt: skip
