"""Spoils about one row in a thousand of a made-up export, and keeps the tally of what was spoilt."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

REFUSED = {"patient_missing": 2e-4, "date_invalid": 2e-4, "broken_quote": 1e-4}
SURVIVED = {"repeat": 3e-4, "blank": 1e-4, "newline": 1e-4}
# These stand in the frame for what no CSV writer would write, until the text is made.
BROKEN, BLANK_AFTER = "\x01", "\x02"


@dataclass(frozen=True)
class Place:
    """Which columns of a table hold its date and its free text."""

    day: str
    words: str


@dataclass
class Tally:
    """What was written to one file: the row accounting that a reader of it should arrive at."""

    rows_read: int = 0
    exact_repeats: int = 0
    blank_lines: int = 0
    cells_with_newline: int = 0
    refused: dict[str, int] = field(default_factory=dict)

    def count(self, rows: int, faults: dict[str, int]) -> None:
        """Adds a chunk: its rows before spoiling, and how many were given each fault."""
        self.rows_read += rows + faults["repeat"]
        self.exact_repeats += faults["repeat"]
        self.blank_lines += faults["blank"]
        self.cells_with_newline += faults["newline"]
        for fault in REFUSED.keys() & faults.keys():
            self.refused[fault] = self.refused.get(fault, 0) + faults[fault]

    def report(self) -> dict[str, object]:
        """The tally with the rows that remain: read, less refused and repeated ones."""
        accepted = self.rows_read - self.exact_repeats - sum(self.refused.values())
        return {"accepted": accepted} | vars(self) | {"refused": dict(sorted(self.refused.items()))}


def soiled(
    frame: pl.DataFrame, rng: np.random.Generator, place: Place, tally: Tally, whole_quotes: bool = False
) -> pl.DataFrame:
    """The frame with about one row in a thousand spoilt, no row in two ways.

    With whole quotes no quote is broken, so that a plain CSV reader gets through the file, too.
    """
    shares = {
        fault: share for fault, share in (REFUSED | SURVIVED).items() if fault != "broken_quote" or not whole_quotes
    }
    counts = {fault: max(1, round(len(frame) * share)) for fault, share in shares.items()}
    marks = np.full(len(frame), "", dtype=object)
    for fault, rows in zip(counts, np.split(rng.permutation(len(frame)), np.cumsum(list(counts.values())))):
        marks[rows] = fault
    tally.count(len(frame), counts)
    return _spoil(frame, pl.Series(marks, dtype=pl.String), place.day, place.words)


def _spoil(frame: pl.DataFrame, mark: pl.Series, day: str, words: str) -> pl.DataFrame:
    last = frame.columns[-1]
    spoilt = frame.with_columns(
        pl.when(mark != "patient_missing").then("Chart No").alias("Chart No"),
        pl.when(mark == "date_invalid").then(pl.lit("31-Feb-2025")).otherwise(day).alias(day),
        pl.when(mark == "broken_quote")
        .then(pl.lit(BROKEN))
        .when(mark == "newline")
        .then(pl.concat_str(pl.col(words).fill_null("pain"), pl.lit("\ncame with daughter")))
        .otherwise(words)
        .alias(words),
        pl.when(mark == "blank").then(pl.col(last).fill_null("") + BLANK_AFTER).otherwise(last).alias(last),
    )
    again = 1 + (mark == "repeat").cast(pl.UInt32)
    return spoilt[pl.Series(np.repeat(np.arange(len(frame)), again.to_numpy()))]


def csv_bytes(frame: pl.DataFrame, header: bool) -> bytes:
    """A chunk as CSV text, with its blank lines and broken quotes put in."""
    text = frame.write_csv(include_header=header).encode("utf-8")
    text = text.replace(BROKEN.encode(), b'"pain, worse')
    return text.replace(BLANK_AFTER.encode() + b"\n", b"\n\n")
