"""Measure: one measure with its chart, its numbers and their rows, whether a change worked, and how it is counted."""

import streamlit as st

from dashboard.pages.one_measure import measure_page
from dashboard.pages.one_measure.behind_a_point import rows_behind
from dashboard.parts.choose import choose_filters, choose_measure
from dashboard.parts.no_chart import NO_CHART, NO_EXPORT, not_available, say_it_waits, waits_for_an_answer
from dashboard.parts.page import link, open_study
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

if name is None or filters is None:
    title.title(TITLE)
    st.info(NO_EXPORT if study.bare else NO_CHART)
    link("bring_in", "Bring in an export")
    link("tally", "Tally by hand")
else:
    series = study.series(name, filters)
    title.title(as_is(series.title) if study.charted[name].tally else series.title)
    picture = st.container()
    drawn, chart, advice = measure_page.judged(study, series, filters)
    with picture:
        flags = measure_page.picture(study, drawn, chart, advice, filters)
    numbers, rows, worked, phases, red_flags, counting = measure_page.parts()
    if numbers.open:
        measure_page.numbers(numbers, drawn, chart, flags)
    rows_behind(rows, study, drawn, filters)
    chart = chart if drawn is series else study.chart(series, "run")
    if worked.open:
        from dashboard.pages.one_measure.worked.part import did_it_work

        did_it_work(worked, study, series, chart, flags, filters)
    if phases.open:
        from dashboard.pages.one_measure.phases.part import baseline_and_phases

        baseline_and_phases(phases, study, series, chart, filters)
    if red_flags.open:
        measure_page.how_flags_matter(red_flags, study, series, filters)
    if counting.open:
        measure_page.how_counted(counting, study, name)
not_available(study)
