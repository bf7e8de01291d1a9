"""The part "Rows behind a point" of the page "Measure": what one number was counted from."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from dashboard.forms.at_the_desk import reads_clinicians, reads_rows
from dashboard.parts.choose import choose_period
from dashboard.parts.html_table import html_table
from dashboard.parts.ledger import csv_text
from dashboard.parts.page import link
from dashboard.parts.seen import give
from dashboard.parts.tab import Tab
from dashboard.parts.why.card import address
from dashboard.records import Tally
from dashboard.study import Filters, Study
from dashboard.telling.tally_entries import entries_table
from measures.series import Series

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


def rows_behind(part: Tab, study: Study, series: Series, filters: Filters) -> None:
    """The rows of one period: where each stands in the export, what became of it, and why; of a tally its entries.

    The question is there also while the part is closed, so that a click on the chart can answer it.
    """
    if not reads_rows(study):
        part.write("Single visits and orders are for the champion of the clinic.")
        return
    with part:
        period = choose_period(series)
    if not part.open:
        return
    tally = study.written.tally(series.measure)
    if period is None:
        origin = "the entries of the tally" if tally else "the rows of the export"
        part.write(f"Each number can be followed to {origin} that it was counted from.")
        return
    _offers(part, series, period)
    if tally:
        _entries(part, entries_of(study, tally, series, period), f"{series.measure}-{period}.csv")
        return
    rows = _told(study, study.behind(series.measure, period, filters))
    _rows(part, rows, f"{series.measure}-{period}.csv", CARDS.get(study.unit_of(series.measure), ""))


def _offers(part: Tab, series: Series, period: str) -> None:
    """At a point that was clicked: a note of its first day, or a test of what it suggests."""
    day = series.points.filter(pl.col("period") == period)["start"].to_list()
    if day:
        with part, st.container(horizontal=True):
            link("notes", "Write down what happened then", day=day[0].isoformat())
            link("tests_of_change", "Plan a test of a change", cycle="new", measure=series.measure)


def entries_of(study: Study, tally: Tally, series: Series, period: str) -> pl.DataFrame:
    """The entries that one point of a tally was summed from, with those taken back; a week holds no monthly figure."""
    first, last = series.points.filter(pl.col("period") == period).select("start", "end").row(0)
    held = [one for one in study.written.entries if series.every != "week" or one.every == "day"]
    own = [one for one in held if first <= one.day <= last]
    table = entries_table(tally, own, ZoneInfo(study.practice.timezone)).sort("day", maintain_order=True)
    return table.rename(str.capitalize)


def _entries(part: Tab, rows: pl.DataFrame, name: str) -> None:
    if not rows.height:
        part.write("Nothing was tallied in this period, which is a gap and not a zero.")
        return
    part.write(f"{rows.height:,} {'entry' if rows.height == 1 else 'entries'}; one that was taken back counts nothing.")
    give("These entries (CSV)", csv_text(rows.columns, rows.rows()), name, "text/csv", part)
    part.html(html_table(rows, "Entries of the tally behind this point"))


def _told(study: Study, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows in order of time; who saw the patient only where the practice wants clinician views."""
    seen = rows if reads_clinicians(study) else rows.drop("provider", strict=False)
    return seen.sort("date", "file", "line").rename(lambda column: ROW_WORDS.get(column, column.capitalize()))


def _rows(part: Tab, rows: pl.DataFrame, name: str, card: str) -> None:
    if not rows.height:
        part.write("No row of the export belongs to this point.")
        return
    many = f"; the first {SHOWN} are shown, the file holds all" if rows.height > SHOWN else ""
    part.write(f"{rows.height:,} {'row' if rows.height == 1 else 'rows'}{many}.")
    give("These rows (CSV)", csv_text(rows.columns, rows.rows()), name, "text/csv", part)
    shown = rows.head(SHOWN).with_columns(pl.col("Line").cast(pl.String))
    links = [address(card, (file, int(line))) for file, line in shown.select("File", "Line").rows()] if card else []
    part.html(html_table(shown, "Rows of the export behind this point", links))
