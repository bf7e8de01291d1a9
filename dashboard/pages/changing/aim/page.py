"""The top of the page "Our aim": the aim in one sentence and what is still to say; and the gauge under its form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.drawing.gauge import gauge_svg, gauge_table
from dashboard.drawing.svg import as_images
from dashboard.pages.changing.aim.aim_form import aim_form
from dashboard.parts.charter import aim_baseline, aim_series, charter_of
from dashboard.parts.html_table import html_table
from dashboard.parts.page import link
from dashboard.records import Project
from dashboard.study.filters import Filters
from dashboard.study.today import today
from dashboard.telling.charter_words import aim_sentence
from dashboard.telling.phrases import day_words, period_words, value_text
from dashboard.telling.plain_text import as_is
from dashboard.telling.sentences import all_words, words
from measures.improvement import Detectability, Volume, months_after, volume_of, when_could_it_show
from measures.improvement.charter import Charter, doubts, still_to_say, too_many

if TYPE_CHECKING:
    from dashboard.study import Study

TITLE = "Our aim"
NO_AIM = "There is no aim yet. A good one says how much, by when, and which measure will tell."
NO_PROJECT = (
    "A project holds your aim, your team, the few measures you watch and every test of change. "
    "Begin with a name; all the rest can be filled in bit by bit."
)


def heading(study: Study, project: Project) -> Charter:
    """The aim, the team's own words, and kind questions for what is not said yet."""
    charter = charter_of(study, project)
    st.html(f'<p class="hb-sentence">{escape(aim_sentence(charter) or NO_AIM)}</p>')
    told = (newest_words(study, project), project.aim_words, project.title)
    st.html("".join(f'<p class="hb-note">{escape(line)}</p>' for line in told if line))
    for doubt in all_words(doubts(charter, today())):
        st.info(as_is(doubt), icon=":material/help:")
    with st.container(key="still-to-say"):
        _still(study, charter)
    return charter


def _still(study: Study, charter: Charter) -> None:
    """What is open, kindly; where nothing is and nothing was tried yet, the way to the first test."""
    asked = all_words(still_to_say(charter))
    if asked:
        st.markdown("**Still to say, when you are ready:**\n\n" + "\n".join(f"- {as_is(q)}" for q in asked))
    elif not study.written.cycles:
        st.write("The charter says everything it should. The next step is a small test.")
        link("tests_of_change", "Plan a test of change")
    if many := too_many(charter):
        st.write(words(many))


def newest_words(study: Study, project: Project) -> str:
    """Where the aim measure stands in its newest whole month; empty without one."""
    series = aim_series(study, project)
    newest = series.latest_whole() if series else None
    if series is None or newest is None:
        return ""
    return f"In {period_words(series.every, newest['start'])}: {value_text(series, newest)}."


def aim_part(study: Study, project: Project) -> None:
    """The form of the aim, and under it the gauge for whoever asks."""
    aim_form(study, project)
    too_soon(study, project)


def too_soon(study: Study, project: Project) -> None:
    """By when a change of the aimed size could show, reckoned only when somebody asks: it takes a second."""
    if project.aim_measure not in study.charted or project.aim_level is None:
        return
    if not st.toggle("When could the chart show it?", key="gauge", bind="query-params"):
        return
    usual = aim_baseline(study, project)
    span = Filters(first=usual.first, last=usual.last)
    volume = volume_of(study.series(project.aim_measure, span))
    if volume is None:
        st.write("Cannot tell: the baseline has no whole month with something to count yet.")
        return
    begins = first_in_use(study) or today()
    found = reckoned(replace(volume, next_start=begins), project.aim_level)
    st.write(as_is(f"{words(found.says)} This counts from {day_words(begins)}, as the day the change is in use."))
    if found.chances.is_empty():
        return
    earliest = months_after(begins, found.earliest) if found.earliest else None
    for doubt in doubts(charter_of(study, project, earliest), today())[-1:] if earliest else ():
        st.info(as_is(words(doubt)), icon=":material/help:")
    st.html(as_images(gauge_svg(found, 640), gauge_svg(found, 340), words(found.says)))
    with st.expander("The same as a table"):
        st.html(html_table(gauge_table(found), "How likely the chart has shown it, month by month"))


def first_in_use(study: Study) -> date | None:
    """The day from which the first adopted change of the project is how things are done."""
    return min((one.cycle.implemented for one in study.written.cycles if one.cycle.implemented), default=None)


@lru_cache(maxsize=32)
def reckoned(volume: Volume, aim: float) -> Detectability:
    """The gauge of one volume and aim; the same question is not reckoned twice."""
    return when_could_it_show(volume, aim)
