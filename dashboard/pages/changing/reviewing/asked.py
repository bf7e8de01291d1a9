"""What the address asks for: one review, its story, one person's rating of it, or all reviews."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard.parts.reviews.due import Due, due_now
from dashboard.study import Study
from dashboard.study.today import today

WORDS = ("rate", "story", "review")


@dataclass(frozen=True)
class AskedReview:
    """The word of the address and the review it names; without a review all are shown, and `lost` says why."""

    word: str = ""
    due: Due | None = None
    lost: bool = False


def asked_for(study: Study) -> AskedReview:
    """Reads `review`, `story` or `rate`, each with the number of a review."""
    query = st.query_params.to_dict()
    word = next((one for one in WORDS if one in query), "")
    if not word:
        return AskedReview()
    due = next((one for one in due_now(study.written, today()) if str(one[0].id) == query[word]), None)
    return AskedReview(word, due, lost=due is None)
