"""The overview of the tests of change: their ramps, how well the team predicts, and how it uses the method."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.drawing import paper
from dashboard.drawing.svg import as_image
from dashboard.pages.changing.cycles.parts import charted
from dashboard.pages.changing.cycles.ramps import RampStep, ramps
from dashboard.pages.changing.cycles.strip import strip, strip_words
from dashboard.parts.html_table import show_table
from dashboard.parts.page import link
from dashboard.records import CycleRecord
from dashboard.study import Study
from dashboard.study.today import today
from dashboard.telling.cycles import days_words, expected_words, found_words, scale_words, stands, title_words
from dashboard.telling.method_words import FEATURES, to_write_words
from dashboard.telling.next_test import next_test
from dashboard.telling.plain_text import as_is
from dashboard.telling.sentences import words as words_of
from measures.improvement import Cycle, Feature, calibration, rigour, score, still_to_write

THERE = {True: "there", False: "not yet", None: "too early to say"}
DEEPEST = 3


def style() -> None:
    """The looks of ramps and of what was written."""
    st.html(paper.style("tests_of_change"))


def overview(study: Study) -> None:
    """All tests of the project, and what they say together."""
    written = study.written
    if written.project is None:
        without_project(study)
        return
    st.write(as_is(next_test(written, today()) or "No test is running or planned."))
    go("Plan a new test", True, cycle="new")
    cycles = [one.cycle for one in written.cycles]
    if not cycles:
        st.info(
            "Nothing was tested yet. Begin small: one change, one clinician or one patient, tomorrow; and write down "
            "first what you expect to see."
        )
        return
    _ramps(written.cycles)
    _calibration(study, cycles)
    _rigour(study, cycles)


def go(label: str, first: bool, **query: str) -> None:
    """A button that leads to another part of this page, in colour where it is the `first` thing to do there."""
    if st.button(label, type="primary" if first else "secondary", key=f"go {label}"):
        st.query_params.from_dict(query)
        st.rerun()


def without_project(study: Study) -> None:
    """A test belongs to an aim; what earlier projects tested stays readable."""
    st.info("A test of change belongs to something you aim for. Say first what you aim for; then plan a test.")
    link("our_aim", "Our aim")
    if study.written.all_cycles:
        st.header("Tests of earlier projects")
        for one in study.written.all_cycles:
            label = f"{title_words(one.cycle)}: {stands(one.cycle)}"
            link("tests_of_change", as_is(label), cycle=str(one.cycle.number), project=str(one.project_id))


def _ramps(records: Sequence[CycleRecord]) -> None:
    st.header("The tests so far")
    owners = {one.cycle.number: one.owner for one in records}
    steps = ramps([one.cycle for one in records])
    if len(steps) > 1:
        st.html(f'<div class="hb-wide">{as_image(strip(steps, today()), strip_words(steps))}</div>')
    with st.container(key="ramps"):
        for step in steps:
            _step(step, owners[step.cycle.number])


def _step(step: RampStep, owner: str) -> None:
    cycle = step.cycle
    with st.container(key=f"step{cycle.number}-deep{min(step.depth, DEEPEST)}"):
        link("tests_of_change", as_is(title_words(cycle)), cycle=str(cycle.number))
        grown = f"out of cycle {cycle.after}" if cycle.after else ""
        parts = [days_words(cycle), scale_words(cycle.scale) if cycle.scale else "", owner, grown]
        told = " · ".join(part for part in parts if part)
        asked = to_write_words(still_to_write(cycle))
        open_ = f'<p class="hb-note">Still to write: {escape(", ".join(asked))}</p>' if asked else ""
        st.html(
            f'<p class="hb-words"><strong>{escape(stands(cycle))}</strong></p>'
            f'<p class="hb-note">{escape(told)}</p>{open_}'
        )


def _calibration(study: Study, cycles: Sequence[Cycle]) -> None:
    st.header("How well we predict")
    st.write(as_is(words_of(calibration(cycles).says)))
    rows = []
    for cycle in cycles:
        for one, result in zip(cycle.predictions, cycle.results):
            words, found = charted(study, one.measure), score(one, result)
            rows.append(
                {
                    "Cycle": str(cycle.number), "Measure": words.words, "Expected": expected_words(one, words),
                    "Found": "cannot tell yet" if result is None else found_words(one, result, words),
                    "Direction": _held(found.direction_held, "came true", "another way"),
                    "Range": _held(found.range_held, "within", "outside"),
                }
            )  # fmt: skip
    show_table(rows, "Each prediction beside its result")


def _held(held: bool | None, yes: str, no: str) -> str:
    return "" if held is None else yes if held else no


def _rigour(study: Study, cycles: Sequence[Cycle]) -> None:
    st.header("How we use the method")
    found = rigour(cycles, points_of_data(study))
    st.write(as_is(words_of(found.says)))
    show_table([_feature(one) for one in found.features], "The four features of the method")
    st.caption(as_is(f"Source: {found.source}."))


def _feature(one: Feature) -> dict[str, str]:
    named, seen = FEATURES[one.name].capitalize(), words_of(one.says)
    return {"Feature": named, "Is it there?": THERE[one.there], "What we see": seen}


def points_of_data(study: Study) -> int:
    """The whole periods with a value of the aim's measure, else of the first one that was chosen."""
    project = study.written.project
    wanted = [project.aim_measure, *project.measures] if project else []
    name = next((one for one in [*wanted, *study.chosen] if one in study.charted), None)
    if name is None:
        return 0
    series = study.series(name)
    shaded = set(series.shaded())
    return sum(value is not None and place not in shaded for place, value in enumerate(series.values(), 1))
