"""A review as somebody opened it: what a colleague writes meanwhile is shown, and nothing is written over it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

import streamlit as st

from dashboard.phrases import begun
from dashboard.plain_text import as_is
from dashboard.records import ChangedMeanwhile, NotKept, ReviewRecord
from dashboard.writing import keep

#: Fields of a review that a colleague may have written, as a person reads them.
WRITTEN = {
    "owner": "owner", "due": "due", "measure": "measure", "held": "held", "confirmed": "verdict of the team",
    "confirmed_reason": "reason", "drifted": "what drifted", "decision": "decision", "next_review": "next review",
    "story": "story", "patient_story": "patient story",
}  # fmt: skip


def as_opened(review: ReviewRecord, part: str, first: str) -> ReviewRecord:
    """The record that this form was first drawn with; `first` is the key of a field that it always has."""
    name = _name(review, part)
    if first not in st.session_state or name not in st.session_state:
        st.session_state[name] = review
    seen: ReviewRecord = st.session_state[name]
    return seen


def settle(review: ReviewRecord, part: str, write: Callable[[], ReviewRecord], done: str) -> None:
    """Keep it. Of a colleague's writing meanwhile say what it was; the next press then writes beside it."""
    name = _name(review, part)
    seen = st.session_state.get(name, review)

    def written() -> None:
        try:
            st.session_state[name] = write()
        except (ChangedMeanwhile, NotKept):
            if seen.version != review.version:
                st.session_state[name] = review
            raise

    if not keep(written, done) and (told := _differs(seen, review)):
        st.markdown("\n".join(["What stands there now:", "", *(f"- {line}" for line in told)]))


def _name(review: ReviewRecord, part: str) -> str:
    return f"opened review {review.id} {part}"


def _differs(seen: ReviewRecord, now: ReviewRecord) -> list[str]:
    changed = [one.name for one in fields(now) if getattr(seen, one.name) != getattr(now, one.name)]
    return [
        f"{begun(WRITTEN[name])}: {as_is(str(getattr(now, name) or 'nothing'))}" for name in changed if name in WRITTEN
    ]
