"""What the cells of a column look like: dates, times, minutes, codes, ticks, exam names, numbers of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from ingest import clean
from ingest.ages import age_in_years
from ingest.dates import DateOrder, dates
from ingest.plan.words import tick_of
from ingest.table import Block, Table
from measures.back_pain import says_low_back
from measures.imaging import read_exams

#: Rows of a list that are looked at to propose what its columns are.
SAMPLE = 2_000
#: A column of more different cells is none of yes and no.
MOST_TICKS = 14
#: More different words than this, and a column is no list of kinds.
KINDS = 60
_DAY = r"^\d{1,4}([-/.])\d{1,2}([-/.])\d{1,4}"
#: Anything that a day may be written like: a column with few such cells is none of days, and is not read as one.
_MAY_BE_DAY = (
    r"(?i)\d{1,4}\s*[-/. ,]+\s*(\d{1,2}|[^\W\d_]{3,9}\.?)\s*[-/. ,]+\s*\d{1,4}|[^\W\d_]{3,9}\.?,?\s+\d{1,2}\b|\d{6,8}|"
    r"\d{1,2}[^\W\d_]{3,9}\d{2,4}"
)
FEW_DAYS = 0.25
_CLOCK = r"(?i)^\d{1,2}\s*[:h]\s*\d{2}(:\d{2}([.,]\d+)?)?\s*([ap]\.?\s?m\.?)?$"
_CLOCK_IN = r"(?i)\d{1,2}[:h]\d{2}"
_HL7 = r"^(19|20)\d{6}(\d{4,6})?([+-]\d{4})?$"
_CODE = r"(?i)^(\d{3}([.,]\d{1,2})?|[A-Z]\d{2}([.,]?\d{1,4})?|V\d{2}(\.\d{1,2})?|E\d{3}(\.\d)?|\d{3}-\d{1,2})$"
#: The same, in brackets or several in a cell.
_CODES = rf"(?i)^\W*{_CODE[5:-1]}(\W+{_CODE[5:-1]})*\W*$"


def mean(marks: pl.Series) -> float:
    """The share of marks that are true; 0 of none."""
    return int(marks.sum()) / len(marks) if len(marks) else 0.0


@dataclass(frozen=True)
class ColumnShape:
    """One column of the sample, and how its cells look (shares of the filled ones)."""

    cells: pl.Series
    rows: int

    @cached_property
    def filled(self) -> pl.Series:
        """Cells that hold something."""
        return self.cells.drop_nulls()

    @property
    def share_filled(self) -> float:
        """How much of the column is filled."""
        return len(self.filled) / self.rows if self.rows else 0.0

    @cached_property
    def kinds(self) -> Mapping[str, int]:
        """Each different cell and how often it stands there, the commonest first."""
        counted = self.filled.value_counts(sort=True)
        return dict(counted.rows())

    def share(self, pattern: str) -> float:
        """How many of the filled cells look so."""
        return mean(self.filled.str.contains(pattern)) if len(self.filled) else 0.0

    @cached_property
    def days(self) -> float:
        """Share of cells that name a day."""
        if not len(self.filled):
            return 0.0
        distinct = self.filled.unique().head(300)
        if mean(distinct.str.contains(_MAY_BE_DAY)) < FEW_DAYS:
            return 0.0
        read = dates(distinct, DateOrder.DMY, latest=date(2039, 12, 31))
        read = read.fill_null(dates(distinct, DateOrder.MDY, latest=date(2039, 12, 31)))
        other = distinct.str.contains(_HL7) | distinct.str.contains(_DAY)
        plausible = read.is_not_null() & (distinct.str.len_chars() >= 6)
        return mean(plausible | other)

    @cached_property
    def serial_days(self) -> float:
        """Share of cells that may be a spreadsheet's day numbers of 1995 to 2045."""
        numbers = self.filled.str.extract(r"^(\d{5})(?:\.\d+)?$").cast(pl.Int32, strict=False)
        return mean(numbers.is_between(34_700, 53_000).fill_null(False)) if len(numbers) else 0.0

    @cached_property
    def times(self) -> float:
        """Share of cells that are a time of day, alone or after a day."""
        return max(self.share(_CLOCK), self.share(_DAY + ".*" + _CLOCK_IN), self.share(r"^\d{3,4}$") * 0.4)

    @cached_property
    def ages(self) -> float:
        """Share of cells that may be an age: up to 110, with or without its unit."""
        return mean(age_in_years(self.filled).is_between(0, 110).fill_null(False)) if len(self.filled) else 0.0

    @cached_property
    def lengths(self) -> float:
        """Share of cells that are a length of time."""
        if not len(self.filled):
            return 0.0
        return mean(clean.minutes(self.filled.head(500)).is_between(0, 1_440).fill_null(False))

    @cached_property
    def numbers(self) -> float:
        """Share of plain numbers."""
        return self.share(r"^-?\d+([.,]\d+)?$")

    @cached_property
    def codes(self) -> float:
        """Share of cells written like a code of ICD-9 or ICD-10, or like several."""
        return self.share(_CODES)

    @cached_property
    def letters(self) -> float:
        """Share of cells with letters."""
        return self.share(r"[^\W\d_]")

    @cached_property
    def sentences(self) -> float:
        """Share of cells of three words or more."""
        return self.share(r"\S\s+\S+\s+\S")

    @cached_property
    def is_tick(self) -> bool:
        """Whether the column holds yes and no marks and little else."""
        if len(self.kinds) > MOST_TICKS:
            return False
        known = [n for seen, n in self.kinds.items() if tick_of(seen) is not None]
        return bool(known) and sum(known) >= 0.6 * len(self.filled)

    @cached_property
    def exams(self) -> float:
        """Share of cells that name an examination by picture."""
        distinct = self.filled.unique().head(200).to_list()
        if not distinct:
            return 0.0
        read = read_exams(distinct)
        return sum(
            bool(exam.modality) or exam.why.split(" ?")[0] not in ("not recognised", "blank") for exam in read
        ) / len(distinct)

    @cached_property
    def low_backs(self) -> float:
        """Share of different cells whose words speak of the low back."""
        if self.sentences < 0.1:
            return 0.0
        distinct = self.filled.unique(maintain_order=True).head(300).to_list()
        return sum(says_low_back(distinct)) / len(distinct)

    @cached_property
    def constant(self) -> bool:
        """Whether all filled cells are the same."""
        return len(self.kinds) <= 1

    @cached_property
    def different(self) -> float:
        """Share of different cells among the filled ones."""
        return len(self.kinds) / len(self.filled) if len(self.filled) else 0.0


def shapes(table: Table) -> tuple[ColumnShape, ...]:
    """The columns of a list's first rows."""
    rows = first_rows(table)
    return tuple(ColumnShape(rows[f"c{place}"], rows.height) for place in range(len(table.header)))


def first_rows(table: Table) -> pl.DataFrame:
    """The first rows of a list, up to the sample's size."""
    blocks: list[Block] = []
    for block in table.blocks():
        blocks.append(block)
        if sum(b.rows.height for b in blocks) >= SAMPLE:
            break
    if not blocks:
        return pl.DataFrame(schema={f"c{n}": pl.String for n in range(len(table.header))})
    return pl.concat([b.rows for b in blocks]).head(SAMPLE)
