"""Act: adapt, adopt or abandon, what comes next, and the day from which an adopted change is how things are done."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from dashboard.forms.edit import opened
from dashboard.pages.changing.cycles.checks import implemented_problem
from dashboard.pages.changing.cycles.parts import OnTheTable, settle
from dashboard.telling.cycles import DECIDED, DECISIONS
from dashboard.telling.phrases import day_words
from measures.improvement import Decision, reviews_due


def deciding(at: OnTheTable) -> None:
    """The decision; its day of implementation is asked where the change is adopted."""
    form = opened(at.record, "act", "decision")
    cycle = form.seen.cycle
    kinds = list(Decision)
    decision = st.radio(
        "What do we do with the change?", kinds, kinds.index(cycle.decision) if cycle.decision else None,
        format_func=lambda one: f"**{DECISIONS[one][0]}**: {DECISIONS[one][1]}", key=form.of("decision"),
    )  # fmt: skip
    with st.form(form.key, enter_to_submit=False):
        next_step = st.text_area("What comes next?", cycle.next_step, key=form.of("next"), height=80)
        day: date | None = None
        if decision is Decision.ADOPT:
            day = st.date_input(
                "From which day is it how we work?", cycle.implemented or at.today, format="YYYY-MM-DD",
                key=form.of("implemented"), width=260,
            )  # fmt: skip
            st.caption("The reviews at 3 and 6 months count from this day.")
        sent = st.form_submit_button("Keep the decision", type="primary")
    values: dict[str, Any] = {"decision": decision, "next_step": next_step.strip(), "implemented": day}
    settle(
        at, form, values, sent, _done(decision, day), problem=_problem(at, decision, day),
    )  # fmt: skip


def closing(at: OnTheTable) -> None:
    """Close a test before it is finished, with a reason; or open it again."""
    form = opened(at.record, "closed", "reason")
    if at.cycle.closed is not None:
        with st.form(form.key, enter_to_submit=False):
            reason = st.text_input("Why open it again?", key=form.of("reason"))
            sent = st.form_submit_button("Open this test again")
        settle(at, form, {"closed": None}, sent, "The test is open again.", reason=reason)
        return
    with st.form(form.key, enter_to_submit=False):
        st.write("The test stays in the list, with all that was written, and says that it was closed early.")
        reason = st.text_input("Why close it before it is finished?", key=form.of("reason"))
        sent = st.form_submit_button("Close this test")
    problem = None if reason.strip() else "Write in a few words why it is closed, for whoever reads it later."
    settle(at, form, {"closed": at.today}, sent, "The test is closed.", problem=problem, reason=reason)


def review_words(implemented: date) -> str:
    """When an adopted change is looked at again."""
    days = [day_words(one.due) for one in reviews_due(implemented, implemented)]
    return f"Reviews after 3 and 6 months: {' and '.join(days)}."


def _done(decision: Decision | None, day: date | None) -> str:
    if decision is Decision.ADOPT and day is not None:
        return f"Adopted from {day_words(day)}. {review_words(day)}"
    return f"The decision is kept: {DECIDED[decision]}." if decision else ""


def _problem(at: OnTheTable, decision: Decision | None, day: date | None) -> str | None:
    if decision is None:
        return "Choose one of the three first: adapt, adopt or abandon."
    if decision is Decision.ADOPT and day is None:
        return "Say from which day the change is how you work; the reviews count from it."
    return implemented_problem(at.cycle, day)
