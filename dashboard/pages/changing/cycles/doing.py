"""Do: the start that locks the prediction, what was seen, and the last day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from dashboard.forms.edit import OpenedForm, forget, opened
from dashboard.pages.changing.cycles.checks import end_problem, start_problem
from dashboard.pages.changing.cycles.parts import OnTheTable, settle
from dashboard.records import CycleRecord
from dashboard.telling.phrases import day_words
from dashboard.telling.plain_text import as_is

YES_NO = {True: "yes", False: "not quite"}


def starting(at: OnTheTable) -> None:
    """The first day, and one question: that the prediction is locked from then on."""
    form = opened(at.record, "start", "day")
    if not at.cycle.predictions:
        st.write(
            "This test has no prediction yet. You can start without one; then there will be nothing to hold the "
            "result against. A rough number is enough."
        )
    asked = f"{form.key} asked"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day = st.date_input("First day of the test", at.today, format="YYYY-MM-DD", key=form.of("day"), width=170)
        pressed = st.button("Start the test", type="primary", key=form.of("press"))
    problem = start_problem(at.cycle, day, at.today)
    if pressed and problem:
        st.info(as_is(problem), icon=":material/edit_note:")
    elif pressed:
        st.session_state[asked] = True
    if st.session_state.get(asked) and problem is None and day is not None:
        _confirm(at, form, day, asked)


def _confirm(at: OnTheTable, form: OpenedForm[CycleRecord], day: date, asked: str) -> None:
    with st.container(border=True):
        st.write(f"From {day_words(day)} on the prediction stays as it is. Start?")
        with st.container(horizontal=True):
            yes = st.button("Yes, start and lock the prediction", type="primary", key=form.of("yes"))
            no = st.button("Not yet", key=form.of("no"))
    if no:
        st.session_state.pop(asked, None)
        st.rerun()
    if yes:
        forget(at.record, "predictions")
    settle(at, form, {"started": day}, yes, "The test runs. Its prediction is locked.")


def observing(at: OnTheTable) -> None:
    """What was seen; while it runs also its last day, so that ending a test keeps the notes that were just typed."""
    form = opened(at.record, "do", "observations")
    cycle, running = form.seen.cycle, at.cycle.ended is None
    with st.form(form.key, enter_to_submit=False):
        answers = list(YES_NO)
        planned = st.radio(
            "Done as planned?", answers, answers.index(cycle.as_planned) if cycle.as_planned is not None else None,
            format_func=YES_NO.__getitem__, horizontal=True, key=form.of("planned"),
        )  # fmt: skip
        seen = st.text_area("What did you see?", cycle.observations, key=form.of("observations"), height=100)
        surprises = st.text_area("What surprised you?", cycle.surprises, key=form.of("surprises"), height=80)
        sent = st.form_submit_button("Keep the notes")
        day, ended = _last_day(at, form) if running else (None, False)
    values = {"as_planned": planned, "observations": seen.strip(), "surprises": surprises.strip()}
    if ended:
        problem = end_problem(at.cycle, day, at.today)
        done = "The test has ended. Next: what came of it?"
        settle(at, form, {**values, "ended": day}, True, done, problem=problem)
    else:
        settle(at, form, values, sent, "The notes are kept.")


def _last_day(at: OnTheTable, form: OpenedForm[CycleRecord]) -> tuple[date | None, bool]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day = st.date_input("Last day of the test", at.today, format="YYYY-MM-DD", key=form.of("day"), width=170)
        return day, st.form_submit_button("End the test", type="primary")


def days(at: OnTheTable) -> None:
    """Correct the first and, where it has ended, the last day."""
    form = opened(at.record, "days", "started")
    cycle = form.seen.cycle
    with st.form(form.key, enter_to_submit=False):
        started = st.date_input("First day", cycle.started, format="YYYY-MM-DD", key=form.of("started"), width=170)
        values: dict[str, date | None] = {"started": started}
        if cycle.ended is not None:
            values["ended"] = st.date_input(
                "Last day", cycle.ended, format="YYYY-MM-DD", key=form.of("ended"), width=170
            )
        sent = st.form_submit_button("Correct the days")
    settle(at, form, values, sent, "The days are corrected.", problem=_days_problem(at, values))


def _days_problem(at: OnTheTable, values: Mapping[str, Any]) -> str | None:
    typed = replace(at.cycle, **values)
    found = start_problem(typed, typed.started, at.today)
    if found is None and "ended" in values:
        return end_problem(typed, typed.ended, at.today)
    return found
