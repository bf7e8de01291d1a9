"""Sheets typed by hand, or with merged cells: the day stands in the first row of its block only, and holds for it all.

It is taken so only where nothing else can be meant: the table has no other day but births, its first row has one, all
days go one way, and the rows without one are records. Behind a row that was refused nobody knows whether a new day
began there: its rows stay without one until the next.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import polars as pl

from ingest.adapters.adapter import Adapted, Adapter, headings
from ingest.dates import DateOrder, dates
from ingest.json_resources import RESOURCE
from ingest.table import Block, Table

#: Fewer blocks than this may be an accident.
BLOCKS = 3
#: So many cells show what a column holds.
LOOKED_AT = 500
#: A column of days: so large a share of its filled cells.
DAYS = 0.9
BIRTH = re.compile(r"birth|dob|d o b|naiss|ddn|born|geb|nacim")


def adapts(tables: tuple[Table, ...]) -> Adapted:
    """Tables whose day holds for a block of rows, each row with its day; all others as they are."""
    places = [_place(table) for table in tables]
    made = tuple(t if place is None else _filled(t, place) for t, place in zip(tables, places, strict=True))
    notices = tuple(
        f'{t.file}, "{t.header[place]}": the day stands in the first row of its block only; the rows below take it too.'
        for t, place in zip(tables, places, strict=True)
        if place is not None
    )
    return Adapted(made, notices)


def _place(table: Table) -> int | None:
    """The column whose day holds for the rows below it; None where there is none, or another column has days."""
    if table.header[:1] == (RESOURCE,):
        return None
    first = next(iter(table.blocks()), None)
    if first is None or first.rows.height < 2 * BLOCKS:
        return None
    names = headings(table)
    if not any(_partly_blank(first.rows[f"c{p}"]) and _are_days(first.rows[f"c{p}"]) for p in range(len(names))):
        return None
    dated = [p for p in range(len(names)) if not BIRTH.search(names[p]) and _are_days(first.rows[f"c{p}"])]
    if len(dated) != 1:
        return None
    (place,) = dated
    return place if _in_blocks(first.rows, place) else None


def _are_days(cells: pl.Series) -> bool:
    filled = cells.drop_nulls().head(LOOKED_AT)
    if len(filled) < BLOCKS or not filled.head(50).str.contains(r"\d").all():
        return False
    return any(_read(filled, order).is_not_null().mean() >= DAYS for order in (DateOrder.DMY, DateOrder.MDY))  # type: ignore[operator]


def _read(cells: pl.Series, order: DateOrder) -> pl.Series:
    numbers = cells.str.extract(r"^(\d{5})(?:\.0)?$").cast(pl.Int32, strict=False)
    by_number = pl.select(pl.when(numbers.is_between(25_000, 60_000)).then(numbers - 25_569)).to_series().cast(pl.Date)
    return dates(cells, order).fill_null(by_number)


def _partly_blank(cells: pl.Series) -> bool:
    """Whether the first cell is filled and a good part of the others is not."""
    return cells[0] is not None and 0.1 <= cells.null_count() / len(cells) <= 0.98


def _in_blocks(rows: pl.DataFrame, place: int) -> bool:
    cells = rows[f"c{place}"]
    if not _partly_blank(cells):
        return False
    blank = cells.is_null()
    others = [name for name in rows.columns if name not in ("line", f"c{place}")]
    full = rows.select(pl.mean_horizontal(pl.col(others).is_not_null().cast(pl.Float32))).to_series()
    records = full.filter(blank).mean() >= 0.75 * full.filter(~blank).mean()  # type: ignore[operator]
    return bool(records) and any(_one_way(_read(cells.drop_nulls(), order)) for order in (DateOrder.DMY, DateOrder.MDY))


def _one_way(days: pl.Series) -> bool:
    """Whether the days only go on, or only back, with none said twice: a repeated day is no new block."""
    seen = days.drop_nulls().to_list()
    return len(seen) >= BLOCKS and (
        all(one < other for one, other in pairwise(seen)) or all(one > other for one, other in pairwise(seen))
    )


def _filled(table: Table, place: int) -> Table:
    def read() -> Iterator[Block]:
        last: tuple[int, str | None] = (0, None)
        for block in table.blocks():
            lost = pl.Series([refused.line for refused in block.refused], dtype=pl.Int64).sort()
            filled = _with_days(block.rows, f"c{place}", last, lost)
            last = (int(filled["_since"][-1] or 0), filled["_day"][-1]) if filled.height else last
            yield replace(block, rows=filled.with_columns(pl.col("_day").alias(f"c{place}")).drop("_day", "_since"))

    return replace(table, read=read)


def _with_days(rows: pl.DataFrame, column: str, last: tuple[int, str | None], lost: pl.Series) -> pl.DataFrame:
    """Rows with `_day`, the day that holds, and `_since`, the line that said it; none behind a lost line."""
    said = pl.col(column).is_not_null()
    carried = rows.with_columns(
        _since=pl.when(said).then(pl.col("line").cast(pl.Int64)).forward_fill().fill_null(last[0]),
        _day=pl.col(column).forward_fill().fill_null(pl.lit(last[1], dtype=pl.String)),
    )
    before, since = lost.search_sorted(carried["line"].cast(pl.Int64)), lost.search_sorted(carried["_since"])
    return carried.with_columns(_day=pl.when(pl.Series(before == since)).then("_day"))


ADAPTER = Adapter("day_blocks", adapts)
