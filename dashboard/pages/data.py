"""Data: bring an export in, and for whoever looks after it: settings, how we count, the reader, exams and codes."""

import streamlit as st

from dashboard.forms.at_the_desk import open_desk
from dashboard.forms.writing import say_kept
from dashboard.pages.bringing import afterwards, conversation, inbox
from dashboard.pages.bringing.importing import left_behind
from dashboard.pages.checking import page as reader_check
from dashboard.pages.counting import how_we_count
from dashboard.pages.exams import exams_and_codes
from dashboard.pages.practice import page as settings
from dashboard.parts.rooms import show, ways
from dashboard.telling.plain_text import as_is

TITLE = "Data"
ICON = ":material/database:"
ORDER = 40
ACT = "settle"
IN = "Bring in an export"


def bring_in() -> None:
    """Drop files, see how they are read, answer what they do not say, see what changed."""
    desk = open_desk()
    st.title(IN)
    say_kept()
    if job := st.session_state.get("job") or left_behind(desk.store, desk.clinic):
        afterwards.under_way(job)
    if refused := st.session_state.pop("refused", None):
        st.info(f"{as_is(refused)} Nothing was changed.", icon=":material/block:")
    found = inbox.offered(desk)
    uploads = conversation.drop_files()
    report = None if uploads or found else st.session_state.get("report")
    if found and not uploads:
        conversation.from_inbox(desk, found)
    elif uploads:
        conversation.converse(desk, uploads)
    elif report:
        afterwards.show_report(desk, report)
    else:
        afterwards.open_questions(desk.store, desk.clinic)
    afterwards.past(desk, report.import_id if report else None)


ROOMS = {
    "bring_in": (IN, bring_in),
    "settings": (settings.TITLE, settings.page),
    "how_we_count": (how_we_count.TITLE, how_we_count.page),
    "reader_check": (reader_check.TITLE, reader_check.page),
    "exams_and_codes": (exams_and_codes.TITLE, exams_and_codes.page),
}
show(ROOMS)
ways("data", {room: title for room, (title, _) in ROOMS.items()})
