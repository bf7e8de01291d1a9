"""The part "Did it work?" of the page "Measure": an estimate since a date, its picture, and whether it is too soon."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import polars as pl
import streamlit as st

from dashboard.drawing.figures import draw
from dashboard.drawing.picture import DayNote
from dashboard.drawing.svg import as_image
from dashboard.drawing.tiles import chart_svg
from dashboard.pages.one_measure.worked.soon import too_soon
from dashboard.pages.one_measure.worked.words import relative_words, what_to_read, what_would_help
from dashboard.parts.html_table import show_table
from dashboard.parts.tab import Tab
from dashboard.study import Filters, Study
from dashboard.telling.phrases import begun, number_words, period_label
from dashboard.telling.sentences import words
from dashboard.telling.since import Since, dates_of
from measures.improvement import Effect, effect
from measures.series import Series
from measures.spc import Chart


def did_it_work(
    part: Tab, study: Study, series: Series, chart: Chart, flags: Sequence[DayNote], filters: Filters
) -> None:
    """The whole part; nothing of it is reckoned while it is closed."""
    with part:
        since = _choose(dates_of(study.written, series))
        if since is None:
            st.write(_too_little(study, series))
            return
        with st.spinner("Comparing with the time before …"):
            found = effect(series, since.day)
        if found.refused:
            _refused(found, series)
        else:
            _estimate(found, since, series, chart, flags)
        too_soon(study, series, chart, since, filters, shown=found.clear)


def _too_little(study: Study, series: Series) -> str:
    more = "Bring in an export that covers more time."
    if study.charted[series.measure].tally is not None:
        more = "Go on tallying, or let each point be a week."
    return f"There are not two {series.every}s to compare yet. {more}"


def _choose(dates: Sequence[Since]) -> Since | None:
    """One of the dates; the address says which, and the one to begin with needs no asking."""
    if not dates:
        return None
    named = {one.words: one for one in dates}
    if st.session_state.get("since") not in named:
        st.session_state.pop("since", None)
    picked = st.selectbox(
        "Since when? It is compared with the time before", list(named), key="since", bind="query-params", width=560
    )
    return named[picked]


def _refused(found: Effect, series: Series) -> None:
    st.html(f'<p class="hb-sentence">{escape(words(found.says))}</p>')
    helps = what_would_help(found, series)
    if helps:
        st.write(helps)


def _estimate(found: Effect, since: Since, series: Series, chart: Chart, flags: Sequence[DayNote]) -> None:
    st.html(f'<p class="hb-sentence">{escape(words(found.says))}</p>')
    if relative := relative_words(found):
        st.html(f'<p class="hb-words">{escape(relative)}</p>')
    st.plotly_chart(
        draw(chart, series, flags, course=found.counterfactual), theme=None, key="course",
        config={"displayModeBar": False}, alt=words(found.says),
    )  # fmt: skip
    paper = chart_svg(chart, series, flags=flags, course=found.counterfactual, said=words(found.says))
    st.html(f'<div class="hb-on-paper">{as_image(paper, "")}</div>')
    st.markdown("\n".join(f"- {line}" for line in what_to_read(found, since, series)))
    with st.expander("How this is reckoned, and its numbers"):
        st.write(method_of(found, series))
        show_table(course_table(found, series), f"{series.title}: as it went, as fitted, and had nothing changed")


def course_table(found: Effect, series: Series) -> pl.DataFrame:
    """The picture as a table, newest period first: what was seen, the fitted course, and had nothing changed."""
    lines = {"Seen": "observed", "As fitted": "fitted", "Had nothing changed": "counterfactual"}
    rows = [
        {series.every.capitalize(): period_label(series.every, row["start"])}
        | {name: "" if row[of] is None else number_words(row[of], series.is_rate) for name, of in lines.items()}
        | {"Compared": "yes" if row["judged"] else "no: open, partial, or the date falls in its midst"}
        for row in found.counterfactual.reverse().iter_rows(named=True)
    ]
    return pl.DataFrame(rows)


def method_of(found: Effect, series: Series) -> str:
    """The model in words, with what it found of the variation, for those who would check it."""
    told = [f"{begun(words(found.method))}."]
    told.append(f"Read from {found.before} {series.every}s before the date and {found.after} since.")
    if found.dispersion is not None:
        told.append(f"Variation beyond chance: {found.dispersion:.1f} times (1 is chance alone).")
    if found.memory is not None:
        told.append(f"Neighbouring {series.every}s resemble one another by {found.memory:.2f} (0 is not at all).")
    told.append(
        "The estimate is the mean distance between the fitted course and its continuation, had nothing changed, over "
        f"the whole {series.every}s since the date. Sources: Wagner et al. 2002; Lopez Bernal et al. 2017."
    )
    return " ".join(told)
