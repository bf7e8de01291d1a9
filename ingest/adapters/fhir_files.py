"""FHIR resources of one kind that lie in many files, as where every patient has a bundle: one table of them all.

A list a file would be a hundred lists, each looked at and asked about by itself. In the one table a line's number is
the place of the resource among all of its kind, the files in the order of their names.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

import polars as pl

from ingest.table import Block, NotData, Refused, Table

#: As many files of one kind as a bulk export has parts; more are a file a patient.
FEW = 12
#: Resources in a block.
A_BLOCK = 20_000


def as_one(tables: Sequence[Table]) -> list[Table]:
    """The tables as they are where they are few, else one table of all."""
    if len(tables) <= FEW:
        return list(tables)
    in_order = sorted(tables, key=lambda table: (table.file, table.digest))
    first, kind = in_order[0], in_order[0].header[1]
    digest = sha256("".join(table.digest for table in in_order).encode()).hexdigest()
    name = f"{first.file.partition(' > ')[0]} and {len(tables) - 1} more > {kind}"
    return [replace(first, file=name, digest=digest, read=lambda: _together(in_order))]


def _together(tables: Sequence[Table]) -> Iterator[Block]:
    waiting: list[Block] = []
    place = 0
    for block in (block for table in tables for block in table.blocks()):
        waiting.append(_numbered(block, place))
        place += block.rows.height + len(block.refused) + len(block.not_data)
        if sum(one.rows.height for one in waiting) >= A_BLOCK:
            yield _joined(waiting)
            waiting = []
    if waiting:
        yield _joined(waiting)


def _numbered(block: Block, before: int) -> Block:
    """The block with its lines numbered on from those before, whatever they were in their file."""
    lines = sorted([*block.rows["line"], *(r.line for r in block.refused), *(n.line for n in block.not_data)])
    new = {line: before + n for n, line in enumerate(dict.fromkeys(lines), 1)}
    rows = block.rows.with_columns(pl.col("line").replace_strict(new, return_dtype=pl.UInt32))
    refused = tuple(Refused(new[r.line], r.reason, r.column, r.seen, r.says) for r in block.refused)
    return Block(rows, refused, tuple(NotData(new[n.line], n.kind) for n in block.not_data))


def _joined(blocks: Sequence[Block]) -> Block:
    rows = pl.concat([block.rows for block in blocks])
    refused = tuple(one for block in blocks for one in block.refused)
    return Block(rows, refused, tuple(one for block in blocks for one in block.not_data))
