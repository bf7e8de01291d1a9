"""From a CSV file of numbers to columns: numbers as people spell them; the rest is refused with line and column."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from ingest.for_people import ForPeople
from measures.spc.findings import SeriesFinding
from measures.spc.number_words import Spelled, parts_of_wholes
from measures.spc.number_words import read_numbers as read_spelled

FIRST_LINES = 20  # among so many lines the headings stand
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
    above: tuple[int, ...] = ()  # lines above the headings: a title
    units: tuple[int, ...] = ()  # the line under the headings that names units
    parted: str = ""  # the column whose cells said part and whole

    @property
    def findings(self) -> tuple[SeriesFinding, ...]:
        """What was found of the file before any of its columns was read."""
        lines = {"repeated_heading": self.heads_again, "title_lines": self.above, "units_row": self.units}
        found = [SeriesFinding(code, (), {"lines": list(at)}) for code, at in lines.items() if at]
        return (*found, *([SeriesFinding("of_a_whole", (), {"column": self.parted})] if self.parted else []))

    def in_parts(self, column: str) -> NumberFile | None:
        """The file with "12/40" as two columns, the second named `out_of`; None where the cells say no such thing."""
        found = parts_of_wholes(self.text(column)) if column in self.heads else None
        if found is None:
            return None
        place = self._place(column)
        rows = [(*row[:place], part, *row[place + 1 :], whole) for row, (part, whole) in zip(self.rows, found)]
        return replace(self, heads=(*self.heads, out_of(column)), rows=tuple(rows), parted=column)

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


def out_of(column: str) -> str:
    """The name of the column of wholes that a column of "12/40" gives."""
    return f"{column}, out of"


def read_numbers(file: Path) -> NumberFile:
    """A CSV file with a line of headings, parted by commas, semicolons or tabs; "-" is standard input."""
    name = "standard input" if str(file) == "-" else file.name
    text = _text(file, name)
    mark = _mark(text.split("\n", FIRST_LINES)[:FIRST_LINES])
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
    titles = _titles(rows)
    above, rows, lines = lines[:titles], rows[titles:], lines[titles:]
    named = [lines.pop(1) for _ in range(len(rows) > 2 and _names_units(rows))]
    rows = [rows[0], *rows[1 + len(named) :]]
    heads, body, at = _squared(name, rows, lines)
    return NumberFile(name, heads, body, at, blank, tuple(again), mark == ";", tuple(above), tuple(named))


def _mark(first: Sequence[str]) -> str:
    """What parts the cells: the mark that most of the first lines have, then the one the first line has most of."""
    return max(",;\t|", key=lambda mark: (sum(mark in line for line in first), first[0].count(mark)))


def _titles(rows: Sequence[Sequence[str]]) -> int:
    """How many first rows are a title: one cell that is no number, above rows of more cells than one."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows[:FIRST_LINES]]
    place = next((k for k, many in enumerate(filled) if many > 1), 0)
    return place if place and not any(_FIGURE.fullmatch(cell.strip()) for cell in rows[place]) else 0


_FIGURE = re.compile(r"[-+<≤>≥]? ?\d.*")
_UNIT = re.compile(
    r"\(.{1,15}\)|\[.{1,15}\]|[%#n]|no\.?|count|number|nombre|per ?cent|days?|jours?|months?|mois|units?"
    r"|yyyy-?mm(?:-?dd)?"
)


def _names_units(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the row under the headings holds units alone: "(n)", "%", and figures stand in the rows under it."""
    said = [cell.strip().casefold() for cell in rows[1] if cell.strip()]
    below = any(sign.isdigit() for cell in rows[2] for sign in cell)
    return bool(said) and below and all(_UNIT.fullmatch(cell) for cell in said)


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
