"""Where a delimited text's header is, which sign separates its cells, and what stands above it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.not_data import SEPARATORS
from ingest.records import records
from ingest.table import EDGE_SPACE, NotData, Refused, normalise, trim

LOOKED_AT = 60
"""A header is looked for among this many lines that are not blank; letterheads are shorter."""


#: A heading row has so many known names, and at least such a share of those of the row with the most.
NAMES_OF_A_LIST, NEARLY = 3, 0.75


@dataclass(frozen=True)
class SeenRecord:
    """A record on the way to the header: trimmed cells (none where quoting is broken), its line, and
    where in the text it begins and ends.
    """

    line: int
    lines: int
    begin: int
    end: int
    cells: tuple[str | None, ...]
    spelt: tuple[str, ...]


@dataclass(frozen=True)
class TableShape:
    """What every block of a table needs: separator, header, the lines above the rows, and where the rows
    begin. Where it `claims` nothing, every line below the header is a row.
    """

    separator: str
    header: tuple[str, ...]
    header_line: int
    above: tuple[NotData, ...]
    banners: frozenset[tuple[str, ...]]
    rows_begin: int
    rows_line: int
    rows_above: tuple[Refused, ...] = ()
    claims: bool = True

    @property
    def width(self) -> int:
        """The number of cells that every record must have."""
        return len(self.header)

    @property
    def sign(self) -> int:
        """The separator as a byte."""
        return ord(self.separator)


def shape_of(head: bytes, known: frozenset[str]) -> TableShape | None:
    """The shape of a text from its beginning, or None where no line has a cell."""
    best: tuple[tuple[int, int, int], TableShape] | None = None
    for separator in SEPARATORS:
        seen = look(head, separator)
        place = header_place([one.cells for one in seen], known)
        if place is None:
            continue
        likeness = (known_cells(seen[place].cells, known), *_agreement(seen))
        if best is None or likeness > best[0]:
            best = likeness, _shape(separator, seen, place)
    return best[1] if best else None


def look(head: bytes, separator: str) -> list[SeenRecord]:
    """The first records of the text; blank ones are kept and not counted."""
    seen: list[SeenRecord] = []
    filled = begin = 0
    for line, record in records(head, ord(separator)):
        cells = tuple(trim(cell) for cell in record.cells)
        spelt = tuple(cell.strip(EDGE_SPACE) for cell in record.cells)
        seen.append(SeenRecord(line, record.lines, begin, record.end, cells, spelt))
        begin = record.end
        filled += any(cells)
        if filled == LOOKED_AT:
            break
    return seen


def header_place(rows: Sequence[Sequence[str | None]], known: frozenset[str]) -> int | None:
    """Which row is the header: the one with most known cells, at least two; else the first of the
    commonest width of which at least half is filled."""
    filled = [place for place, cells in enumerate(rows) if any(cells)]
    if not filled:
        return None
    best = max(filled, key=lambda place: known_cells(rows[place], known))
    if most := known_cells(rows[best], known):
        # Another list's heading row may stand below with a name more: the first of nearly as many is this one's.
        nearly = max(NAMES_OF_A_LIST, NEARLY * most)
        found = next((place for place in filled if known_cells(rows[place], known) >= nearly), best)
        return _in_words_above(rows, filled, found)
    widths = Counter(len(rows[place]) for place in filled)
    commonest = max(widths, key=lambda width: widths[width])
    candidates = [place for place in filled if len(rows[place]) == commonest]
    well_filled = [place for place in candidates if 2 * sum(map(bool, rows[place])) >= commonest]
    return (well_filled or candidates)[0]


_VALUE = re.compile(r"^[\d.,:/ -]*\d[\d.,:/ -]*$")
"""A number, a day or an hour: what rows are made of and names of columns are not."""


def _in_words_above(rows: Sequence[Sequence[str | None]], filled: Sequence[int], found: int) -> int:
    """The row found, or the one above it that names columns: a record may hold words that name columns elsewhere.

    "Booked" and "Seen" are columns in one list and words of a status in another; a record holds numbers and days.
    """
    if not any(cell and _VALUE.match(cell) for cell in rows[found]):
        return found
    above = (place for place in filled if place < found and len(rows[place]) == len(rows[found]))
    named = (p for p in above if all(cell and not any(sign.isdigit() for sign in cell) for cell in rows[p]))
    return next(named, found)


def known_cells(cells: Sequence[str | None], known: frozenset[str]) -> int:
    """How many different known headers a row holds; one alone is chance and counts as none."""
    found = len({normalise(cell) for cell in cells if cell} & known)
    return found if found >= 2 else 0


def _agreement(seen: Sequence[SeenRecord]) -> tuple[int, int]:
    """How many records share the commonest width above one, and that width."""
    widths = Counter(len(one.cells) for one in seen if len(one.cells) > 1 and any(one.cells))
    if not widths:
        return 0, 0
    width = max(widths, key=lambda each: (widths[each], each))
    return widths[width], width


def _shape(separator: str, seen: Sequence[SeenRecord], place: int) -> TableShape:
    header = seen[place]
    above = tuple(NotData(one.line, "banner" if one.cells == () or any(one.cells) else "blank") for one in seen[:place])
    banners = frozenset(tuple(cell for cell in one.cells if cell) for one in seen[:place] if any(one.cells))
    return TableShape(
        separator=separator,
        header=header.spelt,
        header_line=header.line,
        above=(*above, NotData(header.line, "header")),
        banners=banners,
        rows_begin=header.end,
        rows_line=header.line + header.lines,
    )
