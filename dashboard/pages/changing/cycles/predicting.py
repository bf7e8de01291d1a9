"""The prediction of a test: what is expected of a measure and by when, written before anything is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import streamlit as st

from dashboard.forms.edit import OpenedForm, opened
from dashboard.pages.changing.cycles.checks import (
    count_problem,
    day_problem,
    prediction_of,
    prediction_problem,
    range_problem,
)
from dashboard.pages.changing.cycles.parts import OnTheTable, people_number, settle
from dashboard.pages.changing.cycles.results import now
from dashboard.records import CycleRecord
from dashboard.records.charted import Charted
from dashboard.telling.cycles import DIRECTIONS, expected_words, told_apart
from dashboard.telling.plain_text import as_is
from measures.improvement import ITSELF, Direction, Of, Prediction, months_after

ABOUT = ("The test itself", "A measure")
KINDS = ("Between two numbers", "Only the direction")


def predictions(at: OnTheTable) -> None:
    """What was predicted so far, each to be taken out again, and the form of one more; only before the start."""
    first = opened(at.record, "predictions", "about")
    form = replace(first, seen=at.record)  # the list is always today's
    there = form.seen.cycle.predictions
    for number, one in enumerate(there):
        words = at.charted(one.measure)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{as_is(words.words)}:** {as_is(expected_words(one, words))}", width="stretch")
            out = st.button(
                f"Take out prediction {number + 1}", key=form.of(f"out {number}"), help="It stays in the history."
            )
        if out:
            values = {"predictions": tuple(p for place, p in enumerate(there) if place != number)}
            settle(at, form, values, True, "The prediction is taken out.")
    if not there:
        st.write("A rough number, written now, is what you will learn from later.")
    unfolded = not first.seen.cycle.predictions  # begun before a colleague wrote the first one
    with st.expander("Another prediction", expanded=unfolded) if there else st.container(border=True):
        _one_more(at, form)


def _one_more(at: OnTheTable, form: OpenedForm[CycleRecord]) -> None:
    first = 0 if at.cycle.below_the_practice else 1
    about = st.radio("What is it about?", ABOUT, first, horizontal=True, key=form.of("about"))
    if about == ABOUT[0]:
        of_itself(at, form)
    else:
        _of_a_measure(at, form)


def of_itself(at: OnTheTable, form: OpenedForm[CycleRecord]) -> None:
    """How many of how many tries will go as planned, and by which day that is looked at."""
    scale = at.cycle.scale
    with st.form(form.of("new test itself"), enter_to_submit=False, border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            kept = _whole("At least so many go as planned", form.of("kept"))
            of = _whole("of", form.of("tries"), scale.number if scale and scale.of is Of.PATIENT else 5)
            by = _by_when(form, at.today + timedelta(weeks=1))
        sent = st.form_submit_button("Keep this prediction")
    problem = count_problem(kept, of) or day_problem(by, at.today)
    made = (of_the_test(kept, of, by),) if sent and not problem and kept and of and by else ()
    values = {"predictions": (*form.seen.cycle.predictions, *made)}
    settle(at, form, values, sent, "The prediction is kept.", problem=problem)


def of_the_test(kept: int, of: int, by: date) -> Prediction:
    """That at least so many of so many tries go as planned, looked at on a day."""
    return Prediction(ITSELF, by, low=kept / of, high=1.0, of=of)


def _whole(label: str, key: str, value: int | None = None) -> int | None:
    return st.number_input(label, 0, 1000, value, key=key, width=260 if value is None else 110)


def _by_when(form: OpenedForm[CycleRecord], day: date) -> date | None:
    return st.date_input("Looked at on", day, format="YYYY-MM-DD", key=form.of("looked at"), width=170)


def _of_a_measure(at: OnTheTable, form: OpenedForm[CycleRecord]) -> None:
    names = _names(at, form)
    if not names:
        st.info("No measure has a chart here yet. Bring in an export, or start a tally, and predict what it will show.")
        return
    words = told_apart({name: at.charted(name).words for name in names})
    measure = st.selectbox("Measure to watch", names, format_func=words.__getitem__, key=form.of("measure"))
    one = at.charted(measure)
    kind = st.radio("What do you expect?", KINDS, horizontal=True, key=form.of("kind"))
    with st.form(form.of(f"new {measure}"), enter_to_submit=False, border=False):
        start, ends, way, by = _asked(at, form, one, kind == KINDS[0])
        sent = st.form_submit_button("Keep this prediction")
    problem = prediction_problem(one, by, at.today, [start, *(ends or ())])
    if problem is None and ends is not None:
        problem = range_problem(one, *ends)
    fits = sent and problem is None
    values = {"predictions": (*form.seen.cycle.predictions, *([_made(one, by, start, ends, way)] if fits else []))}
    settle(at, form, values, sent, "The prediction is kept.", problem=problem)


def _names(at: OnTheTable, form: OpenedForm[CycleRecord]) -> list[str]:
    """What can be counted here: the aim's measure first, then the test's own, then the project's, then all others."""
    project = at.study.written.project
    aim, few = ([project.aim_measure], project.measures) if project else ([], ())
    own = [name for name in (*aim, *form.seen.measures, *few) if name in at.study.charted]
    return list(dict.fromkeys([*own, *at.study.chosen, *at.study.charted]))


def _asked(
    at: OnTheTable, form: OpenedForm[CycleRecord], one: Charted, numbers: bool
) -> tuple[float | None, tuple[float | None, float | None] | None, Direction | None, date | None]:
    unit = "%" if one.is_rate else "a month"
    known = now(at.study.series(one.name))
    st.write(as_is(f"Lately: {known.says}." if known.value is not None else known.says))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        start = _number(f"Now, about ({unit})", form.of(f"start {one.name}"), people_number(one, known.value))
        if numbers:
            ends = tuple(_number(f"{end} ({unit})", form.of(f"{end} {one.name}")) for end in ("From", "To"))
            way = None
        else:
            ends = None
            way = st.selectbox(
                "Which way", list(DIRECTIONS), format_func=DIRECTIONS.__getitem__, key=form.of("way"), width=170
            )
        by = st.date_input(
            "By which day", months_after(at.today, 1), min_value=at.today - timedelta(days=3650),
            format="YYYY-MM-DD", key=form.of("by"), width=150,
        )  # fmt: skip
    return start, ends, way, by  # type: ignore[return-value]


def _number(label: str, key: str, value: float | None = None) -> float | None:
    return st.number_input(label, value=value, step=1.0, format="%g", key=key, width=150)


def _made(
    one: Charted, by: date | None, start: float | None, ends: tuple[float | None, float | None] | None,
    way: Direction | None,
) -> Prediction:  # fmt: skip
    assert by is not None
    if ends is None:
        return prediction_of(one, by, start, None, way)
    low, high = ends
    assert low is not None
    assert high is not None
    return prediction_of(one, by, start, (low, high), None)
