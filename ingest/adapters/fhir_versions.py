"""Of several versions of one FHIR resource the newest speaks; the others are accounted for, and counted as nothing.

Source: HL7 FHIR R4 (4.0.1), Resource.id and Meta: an id names one resource, `versionId` and `lastUpdated` its versions;
a history or several exports in one set hold more than one. Where neither says which is newer, the later line is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from ingest.adapters.adapter import digest_of
from ingest.table import Block, NotData, Table

#: What an older version's line is called in the row accounting.
OLDER = "older_version"
#: What makes a version newer, the weightiest first.
_NEWER = ("updated", "version", "table", "place")


def newest(tables: Sequence[Table]) -> list[Table]:
    """The tables of one kind without the lines of older versions, whichever of the tables the newest stands in.

    Lines that say the very same are left to the import, which knows a repeated row.
    """
    older = _older(tables)
    return [
        _without(table, frozenset(lines), tables) if (lines := older.get(place)) else table
        for place, table in enumerate(tables)
    ]


def _older(tables: Sequence[Table]) -> dict[int, list[int]]:
    """By table, the lines of older versions."""
    ids = pl.concat([pl.Series("id", [], pl.String), *(_all(table, "$.id") for table in tables)])
    several = ids.filter(ids.is_duplicated() & ids.is_not_null()).unique()
    if several.is_empty():
        return {}
    every = pl.concat([_versions(table, place, several) for place, table in enumerate(tables)])
    spoken = every.sort(_NEWER, nulls_last=False).group_by("id", maintain_order=True).agg(text_spoken=pl.last("text"))
    older = every.join(spoken, on="id").filter(pl.col("text") != pl.col("text_spoken"))
    return dict(older.group_by("table").agg("line").sort("table").iter_rows())


def _all(table: Table, path: str) -> pl.Series:
    parts = [block.rows["c0"].str.json_path_match(path) for block in table.blocks()]
    return pl.concat([pl.Series("id", [], pl.String), *(part.alias("id") for part in parts)])


def _versions(table: Table, place: int, several: pl.Series) -> pl.DataFrame:
    """The resources of these ids in one table, with what tells their versions apart."""
    text = pl.col("c0")
    found = [
        block.rows.select(
            "line",
            id=text.str.json_path_match("$.id"),
            updated=_instant(text.str.json_path_match("$.meta.lastUpdated")),
            version=text.str.json_path_match("$.meta.versionId").cast(pl.Int64, strict=False),
            text=text.hash(),
            table=pl.lit(place),
            place=pl.col("line"),
        ).filter(pl.col("id").is_in(several.to_list()))
        for block in table.blocks()
    ]
    return pl.concat(found)


def _instant(said: pl.Expr) -> pl.Expr:
    """An instant of any zone; one without a zone, or no instant, is none."""
    return said.str.to_datetime("%+", time_zone="UTC", time_unit="us", strict=False)


def _without(table: Table, lines: frozenset[int], others: Sequence[Table]) -> Table:
    """A table without some lines; what is left hangs on the others, so it is another table with other ones."""

    def kept(block: Block) -> Block:
        out = pl.col("line").is_in(list(lines))
        older = block.rows.filter(out)["line"].to_list()
        not_data = (*block.not_data, *(NotData(line, OLDER) for line in older))
        return replace(block, rows=block.rows.filter(~out), not_data=not_data)

    def read() -> Iterator[Block]:
        return (kept(block) for block in table.blocks())

    own = [other for other in others if other.digest != table.digest]
    return replace(table, read=read, digest=digest_of(table, *own))
