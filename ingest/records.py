"""One delimited record, read exactly: RFC 4180 quoting, physical lines, and a word where quoting is
broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_QUOTED = 1 << 20
"""A quoted cell that does not close within 1 MiB is taken as never closed, so that one slip cannot
swallow a file."""

QUOTED = re.compile(rb'"((?:[^"]++|"")*+)"')


@dataclass(frozen=True)
class Record:
    """Cells of one record, the physical lines it takes and where the next begins.

    `broken_at` is the position of the cell whose quote is broken: the record then takes its first line only.
    `cut_off` says that the text ended inside an open quote, so that more text could still close it.
    """

    cells: tuple[str, ...]
    lines: int
    end: int
    broken_at: int | None = None
    cut_off: bool = False


def record_at(text: bytes, start: int, separator: int) -> Record:
    """The record that begins at `start` of UTF-8 text whose lines end with a newline, or return and
    newline.
    """
    cells: list[str] = []
    at, line_end = start, _line_end(text, start)
    while True:
        if text[at : at + 1] == b'"':
            quoted = QUOTED.match(text, at, at + LONGEST_QUOTED)
            if quoted is None:
                cut_off = at + LONGEST_QUOTED > len(text)
                return _broken(text, start, len(cells), cut_off)
            cells.append(quoted[1].replace(b'""', b'"').decode("utf-8", "replace"))
            at = quoted.end() + (text[quoted.end() : quoted.end() + 2] in (b"\r\n", b"\r"))
            if at < len(text) and text[at] != separator and text[at] != 10:
                return _broken(text, start, len(cells) - 1, False)
            line_end = _line_end(text, at)
        else:
            stop = text.find(separator, at, line_end)
            stop = line_end if stop < 0 else stop
            cells.append(text[at:stop].decode("utf-8", "replace"))
            at = stop
        if at >= line_end:
            return Record(tuple(cells), text.count(b"\n", start, at) + 1, at + 1)
        at += 1


def records(text: bytes, separator: int) -> Iterator[tuple[int, Record]]:
    """Each record of the text with the physical line it begins on, counted from 1."""
    at, line = 0, 1
    while at < len(text):
        record = record_at(text, at, separator)
        yield line, record
        at, line = record.end, line + record.lines


def written(cells: tuple[str, ...], separator: int) -> bytes:
    """The record as one well-formed delimited record, every cell quoted."""
    return chr(separator).join('"' + cell.replace('"', '""') + '"' for cell in cells).encode() + b"\n"


def _line_end(text: bytes, at: int) -> int:
    found = text.find(b"\n", at)
    return len(text) if found < 0 else found


def _broken(text: bytes, start: int, cell: int, cut_off: bool) -> Record:
    return Record((), 1, _line_end(text, start) + 1, cell, cut_off)
