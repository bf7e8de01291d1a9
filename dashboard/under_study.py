"""The parts of the page "Measure": the chart, its numbers, the rows behind a point, and how it is counted."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_tab_container import TabContainer

from dashboard import flag_readings, manual
from dashboard.beside import beside
from dashboard.bringing.ledger import csv_text
from dashboard.choose import CHARTS, choose_chart, choose_period
from dashboard.drawing.svg import as_image
from dashboard.figures import draw
from dashboard.html_table import html_table
from dashboard.phrases import begun
from dashboard.study import Filters, Study
from dashboard.telling.sureness import formula_lines, of_the_baseline, rules_that_apply
from dashboard.telling.voice import of_numbers
from dashboard.tiles import chart_svg
from dashboard.why.card import address
from dashboard.words import notes, sentence, table_rows
from measures.sensitivity import rests_on_red_flags
from measures.series import Series
from measures.spc import Chart
from measures.spc.advise import Advice

CHART = "drawing"
ROWS = "Rows behind a point"
#: Units whose rows have a card of their own, that says why each was counted.
CARDS = {"image": "image"} | dict.fromkeys(("visit", "episode", "patient_period", "unclassified_visit"), "visit")
SHOWN = 200
ROW_WORDS = {
    "source_id": "Id in the export",
    "provider": "Clinician",
    "modality": "Kind",
    "verdict": "Counted",
}


def judged(study: Study, series: Series) -> tuple[Chart, Advice]:
    """The chart: the advised one, or what a person who wants another picks in the folded part."""
    advice = study.advised(series)
    choice, computed = st.columns(2)
    with choice.expander("Other charts and rules"):
        kind, rules = choose_chart(series)
        chart = study.chart(series, kind or advice.chart, rules)
        if chart.chart != advice.chart:
            st.html(f'<p class="hb-note">{_plain(f"Advised here: {CHARTS[advice.chart]}. {advice.reason}")}</p>')
    computed.expander("How the lines are computed").markdown(how_computed(chart))
    return chart, advice


def how_computed(chart: Chart) -> str:
    """Formula, source, and the rules that judge the points, as Markdown."""
    formula = "\n".join(f"- `{line}`" for line in formula_lines(chart))
    rules = "\n".join(f"- {says}" for says in rules_that_apply(chart).values())
    told = [
        f"**{begun(chart.title)}**\n\n{formula}",
        f"Source: {_plain(chart.source)}.",
        *of_the_baseline(of_numbers(chart)),
        f"**Rules: {chart.rules_title}**, and no others:\n\n{rules}",
        f"Source: {_plain(chart.rules_source)}.",
    ]
    return "\n\n".join(told)


def picture(study: Study, series: Series, chart: Chart, advice: Advice, filters: Filters) -> None:
    """The sentence, the chart, why it is this one, and what must stand beside it."""
    st.html(f'<p class="hb-sentence">{_plain(sentence(series, chart))}</p>')
    st.plotly_chart(
        draw(chart, series), theme=None, key=CHART, on_select=_clicked, selection_mode="points",
        config={"displayModeBar": False},
    )  # fmt: skip
    st.html(f'<p class="hb-note">{_why_this_chart(chart, advice)}</p>')
    st.html(f'<div class="hb-on-paper">{as_image(chart_svg(chart, series), "")}</div>')
    advised = advice.notices if chart.chart == advice.chart else None
    told = [*beside(study, series, filters), *notes(series, chart, advised)]
    if study.mixed_readers:
        told.append(f"Words were read by {len(study.mixed_readers)} versions of the reader; see the Huddle page.")
    st.markdown("\n".join(f"- {line}" for line in told))


def _why_this_chart(chart: Chart, advice: Advice) -> str:
    """The chart and rule set by name, and the reason where it is the advised one."""
    why = advice.reason if chart.chart == advice.chart else "Chosen below; another is advised."
    return _plain(f"{begun(chart.title)}; rules: {chart.rules_title}. {why}")


def parts() -> Sequence[TabContainer]:
    """What lies under the chart; only the open part is made, and the address says which one it is."""
    return st.tabs(["Numbers", ROWS, "How red flags matter", "How it is counted"], key="part", bind="query-params")


def numbers(part: TabContainer, series: Series, chart: Chart) -> None:
    """The chart as a table, newest period first, and as files."""
    table = table_rows(series, chart)
    files = part.container(horizontal=True)
    _file(files, "Numbers (CSV)", csv_text(table.columns, table.rows()), f"{series.measure}.csv", "text/csv")
    _file(files, "Chart (SVG)", chart_svg(chart, series), f"{series.measure}.svg", "image/svg+xml")
    part.html(html_table(table.reverse(), f"{series.title}: the numbers of the chart, newest first"))


def rows_behind(part: TabContainer, study: Study, series: Series, filters: Filters) -> None:
    """The rows of one period: where each stands in the export, what became of it, and why.

    The question is there also while the part is closed, so that a click on the chart can answer it.
    """
    with part:
        period = choose_period(series)
    if not part.open:
        return
    if period is None:
        part.write("Each number can be followed to the rows of the export that it was counted from.")
        return
    rows = _told(study, study.behind(series.measure, period, filters))
    _rows(part, rows, f"{series.measure}-{period}.csv", CARDS.get(study.unit_of(series.measure), ""))


def _told(study: Study, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows in order of time; who saw the patient only where the practice wants clinician views."""
    seen = rows if study.practice.clinician_views else rows.drop("provider", strict=False)
    return seen.sort("date", "file", "line").rename(lambda column: ROW_WORDS.get(column, column.capitalize()))


def _rows(part: TabContainer, rows: pl.DataFrame, name: str, card: str) -> None:
    if not rows.height:
        part.write("No row of the export belongs to this point.")
        return
    many = f"; the first {SHOWN} are shown, the file holds all" if rows.height > SHOWN else ""
    part.write(f"{rows.height:,} {'row' if rows.height == 1 else 'rows'}{many}.")
    _file(part, "These rows (CSV)", csv_text(rows.columns, rows.rows()), name, "text/csv")
    shown = rows.head(SHOWN).with_columns(pl.col("Line").cast(pl.String))
    links = [address(card, (file, int(line))) for file, line in shown.select("File", "Line").rows()] if card else []
    part.html(html_table(shown, "Rows of the export behind this point", links))


def how_flags_matter(part: TabContainer, study: Study, series: Series, filters: Filters) -> None:
    """The measure under other readings of the red flags, and how much of a fall is only recording."""
    if not rests_on_red_flags(study.available[series.measure]):
        part.write("This measure does not ask for the absence of red flags, so they do not change it.")
        return
    found = flag_readings.of_measure(study, series, filters)
    said = flag_readings.sentence(found, series.is_rate)
    drifted = flag_readings.drift_words(flag_readings.of_recording(study, series, filters), series)
    part.write(f"Over the whole {series.every}s shown. {said}")
    part.html(f'<div class="hb-bar">{as_image(flag_readings.bar(found, series.is_rate), said)}</div>')
    if drifted:
        part.write(drifted)
    part.html(html_table(flag_readings.told(found, series.is_rate), f"{series.title}: by how red flags are read"))
    part.markdown("\n".join(f"- {line}" for line in flag_readings.explained(found)))


def how_counted(part: TabContainer, study: Study, name: str) -> None:
    """The declaration of the measure in words, and its examples."""
    measure = study.available[name]
    part.markdown(manual.entry(measure))
    part.write("Examples; the software is tested on these very rows:")
    part.html(html_table(pl.DataFrame(manual.examples(measure)), f"{measure.title}: examples"))


def _clicked() -> None:
    """Open the rows behind the point that was just clicked."""
    points = st.session_state[CHART].selection.points
    if points and "customdata" in points[0]:
        asked = points[0]["customdata"]
        st.session_state["rows"] = asked if isinstance(asked, str) else asked[0]
        st.session_state["part"] = ROWS


def _file(place: DeltaGenerator, label: str, data: str, name: str, kind: str) -> None:
    place.download_button(label, data, file_name=name, mime=kind, on_click="ignore", icon=":material/download:")


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
