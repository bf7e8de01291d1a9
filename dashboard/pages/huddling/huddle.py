"""The parts of This week: heading, a tile for each chosen measure, and what waits for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape

import streamlit as st

from dashboard.drawing.cusum import cusum_tile
from dashboard.drawing.svg import as_image
from dashboard.drawing.tiles import tile, with_icons
from dashboard.pages.huddling.this_week import tallied, under_way, week
from dashboard.parts import unsettled
from dashboard.parts.caveats import at_a_glance, shortly
from dashboard.parts.page import BRING_IN, link
from dashboard.parts.reviews.due import overdue_words
from dashboard.parts.verdict_shown import glance_html
from dashboard.study import Study
from dashboard.study.case_by_case import CASES, CaseByCase
from dashboard.study.verdicts import verdict_of
from dashboard.telling.charts import gap_words
from dashboard.telling.next_test import next_test, to_look_at
from dashboard.telling.phrases import better_word, day_words, period_label, value_text
from dashboard.telling.plain_text import as_is
from dashboard.telling.verdict import TO_LOOK_AT, verdict_words, why
from measures.practice import Practice
from measures.series import Series
from measures.spc import Chart
from measures.spc.from_events import GAP
from measures.verdict import MeasureVerdict

UNNAMED = Practice().name  # it is a page's title too
TILE = 304  # pixels: two tiles beside each other on a screen of 700, one on a telephone
NO_TEST = "No test is planned."


def heading(study: Study) -> None:
    """Whose page this is, and what days it speaks for."""
    st.title("This week" if study.practice.name == UNNAMED else as_is(study.practice.name))
    if study.bare:
        st.html('<p class="hb-lead">Low back pain · no export from the EMR is here yet</p>')
        return
    end = study.practice.export_date
    told = f"Data to {day_words(end) if end else 'an unknown day'}"
    st.html(f'<p class="hb-lead"><span class="hb-on-paper">Low back pain · </span>{told}</p>')


def notices(study: Study) -> None:
    """What a reader must know first: names nobody explained yet, and words read by more than one reader."""
    waiting = unsettled.how_many(study.store, study.clinic)
    if waiting:
        words = "word" if waiting == 1 else "words"
        link("settings", f"Figures are provisional: settle {waiting} unexplained {words}")
    if study.mixed_readers:
        st.info(
            f"The words of these exports were read by {len(study.mixed_readers)} versions of the reader "
            f"({', '.join(study.mixed_readers)}). Bring the same files in again: one version then reads all."
        )


def this_week(study: Study, today: date) -> None:
    """One sentence, one question, the next test, and reviews that wait; each with the page it leads to."""
    now, written = week(study, today), study.written
    on_a_tile = now.measure in study.chosen
    with st.container(key="week"):
        sentence = "" if on_a_tile else f'<p class="hb-sentence">{escape(now.sentence)}</p>'
        no_test = [] if _to_begin(study) else [NO_TEST]
        coming = next_test(written, today)
        told = [
            *tallied(study, today),
            *([coming] if coming else no_test),
            *to_look_at(written, today),
            *overdue_words(written, today),
        ]
        lines = "".join(f'<p class="hb-next">{escape(line)}</p>' for line in told)
        asked = "hb-next hb-on-paper" if now.of_a_test else "hb-next"
        st.html(f'{sentence}{lines}<p class="{asked}">{escape(now.question)}</p>')
        if now.of_a_test:
            link("our_change", as_is(now.question))
        with st.container(horizontal=True):
            for name, label, query in _leads(study, today, now.of_a_test):
                link(name, label, **query)


def _to_begin(study: Study) -> bool:
    """Whether there is neither an export nor an aim, so that no test can be planned yet."""
    return study.bare and study.written.project is None


def _leads(study: Study, today: date, asked: bool) -> Iterator[tuple[str, str, dict[str, str]]]:
    """What this week asks for, the first to begin with first; each tally under way is one tap from here.

    Where a test is `asked` about, the question itself leads to Our change.
    """
    written = study.written
    for one in under_way(study, today):
        yield "tally", as_is(f"Tally: {one.title}"), {"tally": str(one.id)}
    if study.bare:
        yield BRING_IN, "Bring in an export", {}
    if not asked:
        yield "our_change", "Say what we aim for" if written.project is None else "Our change", {}
    if study.bare or (written.tallies and not under_way(study, today)):
        yield "tally", "Tally by hand", {}


def tiles(study: Study, today: date) -> None:
    """The chosen measures, what needs a look first; each title leads to its chart; nothing about one clinician."""
    with st.grid(min_column_width=TILE, key="tiles"):
        for number, found in enumerate(in_order(study, today)):
            series = study.series(found.measure)
            drawn, advice = study.drawn(series)
            chart = study.chart(drawn, target=study.target(found.measure))
            with st.container(key=f"tile{number}", height="stretch"):
                link("measure", as_is(series.title), measure=series.title)
                said = (at_a_glance(study, series), shortly(study, series))
                cases = study.case_by_case(series) if advice.chart == CASES else None
                st.html(tile_html(drawn, chart, found, said, series.is_rate, cases))


def in_order(study: Study, today: date) -> list[MeasureVerdict]:
    """The verdicts of the chosen measures: what is lost, slipping or worse first, and among equals the aim's own."""
    aim = study.written.project.aim_measure if study.written.project else ""
    found = [verdict_of(study, name, today) for name in study.chosen]
    return sorted(found, key=lambda one: (TO_LOOK_AT.index(one.state), one.measure != aim))


def tile_html(
    series: Series, chart: Chart, found: MeasureVerdict, beside: tuple[str, str] = ("", ""), is_rate: bool = True,
    cases: CaseByCase | None = None,
) -> str:  # fmt: skip
    """THE verdict, which direction is better, the sparkline with that verdict's icons; a value without a level.

    What stands `beside` it comes in two lengths, for a screen and for paper, where the verdict has its counts too.
    A tile of rare events draws the gaps between them, or single cases added up; the verdict is of the months
    (`is_rate`) all the same.
    """
    shown = f"{_direction(found.better)}{glance_html(found, is_rate)}"
    if found.because == "unexplained_rows":  # not charted from the rest
        return f'{shown}<p class="hb-note">{escape(why(found))}</p>'
    kinds = zip(("hb-on-screen", "hb-on-paper"), beside, strict=True)
    notes = "".join(f'<p class="hb-note {kind}">{escape(told)}</p>' for kind, told in kinds)
    return f"{shown}{_picture(series, chart, found, is_rate, cases)}{'' if found.now else _value(series)}{notes}"


def _direction(better: str) -> str:
    """The arrow of what is better, in the tile's corner: its words to a pointer, a screen reader and on paper."""
    told = better_word(better, arrow=True)
    if better not in ("lower", "higher"):
        return f'<p class="hb-role hb-on-paper">{escape(told)}</p>'
    words = better_word(better)
    shown = f'<span class="hb-{better}" role="img" aria-label="{words}" title="{words}"></span>'
    return f'<p class="hb-role hb-way hb-on-screen">{shown}</p><p class="hb-role hb-on-paper">{escape(told)}</p>'


def _picture(
    series: Series, chart: Chart, found: MeasureVerdict, is_rate: bool, cases: CaseByCase | None = None
) -> str:
    """The sparkline as an image with words: a page of Streamlit drops SVG that stands in its HTML."""
    told = verdict_words(found, series.title, is_rate)
    if cases is not None:
        return as_image(cusum_tile(cases.cusum, series.title, told), told)
    return as_image(tile(with_icons(chart, series, found), series, told), told)


def _value(series: Series) -> str:
    latest = series.latest_whole()
    if series.every == GAP and series.points.height:
        value, _, n = gap_words(series).partition(" ")
        return f'<p class="hb-value"><strong>{escape(value)}</strong> <span>{escape(n)}</span></p>'
    if latest is None:
        return f'<p class="hb-value"><span>no whole {series.every} yet</span></p>'
    value, _, n = value_text(series, latest).partition(" ")
    when = period_label(series.every, latest["start"])
    newest = series.points.row(-1, named=True)["start"]
    still = f"; {period_label(series.every, newest)} is still open" if newest != latest["start"] else ""
    return f'<p class="hb-value"><strong>{escape(value)}</strong> <span>{escape(n)} in {when}{still}</span></p>'
