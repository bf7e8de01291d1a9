"""What happened: leaves, staff changes, a new EMR or template; written down once, read on every chart."""

import streamlit as st

from dashboard.forms.at_the_desk import open_study
from dashboard.forms.writing import say_kept
from dashboard.pages.changing.noting.listing import funding_dates, taken_back, the_notes
from dashboard.pages.changing.noting.writing_down import new_note

TITLE = "What happened"


def page() -> None:
    """Write something down, and what was written down so far."""
    study = open_study(bare=True)
    st.title(TITLE)
    st.write(
        "What happened around your measures, and when. Each line stands as a numbered flag on every chart of its days."
    )
    say_kept()
    st.header("Write something down")
    new_note(study)
    st.header("Written down so far")
    the_notes(study)
    taken_back(study)
    funding_dates()
