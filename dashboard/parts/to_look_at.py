"""The short queue of orders whose red flags a clinician should look at, as one line with the way to their cards."""

from __future__ import annotations

import streamlit as st

from dashboard.parts.page import link
from dashboard.study import Study
from dashboard.study.unclear import images_of, waiting_images
from dashboard.telling.phrases import period_words
from dashboard.telling.unclear_words import queue_words
from measures.periods import covered

#: The value of the filter "Red flags" that keeps those alone, in the list of cards.
UNCLEAR = "unclear"


def queued(study: Study) -> str:
    """The line in words; empty where nothing waits."""
    waiting = waiting_images(study).select("period", "unit").unique()
    if waiting.is_empty():
        return ""
    month = covered(study.practice, "month")[-1]
    of_month = waiting.filter(period=month.number).height
    words = period_words("month", month.start)
    return queue_words(of_month, images_of(study, month.number), words, waiting.height - of_month)


def show(study: Study) -> None:
    """Nothing where nothing waits; else how many orders need a clinician's eye, and where they are.

    While a question is open on which it hangs what an image is, nobody can say how many.
    """
    words = "" if study.rows_wait_for("image") else queued(study)
    if not words:
        return
    with st.container(key="to_look_at", horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="hb-note">{words}</p>')
        link("why", "Look at them", of="image", flags=UNCLEAR)
