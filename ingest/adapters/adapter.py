"""What an adapter is, and the few ways in which one makes a table from others."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import polars as pl

from ingest.table import Block, Table, normalise
from measures.imaging import read_exams


@dataclass(frozen=True)
class Adapted:
    """Tables after an adapter, and sentences about what it did that somebody has to know."""

    tables: tuple[Table, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Adapter:
    """One format: `adapts` takes every table of an import and gives them back, those it knows made flat."""

    name: str
    adapts: Callable[[tuple[Table, ...]], Adapted]


#: Cells of a block by normalised heading, to the new cells of one of them.
Fill = Callable[[Mapping[str, pl.Series]], pl.Series]


def headings(table: Table) -> list[str]:
    """The table's headings as they are compared."""
    return [normalise(cell) for cell in table.header]


def has(table: Table, *names: str) -> bool:
    """Whether the table has all of these columns, by normalised heading."""
    return set(names) <= set(headings(table))


def filled(table: Table, fills: Mapping[str, Fill], by: Sequence[Table] = ()) -> Table:
    """The same table with the cells of some columns made anew; headings, lines and refusals stay as they are.

    `by` are tables that the new cells were looked up in: with other look-ups it is another table.
    """
    places = {name: place for place, name in reversed(list(enumerate(headings(table))))}

    def made(block: Block) -> Block:
        cells = {name: block.rows[f"c{place}"] for name, place in places.items()}
        new = [fill(cells).cast(pl.String).alias(f"c{places[name]}") for name, fill in fills.items() if name in places]
        return replace(block, rows=block.rows.with_columns(new))

    def read() -> Iterator[Block]:
        return (made(block) for block in table.blocks())

    return replace(table, read=read, digest=digest_of(table, *by))


def widened(table: Table, fills: Mapping[str, Fill], by: Sequence[Table] = ()) -> Table:
    """The same table with new columns behind its own, made of each block's cells; those it has already stay."""
    new = {name: fill for name, fill in fills.items() if normalise(name) not in headings(table)}
    places = {name: place for place, name in reversed(list(enumerate(headings(table))))}
    width = len(table.header)

    def made(block: Block) -> Block:
        cells = {name: block.rows[f"c{place}"] for name, place in places.items()}
        more = [fill(cells).cast(pl.String).alias(f"c{width + n}") for n, fill in enumerate(new.values())]
        return replace(block, rows=block.rows.with_columns(more))

    def read() -> Iterator[Block]:
        return (made(block) for block in table.blocks())

    return replace(table, header=(*table.header, *new), read=read, digest=digest_of(table, *by))


def with_pictures(table: Table, name: str, words: Fill, by: Sequence[Table] = ()) -> Table:
    """The table with a column of the words of its pictures; as it is where no row is one, so that none is carried."""
    wider = widened(table, {name: words}, by)
    last = f"c{len(wider.header) - 1}"
    return wider if any(block.rows[last].is_not_null().any() for block in wider.blocks()) else table


def with_term(code: str, term: str) -> Fill:
    """A column of codes, each with its term behind it where there is one."""
    return lambda cells: (
        pl.select(
            pl.when(cells[code].is_not_null()).then(
                pl.concat_str(cells[code], cells[term].fill_null(""), separator=" ")
            )
        )
        .to_series()
        .str.strip_chars_end(" ")
    )


def pictured(*names: str) -> Fill:
    """The first of some columns whose words name a picture: most procedures are none, and would be asked about."""

    def fill(cells: Mapping[str, pl.Series]) -> pl.Series:
        there = [_only_pictures(cells[name]) for name in names if name in cells]
        return pl.select(pl.coalesce(there)).to_series()

    return fill


def _only_pictures(words: pl.Series) -> pl.Series:
    distinct = words.drop_nulls().unique().to_list()
    seen = [word for word, exam in zip(distinct, read_exams(distinct), strict=True) if exam.modality]
    return pl.select(pl.when(words.is_in(seen)).then(words)).to_series()


def digest_of(*tables: Table) -> str:
    """The digest of a table made from others: another one where any of them changes."""
    first, *others = (table.digest for table in tables)
    return sha256("".join([first, *sorted(others)]).encode()).hexdigest() if others else first


def whole(table: Table, *names: str) -> pl.DataFrame:
    """Some columns of a small table, whole, by normalised heading."""
    places = {name: headings(table).index(name) for name in names}
    chosen = [pl.col(f"c{place}").alias(name) for name, place in places.items()]
    parts = [block.rows.select(chosen) for block in table.blocks()]
    return pl.concat(parts) if parts else pl.DataFrame(schema=dict.fromkeys(names, pl.String))


def first_of(*names: str) -> Fill:
    """The first of some columns that says anything, row by row."""

    def fill(cells: Mapping[str, pl.Series]) -> pl.Series:
        there = [cells[name] for name in names if name in cells]
        return pl.select(pl.coalesce(there)).to_series()

    return fill


def looked_up(name: str, meanings: Mapping[str, str]) -> Fill:
    """A column's cells, each replaced by what a look-up table says of it."""
    return lambda cells: cells[name].replace(dict(meanings))
