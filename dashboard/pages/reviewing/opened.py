"""A part of a review that is kept as somebody opened it, and what a colleague may have written meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dashboard.forms import edit
from dashboard.forms.edit import Opened
from dashboard.parts.reviews import built_in
from dashboard.parts.reviews.built_in import SHORTLY, STORY_IS
from dashboard.records import ReviewRecord
from dashboard.study import Study
from dashboard.telling.verdict_words import FINDINGS

#: Fields of a review that a colleague may have written, as a person reads them.
WRITTEN = {
    "owner": "owner", "due": "due", "measure": "measure", "held": "held", "confirmed": "verdict of the team",
    "confirmed_reason": "reason", "built_in": "how we work", "drifted": "what drifted", "decision": "decision",
    "next_review": "next review", "story": "story", "patient_story": "patient story",
    "patient_story_is": "the patient story is", "shared": "shared with the practice",
}  # fmt: skip

#: A verdict goes with its reason, a patient's story with what kind of story it is.
TOGETHER = (("confirmed", "confirmed_reason"), ("patient_story", "patient_story_is"))

#: What the codes of some fields say, shortly.
CODES = {"confirmed": FINDINGS, "decision": SHORTLY, "patient_story_is": STORY_IS}


def settle(
    study: Study, form: Opened[ReviewRecord], values: Mapping[str, Any], sent: bool, done: str,
    write: Callable[[ReviewRecord], object], problem: str | None = None,
) -> None:  # fmt: skip
    """Keep a part of a review that was sent, or show what a colleague wrote into it meanwhile, and ask."""

    def newest() -> ReviewRecord | None:
        return next((one for one in study.written.all_reviews if one.id == form.now.id), None)

    def words(review: ReviewRecord, name: str) -> str:
        if name == "built_in":
            return " ".join(built_in.told(review.built_in))
        if name == "measure" and review.measure in study.charted:
            return study.charted[review.measure].title
        if name in CODES:
            return CODES[name].get(getattr(review, name), "")
        return edit.value_words(getattr(review, name))

    edit.settle(
        form, values, sent, done, write, newest=newest, differences=edit.told(WRITTEN, words), problem=problem,
        together=next((pair for pair in TOGETHER if pair[0] in values), ()),
    )  # fmt: skip
