"""Measure: one measure with its chart, its numbers and their rows, whether a change worked, and how it is counted."""

import streamlit as st

from dashboard.forms.at_the_desk import open_study
from dashboard.pages.one_measure import measure_page
from dashboard.parts.choose import choose_filters, choose_measure, clinician_views_wait
from dashboard.parts.no_chart import NO_CHART, NO_EXPORT, not_available, say_it_waits, waits_for_an_answer
from dashboard.parts.page import link
from dashboard.study.today import today
from dashboard.study.verdicts import verdict_of
from dashboard.telling.plain_text import as_is

TITLE = "Measure"
ICON = ":material/show_chart:"
ORDER = 20
PLACE = "measures"

study = open_study(bare=True)
if waits := waits_for_an_answer(study):
    say_it_waits(waits)
    not_available(study)
    st.stop()
title = st.empty()
with st.container(key="filters", horizontal=True, vertical_alignment="bottom"):
    name = choose_measure(study)
    filters = choose_filters(study, name) if name else None
clinician_views_wait(study)

if name is None or filters is None:
    title.title(TITLE)
    st.info(NO_EXPORT if study.bare else NO_CHART)
    link("bring_in", "Bring in an export")
    link("tally", "Tally by hand")
    not_available(study)
else:
    series = study.series(name, filters)
    title.title(as_is(series.title) if study.charted[name].tally else series.title)
    found = verdict_of(study, name, today(), filters)
    measure_page.headline(study, found)
    if found.because == "unexplained_rows":
        link("settings", "Say what these words mean")
        st.stop()
    picture, known = st.container(), st.container()
    drawer = measure_page.parts()
    judged = measure_page.judged(study, series, filters, drawer[-1])
    drawn, chart, _, single = judged
    with picture:
        if single:
            measure_page.case_by_case(single, series)
        flags = measure_page.picture(study, drawn, chart, found)
    with known:
        measure_page.to_know(study, series, judged, found, filters)
    measure_page.under(study, series, (drawn, chart), found, flags, filters, drawer)
