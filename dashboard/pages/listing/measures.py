"""The list of the measures, sorted by what needs a look; each with its verdict and the way to its chart."""

from __future__ import annotations

from datetime import date
from html import escape
from itertools import groupby

import streamlit as st

from dashboard.drawing.marks import mark_image
from dashboard.parts.choose import measure_words
from dashboard.parts.page import link
from dashboard.parts.verdict_shown import since_words
from dashboard.study import Study
from dashboard.study.verdicts import verdicts
from dashboard.telling.plain_text import as_is
from dashboard.telling.verdict import MARKS, TO_LOOK_AT, aim_in_short
from measures.verdict import MeasureVerdict


def in_order(found: list[MeasureVerdict]) -> list[MeasureVerdict]:
    """The verdicts by what needs a look; of one state as they came."""
    return sorted(found, key=lambda one: TO_LOOK_AT.index(one.state))


def show_list(study: Study, today: date) -> None:
    """The measures under the mark of their state, each with from what to what."""
    words = measure_words(study)
    found = [one for one in in_order(verdicts(study, today)) if one.measure in words]
    for state, some in groupby(found, key=lambda one: one.state):
        mark = MARKS[state]
        with st.container(key=f"state-{state}", gap=None):
            st.html(f'<h2 class="hb-title hb-state">{mark_image(state)}{escape(mark.word)}</h2>')
            for one in some:
                _line(study, one, words[one.measure])


def _line(study: Study, one: MeasureVerdict, words: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        link("measure", as_is(words), measure=words)
        known = study.charted[one.measure]
        aim = aim_in_short(one.aim, known.is_rate)
        told = f"{since_words(one, known.is_rate)}{f' {aim}.' if aim else ''}"
        st.html(f'<p class="hb-note">{escape(told)}</p>')
