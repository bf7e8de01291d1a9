"""Writing the story of a held review: the team's words, and a patient's story only where it may be told."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.page import link
from dashboard.records import ReviewRecord
from dashboard.reviews.opened import as_opened, settle
from dashboard.reviews.story import PATIENT_STORY
from dashboard.study import Study
from dashboard.today import today
from dashboard.writing import who_writes


def story_form(study: Study, review: ReviewRecord) -> None:
    """The words of the story, and whether it has been shared with the practice."""
    link("reviews", "See the story page, to print or to save", story=str(review.id))
    with st.expander("Write or change the story", expanded=not review.story):
        _form(study, review)


def _form(study: Study, review: ReviewRecord) -> None:
    seen = as_opened(review, "story", f"story {review.id} words")
    who = who_writes(study, "tells the story")
    with st.form(f"story {review.id}", enter_to_submit=False):
        words = st.text_area(
            "What would you tell a colleague?", seen.story, key=f"story {review.id} words", height=140,
            placeholder="What you tried, what surprised you, what you would do again.",
        )  # fmt: skip
        patient = st.text_area("A patient's story (optional)", seen.patient_story, key=f"story {review.id} patient")
        kinds = list(PATIENT_STORY)
        which = st.radio(
            "If there is one, it is", kinds, format_func=PATIENT_STORY.__getitem__, key=f"story {review.id} is",
            index=kinds.index(seen.patient_story_is) if seen.patient_story_is in kinds else None,
        )  # fmt: skip
        shared = st.checkbox("Shared with the whole practice", seen.shared is not None, key=f"story {review.id} shared")
        sent = st.form_submit_button("Keep the story", type="primary")
    if sent:
        day = (seen.shared or today()) if shared else None
        wanted = replace(
            seen,
            story=words,
            patient_story=patient,
            patient_story_is=which or "" if patient.strip() else "",
            shared=day,
        )
        settle(review, "story", lambda: study.records.kept(wanted, who=who), "The story is kept.")
