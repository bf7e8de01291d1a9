"""Bring an export in: drop files, see how they are read, answer what they do not say, see what changed."""

import streamlit as st

from dashboard.forms.writing import say_kept
from dashboard.pages.bringing import afterwards, conversation
from dashboard.parts.page import open_desk
from dashboard.telling.plain_text import as_is

TITLE = "Bring in an export"
ICON = ":material/upload_file:"
ORDER = 30
SECTION = "Data"

desk = open_desk()
st.title(TITLE)
say_kept()
if "job" in st.session_state:
    afterwards.under_way(st.session_state["job"])
if refused := st.session_state.pop("refused", None):
    st.info(f"{as_is(refused)} Nothing was changed.", icon=":material/block:")
uploads = conversation.drop_files()
report = None if uploads else st.session_state.get("report")
if uploads:
    conversation.converse(desk, uploads)
elif report:
    afterwards.show_report(desk, report)
else:
    afterwards.open_questions(desk.store, desk.clinic)
afterwards.past(desk, report.import_id if report else None)
