"""The notice of new files in the inbox on the first page, for whoever may bring them in."""

import streamlit as st

from dashboard.forms.at_the_desk import reads_rows
from dashboard.parts.inbox import waiting
from dashboard.parts.page import link
from dashboard.study import Study
from dashboard.telling.levels import many
from dashboard.telling.plain_text import as_is


def inbox_notice(study: Study) -> None:
    """Name the new files, and lead to where one click brings them in."""
    found = waiting(study.store, study.clinic) if reads_rows(study) else []
    if found:
        st.write(f"{many(len(found), 'new file')} in the inbox: {as_is(', '.join(one.name for one in found))}.")
        link("bring_in", "Bring them in")
