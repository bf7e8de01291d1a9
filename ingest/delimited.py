"""Delimited text (CSV, TSV and the like) in blocks: doubtful lines read one by one, all others by Polars."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ingest.above import claiming_nothing, settled_shape
from ingest.ahead import ahead
from ingest.encoding import FileBytes, Open, examine, head_text, pieces
from ingest.header import TableShape, shape_of
from ingest.identifying import shown
from ingest.lines import survey
from ingest.not_data import PAGE_OR_REPORT, TOTALS, lone_words
from ingest.reading_faults import DamagedFile, UnreadableFile
from ingest.records import LONGEST_QUOTED, Record, record_at, records, written
from ingest.sift import LeftOut, kind_in, sifted, tidy, with_plain_digits
from ingest.table import EDGE_SPACE, Block, NotData, Refused, Table, row_columns, row_schema, trim

PIECE = 8 << 20
"""Read and surveyed at a time: as much as stays in the processor's caches (32 MB pieces took half as long
again)."""
PIECES_A_BLOCK = 2
LONGEST_LINE = 16 << 20
MOST_CELLS = 4_096
"""Columns; exports have tens, and each costs memory in every block."""
DATE = re.compile(r"\d{1,4}[-/. ](?:\d{1,2}|[^\W\d_]{3,9})[-/., ]+\d{1,4}|\b(?:19|20)\d{6}\b")
"""Anything written like a date, to tell records from notes; never to read one."""
LEADS_OF_OTHER_DIGITS = [bytes([lead]) for lead in (0xD9, 0xDB, 0xDF, 0xE0, 0xE1, 0xEA, 0xEF, 0xF0)]
"""First bytes in UTF-8 of every script whose digits are not 0 to 9; texts in English and French hold none of them."""
LEFT_OUT = "The line was left out; correct it in the EMR and bring the file in again."
CONTROLS = [bytes([sign]) for sign in range(32) if sign not in b"\t\n\v\f\r\x1a"]


@dataclass(frozen=True)
class FitText:
    """Text made fit for Polars: only well-formed records, the line of each, and what was left out on the
    way.
    """

    body: bytes
    lines: NDArray[np.int64]
    loose_space: bool
    left_out: LeftOut
    last: bool


def delimited_table(name: str, opened: Open, known: frozenset[str]) -> Table:
    """The one table of a delimited text; says why where there is none."""
    found = examine(name, opened)
    _refuse_what_is_no_table(name, found)
    shape = shape_of(head_text(found), known)
    if shape is None:
        raise UnreadableFile(f"{name} holds only blank lines. Export it again and check that it has rows.")
    if any(sign in head_text(found)[: shape.rows_begin] for sign in CONTROLS):
        raise DamagedFile(
            f"{name} is damaged: signs that no text holds stand in or above its column names. Copy or export it again."
        )
    if shape.width > MOST_CELLS:
        raise DamagedFile(
            f"{name}: line {shape.header_line} has {shape.width:,} cells, more than any list has columns. "
            "Export it again as CSV or Excel."
        )
    header_separator = shape.separator
    shape = settled_shape(head_text(found), shape, name)
    return Table(
        file=name,
        header=tuple(map(shown, shape.header)),
        header_line=shape.header_line,
        encoding=found.encoding,
        separator=shape.separator,
        digest=found.digest,
        read=lambda: blocks(name, shape, pieces(opened, found, PIECE)),
        header_separator=header_separator,
        every_line=lambda: blocks(name, claiming_nothing(shape, name), pieces(opened, found, PIECE)),
    )


def blocks(name: str, shape: TableShape, texts: Iterator[bytes]) -> Iterator[Block]:
    """The rows below the header; while one block is taken up, the next is being read."""
    frames, left_out = [], LeftOut(refused=list(shape.rows_above), not_data=list(shape.above))
    for stretch in ahead(Delimited(name, shape).stretches(texts)):
        frames.append(_frame(stretch, shape))
        left_out.add(stretch.left_out)
        if stretch.last or len(frames) == PIECES_A_BLOCK:
            yield sifted(pl.concat(frames), shape, left_out, stretch.last)
            frames, left_out = [], LeftOut()


@dataclass(frozen=True)
class Delimited:
    """A delimited text on its way to blocks."""

    name: str
    shape: TableShape

    def stretches(self, texts: Iterator[bytes]) -> Iterator[FitText]:
        """The text below the header, cut where records end."""
        held, line, skip = b"", self.shape.rows_line, self.shape.rows_begin
        for text, last in _with_last(texts):
            text = held + text if held else text
            if skip:
                text, skip = text[skip:], 0
            text = text + b"\n" if last and text and not text.endswith(b"\n") else text
            whole = text if last else text[: text.rfind(b"\n") + 1]
            held = text
            if whole or last:
                stretch, end, taken = self.stretch(whole, line, last)
                held, line = text[end:], line + taken
                yield stretch
            self._refuse_endless_line(held, line)

    def stretch(self, text: bytes, line: int, last: bool) -> tuple[FitText, int, int]:
        """The text's records fit for Polars, how far they reach, and the physical lines they take."""
        found = survey(text, self.shape.sign)
        lines = len(found.cells)
        special = found.odd | (found.cells != self.shape.width) | (np.diff(found.starts) == 1)
        kept, left_out, body = ~special, LeftOut(), Body(text)
        blank = _blank(text, found.starts) & (self.shape.width > 1)
        filled = np.append(np.flatnonzero(~blank), lines)
        following = 0
        for place in np.flatnonzero(special & ~(blank & np.append(False, blank[:-1]))).tolist():
            if place < following:
                continue
            start = int(found.starts[place])
            if blank[place] or (not found.odd[place] and self._plainly_no_row(text, start, int(found.cells[place]))):
                following = int(filled[np.searchsorted(filled, place)]) if blank[place] else place + 1
                self._left_out(range(line + place, line + following), int(found.cells[place]), left_out)
                kept[place:following] = False
                body.replace(start, int(found.starts[following]), (), self.shape.sign)
                continue
            record = record_at(text, start, self.shape.sign)
            if record.cut_off and not last and len(text) - start <= LONGEST_QUOTED:
                lines = place
                break
            cells, taken = self._judged(record, line + place, left_out)
            following = min(place + taken, lines)
            kept[place:following] = False
            kept[place] = bool(cells)
            body.replace(start, int(found.starts[following]), cells, self.shape.sign)
        end = int(found.starts[lines])
        numbers = np.flatnonzero(kept[:lines]) + line
        return FitText(body.until(end), numbers, found.loose_space, left_out, last), end, lines

    def _plainly_no_row(self, text: bytes, start: int, cells: int) -> bool:
        """Whether a line whose quoting is even, with too few or too many cells, is refused at its first cell already.

        Letterhead, totals and footers are known by their first cell; a text of several words there may be one alone.
        """
        if cells == 1 or cells == self.shape.width:
            return False
        first = trim(text[start : text.find(self.shape.sign, start)].decode("utf-8", "replace"))
        if first is None or first[0] == '"' or any(banner[:1] == (first,) for banner in self.shape.banners):
            return False
        return not (len(first.split()) > 1 or TOTALS.match(first) or PAGE_OR_REPORT.match(first))

    def _left_out(self, lines: range, cells: int, left_out: LeftOut) -> None:
        """Note a run of blank lines, or one line with too few or too many cells."""
        if cells == 1:
            left_out.not_data += [NotData(line, "blank") for line in lines]
        else:
            left_out.refused += [self._field_count(line, cells) for line in lines]

    def _judged(self, record: Record, line: int, left_out: LeftOut) -> tuple[tuple[str, ...], int]:
        """The cells, if the record may become a row, and the lines it takes; else why not is noted in
        `left_out`.
        """
        right = len(record.cells) == self.shape.width
        several = record.lines > 1
        if record.broken_at is not None or (several and (not right or self._swallows(record))):
            left_out.refused.append(self._broken_quote(line, record))
            return (), 1
        if right:
            return tuple(cell.strip(EDGE_SPACE).replace("\r\n", "\n") for cell in record.cells), record.lines
        cells = tuple(trim(cell) for cell in record.cells)
        if kind := kind_in(self.shape, cells):
            left_out.not_data.append(NotData(line, kind))
            return (), 1
        left_out.refused.append(self._field_count(line, len(cells)))
        if lone_words(cells):
            left_out.doubtful.add(line)
        return (), 1

    def _swallows(self, record: Record) -> bool:
        """Whether a cell that runs over lines holds whole records: a date, and as many separators as they would have.

        However far into a line a stray quotation mark opens, if it closes as far into a later one the width is right.
        """
        each = self.shape.width - 1
        return each > 1 and any(
            "\n" in cell and cell.count(self.shape.separator) == each * cell.count("\n") and DATE.search(cell)
            for cell in record.cells
        )

    def _broken_quote(self, line: int, record: Record) -> Refused:
        place = record.broken_at
        column = shown(self.shape.header[place]) if place is not None and place < self.shape.width else None
        if place is None and len(record.cells) == self.shape.width:
            seen = f"a quoted cell runs over {record.lines} lines and holds what look like whole records"
        elif place is None:
            seen = f"a quoted cell runs over {record.lines} lines, to {len(record.cells)} cells"
        else:
            seen = f"a quotation mark opens cell {place + 1} and is not closed properly"
        says = f"Line {line} of {self.name}: {seen}. {LEFT_OUT}"
        return Refused(line, "broken_quote", column, seen, says)

    def _field_count(self, line: int, cells: int) -> Refused:
        width = self.shape.width
        seen = f"{cells} {'cell' if cells == 1 else 'cells'}, expected {width}"
        guess = (
            "Is there a comma inside a name without quotation marks?"
            if self.shape.separator == ","
            else ("Is there a separator inside a text without quotation marks?")
        )
        if cells < width:
            guess = "Is there a line break inside a text, or was the line cut short?"
        says = f"Line {line} of {self.name} has {seen} as in the header. {guess} {LEFT_OUT}"
        return Refused(line, "field_count", None, seen, says)

    def _refuse_endless_line(self, held: bytes, line: int) -> None:
        if len(held) > LONGEST_LINE:
            raise DamagedFile(
                f"{self.name}: line {line} does not end within {LONGEST_LINE >> 20} MB. "
                "This is no list of records; export it again as CSV or Excel."
            )


class Body:
    """The text with some lines replaced; untouched stretches are copied whole."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.parts: list[bytes | memoryview] = []
        self.copied = 0

    def replace(self, start: int, end: int, cells: tuple[str, ...], separator: int) -> None:
        """Put the record of these cells in place of the text from start to end; no cells, no record."""
        if start > self.copied:
            self.parts.append(memoryview(self.text)[self.copied : start])
        if cells:
            self.parts.append(written(cells, separator))
        self.copied = end

    def until(self, end: int) -> bytes:
        """The text up to `end`, with the replacements."""
        if not self.copied and end == len(self.text):
            return self.text
        return b"".join([*self.parts, memoryview(self.text)[self.copied : max(end, self.copied)]])


def _blank(text: bytes, starts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which lines hold nothing between their ends."""
    signs = np.frombuffer(text, np.uint8) if text else np.zeros(1, np.uint8)
    length, first = np.diff(starts), signs[starts[:-1]] if len(starts) > 1 else np.zeros(0, np.uint8)
    return (length == 1) | ((length == 2) & (first == 13))


def _frame(stretch: FitText, shape: TableShape) -> pl.DataFrame:
    """The stretch as rows; read exactly where Polars sees another number of records than we do."""
    if not len(stretch.lines):
        return pl.DataFrame(schema=row_schema(shape.width))
    names = row_columns(shape.width)
    schema = dict.fromkeys(names, pl.String)
    try:
        frame = pl.read_csv(stretch.body, has_header=False, schema=schema, separator=shape.separator)
    except pl.exceptions.PolarsError:
        frame = pl.DataFrame(schema=schema)
    if frame.height != len(stretch.lines):
        exact = [[cell.strip(EDGE_SPACE) for cell in one.cells] for _, one in records(stretch.body, shape.sign)]
        frame = pl.DataFrame(exact, schema=schema, orient="row")
    if any(lead in stretch.body for lead in LEADS_OF_OTHER_DIGITS):
        frame = with_plain_digits(frame)
    frame = tidy(frame, stretch.loose_space)
    return frame.insert_column(0, pl.Series("line", stretch.lines, pl.UInt32))


def _with_last(texts: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each text, and whether it is the last; a small last one joins the one before, to keep footers with
    their rows.
    """
    current = next(texts, b"")
    for following in texts:
        if len(following) * 32 < len(current):
            current += following
            continue
        yield current, False
        current = following
    yield current, True


def _refuse_what_is_no_table(name: str, found: FileBytes) -> None:
    head = head_text(found)
    start = head[:4096].lstrip().lower()
    if not head.strip():
        raise UnreadableFile(f"{name} is empty. Export it again and check that it has rows.")
    if not head.strip(b' \t\r\n,;|"'):
        raise UnreadableFile(f"{name} holds only blank lines. Export it again and check that it has rows.")
    if head.startswith(b"%PDF") or sum(head.count(sign) for sign in CONTROLS) * 20 > len(head):
        raise UnreadableFile(
            f"{name} is not text and no Excel workbook. Export the list as CSV or Excel and bring that in."
        )
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<head")):
        raise UnreadableFile(f"{name} is a web page or XML, not a table. Open it in Excel and save it as .xlsx or CSV.")
    if re.match(rb'[\[{]\s*["{\[]', start) and b'":' in start.replace(b'" :', b'":'):
        raise UnreadableFile(f"{name} is JSON, which is not read yet. Export the list as CSV or Excel.")
