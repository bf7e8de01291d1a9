"""The flags of the chart under study: which ones it carries, and what their numbers say."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.drawing.flags import flags_of
from dashboard.drawing.picture import DayNote
from dashboard.parts.page import link
from dashboard.study import Study
from dashboard.telling.phrases import day_words
from measures.improvement.library import funding_events
from measures.series import Series

FUNDING = "Alberta imaging funding dates"
OPEN_TO = 5  # as many lines stand open under a chart; more are folded


def flags_under(study: Study, series: Series) -> tuple[DayNote, ...]:
    """The flags of the chart, and under it what each number means; the funding dates only where somebody asks."""
    listed = st.container()
    with st.container(horizontal=True, vertical_alignment="center", key="about-flags"):
        funding = st.toggle(FUNDING, key="funding", bind="query-params")
        link("notes", "Write down what happened")
    flags = flags_of(study.written, series, funding)
    if flags:
        many = len(flags) > OPEN_TO
        place = listed.expander(f"What the {len(flags)} numbers on the chart say") if many else listed
        place.html(flag_list(flags))
    if funding and not set(flags) - set(flags_of(study.written, series)):
        listed.html(f'<p class="hb-note">{escape(no_funding_date())}</p>')
    return flags


def flag_list(flags: Sequence[DayNote]) -> str:
    """What each number on the chart says, as HTML."""
    lines = "".join(f"<li>{_told(flag)}</li>" for flag in flags)
    return f'<ol class="hb-flags" aria-label="What the numbers on the chart say">{lines}</ol>'


def no_funding_date() -> str:
    """That the days shown hold none of the funding dates, and which they are."""
    days = " and ".join(day_words(event.day) for event in funding_events())
    return f"Alberta changed what imaging it pays for on {days}; neither day lies in what is shown."


def _told(flag: DayNote) -> str:
    when = "" if isinstance(flag.at, float | int) else f"<strong>{day_words(flag.at)}</strong>: "
    return f"{when}{escape(flag.text)}"
