"""The parts under the buttons: how it goes so far, the card, monthly figures, the entries, and its days and words."""

from __future__ import annotations

from html import escape
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from dashboard.drawing import paper
from dashboard.drawing.svg import as_image
from dashboard.drawing.tally_sources import source_words
from dashboard.drawing.tiles import tile
from dashboard.forms.writing import keep
from dashboard.pages.tallying.card_form import card_part
from dashboard.pages.tallying.choices import WEEKS
from dashboard.pages.tallying.pasted_form import pasted_part
from dashboard.pages.tallying.setting_up import change
from dashboard.parts.html_table import show_table
from dashboard.parts.ledger import csv_text
from dashboard.parts.page import link
from dashboard.parts.seen import give
from dashboard.parts.verdict_shown import verdict_html
from dashboard.records import Entry, Tally
from dashboard.records.charted import of_tally
from dashboard.study import Study
from dashboard.study.filters import Filters
from dashboard.study.today import today
from dashboard.study.verdicts import verdict_of
from dashboard.telling.charts import newest
from dashboard.telling.codes import writer_words
from dashboard.telling.phrases import begun, day_words
from dashboard.telling.plain_text import as_is
from dashboard.telling.tally_entries import CHANGE, ENTRIES, SOURCE_WORDS, entries_table, total_words

SHOWN = 60


def style() -> None:
    """The looks of the buttons, and of the card on paper."""
    st.html(paper.style("tally"))


def asked_for(study: Study) -> Tally | None:
    """The tally that the address names (`?tally=3`); a word where there is none of that number."""
    named = st.query_params.get("tally", "")
    if not named:
        return None
    found = study.written.tally(named if named.startswith("tally-") else f"tally-{named}")
    if found is None:
        st.info("There is no such tally here. Below are those that are kept.")
    return found


def parts(study: Study, tally: Tally, who: str) -> None:
    """Only the open part is made; the address says which one it is."""
    names = ["So far", "Card", "Monthly figures", ENTRIES, CHANGE]
    so_far, card, monthly, entries, changing = st.tabs(names, key="part", bind="query-params", on_change="rerun")
    if so_far.open:
        with so_far:
            _so_far(study, tally)
    if card.open:
        with card:
            card_part(study, tally, who)
    if monthly.open:
        with monthly:
            pasted_part(study, tally, who)
    if entries.open:
        with entries:
            _entries(study, tally, who)
    if changing.open:
        with changing:
            change(study, tally, who)


def _so_far(study: Study, tally: Tally) -> None:
    """The newest value, the line so far, where the numbers come from, and the way to the chart."""
    entries = study.written.entries_of(tally)
    by_week = {one.every for one in entries} == {"day"}
    series = study.series(tally.name, Filters(every="week" if by_week else "month"))
    if series.points.height:
        chart = study.chart(series)
        st.html(f'<p class="hb-lead">{escape(newest(series, chart))}</p>')
        st.html(verdict_html(verdict_of(study, tally.name, today()), tally.is_rate, whole=True))
        st.html(f'<div class="hb-tally-line">{as_image(tile(chart, series, series.title), "")}</div>')
    st.markdown("\n".join(f"- {as_is(line)}" for line in source_words(tally, study.written.entries, series.every)))
    st.write(_when(tally))
    link("measure", "Its chart", measure=of_tally(tally).words)
    link("tally", "All tallies")


def _when(tally: Tally) -> str:
    """Its days, and after some weeks without a last day the question whether they are enough."""
    until = f" to {day_words(tally.stopped)}" if tally.stopped else ""
    weeks = (today() - tally.started).days // 7
    long = tally.stopped is None and weeks >= WEEKS
    enough = f" That is {weeks} weeks: if you have seen enough, it can stop under “{CHANGE}”." if long else ""
    return f"Tallied from {day_words(tally.started)}{until}.{enough}"


def _entries(study: Study, tally: Tally, who: str) -> None:
    """Every entry, the newest first; any that stands can be taken back, and stays readable."""
    zone = ZoneInfo(study.practice.timezone)
    table = entries_table(tally, study.written.entries, zone).reverse()
    if table.is_empty():
        st.write("Nothing has been tallied yet.")
        return
    _take_back(study, tally, who, zone)
    many = f"; the newest {SHOWN} are shown, the file holds all" if table.height > SHOWN else ""
    st.write(f"{table.height:,} {'entry' if table.height == 1 else 'entries'}{many}.")
    give("These entries (CSV)", csv_text(table.columns, table.rows()), f"{tally.name}.csv", "text/csv")
    show_table(table.head(SHOWN).rename(begun).with_columns(pl.col("Day").cast(pl.String)), f"Entries of {tally.title}")


def _take_back(study: Study, tally: Tally, who: str, zone: ZoneInfo) -> None:
    standing = {one.id: one for one in reversed(study.written.entries_of(tally))}
    if not standing:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox(
            "Take an entry back", list(standing), index=None, placeholder="Choose an entry", width=420,
            format_func=lambda number: _entry_words(tally, standing[number], zone),
        )  # fmt: skip
        sent = st.button("Take it back", disabled=picked is None or not who)
    if sent and picked is not None:
        keep(
            lambda: study.records.take_back(tally, standing[picked], who=who),
            "It is taken back. The line stays in the list, with who took it back.",
        )


def _entry_words(tally: Tally, entry: Entry, zone: ZoneInfo) -> str:
    when = f"{entry.day:%B %Y}" if entry.every == "month" else day_words(entry.day)
    at = f"{entry.at.astimezone(zone):%H:%M}"
    told = f"{when}: {total_words(tally, [entry])}, {SOURCE_WORDS[entry.source]}"
    return f"{told}, written at {at} by {writer_words(entry)}"
