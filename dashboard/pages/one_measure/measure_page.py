"""The parts of the page "Measure": the chart, its numbers, how red flags matter, and how it is counted."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard.drawing.cusum import cusum_figure, cusum_svg
from dashboard.drawing.figures import draw
from dashboard.drawing.picture import DayNote
from dashboard.drawing.svg import as_image
from dashboard.drawing.tiles import chart_svg, with_icons
from dashboard.pages.one_measure import flag_readings
from dashboard.pages.one_measure.behind_a_point import ROWS, rows_behind
from dashboard.pages.one_measure.phases.words import phase_notes
from dashboard.parts.caveats import beside
from dashboard.parts.choose import GAP_CHARTS, OFFERED, choose_chart, measure_words
from dashboard.parts.html_table import html_table
from dashboard.parts.ledger import csv_text
from dashboard.parts.notes_on_charts import flags_under
from dashboard.parts.page import link
from dashboard.parts.seen import give
from dashboard.parts.tab import Tab
from dashboard.parts.verdict_shown import verdict_html
from dashboard.records.charted import Charted
from dashboard.study import Filters, Study
from dashboard.study.case_by_case import CASES, CaseByCase
from dashboard.study.unclear import reach_of
from dashboard.telling import manual
from dashboard.telling.advice import notice_words, reason_words
from dashboard.telling.cases import cusum_words
from dashboard.telling.charts import compared, newest_alone, notes, pattern, table_rows
from dashboard.telling.phrases import begun, better_word, day_words, kind_word
from dashboard.telling.plain_text import as_is
from dashboard.telling.sureness import formula_lines, of_the_baseline, rules_that_apply
from dashboard.telling.verdict import sure_words, verdict_words, would_change_words
from dashboard.telling.voice import of_numbers
from measures.sensitivity import rests_on_red_flags
from measures.series import Series
from measures.spc import Chart
from measures.spc.advise import Advice
from measures.verdict import MeasureVerdict

CHART = "drawing"
DRAWER = "drawer"
BASELINE, WORKED, OTHER = "Baseline and phases", "Did it work?", "Other charts and rules"
IN_SIGHT = 2  # of what to know; the others are one click away


def headline(study: Study, found: MeasureVerdict) -> None:
    """THE verdict, as the tile, the review and the command have it."""
    st.html(verdict_html(found, study.charted[found.measure].is_rate, whole=True))


Judged = tuple[Series, Chart, Advice, CaseByCase | None]


def judged(study: Study, series: Series, filters: Filters, place: Tab) -> Judged:
    """The chart and the series it is of: the advised one, or what a person who wants another picks in its part.

    Where events are rare the series is the gaps between them; a chart of periods can be asked for all the same. Single
    cases that are added up are drawn in the place of a chart of periods, which stays in the drawer.
    """
    gaps, advice = study.drawn(series, filters)
    single = study.case_by_case(series, filters)
    with place:
        kind, rules = choose_chart(series, gaps, single is not None)
    if (kind or advice.chart) == CASES and single is not None:
        place.html(f'<p class="hb-note">{_plain(_why_case_by_case(single, advice))}</p>')
        return series, study.chart(series, "run", rules), advice, single
    drawn = gaps if (kind or advice.chart) in GAP_CHARTS or kind is None else series
    chart = study.chart(drawn, kind or advice.chart, rules, study.target(series.measure, filters))
    place.html(f'<p class="hb-note">{_why_this_chart(chart, advice)}</p>')
    if chart.chart != advice.chart:
        place.html(f'<p class="hb-note">{_plain(f"Advised here: {OFFERED[advice.chart]}. {reason_words(advice)}")}</p>')
    if place.open:
        place.markdown(how_computed(chart))
    return drawn, chart, advice, None


def _why_case_by_case(single: CaseByCase, advice: Advice) -> str:
    """The CUSUM by name, with the reason where it is the advised one, how it is computed and who says so."""
    why = reason_words(advice) if advice.chart == CASES else "Chosen below; another is advised."
    often = f"{single.false_alarms:.0%} of such practices"
    usual = f"Cases that come as usual pass its limit, {single.cusum.limit:g}, in about {often}."
    return f"Bernoulli CUSUM. {why} {usual} {single.cusum.formula}. Source: {single.cusum.source}."


def case_by_case(single: CaseByCase, series: Series) -> None:
    """Every case of a measure added up, on the screen and on paper, with a sentence of what it shows."""
    told = cusum_words(single.cusum, series.title, single.days)
    st.plotly_chart(
        cusum_figure(single.cusum, series.better), theme=None, key="cases", config={"displayModeBar": False}, alt=told,
    )  # fmt: skip
    paper = cusum_svg(single.cusum, series.title, series.better)
    st.html(f'<div class="hb-on-paper">{as_image(paper, "")}</div>')
    first, last = (day_words(single.days[k]) for k in (0, -1))
    st.html(f'<p class="hb-note">{_plain(told)} {len(single.days)} cases, from {first} to {last}.</p>')


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


def picture(study: Study, series: Series, chart: Chart, found: MeasureVerdict) -> tuple[DayNote, ...]:
    """The chart with its flags and the icons of the verdict, and the newest number; gives the flags."""
    drawn = st.container()
    flags = flags_under(study, series)
    chart = with_icons(chart, series, found)
    told = verdict_words(found, series.title, study.charted[found.measure].is_rate)
    drawn.plotly_chart(
        draw(chart, series, flags), theme=None, key=CHART, on_select=_clicked, selection_mode="points",
        config={"displayModeBar": False}, alt=told,
    )  # fmt: skip
    st.html(f'<div class="hb-on-paper">{as_image(chart_svg(chart, series, flags=flags, said=told), "")}</div>')
    st.html(f'<p class="hb-note hb-newest">{_plain(newest_alone(series))}</p>')
    return flags


def to_know(study: Study, series: Series, judged: Judged, found: MeasureVerdict, filters: Filters) -> None:
    """Two of what must stand beside the number in sight; the others folded, with how many they are.

    What is said of the measure is said of its periods (`series`), also where its chart has the gaps between events.
    """
    drawn, chart, advice, _ = judged
    advised = notice_words(advice) if chart.chart == advice.chart else None
    marked = [pattern(drawn, chart)] if chart.signals else []
    told = [*beside(study, series, filters), *phase_notes(study, drawn), *compared(drawn, chart)]
    told += [*marked, *notes(drawn, chart, advised)]
    if study.mixed_readers:
        told.append(f"Words were read by {len(study.mixed_readers)} versions of the reader; see This week.")
    told += [line for line in (sure_words(found), would_change_words(found)) if line]
    st.markdown("\n".join(f"- {line}" for line in told[:IN_SIGHT]))
    if folded := told[IN_SIGHT:]:
        with st.expander(f"What to know: {len(folded)}"):
            st.markdown("\n".join(f"- {line}" for line in folded))
    the_other_count(study, drawn.measure)


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
    """The drawer under the chart; only the open part of it is made, and the address says which one it is."""
    names = ["Numbers", ROWS, WORKED, BASELINE, "How red flags matter", "How it is counted", OTHER]
    asked = any(key in st.query_params for key in ("part", "rows"))
    st.session_state.setdefault(DRAWER, asked)
    st.button(WORKED, on_click=_open, args=(WORKED,), icon=":material/query_stats:")
    with st.expander("Behind this number", key=DRAWER, on_change="rerun", icon=":material/inventory_2:"):
        return st.tabs(names, key="part", bind="query-params")


def _open(part: str) -> None:
    st.session_state["part"], st.session_state[DRAWER] = part, True


def under(
    study: Study, series: Series, shown: tuple[Series, Chart], found: MeasureVerdict, flags: Sequence[DayNote],
    filters: Filters, drawer: Sequence[Tab],
) -> None:  # fmt: skip
    """What lies in the drawer; a part that is closed is not reckoned."""
    (drawn, chart), (first, rows, worked, phases, red_flags, counting, _) = shown, drawer
    if first.open:
        numbers(first, drawn, chart, flags, verdict_words(found, series.title, series.is_rate))
    rows_behind(rows, study, drawn, filters)
    chart = chart if drawn is series else study.chart(series, "run")
    if worked.open:
        from dashboard.pages.one_measure.worked.part import did_it_work

        did_it_work(worked, study, series, chart, flags, filters)
    if phases.open:
        from dashboard.pages.one_measure.phases.part import baseline_and_phases

        baseline_and_phases(phases, study, series, chart, filters)
    if red_flags.open:
        how_flags_matter(red_flags, study, series, filters)
    if counting.open:
        how_counted(counting, study, series.measure)


def numbers(part: Tab, series: Series, chart: Chart, flags: Sequence[DayNote], told: str) -> None:
    """The chart as a table, newest period first, and as files."""
    table = table_rows(series, chart)
    files = part.container(horizontal=True)
    give("Numbers (CSV)", csv_text(table.columns, table.rows()), f"{series.measure}.csv", "text/csv", files)
    drawn = chart_svg(chart, series, flags=flags, said=told)
    give("Chart (SVG)", drawn, f"{series.measure}.svg", "image/svg+xml", files)
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
    reach = reach_of(study, series, flag_readings.whole_periods(series), filters)
    moved = flag_readings.moves(reach, series.is_rate)
    said = f"{flag_readings.sentence(found, series.is_rate)} {moved}".strip()
    drifted = flag_readings.drift_words(flag_readings.of_recording(study, series, filters), series)
    part.write(f"Over the whole {series.every}s shown. {said}")
    part.html(f'<div class="hb-bar">{as_image(flag_readings.bar(found, series.is_rate, reach), said)}</div>')
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
        _open(ROWS)


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
