"""The parts of the page "Measure": the chart, its numbers, how red flags matter, and how it is counted."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard.drawing.figures import draw
from dashboard.drawing.picture import Flag
from dashboard.drawing.svg import as_image
from dashboard.drawing.tiles import chart_svg
from dashboard.pages.one_measure import flag_readings
from dashboard.pages.one_measure.behind_a_point import ROWS, file
from dashboard.pages.one_measure.phases.words import phase_notes
from dashboard.parts.caveats import beside
from dashboard.parts.choose import CHARTS, GAP_CHARTS, choose_chart, measure_words
from dashboard.parts.html_table import html_table
from dashboard.parts.ledger import csv_text
from dashboard.parts.notes_on_charts import flags_under
from dashboard.parts.page import link
from dashboard.parts.tab import Tab
from dashboard.records.charted import Charted
from dashboard.study import Filters, Study
from dashboard.telling import manual
from dashboard.telling.advice import notice_words, reason_words
from dashboard.telling.charts import notes, sentence, table_rows
from dashboard.telling.phrases import begun, better_word, kind_word
from dashboard.telling.plain_text import as_is
from dashboard.telling.sureness import formula_lines, of_the_baseline, rules_that_apply
from dashboard.telling.voice import of_numbers
from measures.sensitivity import rests_on_red_flags
from measures.series import Series
from measures.spc import Chart
from measures.spc.advise import Advice

CHART = "drawing"
BASELINE, WORKED = "Baseline and phases", "Did it work?"


def judged(study: Study, series: Series, filters: Filters) -> tuple[Series, Chart, Advice]:
    """The chart and the series it is of: the advised one, or what a person who wants another picks in the folded part.

    Where events are rare the series is the gaps between them; a chart of periods can be asked for all the same.
    """
    gaps, advice = study.drawn(series, filters)
    choice, computed = st.columns(2)
    with choice.expander("Other charts and rules"):
        kind, rules = choose_chart(series, gaps)
        drawn = gaps if (kind or advice.chart) in GAP_CHARTS or kind is None else series
        chart = study.chart(drawn, kind or advice.chart, rules, study.aim(series.measure, filters))
        if chart.chart != advice.chart:
            st.html(f'<p class="hb-note">{_plain(f"Advised here: {CHARTS[advice.chart]}. {reason_words(advice)}")}</p>')
    computed.expander("How the lines are computed").markdown(how_computed(chart))
    return drawn, chart, advice


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


def picture(study: Study, series: Series, chart: Chart, advice: Advice, filters: Filters) -> tuple[Flag, ...]:
    """The sentence, the chart with its flags, why it is this one, and what must stand beside it; gives the flags."""
    st.html(f'<p class="hb-sentence">{_plain(sentence(series, chart))}</p>')
    drawn = st.container()
    flags = flags_under(study, series)
    drawn.plotly_chart(
        draw(chart, series, flags), theme=None, key=CHART, on_select=_clicked, selection_mode="points",
        config={"displayModeBar": False},
    )  # fmt: skip
    st.html(f'<p class="hb-note">{_why_this_chart(chart, advice)}</p>')
    st.html(f'<div class="hb-on-paper">{as_image(chart_svg(chart, series, flags=flags), "")}</div>')
    advised = notice_words(advice) if chart.chart == advice.chart else None
    told = [*beside(study, series, filters), *phase_notes(study, series), *notes(series, chart, advised)]
    if study.mixed_readers:
        told.append(f"Words were read by {len(study.mixed_readers)} versions of the reader; see This week.")
    st.markdown("\n".join(f"- {line}" for line in told))
    the_other_count(study, series.measure)
    return flags


def _why_this_chart(chart: Chart, advice: Advice) -> str:
    """The chart and rule set by name, and the reason where it is the advised one."""
    why = reason_words(advice) if chart.chart == advice.chart else "Chosen below; another is advised."
    return _plain(f"{begun(chart.title)}; rules: {chart.rules_title}. {why}")


def the_other_count(study: Study, name: str) -> None:
    """Where a measure is counted from the export and tallied by hand too: a link to the other, never a sum of both."""
    tally = study.written.tally(name)
    if tally is not None and tally.measure in study.available:
        title = study.available[tally.measure].title
        st.write("The same measure is counted from the export too. The two are never added together.")
        link("measure", f"As the export has it: {as_is(title)}", measure=title)
    for one in study.written.tallies if tally is None else ():
        if one.measure == name:
            st.write("This measure is tallied by hand too. The two are never added together.")
            link("measure", f"As it is tallied: {as_is(one.title)}", measure=measure_words(study)[one.name])


def parts() -> Sequence[Tab]:
    """What lies under the chart; only the open part is made, and the address says which one it is."""
    names = ["Numbers", ROWS, WORKED, BASELINE, "How red flags matter", "How it is counted"]
    return st.tabs(names, key="part", bind="query-params")


def numbers(part: Tab, series: Series, chart: Chart, flags: Sequence[Flag] = ()) -> None:
    """The chart as a table, newest period first, and as files."""
    table = table_rows(series, chart)
    files = part.container(horizontal=True)
    file(files, "Numbers (CSV)", csv_text(table.columns, table.rows()), f"{series.measure}.csv", "text/csv")
    file(files, "Chart (SVG)", chart_svg(chart, series, flags=flags), f"{series.measure}.svg", "image/svg+xml")
    part.html(html_table(table.reverse(), f"{series.title}: the numbers of the chart, newest first"))


def how_flags_matter(part: Tab, study: Study, series: Series, filters: Filters) -> None:
    """The measure under other readings of the red flags, and how much of a fall is only recording."""
    if series.measure not in study.available:
        part.write("A tally is counted by hand, not read from records, so no reading of red flags can change it.")
        return
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


def how_counted(part: Tab, study: Study, name: str) -> None:
    """The declaration of the measure in words, and its examples; of a tally what is counted, out of what."""
    charted = study.charted[name]
    if charted.tally is not None:
        part.markdown(by_hand(charted))
        return
    measure = study.available[name]
    part.markdown(manual.entry(measure))
    part.write("Examples; the software is tested on these very rows:")
    part.html(html_table(pl.DataFrame(manual.examples(measure)), f"{measure.title}: examples"))


def by_hand(charted: Charted) -> str:
    """What is tallied, as Markdown."""
    whole = f"\n- **Out of:** {as_is(charted.denominator_says)}" if charted.is_rate else ""
    return (
        f"- **Kind:** {kind_word(charted.kind)}, {better_word(charted.better)}\n"
        f"- **Counted:** {as_is(charted.numerator_says)}{whole}\n"
        "- **Source:** people of the practice counted it by hand, day by day or as a pasted monthly figure"
    )


def _clicked() -> None:
    """Open the rows behind the point that was just clicked."""
    points = st.session_state[CHART].selection.points
    if points and "customdata" in points[0]:
        asked = points[0]["customdata"]
        st.session_state["rows"] = asked if isinstance(asked, str) else asked[0]
        st.session_state["part"] = ROWS


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
