"""Writing the story of a held review: the team's words, and a patient's story only where it may be told."""

from __future__ import annotations

import streamlit as st

from dashboard.forms.at_the_desk import who_writes
from dashboard.forms.edit import opened
from dashboard.forms.writing import names_nobody
from dashboard.pages.changing.reviewing.opened import settle
from dashboard.pages.changing.reviewing.story import PATIENT_STORY
from dashboard.parts.page import link
from dashboard.records import ReviewRecord
from dashboard.study import Study
from dashboard.study.today import today


def story_form(study: Study, review: ReviewRecord) -> None:
    """The words of the story, and whether it has been shared with the practice."""
    link("reviews", "See the story page, to print or to save", story=str(review.id))
    with st.expander("Write or change the story", expanded=not review.story):
        _form(study, review)


def _form(study: Study, review: ReviewRecord) -> None:
    form = opened(review, "story", "words")
    seen = form.seen
    who = who_writes(study, "tells the story")
    with st.form(f"story {review.id}", enter_to_submit=False):
        words = st.text_area(
            "What would you tell a colleague?", seen.story, key=form.of("words"), height=140,
            placeholder="What you tried, what surprised you, what you would do again.",
        )  # fmt: skip
        patient = st.text_area("A patient's story (optional)", seen.patient_story, key=form.of("patient"))
        kinds = list(PATIENT_STORY)
        which = st.radio(
            "If there is one, it is", kinds, format_func=PATIENT_STORY.__getitem__, key=form.of("is"),
            index=kinds.index(seen.patient_story_is) if seen.patient_story_is in kinds else None,
        )  # fmt: skip
        shared = st.checkbox("Shared with the whole practice", seen.shared is not None, key=form.of("shared"))
        sent = st.form_submit_button("Keep the story", type="primary")
    values = {
        "story": words, "patient_story": patient, "patient_story_is": which or "" if patient.strip() else "",
        "shared": (seen.shared or today()) if shared else None,
    }  # fmt: skip
    settle(
        study, form, values, sent and names_nobody(words, patient), "The story is kept.",
        lambda one: study.records.kept(one, who=who),
    )  # fmt: skip
