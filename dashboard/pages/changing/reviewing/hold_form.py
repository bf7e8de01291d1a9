"""The form in which a team holds a review: agree or overrule, look around, decide, and name the next day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.forms.at_the_desk import who_writes
from dashboard.forms.edit import OpenedForm, opened
from dashboard.forms.writing import names_nobody
from dashboard.pages.changing.reviewing.opened import settle
from dashboard.parts.page import link
from dashboard.parts.reviews.built_in import DECISIONS, IN_USE, ITEMS
from dashboard.parts.reviews.found import ReviewEvidence
from dashboard.parts.reviews.holding import correct, hold
from dashboard.records import CycleRecord, ReviewRecord
from dashboard.study import Study
from dashboard.study.today import today
from dashboard.telling.phrases import begun
from dashboard.telling.verdict_words import finding_words
from measures.improvement import ReviewFinding

FINDINGS = [finding.value for finding in ReviewFinding]
#: What each finding suggests to do; where the data cannot tell, or speak of a drift, people decide.
SUGGESTED = {"held": "hold", "so_far": "hold", "lost": "restart"}


def hold_form(study: Study, review: ReviewRecord, record: CycleRecord, found: ReviewEvidence) -> None:
    """Hold the review, or correct what was said of a held one."""
    form = opened(review, "hold", "verdict")
    who = who_writes(study, "holds the review")
    with st.form(f"hold {review.id}", enter_to_submit=False):
        said = _answers(study, form, found)
        sent = st.form_submit_button("Keep the correction" if review.held else "Hold the review", type="primary")
    sent = sent and names_nobody(said["confirmed_reason"], said["drifted"], said["built_in"]["staff"])
    day = today()

    def write(to_keep: ReviewRecord) -> ReviewRecord:
        answers = to_keep.saying(said)
        if to_keep.held:
            return correct(study.records, to_keep, record, answers, who=who, today=day)
        return hold(study.records, to_keep, record, found, answers, who=who, today=day)

    done = "The review is held. What it looked at is kept as it is today."
    # Held by another measure, it is another review: who answered before somebody changed that is asked again.
    answered = {**said, "measure": form.seen.measure, "held": form.seen.held}
    settle(study, form, answered, sent, "The correction is kept." if review.held else done, write)


def _answers(study: Study, form: OpenedForm[ReviewRecord], found: ReviewEvidence) -> dict[str, Any]:
    """Four questions, filled in with what the data say; whatever else there is to say stands folded under them."""
    seen = form.seen
    verdict = st.selectbox(
        "Our verdict", FINDINGS, FINDINGS.index(seen.confirmed or found.finding),
        format_func=lambda one: _option(one, found), key=form.of("verdict"), width=520,
    )  # fmt: skip
    used = _open_to_all("Is the change still in use?", IN_USE, seen.built_in.get("in_use"), form.of("in use"))
    suggested = seen.decision or SUGGESTED.get(found.finding, "")
    decided = st.selectbox(
        "Our decision", list(DECISIONS), _place(DECISIONS, suggested), format_func=DECISIONS.__getitem__,
        key=form.of("decision"), placeholder="Choose what to do", width=520,
    )  # fmt: skip
    following = st.date_input(
        "Next review on (optional)", seen.next_review or _next_due(study, seen), format="YYYY-MM-DD",
        key=form.of("next"), width=260,
    )  # fmt: skip
    with st.expander("More to say"):
        more = _more(form)
    built_in = {"in_use": used, "items": more["items"], "staff": more["staff"]}
    return {
        "confirmed": verdict or found.finding, "confirmed_reason": more["why"], "built_in": built_in,
        "drifted": more["drifted"], "decision": decided or "", "next_review": following,
    }  # fmt: skip


def _open_to_all(label: str, options: Mapping[str, str], known: Any, key: str) -> str | None:
    """The one question that no data answer: every answer in sight."""
    return st.radio(label, list(options), _place(options, known), format_func=options.__getitem__, key=key)


def _place(options: Mapping[str, str], known: Any) -> int | None:
    return list(options).index(known) if known in options else None


def _option(finding: str, found: ReviewEvidence) -> str:
    words = begun(finding_words(finding))
    return f"{words} (what the data say)" if finding == found.finding else words


def _more(form: OpenedForm[ReviewRecord]) -> dict[str, Any]:
    """Why somebody sees it otherwise, what drifted, what is built in, and who came or left."""
    seen = form.seen
    why = st.text_area(
        "If you see it otherwise: why?", seen.confirmed_reason, key=form.of("why"),
        placeholder="For example: half of June is missing from the export.",
    )  # fmt: skip
    drifted = st.text_area(
        "What drifted, or is out of date?", seen.drifted, key=form.of("drifted"),
        placeholder="For example: the old pamphlet still lies in room 2.",
    )  # fmt: skip
    st.write("What has been built into the ordinary day? Tick what is there.")
    there = seen.built_in.get("items", [])
    ticked = [one for one, says in ITEMS.items() if st.checkbox(says, one in there, key=form.of(one))]
    staff = st.text_area(
        "Who came or left since, and were they shown?", seen.built_in.get("staff", ""), key=form.of("staff")
    )
    return {"why": why, "drifted": drifted, "items": ticked, "staff": staff.strip()}


def _next_due(study: Study, seen: ReviewRecord) -> Any:
    """The day of the next review that is planned already."""
    own = [r for r in study.written.reviews if r.cycle_id == seen.cycle_id and r.held is None and r.due > seen.due]
    return own[0].due if own and own[0].due > today() else None


def what_was_said(review: ReviewRecord, record: CycleRecord, told: list[str]) -> None:
    """The team's verdict and decision of a held review, and where to go from it."""
    st.markdown("\n".join(f"- {line}" for line in told))
    if review.decision == "restart":
        link("tests_of_change", "Plan a new test from here", cycle="new", after=str(record.cycle.number))
