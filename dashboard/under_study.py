"""The parts of the page "Measure": the chart, its numbers, the rows behind a point, and how it is counted."""

from __future__ import annotations

import streamlit as st

from dashboard import manual
from dashboard.beside import beside
from dashboard.choose import choose_period
from dashboard.figures import draw
from dashboard.ledger import csv_text
from dashboard.study import Filters, Study
from dashboard.tiles import chart_svg
from dashboard.words import notes, sentence, table_rows
from measures.series import Series
from measures.spc import Chart

CHART = "chart"
SHOWN = 200


def picture(study: Study, series: Series, chart: Chart, filters: Filters) -> None:
    """The sentence, the chart, and what must stand beside it."""
    st.html(f'<p class="hb-sentence">{_plain(sentence(series, chart))}</p>')
    st.plotly_chart(
        draw(chart, series), theme=None, key=CHART, on_select="rerun", selection_mode="points",
        config={"displayModeBar": False},
    )  # fmt: skip
    told = [*beside(study, series, filters), *notes(series, chart)]
    if study.mixed_readers:
        told.append(f"Words were read by {len(study.mixed_readers)} versions of the reader; see the Huddle page.")
    st.markdown("\n".join(f"- {line}" for line in told))


def numbers(series: Series, chart: Chart) -> None:
    """The chart as a table, newest period first, and as files."""
    table = table_rows(series, chart)
    with st.container(horizontal=True):
        _file("Numbers (CSV)", csv_text(table.columns, table.rows()), f"{series.measure}.csv", "text/csv")
        _file("Chart (SVG)", chart_svg(chart, series), f"{series.measure}.svg", "image/svg+xml")
    st.table(table.reverse(), hide_index=True)


def rows_behind(study: Study, series: Series, filters: Filters) -> None:
    """The rows of one period: where each stands in the export, what became of it, and why."""
    period = choose_period(series, _clicked())
    if period is None:
        st.write("Each number can be followed to the rows of the export that it was counted from.")
        return
    rows = study.behind(series.measure, period, filters)
    if not study.practice.clinician_views and "provider" in rows.columns:
        rows = rows.drop("provider")
    if not rows.height:
        st.write("No row of the export belongs to this point.")
        return
    many = f"; the first {SHOWN} are shown, the file holds all" if rows.height > SHOWN else ""
    st.write(f"{rows.height:,} {'row' if rows.height == 1 else 'rows'}{many}.")
    _file("These rows (CSV)", csv_text(rows.columns, rows.rows()), f"{series.measure}-{period}.csv", "text/csv")
    st.table(rows.head(SHOWN).rename(lambda column: column.replace("_", " ").capitalize()), hide_index=True)


def how_counted(study: Study, name: str) -> None:
    """The declaration of the measure in words, and its examples."""
    measure = study.available[name]
    st.markdown(manual.entry(measure))
    st.write("Examples; the software is tested on these very rows:")
    st.table(manual.examples(measure), hide_index=True)


def _clicked() -> str | None:
    """The period of the point that was clicked last."""
    points = st.session_state.get(CHART, {}).get("selection", {}).get("points", [])
    return str(points[0]["customdata"]) if points and "customdata" in points[0] else None


def _file(label: str, data: str, name: str, kind: str) -> None:
    st.download_button(label, data, file_name=name, mime=kind, on_click="ignore", icon=":material/download:")


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
