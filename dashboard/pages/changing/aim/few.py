"""The part "Measures" of the page: the few that were chosen, what part each plays, and their way to the huddle."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from dashboard.forms.at_the_desk import who_writes
from dashboard.forms.edit import opened
from dashboard.pages.changing.aim.aim_form import KINDS
from dashboard.pages.changing.aim.keeping import settle
from dashboard.parts.charter import few_measures, measure_words
from dashboard.parts.html_table import html_table
from dashboard.parts.page import link
from dashboard.records import Project
from dashboard.telling.phrases import better_word, kind_word, period_label, value_text
from dashboard.telling.plain_text import as_is

if TYPE_CHECKING:
    from dashboard.study import Study


def few_part(study: Study, project: Project) -> None:
    """The few measures with their newest values, the choice of them, and the button that shows them in the huddle."""
    st.write(
        "A few measures are enough: one for the aim (outcome), one or two for what you do differently (process), and "
        "one for what might get worse (balancing)."
    )
    table = few_table(study, project)
    if table.height:
        named = zip(few_measures(project), table["Measure"], strict=True)
        links = [f"measure?{urlencode({'measure': title})}" if name in study.charted else "" for name, title in named]
        st.html(html_table(table, "The few measures of this project and their newest whole month", links))
    _choose(study, project)
    _huddle(study, project)


def few_table(study: Study, project: Project) -> pl.DataFrame:
    """Measure, part it plays, which way is better, and its newest whole month."""
    known = study.named
    rows = []
    for name in few_measures(project):
        if name not in known:
            rows.append((measure_words(known, name), "", "", ""))
            continue
        part = kind_word(known[name].kind) + (" (aim)" if name == project.aim_measure else "")
        rows.append((known[name].words, part, better_word(known[name].better), _newest(study, name)))
    return pl.DataFrame(rows, schema=["Measure", "Part", "Direction", "Newest whole month"], orient="row")


def _newest(study: Study, name: str) -> str:
    series = study.series(name) if name in study.charted else None
    newest = series.latest_whole() if series else None
    if series is None or newest is None:
        return "none yet"
    return f"{value_text(series, newest)}, {period_label('month', newest['start'])}"


def _choose(study: Study, project: Project) -> None:
    known = study.named
    part = opened(project, "measures", "few")
    names = sorted(known, key=lambda name: (KINDS.index(known[name].kind), known[name].tally is not None))
    own = list(part.seen.measures)
    options = [*names, *(name for name in own if name not in known)]
    with st.form(part.key, enter_to_submit=False):
        chosen = st.multiselect(
            "The few measures, beside the one of the aim", options, own, key=part.of("few"),
            format_func=lambda name: f"{kind_word(known[name].kind)}: {known[name].words}"
            if name in known else measure_words(known, name),
        )  # fmt: skip
        who = who_writes(study, part.key)
        sent = st.form_submit_button("Keep the measures", type="primary")
    settle(study, part, {"measures": tuple(chosen)}, sent, "The measures are kept.", who)


def _huddle(study: Study, project: Project) -> None:
    """Offer to make them the huddle's measures, where they are not."""
    few = [name for name in few_measures(project) if name in study.available]
    if not few or few == list(study.practice.chosen):
        link("huddle", "See them under This week")
        return
    now = ", ".join(as_is(study.available[name].title) for name in study.chosen) or "none"
    st.write(f"The huddle shows at present: {now}.")
    if st.button("Show the few measures in the huddle instead"):
        settings = study.store.settings(study.clinic)
        study.store.save_settings(replace(settings, chosen=tuple(few)))
        st.session_state["kept"] = "The huddle now shows the few measures of this project."
        st.rerun()
