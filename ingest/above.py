"""What stands above the rows is looked at twice: records moved above the header are rows, and rows may use a separator
of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.header import LOOKED_AT, SeenRecord, TableShape, look
from ingest.not_data import SEPARATORS, looks_like_a_row
from ingest.table import Refused, trim

ABOVE_HEADER = "above_header"
TOO_WIDE_TO_BE_CHANCE = 3
"""Two cells a line come about in any prose with a comma; three or more, as many as the header has, do not."""


def settled_shape(head: bytes, shape: TableShape, name: str) -> TableShape:
    """The shape with what its first reading could not know: rows above the header, and the rows' own separator."""
    moved = {one.line: one for one in look(head, shape.separator) if one.line < shape.header_line}
    rows = tuple(one for one in moved.values() if _is_row(one, head, shape))
    shape = padded(head, replace(shape, separator=rows_separator(head, shape)))
    return without_rows(shape, [one.line for one in rows], name)


def _named(header: tuple[str, ...]) -> tuple[str, ...]:
    """The columns up to the last one that has a name."""
    last = max((place for place, name in enumerate(header, 1) if name.strip()), default=0)
    return header[:last]


MOST_PADDING = 20
"""So many separators too many at the end of every line are columns without a name."""


def padded(head: bytes, shape: TableShape) -> TableShape:
    """The shape with nameless columns at its end, where every row ends with so many more blank cells."""
    if shape.width < TOO_WIDE_TO_BE_CHANCE:
        return shape
    rows = [one.cells for one in look(head[shape.rows_begin :], shape.separator) if any(one.cells)]
    nameless = shape.width - len(_named(shape.header))
    if nameless and rows and all(len(cells) == shape.width - nameless for cells in rows):
        return replace(shape, header=_named(shape.header))  # the header alone ends with separators
    more = {len(cells) - shape.width for cells in rows}
    if len(more) != 1 or not 0 < min(more) <= MOST_PADDING or any(any(cells[shape.width :]) for cells in rows):
        return shape
    return replace(shape, header=(*shape.header, *("" for _ in range(min(more)))))


def without_rows(shape: TableShape, lines: Sequence[int], name: str) -> TableShape:
    """The shape whose lines above the header are banners no more where they are rows: those are refused by line."""
    if not lines:
        return shape
    refused = (*shape.rows_above, *(_moved(line, shape, name) for line in lines))
    above = tuple(one for one in shape.above if one.line not in set(lines))
    banners = frozenset(one for one in shape.banners if not looks_like_a_row(one, len(one)))
    return replace(shape, above=above, banners=banners, rows_above=refused)


def claiming_nothing(shape: TableShape, name: str) -> TableShape:
    """The shape in which no line is taken for letterhead, totals or footers: those above the header are refused."""
    above = [one.line for one in shape.above if one.kind == "banner"]
    return replace(without_rows(shape, above, name), banners=frozenset(), claims=False)


def rows_separator(head: bytes, shape: TableShape) -> str:
    """The sign that separates the rows: the header's, unless no row has its width by it and rows have it by another."""
    if shape.width < TOO_WIDE_TO_BE_CHANCE:
        return shape.separator
    rows = head[shape.rows_begin :]
    fitting = {sign: _fitting(rows, sign, shape.width) for sign in SEPARATORS}
    best = max(SEPARATORS, key=lambda sign: fitting[sign])
    return shape.separator if fitting[shape.separator] or not fitting[best] else best


def _fitting(rows: bytes, sign: str, width: int) -> int:
    """How many of the first records have that many cells."""
    filled = [one for one in look(rows, sign) if any(one.cells)]
    return sum(len(one.cells) == width for one in filled[:LOOKED_AT])


def _is_row(one: SeenRecord, head: bytes, shape: TableShape) -> bool:
    """Whether a line above the header is a record, by its own separator or another, also with a broken quote in it."""
    if one.cells and looks_like_a_row(one.cells, shape.width):
        return True
    text = head[one.begin : one.end].decode("utf-8", "replace")
    apart = [[trim(cell) for cell in text.split(sign)] for sign in SEPARATORS]
    return any(looks_like_a_row(cells, shape.width) for cells in apart if len(cells) == shape.width > 2)


def _moved(line: int, shape: TableShape, name: str) -> Refused:
    seen = f"a record above the header, which is in line {shape.header_line}"
    says = (
        f"Line {line} of {name} is {seen}, so that what its cells mean is not sure. The line was left out; put the "
        "column names back into the first line (a sort may have moved them) and bring the file in again."
    )
    return Refused(line, ABOVE_HEADER, None, seen, says)
