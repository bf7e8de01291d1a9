"""Where this clinic's texts are misread, by style and section: a table, and a file to hand back that holds no text."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from dashboard.parts.ledger import csv_text
from dashboard.parts.reader_figures import Check
from measures.agreement import judgement_of_each
from measures.reader_errors import PATTERNS, by_style, error_patterns, may_be_told, read_of
from measures.units import Units

ABOUT = (
    "Which kinds of text the differences come from: boxes and answers of a form, lists that are denied or affirmed as "
    "a whole, red flags by that name, a section of a note, or running prose. The file counts orders by these kinds "
    "alone: no word of a text, no patient, no record, no day and no name is in it, so that it can be handed to whoever "
    "mends the reader."
)
WORDS = {
    "form": "a form", "list": "a list", "name": "“red flags”", "prose": "prose", "family": "family history",
    "plan": "plan", "past": "past history", "before": "an earlier note", "medications": "medications",
    "allergies": "allergies", "nothing_read": "nothing read in it",
}  # fmt: skip


def patterns(check: Check, units: Units, rows: Mapping[int, int | None]) -> pl.DataFrame:
    """The patterns of a check, of the orders that are still in the exports; `rows` is item -> row of today.

    Raises ValueError rather than tell a word that is none of those a pattern may hold.
    """
    places = check.results.select("item", "place").unique()
    today = places.with_columns(unit=pl.col("item").replace_strict(rows, default=None, return_dtype=pl.Int64))
    judged = judgement_of_each(check.results).join(today.select("place", "unit"), on="place").drop_nulls("unit")
    told = error_patterns(judged, read_of(units, judged["unit"].unique().to_list()))
    for column, known in may_be_told().items():
        if any(part not in known for word in told[column].unique() for part in word.split("+")):
            raise ValueError(f"a pattern's {column} may hold only {', '.join(sorted(known))}")
    return told


def style_rows(told: pl.DataFrame) -> list[dict[str, str]]:
    """How many orders of each style were judged, missed and flagged for nothing, as a table."""
    return [
        {
            "Read in": ", ".join(WORDS[part] for part in style.split("+")),
            "Orders judged": str(judged),
            "Missed by the reader": str(missed),
            "Found only by the reader": str(alarms),
        }
        for style, judged, missed, alarms in by_style(told).rows()
    ]


def patterns_csv(check: Check, told: pl.DataFrame) -> str:
    """The patterns as a file, with the version of the reader and nothing of the clinic."""
    return csv_text((*PATTERNS, "reader"), [(*row, check.review.reader) for row in told.select(PATTERNS).rows()])
