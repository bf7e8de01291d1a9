"""Rows made tidy: cells trimmed, blanks empty, and the lines that are no records taken out and named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from unicodedata import decimal

import polars as pl

from ingest.header import TableShape
from ingest.not_data import MAY_BE_NO_DATA, hides_a_row, kind_of, lone_words
from ingest.table import BLANKS, EDGE_SPACE, EXACT_BLANKS, Block, NotData, Refused, is_blank, row_columns, row_schema

SAYS_NOTHING = sorted(
    {"".join(signs) for blank in BLANKS for signs in product(*((sign, sign.upper()) for sign in blank))} | EXACT_BLANKS
)

LONGEST_BLANK = max(len(blank) for blank in BLANKS)


@dataclass
class LeftOut:
    """What was not taken as a row while a block was read; `doubtful` lines are footers if no record
    follows them.
    """

    refused: list[Refused] = field(default_factory=list)
    not_data: list[NotData] = field(default_factory=list)
    doubtful: set[int] = field(default_factory=set)

    def add(self, later: LeftOut) -> None:
        """Put what a later stretch left out behind what is here."""
        self.refused += later.refused
        self.not_data += later.not_data
        self.doubtful |= later.doubtful


def kind_in(shape: TableShape, cells: Sequence[str | None]) -> str | None:
    """What a line is if it is no record, judged with the table's own header and banners in view."""
    if len(cells) == shape.width and tuple(cell or "" for cell in cells) == tuple(blanked(shape.header)):
        return "header"
    if not shape.claims:
        return None if any(cell is not None for cell in cells) else "blank"
    if tuple(cell for cell in cells if cell is not None) in shape.banners:
        return "banner"
    if len(cells) == 1 and cells[0] is not None and hides_a_row(cells[0], shape.width):
        return None
    if shape.width == 1 and len(cells) == 1 and cells[0] is not None and not lone_words(cells):
        return None
    return kind_of(cells)


def blanked(header: Sequence[str]) -> list[str]:
    """The header with cells that say nothing made empty, as rows have them."""
    return ["" if is_blank(cell) else cell for cell in header]


def tidy(frame: pl.DataFrame, loose_space: bool) -> pl.DataFrame:
    """Trim cells if any may need it, and make blanks null; columns without blanks are left as they are."""
    if loose_space:
        frame = frame.with_columns(pl.col(pl.String).str.strip_chars(EDGE_SPACE))
    names = [name for name, kind in frame.schema.items() if kind == pl.String]
    shortest = frame.select(pl.col(names).str.len_bytes().min()).row(0) if names else ()
    names = [name for name, least in zip(names, shortest) if least is not None and least <= LONGEST_BLANK]
    found = frame.select(pl.col(names).is_in(SAYS_NOTHING).any()).row(0) if names else ()
    columns = [name for name, any_blank in zip(names, found) if any_blank]
    emptied = (
        pl.when(pl.col(name).is_in(SAYS_NOTHING)).then(None).otherwise(pl.col(name)).alias(name) for name in columns
    )
    return frame.with_columns(*emptied)


DIGITS_OF_OTHER_SCRIPTS = r"[\d&&[^0-9]]"


def with_plain_digits(frame: pl.DataFrame) -> pl.DataFrame:
    """Digits of other scripts (full-width, Arabic, Devanagari ...) as 0 to 9: one number is one number."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    found = frame.select(pl.col(texts).str.contains(DIGITS_OF_OTHER_SCRIPTS).any()).row(0) if texts else ()
    columns = [name for name, other in zip(texts, found) if other]
    return frame.with_columns(plain_digits(frame[name]) for name in columns)


def plain_digits(column: pl.Series) -> pl.Series:
    """The texts with each digit written 0 to 9; all others as they are."""
    other = column.str.contains(DIGITS_OF_OTHER_SCRIPTS).fill_null(False)
    distinct = column.filter(other).unique()
    plain = ["".join(str(decimal(sign, sign)) for sign in text) for text in distinct]
    return column.replace(distinct, pl.Series(plain, dtype=pl.String))


def sifted(frame: pl.DataFrame, shape: TableShape, left_out: LeftOut, last: bool) -> Block:
    """The block: rows that are records, and the account of all other lines in order."""
    odd = _not_records(frame, shape)
    if last and shape.width > 1 and shape.claims:
        odd |= _trailing(frame.filter(~pl.col("line").is_in(list(odd))) if odd else frame, left_out)
    if odd:
        frame = frame.filter(~pl.col("line").is_in(list(odd)))
    not_data = sorted([*left_out.not_data, *(NotData(*one) for one in odd.items())], key=lambda one: one.line)
    refused = [one for one in left_out.refused if one.line not in odd]
    return Block(frame.select(list(row_schema(shape.width))), tuple(refused), tuple(not_data))


def _not_records(frame: pl.DataFrame, shape: TableShape) -> dict[int, str]:
    """Lines of the frame that are no records, with what they are; a quick look first, exact for the few
    it finds.
    """
    cells = row_columns(shape.width)
    filled = pl.sum_horizontal(pl.col(cells).is_not_null())
    few = pl.col("filled") <= max(3, shape.width // 4 + 1)
    firsts = [cell for cell in blanked(shape.header) if cell][:1] + sorted({banner[0] for banner in shape.banners})
    marked = frame.select("line", filled.alias("filled"), pl.coalesce(cells).alias("first"))
    sparse = marked.filter(few).filter((pl.col("filled") == 0) | pl.col("first").str.contains(MAY_BE_NO_DATA))
    repeated = marked.filter(pl.col("first").is_in(firsts))
    lines = pl.concat([sparse["line"], repeated["line"]]).unique()
    found: dict[int, str] = {}
    for line, *row in frame.filter(pl.col("line").is_in(lines.implode())).select("line", *cells).iter_rows():
        kind = kind_in(shape, row)
        if kind:
            found[line] = kind
    return found


def _trailing(frame: pl.DataFrame, left_out: LeftOut) -> dict[int, str]:
    """Lines below the last record that hold words in one cell only: footers of a kind nobody listed."""
    refused_last = max((one.line for one in left_out.refused if one.line not in left_out.doubtful), default=0)
    footers: list[int] = []
    for offset in range(frame.height - 1, -1, -1):
        line, *cells = frame.row(offset)
        if line < refused_last or not lone_words(cells):
            refused_last = max(refused_last, line)
            break
        footers.append(line)
    return dict.fromkeys([*footers, *(line for line in left_out.doubtful if line > refused_last)], "footer")
