"""What reading a file yields: a table with its header, and blocks of rows, refusals and lines without
data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from ingest.reading_faults import in_words

BLANKS = frozenset({"", "null", "n/a", "-", "nan", "\\n", "(null)", "[null]", "#n/a", "."})
"""Cells that say nothing, compared without regard to case (counting.md section 1)."""

EXACT_BLANKS = frozenset({"None", "NaT"})
"""What Python and pandas write for nothing, in this spelling only: "none" is a word of the clinic's own."""


def is_blank(cell: str) -> bool:
    """Whether a trimmed cell says nothing."""
    return cell.lower() in BLANKS or cell in EXACT_BLANKS


EDGE_SPACE = " \t\r\n\x0b\x0c\x00\u00a0\u2007\u202f\u200b\ufeff"
"""Characters trimmed from both ends of a cell: white space as exports hold it, also no-break and zero-
width ones."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that was left out, never repaired. `seen` holds positions and numbers of cells, never
    their text.
    """

    line: int
    reason: str
    column: str | None
    seen: str
    says: str


KEPT_IN_WORDS = 1_000
"""Refused rows of a file that are kept with their sentences, and lines that are no data or repeats that the catalogue
holds one by one. All others cost a line and a reason each, beside the facts, so that a million of them cost no more
than a million accepted rows."""
AS_THE_FIRST = "The line was left out, as were the first ones of this kind, where it says what to do."


def in_short(refused: Sequence[Refused], before: int) -> list[Refused]:
    """Refused rows of a file that come after so many others: the first ones in words, of the rest line and reason."""
    in_words = max(KEPT_IN_WORDS - before, 0)
    short = (Refused(one.line, one.reason, one.column, "", AS_THE_FIRST) for one in refused[in_words:])
    return [*refused[:in_words], *short]


@dataclass(frozen=True, slots=True)
class NotData:
    """A line that is no record: a banner, blank, header, footer or totals line."""

    line: int
    kind: str


@dataclass(frozen=True)
class Block:
    """A stretch of a table: its rows (`line`, then text columns `c0`, `c1`, ...), and what was not taken
    as a row.
    """

    rows: pl.DataFrame
    refused: tuple[Refused, ...]
    not_data: tuple[NotData, ...]


@dataclass(frozen=True)
class Table:
    """One table of a file, known by its header; `digest` is the SHA-256 of the bytes it came from.

    `header_separator` says what separates the column names where it is not what separates the rows. `every_line` reads
    it with no line taken for totals, footers or letterhead: each is a row, accepted or refused (None: not offered).
    """

    file: str
    header: tuple[str, ...]
    header_line: int
    encoding: str
    separator: str
    digest: str
    read: Callable[[], Iterator[Block]] = field(repr=False, compare=False)
    header_separator: str = ""
    every_line: Callable[[], Iterator[Block]] | None = field(default=None, repr=False, compare=False)

    def blocks(self) -> Iterator[Block]:
        """Read from the start, a block at a time; may be called again for another pass.

        Raises UnreadableFile where the file turns out to be damaged further down.
        """
        with in_words(self.file):
            yield from self.read()


def normalise(header: str) -> str:
    """A header cell without case, accents and punctuation: "Booked (min)" and "BOOKED_MIN" are both
    "booked min".
    """
    plain = unicodedata.normalize("NFKD", header.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[\W_]+", " ", letters).split())


def trim(cell: str) -> str | None:
    """The cell without space around it, or None where it says nothing."""
    text = cell.strip(EDGE_SPACE)
    return None if is_blank(text) else text


def row_columns(width: int) -> list[str]:
    """The names of a block's text columns, by position."""
    return [f"c{position}" for position in range(width)]


def row_schema(width: int) -> dict[str, type[pl.DataType]]:
    """The columns of a block's rows."""
    return {"line": pl.UInt32, **dict.fromkeys(row_columns(width), pl.String)}
