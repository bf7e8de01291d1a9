"""A part of a review that is kept as somebody opened it, and what a colleague may have written meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dashboard.forms import edit
from dashboard.forms.edit import OpenedForm
from dashboard.parts.reviews import built_in
from dashboard.parts.reviews.built_in import SHORTLY, STORY_IS
from dashboard.records import ReviewRecord
from dashboard.study import Study
from dashboard.telling.verdict_words import FINDINGS

#: What the codes of some fields say, shortly.
CODES = {"confirmed": FINDINGS, "decision": SHORTLY, "patient_story_is": STORY_IS}


def settle(
    study: Study, form: OpenedForm[ReviewRecord], values: Mapping[str, Any], sent: bool, done: str,
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
        form, values, sent, done, write, newest=newest, differences=edit.told(ReviewRecord, words), problem=problem,
    )  # fmt: skip
