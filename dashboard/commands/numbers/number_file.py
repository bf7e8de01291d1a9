"""From a CSV file of numbers to columns: numbers as people spell them; the rest is refused with line and column."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ingest.for_people import ForPeople
from measures.spc.findings import SeriesFinding
from measures.spc.number_words import Spelled
from measures.spc.number_words import read_numbers as read_spelled

LONGEST_SHOWN = 20  # a longer text is no mistyped number, and may be about somebody


class CannotRead(ForPeople, ValueError):
    """A file, a column or a cell that cannot be used: what was seen, where, what to do."""


@dataclass(frozen=True)
class NumberFile:
    """The cells of a CSV file as text, with the line that each row ends on."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    blank_rows: int = 0  # rows between the first and the last in which nothing stands
    heads_again: tuple[int, ...] = ()  # lines that repeat the headings, as printed pages do
    decimal_commas: bool = False  # the file parts its cells by semicolons, as where decimals have commas

    @property
    def findings(self) -> tuple[SeriesFinding, ...]:
        """What was found of the file before any of its columns was read."""
        lines = list(self.heads_again)
        return (SeriesFinding("repeated_heading", (), {"lines": lines}),) if lines else ()

    def text(self, column: str) -> list[str]:
        """The cells of a column as they stand."""
        return [row[self._place(column)].strip() for row in self.rows]

    def numbers(self, column: str) -> pl.Series:
        """The cells of a column as numbers; an empty cell, NA and the like are missing."""
        return pl.Series("y", self.spelled(column).values, dtype=pl.Float64)

    def spelled(self, column: str) -> Spelled:
        """The same, with how the numbers were spelled."""
        cells = self.text(column)
        found = read_spelled(cells, self.decimal_commas)
        if found.unread:
            place = found.unread[0]
            raise CannotRead(_no_number(self.name, self.lines[place], column, cells[place]))
        return found

    def labels(self, column: str) -> pl.Series:
        """The cells of a column as numbers where all of them are, else as text just as it stands."""
        cells = pl.Series("x", self.text(column), dtype=pl.String)
        if cells.str.contains(r"^0\d|^(?:19|20)\d\d\.\d{1,2}$").any():  # 007 is a name, and 2024.10 a month
            return cells
        found = cells.cast(pl.Float64, strict=False)
        if found.null_count() or not len(found):
            return cells
        whole = found.cast(pl.Int64, strict=False)
        return whole if not whole.null_count() and bool((whole == found).all()) else found

    def _place(self, column: str) -> int:
        if column not in self.heads:
            raise CannotRead(f'{self.name}: there is no column "{column}". Its columns are: {", ".join(self.heads)}.')
        return self.heads.index(column)


def read_numbers(file: Path) -> NumberFile:
    """A CSV file with a line of headings, parted by commas, semicolons or tabs; "-" is standard input."""
    name = "standard input" if str(file) == "-" else file.name
    text = _text(file, name)
    first = text.split("\n", 1)[0]
    mark = max(",;\t|", key=first.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=mark)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    again: list[int] = []
    blank = waiting = 0
    for row in reader:
        if any(cell.strip() for cell in row):
            blank, waiting = blank + (waiting if len(rows) else 0), 0
            if rows and _same_cells(row, rows[0]):
                again.append(reader.line_num)
                continue
            rows.append(tuple(row))
            lines.append(reader.line_num)
        else:
            waiting += 1
    if len(rows) < 2:
        raise CannotRead(f"{name}: no rows of numbers. It needs a first line of column names, then a line a value.")
    heads, body, at = _squared(name, rows, lines)
    return NumberFile(name, heads, body, at, blank, tuple(again), decimal_commas=mark == ";")


def _same_cells(row: Sequence[str], heads: Sequence[str]) -> bool:
    """Whether a row says the headings again, whatever its letters' case and the blanks around; numbers never do."""
    said, named = ([cell.strip().casefold() for cell in cells] for cells in (row, heads))
    while said and not said[-1]:
        said.pop()
    while named and not named[-1]:
        named.pop()
    return said == named and not any(cell.replace(".", "").replace(",", "").isdigit() for cell in said)


def _text(file: Path, name: str) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text("utf-8-sig")
    except FileNotFoundError:
        raise CannotRead(f"{name}: there is no such file in {file.parent}.") from None
    except IsADirectoryError:
        raise CannotRead(f"{name}: is a folder. Name a CSV file.") from None
    except UnicodeDecodeError:
        raise CannotRead(f"{name}: not written in UTF-8. Save it as CSV UTF-8 and try again.") from None


Squared = tuple[tuple[str, ...], tuple[tuple[str, ...], ...], tuple[int, ...]]


def _squared(name: str, rows: Sequence[tuple[str, ...]], lines: Sequence[int]) -> Squared:
    """Headings and rows of one width: missing cells at the end are empty, cells too many are refused."""
    heads = tuple(head.strip() for head in rows[0])
    for row, line in zip(rows[1:], lines[1:], strict=True):
        if len(row) > len(heads):
            raise CannotRead(
                f"{name}, line {line}: {len(row)} cells under {len(heads)} column names. "
                "A number written with a comma needs quotation marks, or a point instead."
            )
    body = tuple((*row, *[""] * (len(heads) - len(row))) for row in rows[1:])
    return heads, body, tuple(lines[1:])


def _no_number(name: str, line: int, column: str, cell: str) -> str:
    seen = f'"{cell}"' if len(cell) <= LONGEST_SHOWN else f"a text of {len(cell)} characters"
    hint = " Correct it, or leave the cell empty if it is missing."
    return f'{name}, line {line}, column "{column}": {seen} is not a number.{hint}'
