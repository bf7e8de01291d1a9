"""Excel workbooks: each visible sheet that holds something is a table of text cells, with its row numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import fastexcel
import polars as pl

from ingest.above import claiming_nothing, without_rows
from ingest.header import LOOKED_AT, TableShape, header_place
from ingest.identifying import file_name, shown
from ingest.not_data import looks_like_a_row
from ingest.reading_faults import UnreadableFile
from ingest.sift import LeftOut, sifted, tidy, with_plain_digits
from ingest.table import EDGE_SPACE, Block, NotData, Table, row_columns, row_schema, trim

ROWS_A_BLOCK = 100_000
FIRST_LOOK = 2_000
BARE_TIME = r"^(?:1899-12-3[01]|1904-01-01) (\d\d:\d\d:\d\d)(?:\.\d+)?$"
MIDNIGHT = r"^(\d{4}-\d\d-\d\d) 00:00:00(?:\.0+)?$"


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook in memory; each look at it is taken from the bytes anew, so no sheet is kept."""

    name: str
    data: bytes
    place: int

    def cells(self, skip: int, rows: int | None) -> pl.DataFrame:
        """Rows after the first `skip`, as text: whole numbers without ".0", days as 2024-03-05."""
        book = _opened(self.name, self.data)
        sheet = book.load_sheet(
            self.place, header_row=None, skip_rows=skip, n_rows=rows, dtypes="string", schema_sample_rows=None
        )
        if not sheet.height or not sheet.width:
            return pl.DataFrame()
        frame = sheet.to_polars()
        frame.columns = row_columns(frame.width)
        return frame.with_columns(pl.col(pl.String).str.replace(BARE_TIME, "$1").str.replace(MIDNIGHT, "$1"))


def workbook_tables(name: str, data: bytes, digest: str, known: frozenset[str]) -> Iterator[Table]:
    """A table for every visible sheet with cells in it."""
    book = _opened(name, data)
    found = 0
    for place, title in enumerate(book.sheet_names):
        if book.load_sheet(place, header_row=None, n_rows=0).visible != "visible":
            continue
        sheet = Sheet(f"{name} > {file_name(title)}", data, place)
        shape = _shape(sheet, known)
        if shape:
            found += 1
            yield _table(sheet, shape, digest)
    if not found:
        raise UnreadableFile(f"{name} has no visible sheet with cells in it. Check that the export has rows.")


def _opened(name: str, data: bytes) -> fastexcel.ExcelReader:
    try:
        return fastexcel.read_excel(data)
    except fastexcel.FastExcelError as error:
        if "password" in str(error).lower() or _is_encrypted(data):
            raise UnreadableFile(
                f"{name} is protected by a password. "
                "Open it in Excel, remove the password, save it and bring it in again."
            ) from None
        raise UnreadableFile(
            f"{name} cannot be opened as an Excel workbook: it is damaged, encrypted or of another kind. "
            "Open it in Excel, save it as .xlsx and bring that in."
        ) from None


def _is_encrypted(data: bytes) -> bool:
    """Whether a workbook is locked: an encrypted package ([MS-OFFCRYPTO]), or FILEPASS after the first
    BIFF8 BOF.
    """
    begin = data.find(b"\x09\x08\x10\x00")
    locked_xls = begin >= 0 and data[begin + 20 : begin + 22] == b"\x2f\x00"
    return locked_xls or "EncryptedPackage".encode("utf-16-le") in data


def _shape(sheet: Sheet, known: frozenset[str]) -> TableShape | None:
    frame = sheet.cells(0, FIRST_LOOK)
    rows = [tuple(trim(cell or "") for cell in row) for row in frame.iter_rows()]
    filled = [place for place, cells in enumerate(rows) if any(cells)][:LOOKED_AT]
    looked_at = rows[: filled[-1] + 1] if filled else []
    place = header_place([_without_tail(cells) for cells in looked_at], known)
    if place is None:
        return None
    above = tuple(NotData(line, "banner" if any(cells) else "blank") for line, cells in enumerate(rows[:place], 1))
    width = len(_without_tail(rows[place]))
    moved = [line for line, cells in enumerate(rows[:place], 1) if looks_like_a_row(cells[:width], width)]
    shape = TableShape(
        separator="",
        header=tuple((cell or "").strip(EDGE_SPACE) for cell in frame.row(place)),
        header_line=place + 1,
        above=(*above, NotData(place + 1, "header")),
        banners=frozenset(tuple(cell for cell in cells if cell) for cells in rows[:place] if any(cells)),
        rows_begin=place + 1,
        rows_line=place + 2,
    )
    return without_rows(shape, moved, sheet.name)


def _without_tail(cells: tuple[str | None, ...]) -> tuple[str | None, ...]:
    """The row up to its last filled cell: a sheet is as wide as its widest row, which says nothing about
    a row.
    """
    width = max((place for place, cell in enumerate(cells, 1) if cell), default=0)
    return cells[:width]


def _table(sheet: Sheet, shape: TableShape, digest: str) -> Table:
    return Table(
        file=sheet.name,
        header=tuple(map(shown, shape.header)),
        header_line=shape.header_line,
        encoding="workbook",
        separator="",
        digest=digest,
        read=lambda: _blocks(sheet, shape),
        every_line=lambda: _blocks(sheet, claiming_nothing(shape, sheet.name)),
    )


def _blocks(sheet: Sheet, shape: TableShape) -> Iterator[Block]:
    whole = sheet.cells(0, None).slice(shape.rows_begin)
    left_out = LeftOut(refused=list(shape.rows_above), not_data=list(shape.above))
    for start in range(0, max(whole.height, 1), ROWS_A_BLOCK):
        part = whole.slice(start, ROWS_A_BLOCK)
        last = start + ROWS_A_BLOCK >= whole.height
        yield _block(part, shape, shape.rows_line + start, left_out, last)
        left_out = LeftOut()


def _block(part: pl.DataFrame, shape: TableShape, line: int, left_out: LeftOut, last: bool) -> Block:
    if not part.height:
        return sifted(pl.DataFrame(schema=row_schema(shape.width)), shape, left_out, last)
    cells = part.select(row_columns(shape.width)).cast(pl.String)
    frame = tidy(with_plain_digits(cells), loose_space=True)
    lines = pl.int_range(line, line + part.height, dtype=pl.UInt32, eager=True).alias("line")
    return sifted(frame.insert_column(0, lines), shape, left_out, last)
