"""Bring an export in: drop files, see what they are, answer what they do not say, see what changed."""

from datetime import date

import streamlit as st

from dashboard.forms.writing import say_kept
from dashboard.pages.bringing import intake
from dashboard.parts.page import open_desk
from dashboard.telling.plain_text import as_is

TITLE = "Bring in an export"
ICON = ":material/upload_file:"
ORDER = 30
SECTION = "Data"

desk = open_desk()
store, clinic = desk.store, desk.clinic
st.title(TITLE)
say_kept()
if "job" in st.session_state:
    intake.under_way(st.session_state["job"])
if refused := st.session_state.pop("refused", None):
    st.info(f"{as_is(refused)} Nothing was changed.", icon=":material/block:")
uploads = intake.drop_files()
report = None if uploads else st.session_state.get("report")
if uploads:
    intake.considered(store, clinic, uploads, date.today())
elif report:
    intake.show_report(store, clinic, report)
intake.past(store, clinic, report.import_id if report else None)
