"""Study: each prediction beside its result, from the data or from your own count, and what was learned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from dashboard.forms.edit import OpenedForm, opened
from dashboard.pages.changing.cycles.checks import number_problem
from dashboard.pages.changing.cycles.parts import OnTheTable, people_number, settle
from dashboard.pages.changing.cycles.results import Observed, observed
from dashboard.records import CycleRecord
from dashboard.study.filters import Filters
from dashboard.telling.cycles import expected_words
from dashboard.telling.phrases import day_words
from dashboard.telling.plain_text import as_is
from measures.improvement import Prediction
from measures.said import Said, said

DATA, OWN, CANNOT = "data", "own", "cannot"


@dataclass(frozen=True)
class Studied:
    """What somebody says of one result: the value in the measure's unit, from where, and what does not fit."""

    value: float | None
    source: Said
    problem: str | None = None


def studying(at: OnTheTable) -> None:
    """The result of each prediction, from the data or counted by hand, and what was learned."""
    form = opened(at.record, "study", "learning")
    cycle = form.seen.cycle
    asked = [_source(at, form, number, one) for number, one in enumerate(cycle.predictions)]
    with st.form(form.key, enter_to_submit=False):
        answers = [_answer(at, form, number, one, *asked[number]) for number, one in enumerate(cycle.predictions)]
        learning = st.text_area("What did we learn?", cycle.learning, key=form.of("learning"), height=100)
        sent = st.form_submit_button("Keep what was learned", type="primary")
    results = tuple(one.value for one in answers)
    changed = results != cycle.results
    sources = tuple(one.source for one in answers) if changed else form.seen.results_from
    values = {"learning": learning.strip(), "results": results, "results_from": sources}
    problem = next((one.problem for one in answers if one.problem), None)
    settle(at, form, values, sent, "What you learned is kept.", problem=problem)


def from_data(at: OnTheTable, one: Prediction) -> Observed:
    """What the data say of a prediction: from the first day of the test to its end or the day predicted for."""
    cycle = at.cycle
    assert cycle.started is not None
    if one.measure not in at.study.charted:
        return Observed(None, said("no_data_here"))
    last = max(one.by, cycle.ended or one.by)
    return observed(lambda every: at.study.series(one.measure, Filters(every=every)), cycle.started, last)


def _source(at: OnTheTable, form: OpenedForm[CycleRecord], number: int, one: Prediction) -> tuple[str | None, Observed]:
    """Where the result of one prediction is from; the data are offered where they can tell."""
    if one.of is not None:
        st.markdown(f"**This test.** Expected: {as_is(expected_words(one, at.charted(one.measure)))}.")
        return OWN, Observed(None, said("no_data_here"))
    words, found = at.charted(one.measure), from_data(at, one)
    st.markdown(f"**{as_is(words.words)}.** Expected: {as_is(expected_words(one, words))}.")
    if found.value is None:
        st.markdown(as_is(found.says))
    if one.by > at.today:
        st.caption(f"{day_words(one.by)} is still to come: you can wait for it, or study what there is.")
    options = _options(found)
    keys = list(options)
    kept = form.seen.cycle.results
    before = _before(kept[number], found) if number < len(kept) else None
    source = st.radio(
        f"What came of prediction {number + 1}?", keys, keys.index(before) if before in keys else None,
        format_func=lambda key: as_is(options[key]), key=form.of(f"source {number}"),
    )  # fmt: skip
    return source, found


def _answer(
    at: OnTheTable, form: OpenedForm[CycleRecord], number: int, one: Prediction, source: str | None, found: Observed
) -> Studied:
    told = f"prediction {number + 1}"
    if one.of is not None:
        return _of_itself(form, number, one, one.of)
    if source is None:
        return Studied(None, said("result_open"), f"Say what came of {told}; “cannot tell yet” is an answer.")
    if source == DATA:
        return Studied(found.value, said("result_from_data", seen=found.found))
    if source == CANNOT:
        return Studied(None, said("result_open"))
    words, kept = at.charted(one.measure), form.seen.cycle.results
    before = people_number(words, kept[number]) if number < len(kept) else None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.number_input(
            f"Our number for {told} ({'%' if words.is_rate else 'a month'})", value=before, step=1.0, format="%g",
            key=form.of(f"own {number}"), width=280,
        )  # fmt: skip
        where = st.text_input(
            f"Where our number for {told} is from", key=form.of(f"where {number}"), width=340,
            placeholder="A count by hand of 8 charts",
        )  # fmt: skip
    value = None if typed is None else typed / (100 if words.is_rate else 1)
    own = said("result_own", value=value, is_rate=words.is_rate, where=where.strip())
    return Studied(value, own, number_problem(words, typed, told))


def _of_itself(form: OpenedForm[CycleRecord], number: int, one: Prediction, of: int) -> Studied:
    """How many of the tries went as planned; empty while nobody can tell."""
    kept = form.seen.cycle.results
    before = None if number >= len(kept) or kept[number] is None else round(kept[number] * of)  # type: ignore[operator]
    count = st.number_input(
        f"How many of {of} went as planned? (empty: cannot tell yet)", 0, of, before, key=form.of(f"kept {number}"),
        width=380,
    )  # fmt: skip
    if count is None:
        return Studied(None, said("result_open"))
    return Studied(count / of, said("result_kept", kept=count, of=of))


def _options(found: Observed) -> Mapping[str, str]:
    told = {OWN: "our own number, typed below", CANNOT: "cannot tell yet"}
    return {DATA: f"{found.says}, from the data", **told} if found.value is not None else told


def _before(result: float | None, found: Observed) -> str:
    if result is None:
        return CANNOT
    return DATA if found.value is not None and abs(found.value - result) < 1e-9 else OWN
