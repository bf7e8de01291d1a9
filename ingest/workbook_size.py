"""How large a workbook would become in memory, found out before it is opened: its reader lays out every cell between
the first and the last, so one cell at the far corner of a sheet is seventeen thousand million.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.reading_faults import DamagedFile
from ingest.unpacking import must_not_burst

LARGEST_PACKED = 128 << 20
LARGEST_UNPACKED = 256 << 20
"""About eight million cells; opened, they take four to five times that."""
MOST_CELLS = 12_000_000
MOST_COLUMNS = 4_096
PIECE = 1 << 20
LONGEST_MARK = 64
CELL = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,7})"')
REPEATED = re.compile(
    rb'number-rows-repeated="\d{4,}"[^>]*>(?:(?!</table:table-row>).){0,4000}office:value-type'
    rb'|number-columns-repeated="\d{4,}"[^>]*office:value-type'
    rb'|office:value-type[^>]*number-columns-repeated="\d{4,}"'
    rb'|number-(?:rows|columns)-repeated="\d{8,}"',
    re.DOTALL,
)
"""Cells of an OpenDocument sheet that stand for thousands."""
SMALLER = "Export the list as CSV, or a shorter period at a time."


@dataclass
class Extent:
    """The far corners of a sheet's cells."""

    first: int = 1 << 30
    last: int = 0
    columns: int = 1

    @property
    def rows(self) -> int:
        """How many rows lie between the corners."""
        return max(0, self.last - self.first + 1)

    @property
    def cells(self) -> int:
        """How many cells lie between the corners."""
        return self.rows * self.columns


def must_fit(name: str, data: bytes) -> None:
    """Refuse a workbook that would need more memory than there is; raises DamagedFile before anything is laid out."""
    if len(data) > LARGEST_PACKED:
        raise DamagedFile(f"{name} is larger than {LARGEST_PACKED >> 20} MB. {SMALLER}")
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _must_unpack(name, archive, len(data))
            for member in archive.infolist():
                _must_be_laid_out(name, archive, member)


def _must_unpack(name: str, archive: zipfile.ZipFile, packed: int) -> None:
    unpacked = sum(member.file_size for member in archive.infolist())
    must_not_burst(name, packed, unpacked)
    if unpacked > LARGEST_UNPACKED:
        raise DamagedFile(f"{name} unpacks to {unpacked >> 20} MB, more than a workbook may here. {SMALLER}")


def _must_be_laid_out(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    if member.filename.startswith("xl/worksheets/") and member.filename.endswith(".bin"):
        raise DamagedFile(f"{name} is a binary workbook (.xlsb), which is not read. Save it as .xlsx or CSV.")
    if member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml"):
        extent = _extent(_pieces(archive, member))
        if extent.cells > MOST_CELLS or extent.columns > MOST_COLUMNS:
            raise DamagedFile(
                f"{name} has a sheet of {extent.rows:,} rows and {extent.columns:,} columns, more than is opened at "
                f"once; a cell far from the others may be the reason. {SMALLER}"
            )
    if member.filename == "content.xml" and any(REPEATED.search(piece) for piece in _pieces(archive, member)):
        raise DamagedFile(f"{name} holds cells that stand for thousands of others. Save it as CSV and bring that in.")


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member's bytes, each piece beginning with the end of the one before, so that no mark is cut in two."""
    tail = b""
    with archive.open(member) as file:
        while piece := file.read(PIECE):
            yield tail + piece
            tail = piece[-LONGEST_MARK:]


def _extent(pieces: Iterator[bytes]) -> Extent:
    extent = Extent()
    for piece in pieces:
        for row in map(int, ROW.findall(piece)):
            extent.first, extent.last = min(extent.first, row), max(extent.last, row)
        for column, number in set(CELL.findall(piece)):
            row = int(number)
            extent.first, extent.last = min(extent.first, row), max(extent.last, row)
            extent.columns = max(extent.columns, _column(column))
    return extent


def _column(letters: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
