"""The form in which a team holds a review: agree or overrule, look around, decide, and name the next day."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.page import link
from dashboard.phrases import begun
from dashboard.records import CycleRecord, ReviewRecord
from dashboard.reviews.built_in import DECISIONS, IN_USE, ITEMS
from dashboard.reviews.evidence import Evidence
from dashboard.reviews.holding import correct, hold
from dashboard.reviews.opened import as_opened, settle
from dashboard.study import Study
from dashboard.today import today
from dashboard.writing import who_writes
from measures.improvement import Finding

FINDINGS = [finding.value for finding in Finding]


def hold_form(study: Study, review: ReviewRecord, record: CycleRecord, found: Evidence) -> None:
    """Hold the review, or correct what was said of a held one."""
    seen = as_opened(review, "hold", _key(review, "verdict"))
    who = who_writes(study, "holds the review")
    with st.form(f"hold {review.id}", enter_to_submit=False):
        said = _answers(study, seen, found)
        sent = st.form_submit_button("Keep the correction" if review.held else "Hold the review", type="primary")
    if not sent:
        return
    day = today()
    if review.held:
        settle(
            review, "hold", lambda: correct(study.records, seen, record, said, who=who, today=day),
            "The correction is kept.",
        )  # fmt: skip
    else:
        settle(
            review, "hold", lambda: hold(study.records, seen, record, found, said, who=who, today=day),
            "The review is held. What it looked at is kept as it is today.",
        )  # fmt: skip


def _answers(study: Study, seen: ReviewRecord, found: Evidence) -> dict[str, Any]:
    verdict, why = _verdict(seen, found)
    built_in = _built_in(seen)
    drifted = st.text_area(
        "What drifted, or is out of date?", seen.drifted, key=_key(seen, "drifted"),
        placeholder="For example: the old pamphlet still lies in room 2.",
    )  # fmt: skip
    decided, following = _decision(study, seen)
    return {
        "confirmed": verdict, "confirmed_reason": why, "built_in": built_in, "drifted": drifted, "decision": decided,
        "next_review": following,
    }  # fmt: skip


def _verdict(seen: ReviewRecord, found: Evidence) -> tuple[str, str]:
    st.markdown("#### Do you agree?")
    verdict = st.radio(
        "Our verdict", FINDINGS, FINDINGS.index(seen.confirmed or found.finding), key=_key(seen, "verdict"),
        format_func=lambda one: f"{begun(one)} (what the data say)" if one == found.finding else begun(one),
    )  # fmt: skip
    why = st.text_area(
        "If you see it otherwise: why?", seen.confirmed_reason, key=_key(seen, "why"),
        placeholder="For example: half of June is missing from the export.",
    )  # fmt: skip
    return verdict or found.finding, why


def _built_in(seen: ReviewRecord) -> dict[str, Any]:
    st.markdown("#### Is it still how we work?")
    known = list(IN_USE)
    before = seen.built_in.get("in_use")
    used = st.radio(
        "Is the change still in use?", known, known.index(before) if before in known else None,
        format_func=IN_USE.__getitem__, key=_key(seen, "in use"),
    )  # fmt: skip
    st.write("What has been built into the ordinary day? Tick what is there.")
    there = seen.built_in.get("items", [])
    ticked = [one for one, says in ITEMS.items() if st.checkbox(says, one in there, key=_key(seen, one))]
    staff = st.text_area(
        "Who came or left since, and were they shown?", seen.built_in.get("staff", ""), key=_key(seen, "staff")
    )
    return {"in_use": used, "items": ticked, "staff": staff.strip()}


def _decision(study: Study, seen: ReviewRecord) -> tuple[str, Any]:
    st.markdown("#### What happens next?")
    known = list(DECISIONS)
    decided = st.radio(
        "Our decision", known, known.index(seen.decision) if seen.decision in known else None,
        format_func=DECISIONS.__getitem__, key=_key(seen, "decision"),
    )  # fmt: skip
    following = st.date_input(
        "Next review on (optional)", seen.next_review or _next_due(study, seen), format="YYYY-MM-DD",
        key=_key(seen, "next"), width=220,
    )  # fmt: skip
    return decided or "", following


def _next_due(study: Study, seen: ReviewRecord) -> Any:
    """The day of the next review that is planned already."""
    own = [r for r in study.written.reviews if r.cycle_id == seen.cycle_id and r.held is None and r.due > seen.due]
    return own[0].due if own and own[0].due > today() else None


def what_was_said(review: ReviewRecord, record: CycleRecord, told: list[str]) -> None:
    """The team's verdict and decision of a held review, and where to go from it."""
    st.markdown("\n".join(f"- {line}" for line in told))
    if review.decision == "restart PDSA":
        link("tests_of_change", "Plan a new test from here", cycle="new", after=str(record.cycle.number))


def _key(review: ReviewRecord, field: str) -> str:
    return f"review {review.id} {field}"
