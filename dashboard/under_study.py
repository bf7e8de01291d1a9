"""The parts of the page "Measure": the chart, its numbers, the rows behind a point, and how it is counted."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_tab_container import TabContainer

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


def parts() -> Sequence[TabContainer]:
    """What lies under the chart; only the open part is made, and the address says which one it is."""
    return st.tabs(["Numbers", "Rows behind a point", "How it is counted"], key="part", bind="query-params")


def numbers(part: TabContainer, series: Series, chart: Chart) -> None:
    """The chart as a table, newest period first, and as files."""
    table = table_rows(series, chart)
    files = part.container(horizontal=True)
    _file(files, "Numbers (CSV)", csv_text(table.columns, table.rows()), f"{series.measure}.csv", "text/csv")
    _file(files, "Chart (SVG)", chart_svg(chart, series), f"{series.measure}.svg", "image/svg+xml")
    part.table(table.reverse(), hide_index=True)


def rows_behind(part: TabContainer, study: Study, series: Series, filters: Filters) -> None:
    """The rows of one period: where each stands in the export, what became of it, and why."""
    with part:
        period = choose_period(series, _clicked())
    if period is None:
        part.write("Each number can be followed to the rows of the export that it was counted from.")
        return
    rows = study.behind(series.measure, period, filters)
    if not study.practice.clinician_views and "provider" in rows.columns:
        rows = rows.drop("provider")
    if not rows.height:
        part.write("No row of the export belongs to this point.")
        return
    many = f"; the first {SHOWN} are shown, the file holds all" if rows.height > SHOWN else ""
    part.write(f"{rows.height:,} {'row' if rows.height == 1 else 'rows'}{many}.")
    name = f"{series.measure}-{period}.csv"
    _file(part, "These rows (CSV)", csv_text(rows.columns, rows.rows()), name, "text/csv")
    part.table(rows.head(SHOWN).rename(_heading), hide_index=True)


def how_counted(part: TabContainer, study: Study, name: str) -> None:
    """The declaration of the measure in words, and its examples."""
    measure = study.available[name]
    part.markdown(manual.entry(measure))
    part.write("Examples; the software is tested on these very rows:")
    part.table(manual.examples(measure), hide_index=True)


def _clicked() -> str | None:
    """The period of the point that was clicked last."""
    points = st.session_state.get(CHART, {}).get("selection", {}).get("points", [])
    return str(points[0]["customdata"]) if points and "customdata" in points[0] else None


def _file(place: DeltaGenerator, label: str, data: str, name: str, kind: str) -> None:
    place.download_button(label, data, file_name=name, mime=kind, on_click="ignore", icon=":material/download:")


def _heading(column: str) -> str:
    return column.replace("_", " ").capitalize()


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
