"""Lines between the records that hold one cell: the day, or the clinician, of the records below them.

They become a column of their own, filled down; the lines are accounted for as headings. It is told, and asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

import polars as pl

from ingest.dates import DateOrder, dates
from ingest.not_data import PAGE_OR_REPORT, TOTALS
from ingest.plan.headings import read
from ingest.plan.shapes import ColumnShape
from ingest.table import Block, NotData, Table

#: The columns that such lines become; their words say the field.
DAY, WHO = "Day of the block", "Clinician of the block"
FIELD = {DAY: "date", WHO: "provider"}
#: So many rows are looked at, and a line that holds more cells than this is no heading.
LOOKED_AT, FEW_CELLS = 5_000, 2
#: So large a share of lines may be headings.
MOST = 0.5
_LABEL = re.compile(
    r"(?i)^(date|day|jour|datum|fecha|provider|clinician|doctor|physician|practitioner|gp|m[eé]decin|arzt)\s*:\s*"
)
_TITLED = re.compile(
    r"(?i)^(dr|docteur|dra|doctor|prof|nurse practitioner)\b\.?\s*\w|,?\s\b(md|np|rn|do|mbbs|mbchb)\.?$"
)
_NAME = re.compile(r"^[^\W\d_][\w'’-]+,\s[^\W\d_][\w'’. -]*$")
#: Other days that a list may have beside its own.
_OTHER_DAYS = frozenset({"birth", "result", "created", "updated", "next", "end", "cancelled"})


def with_groups(table: Table) -> Table:
    """The table with the headings of its blocks as columns; itself where it has none."""
    first = next((block.rows for block in table.blocks()), None)
    if first is None or not first.height or len(table.header) < FEW_CELLS + 1:
        return table
    kinds = kinds_of(table, first.head(LOOKED_AT))
    return _filled(table, kinds) if kinds else table


def kinds_of(table: Table, rows: pl.DataFrame) -> tuple[str, ...]:
    """The columns that the lone lines of a table make, of those it does not have."""
    lone, records = _lone(rows), rows.height
    if not 0 < lone.height <= MOST * records or _ends_with(rows, lone):
        return ()
    have = _fields(table, rows.filter(~pl.col("line").is_in(lone["line"].implode())))
    said = [heading_in(cell) for cell in lone["text"]]
    told = {kind: sum(1 for one in said if one and one[0] == kind) for kind in (DAY, WHO)}
    begins = lone["line"][0] == rows["line"][0]
    return tuple(k for k, n in told.items() if FIELD[k] not in have and (n >= 2 or (n == 1 and begins)))


def _lone(rows: pl.DataFrame) -> pl.DataFrame:
    """line and text of the rows that hold one cell, or a label and one cell."""
    cells = [c for c in rows.columns if c != "line"]
    filled = pl.sum_horizontal(pl.col(cells).is_not_null())
    together = pl.concat_str(cells, separator=" ", ignore_nulls=True).alias("text")
    few = rows.select("line", together, filled=filled).filter(pl.col("filled").is_between(1, FEW_CELLS))
    return few.filter((pl.col("filled") == 1) | pl.col("text").str.contains(r"^[^:]{2,20}:\s")).drop("filled")


def _ends_with(rows: pl.DataFrame, lone: pl.DataFrame) -> bool:
    """Whether no record follows the first of the lone lines: then they stand below the list."""
    others = rows.filter(~pl.col("line").is_in(lone["line"].implode()))
    return not others.height or others["line"][-1] < lone["line"][0]


@lru_cache(4_096)
def heading_in(text: str) -> tuple[str, str] | None:
    """The day or the clinician that a lone cell says, or None."""
    told = _LABEL.sub("", text.strip())
    if TOTALS.match(told) or PAGE_OR_REPORT.match(told) or not told:
        return None
    if dates(pl.Series([told]), DateOrder.DMY)[0] or dates(pl.Series([told]), DateOrder.MDY)[0]:
        return (DAY, told) if not told.isdigit() else None
    label = _LABEL.match(text.strip())
    labelled = bool(label) and not re.match(r"(?i)date|day|jour|datum|fecha", label[0])  # type: ignore[index]
    return (WHO, told) if labelled or _TITLED.search(told) or _NAME.match(told) else None


def _fields(table: Table, records: pl.DataFrame) -> set[str]:
    """Of day and clinician, what the records have a column for already."""
    have = set()
    for place, name in enumerate(table.header):
        says, shape = read(name).says, ColumnShape(records[f"c{place}"], records.height)
        if shape.share_filled < 0.6:
            continue
        have |= {"provider"} if "provider" in says else set()
        have |= {"date"} if shape.days >= 0.6 and not says & _OTHER_DAYS else set()
    return have


def _filled(table: Table, kinds: tuple[str, ...]) -> Table:
    """The table with one more column for each kind of heading."""

    def read_blocks() -> Iterator[Block]:
        last: dict[str, str | None] = dict.fromkeys(kinds)
        for block in table.read():
            said = {
                line: one for line, text in _lone(block.rows).rows() if (one := heading_in(text)) and one[0] in kinds
            }
            columns = [_down(_said(block.rows, said, kind), last[kind]) for kind in kinds]
            last |= {kind: column[-1] for kind, column in zip(kinds, columns, strict=True) if len(column)}
            added = [column.alias(f"c{len(table.header) + n}") for n, column in enumerate(columns)]
            rows = block.rows.with_columns(added).filter(~pl.col("line").is_in(list(said)))
            lines = tuple(NotData(line, "group_heading") for line in said)
            yield replace(block, rows=rows, not_data=(*block.not_data, *lines))

    return replace(table, header=(*table.header, *kinds), read=read_blocks, every_line=None)


def _said(rows: pl.DataFrame, said: Mapping[int, tuple[str, str]], kind: str) -> pl.Series:
    """What the headings of a kind say, at their own lines."""
    told = {line: text for line, (of, text) in said.items() if of == kind}
    return rows["line"].replace_strict(list(told), list(told.values()), default=None, return_dtype=pl.String)


def _down(column: pl.Series, before: str | None) -> pl.Series:
    """Each cell held for those below it; the last one of the block before for the first ones."""
    held = column.fill_null(strategy="forward")
    return held if before is None else held.fill_null(before)
