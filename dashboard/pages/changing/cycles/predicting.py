"""The prediction of a test: what is expected of a measure and by when, written before anything is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import streamlit as st

from dashboard.forms.edit import Opened, opened
from dashboard.pages.changing.cycles.checks import prediction_of, prediction_problem, range_problem
from dashboard.pages.changing.cycles.parts import OnTheTable, people_number, settle
from dashboard.pages.changing.cycles.results import now
from dashboard.records import CycleRecord
from dashboard.records.charted import Charted
from dashboard.telling.cycles import DIRECTIONS, expected_words, told_apart
from dashboard.telling.plain_text import as_is
from measures.improvement import Direction, Prediction, months_after

KINDS = ("Between two numbers", "Only the direction")


def predictions(at: OnTheTable) -> None:
    """What was predicted so far, each to be taken out again, and the form of one more; only before the start."""
    first = opened(at.record, "predictions", "measure")
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


def _one_more(at: OnTheTable, form: Opened[CycleRecord]) -> None:
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


def _names(at: OnTheTable, form: Opened[CycleRecord]) -> list[str]:
    """The test's own measures first, then the project's, then all others."""
    project = at.study.written.project
    chosen = [project.aim_measure, *project.measures] if project else []
    own = [name for name in (*form.seen.measures, *chosen) if name in at.study.charted]
    return list(dict.fromkeys([*own, *at.study.chosen, *at.study.charted]))


def _asked(
    at: OnTheTable, form: Opened[CycleRecord], one: Charted, numbers: bool
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
