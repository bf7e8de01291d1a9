"""Sheets that hold more than one list.

A second heading row below, a list beside another, Visit 1 … Visit N across, the picture ordered at a visit in its row.

Each part becomes a table of its own, whose rows keep their lines; what was parted is told, and asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise

import polars as pl

from ingest.plan.headings import read
from ingest.plan.propose import Proposal, propose
from ingest.plan.shapes import SAMPLE, ColumnShape
from ingest.plan.words import tick_of
from ingest.table import Block, Table, normalise
from measures.imaging import read_exams

#: So many cells of a row must name columns, and so large a share of its filled ones.
NAMES, SHARE = 3, 0.6
#: Parts are named behind this.
PART = " > "
BELOW, BESIDE, ACROSS, WITHIN = "below", "beside", "across", "within"
_NUMBERED = re.compile(r"^(.*?)[\s_\-#]*\(?([1-9]\d?)\)?$")


@dataclass(frozen=True)
class Parted:
    """A table that is a part of a sheet: how the sheet was parted, which part this is, and of what file."""

    table: Table
    how: str = ""
    number: int = 1
    of: str = ""


def parts_of(table: Table) -> list[Parted]:
    """The lists that a table holds; itself alone where it holds one."""
    rows = next((block.rows for block in table.blocks()), None)
    if rows is None or not rows.height:
        return [Parted(table)]
    if groups := numbered_groups(table, rows):
        return [_part(table, ACROSS, n, _across(table, columns)) for n, columns in enumerate(groups, 1)]
    if spans := beside(table, rows):
        return [_part(table, BESIDE, n, _beside(table, *span)) for n, span in enumerate(spans, 1)]
    if lines := heading_lines(table, rows):
        ends = [*lines[1:], None]
        spans_below = enumerate(zip(lines, ends, strict=True), 2)
        under = [_part(table, BELOW, n, _below(table, rows, *span)) for n, span in spans_below]
        return [_part(table, BELOW, 1, _above(table, lines[0])), *under]
    if places := ordered_within(table, rows):
        return [_part(table, WITHIN, n, made) for n, made in enumerate(_within(table, rows, places), 1)]
    return [Parted(table)]


def _part(table: Table, how: str, number: int, made: Table) -> Parted:
    digest = table.digest if number == 1 else sha256(f"{table.digest} {how} {number}".encode()).hexdigest()
    own = replace(made, file=f"{table.file}{PART}list {number}", digest=digest, every_line=None)
    return Parted(own, how, number, table.file)


def names_columns(cells: list[str | None]) -> bool:
    """Whether a row names columns: no digit in it, and most of its cells say what lists' headings say."""
    filled = [cell for cell in cells if cell]
    if len(filled) < NAMES or any(re.search(r"\d", cell) for cell in filled):
        return False
    spoken = [cell for cell in filled if read(cell).concepts and not read(cell).unknown]
    return len(spoken) >= max(NAMES, SHARE * len(filled)) and len(set(filled)) == len(filled)


def heading_lines(table: Table, rows: pl.DataFrame) -> list[int]:
    """Lines that name other columns than the heading row does, each followed by records."""
    cells = [pl.col(f"c{n}") for n in range(len(table.header))]
    wordy = rows.filter(pl.concat_str(cells, ignore_nulls=True).str.contains(r"\d").not_())
    header = [normalise(c) for c in table.header]
    found = []
    for line, *row in wordy.head(500).rows():
        mine = [normalise(c or "") for c in row]
        if mine != header and names_columns(row) and _two_of_ours(row):
            found.append(line)
    return [line for line in found if rows.filter(pl.col("line") > line).height]


def _two_of_ours(row: list[str | None]) -> bool:
    says = [read(cell).says for cell in row if cell]
    return any(s & {"patient", "chart", "health_number"} for s in says) and any("date" in s for s in says)


def _above(table: Table, line: int) -> Table:
    return replace(table, read=_lines(table, lambda c: c < line, lambda n: n < line))


def _below(table: Table, rows: pl.DataFrame, line: int, until: int | None) -> Table:
    names = rows.filter(pl.col("line") == line).drop("line").row(0)
    header = tuple(name or "" for name in names)
    last = max((n for n, name in enumerate(header) if name), default=0) + 1

    def within(n: pl.Expr | int) -> pl.Expr | bool:
        return (n > line) & (n < until) if until else n > line

    return replace(table, header=header[:last], header_line=line, read=_lines(table, within, within))


def _lines(table: Table, rows: Callable[..., object], lines: Callable[..., object]) -> Callable[[], Iterator[Block]]:
    """Blocks with only the rows, refusals and other lines of some lines."""

    def read_blocks() -> Iterator[Block]:
        for block in table.read():
            yield Block(
                block.rows.filter(rows(pl.col("line"))),  # type: ignore[arg-type]
                tuple(r for r in block.refused if lines(r.line)),
                tuple(n for n in block.not_data if lines(n.line)),
            )

    return read_blocks


def beside(table: Table, rows: pl.DataFrame) -> list[tuple[int, int]]:
    """The first and last columns of lists that an empty column without a name parts, each with patient and day."""
    empty = [n for n, name in enumerate(table.header) if not name and not rows[f"c{n}"].drop_nulls().len()]
    edges = [-1, *empty, len(table.header)]
    spans = [(low + 1, high) for low, high in pairwise(edges) if high - low > NAMES]
    whole = [span for span in spans if _two_of_ours(list(table.header[slice(*span)]))]
    return whole if len(whole) >= 2 and len(whole) == len(spans) else []


def _beside(table: Table, low: int, high: int) -> Table:
    chosen = {f"c{n}": f"c{n - low}" for n in range(low, high)}
    return _of_columns(table, table.header[low:high], chosen, list(chosen))


#: An order list names an exam in nearly every row, a visit list with a column for the picture in few of them.
FEW = 0.6
#: What an order takes over from the row of its visit.
_OF_AN_ORDER = ("patient", "date", "birth_date", "birth_year", "age", "provider", "diagnosis", "reason", "indication")


def ordered_within(table: Table, rows: pl.DataFrame) -> list[int]:
    """The columns of a visit list in which a picture ordered at the visit stands, or is ticked under its own name."""
    sample = rows.head(SAMPLE)
    places = [n for n, name in enumerate(table.header) if name and _of_pictures(name, sample[f"c{n}"])]
    if not places or len(places) == len(table.header):
        return []
    marked = sample.select(pl.any_horizontal(_picture(table, n).is_not_null() for n in places)).to_series()
    found = _without(table, rows, places)
    about = found.found.keys() & {"diagnosis", "reason", "status"} or found.found.keys() & {"indication"}
    return places if 0 < int(marked.sum()) < FEW * len(marked) and found.event == "visits" and about else []


def _of_pictures(name: str, cells: pl.Series) -> bool:
    """Whether a column names pictures in its cells, or is ticked under the name of one."""
    shape = ColumnShape(cells, len(cells))
    if not len(shape.filled):
        return False
    if shape.is_tick:
        return bool(read_exams([name])[0].modality)
    return "exam" in read(name).says and shape.exams >= 0.5


def _picture(table: Table, place: int) -> pl.Expr:
    """The picture of each row: what the cell names, or the heading where the cell is ticked."""
    cell = pl.col(f"c{place}")
    ticked = cell.map_elements(tick_of, return_dtype=pl.Boolean)
    heading = pl.lit(table.header[place])
    return pl.when(ticked).then(heading).when(ticked.is_null()).then(cell)


def _without(table: Table, rows: pl.DataFrame, places: Collection[int]) -> Proposal:
    """What a list is by its other columns."""
    others = [n for n in range(len(table.header)) if n not in places]
    sample = rows.head(SAMPLE)
    return propose([table.header[n] for n in others], [ColumnShape(sample[f"c{n}"], sample.height) for n in others])


def _within(table: Table, rows: pl.DataFrame, places: Sequence[int]) -> Iterator[Table]:
    """The visits without the columns of pictures, and for each of those the orders in it."""
    kept = [n for n in range(len(table.header)) if n not in places]
    chosen = {f"c{n}": f"c{k}" for k, n in enumerate(kept)}
    yield _of_columns(table, tuple(table.header[n] for n in kept), chosen)
    columns = _visit_columns(table, rows, places)
    for place in places:
        yield _ordered(table, [*columns, place], place)


def _visit_columns(table: Table, rows: pl.DataFrame, places: Collection[int]) -> list[int]:
    """The columns of a visit that its order is of, too."""
    others = [n for n in range(len(table.header)) if n not in places]
    found = _without(table, rows, places).found
    return sorted({others[found[name].place] for name in _OF_AN_ORDER if name in found})


def _ordered(table: Table, columns: Sequence[int], place: int) -> Table:
    """The rows in which a picture was ordered, as an order list."""

    def read_blocks() -> Iterator[Block]:
        for block in table.read():
            own = {f"c{k}": _picture(table, n) if n == place else pl.col(f"c{n}") for k, n in enumerate(columns)}
            made = block.rows.select("line", **own)
            yield Block(made.filter(pl.col(f"c{len(columns) - 1}").is_not_null()), (), ())

    named = "Imaging ordered" if _ticked(table, place) else table.header[place]
    return replace(table, header=(*(table.header[n] for n in columns[:-1]), named), read=read_blocks)


def _ticked(table: Table, place: int) -> bool:
    """Whether a column is ticked under the name of a picture and names none in its cells."""
    return "exam" not in read(table.header[place]).says


def _of_columns(
    table: Table, header: tuple[str, ...], chosen: dict[str, str], any_of: list[str] | None = None
) -> Table:
    """Some columns under their own names, without the rows in which the told ones are all blank."""
    told = pl.any_horizontal(pl.col(c).is_not_null() for c in any_of) if any_of else pl.lit(True)

    def read_blocks() -> Iterator[Block]:
        for block in table.read():
            kept = block.rows.filter(told).select("line", *(pl.col(c).alias(new) for c, new in chosen.items()))
            yield replace(block, rows=kept)

    return replace(table, header=header, read=read_blocks)


def numbered_groups(table: Table, rows: pl.DataFrame) -> list[dict[str, int]]:
    """For each number, the columns of that visit by their names without it, its day first; none without such days."""
    found: dict[int, dict[str, int]] = {}
    for place, name in enumerate(table.header):
        told = _NUMBERED.match(name.strip())
        if told and told[1]:
            found.setdefault(int(told[2]), {})[told[1].strip(" _-#")] = place
    dated = {stem for columns in found.values() for stem in columns if _of_days(table, rows, found, stem)}
    numbers = [n for n in sorted(found) if dated & found[n].keys()]
    in_order = len(numbers) >= 2 and numbers == list(range(1, len(numbers) + 1))
    if len(dated) != 1 or not in_order or _has_day(table, rows, found):
        return []
    (day,) = dated
    if not _of_visits(rows, found, day):
        return []
    return [{day: found[n][day], **found[n]} for n in numbers if day in found[n]]


def _of_visits(rows: pl.DataFrame, found: dict[int, dict[str, int]], day: str) -> bool:
    """Whether numbered days are those of several visits: "Date1" and "Date2" in every row are two days of one."""
    alone = all(len(columns) == 1 for columns in found.values())
    later = [columns[day] for n, columns in found.items() if n > 1 and day in columns]
    full = all(rows[f"c{place}"].null_count() == 0 for place in later)
    return bool(read(day).says & {"visit", "seen", "service"}) or not (alone and full)


#: Days that stand beside a visit's own: a second birth, a result.
_OTHER_DAYS = frozenset({"birth", "result", "created", "updated", "next", "end", "cancelled"})


def _has_day(table: Table, rows: pl.DataFrame, found: dict[int, dict[str, int]]) -> bool:
    """Whether the rows have a day of their own beside the numbered ones: then these are none of visits."""
    numbered = {place for columns in found.values() for place in columns.values()}
    own = [n for n, name in enumerate(table.header) if n not in numbered and not read(name).says & _OTHER_DAYS]
    return any(ColumnShape(rows[f"c{n}"].head(300), min(rows.height, 300)).days >= 0.6 for n in own)


def _of_days(table: Table, rows: pl.DataFrame, found: dict[int, dict[str, int]], stem: str) -> bool:
    places = [columns[stem] for columns in found.values() if stem in columns]
    if len(places) < 2 or read(stem).says & _OTHER_DAYS:
        return False
    shapes = [ColumnShape(rows[f"c{p}"].head(300), min(rows.height, 300)) for p in places]
    return all(s.days >= 0.6 for s in shapes if len(s.filled)) and any(len(s.filled) for s in shapes)


def _across(table: Table, columns: dict[str, int]) -> Table:
    numbered = {n for n, name in enumerate(table.header) if (t := _NUMBERED.match(name.strip())) and t[1]}
    common = [n for n in range(len(table.header)) if n not in numbered]
    header = (*(table.header[n] for n in common), *(_called(stem, n == 0) for n, stem in enumerate(columns)))
    places = [*common, *columns.values()]
    chosen = {f"c{place}": f"c{new}" for new, place in enumerate(places)}
    return _of_columns(table, header, chosen, [f"c{next(iter(columns.values()))}"])


def _called(stem: str, holds_days: bool) -> str:
    """A numbered heading without its number; one that holds days and does not say so is called a date."""
    return f"{stem} date" if holds_days and "date" not in read(stem).says else stem
