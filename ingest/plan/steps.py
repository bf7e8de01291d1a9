"""Changes of shape that make a list one row a record in columns we know: one small step each, block by block.

A step takes a table and gives a table. What it adds stands in new columns behind the old ones; no cell is overwritten,
so that a row can still be followed to its line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from ingest.ages import age_in_years
from ingest.dates import DateOrder, dates
from ingest.plan.partial_days import last_day_of
from ingest.plan.words import meanings, tick_of
from ingest.table import Block, NotData, Table

#: Words that steps write into a status column of their own; no export writes them.
CAME, CANCELLED, NO_SHOW, DELETED, TEST = "(came)", "(cancelled)", "(no show)", "(deleted)", "(test patient)"
IMAGE_ONLY = "(image alone)"
FLAG_WORDS: Mapping[str, str] = {
    CAME: "completed", CANCELLED: "cancelled", NO_SHOW: "no_show", DELETED: "deleted", TEST: "admin",
    IMAGE_ONLY: "admin",
}  # fmt: skip


@dataclass(frozen=True)
class ShapeStep:
    """One change of shape: its kind, the columns it reads, and what else it must know."""

    kind: str
    columns: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)


Blocks = Iterator[Block]


def shaped(table: Table, steps: tuple[ShapeStep, ...]) -> Table:
    """The table after every step, its columns named apart."""
    made = named_apart(table)
    for step in steps:
        made = STEPS[step.kind](made, step)
    return made


def named_apart(table: Table) -> Table:
    """Columns of the same name told apart: Status, Status (2)."""
    seen: dict[str, int] = {}
    names = []
    for name in table.header:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 or not name else f"{name} ({seen[name]})")
    return replace(table, header=tuple(names))


def place(table: Table, column: str) -> str:
    """The block column of a named column."""
    return f"c{table.header.index(column)}"


def _adding(table: Table, name: str, cells: Callable[[pl.DataFrame], pl.Series | pl.Expr]) -> Table:
    """The table with one more column, made of each block's rows."""
    new = f"c{len(table.header)}"

    def read() -> Blocks:
        for block in table.read():
            made = cells(block.rows)
            yield replace(block, rows=block.rows.with_columns(made.alias(new)))

    return replace(table, header=(*table.header, name), read=read)


def _by_kind(cells: pl.Series, means: Callable[[str], object], dtype: pl.DataType) -> pl.Series:
    distinct = cells.drop_nulls().unique().to_list()
    return cells.replace_strict(distinct, [means(c) for c in distinct], default=None, return_dtype=dtype)


def flagged(table: Table, step: ShapeStep) -> Table:
    """A status column that also says what a tick or a date of cancellation says.

    options: `word` is written where the column is ticked (with `filled`, where it holds anything; with `unless`, where
    it says no, and where it is blank if `blank` is no); `status` is the column that speaks for the other rows, else
    they came. A word that is neither yes nor no ("DNA" under "Attended?") is then a status of its own.
    """
    column, word = place(table, step.columns[0]), step.options["word"]
    status = place(table, step.options["status"]) if "status" in step.options else None

    def cells(rows: pl.DataFrame) -> pl.Series:
        ticked = _by_kind(rows[column], tick_of, pl.Boolean())
        base = rows[status] if status else pl.Series([CAME] * rows.height, dtype=pl.String)
        if "filled" in step.options:
            marked = rows[column].is_not_null()
        elif "unless" in step.options:
            marked = (~ticked).fill_null(False) | (rows[column].is_null() & (step.options.get("blank") == "no"))
            base = base if status else pl.select(pl.when(ticked).then(base).otherwise(rows[column])).to_series()
        else:
            marked = ticked.fill_null(False)
        return pl.select(pl.when(marked).then(pl.lit(word)).otherwise(base)).to_series()

    return _adding(table, step.options["as"], cells)


def status_in_type(table: Table, step: ShapeStep) -> Table:
    """A status column from a type column whose words partly say that nobody came; the other words came."""
    column = place(table, step.columns[0])
    known = meanings("visits", "status")
    out = {"no_show": NO_SHOW, "cancelled": CANCELLED}

    def means(cell: str) -> str:
        from ingest.plan.words import compared

        return out.get(known.get(compared(cell), ""), CAME)

    return _adding(table, step.options["as"], lambda rows: _by_kind(rows[column], means, pl.String()).fill_null(CAME))


def blank_as(table: Table, step: ShapeStep) -> Table:
    """A status column in which a blank cell says what a person said it means; options: `word`."""
    column = place(table, step.columns[0])
    return _adding(table, step.options["as"], lambda rows: rows[column].fill_null(step.options["word"]))


def without_test_people(table: Table, step: ShapeStep) -> Table:
    """A status column in which rows of test patients are out; options: `pattern` of their numbers or names."""
    column, word = place(table, step.columns[0]), step.options.get("word", TEST)
    status = place(table, step.options["status"]) if "status" in step.options else None

    def cells(rows: pl.DataFrame) -> pl.Series:
        base = rows[status] if status else pl.Series([CAME] * rows.height, dtype=pl.String)
        marked = rows[column].str.contains(step.options["pattern"]).fill_null(False)
        return pl.select(pl.when(marked).then(pl.lit(word)).otherwise(base)).to_series()

    return _adding(table, step.options["as"], cells)


def same_people(table: Table, step: ShapeStep) -> Table:
    """A patient column written as the other list writes it; options: `how` (zeros, width, suffix, digits, prefix)."""
    column, how, width = place(table, step.columns[0]), step.options["how"], int(step.options.get("width", "0"))
    return _adding(table, step.options["as"], lambda rows: people_as(rows[column], how, width))


def people_as(numbers: pl.Series, how: str, width: int = 0) -> pl.Series:
    """Patient numbers written another way, so that two lists meet.

    `suffix` takes a spreadsheet's ".0" and the signs between thousands off, `zeros` also leading zeros, `width` fills
    them up, `digits` keeps the digits alone (prefixes), `letters` makes letters small and takes signs away.
    """
    bare = plain_numbers(numbers)
    if how == "suffix":
        return bare
    if how == "width":
        return bare.str.replace(r"^0+(\d)", "${1}").str.zfill(width)
    if how == "zeros":
        return bare.str.replace(r"^0+(.)", "${1}")
    if how == "digits":
        return bare.str.replace_all(r"\D", "").str.replace(r"^0+(.)", "${1}")
    return bare.str.to_lowercase().str.replace_all(r"[\W_]", "")


#: A number with a sign between its thousands: 1,001, 1 001, 1'001, 1.001.
THOUSANDS = r"^\d{1,3}([,.'\x{2019} \x{a0}\x{202f}]\d{3})+$"


def plain_numbers(numbers: pl.Series) -> pl.Series:
    """Numbers as they were before a spreadsheet wrote them with ".0" or with signs between the thousands."""
    bare = numbers.str.replace(r"\.0+$", "")
    together = bare.str.replace_all(r"\D", "")
    plain = pl.when(bare.str.contains(THOUSANDS)).then(together).otherwise(bare)
    return pl.select(plain.alias(numbers.name)).to_series()


def joined(table: Table, step: ShapeStep) -> Table:
    """One column of the filled cells of several, with a sign between (Dx1 … Dx5)."""
    columns = [place(table, c) for c in step.columns]
    sign = step.options.get("between", "; ")
    return _adding(
        table,
        step.options["as"],
        lambda rows: rows.select(
            pl.when(pl.any_horizontal(pl.col(columns).is_not_null())).then(
                pl.concat_str(columns, separator=sign, ignore_nulls=True)
            )
        ).to_series(),
    )


def first_of(table: Table, step: ShapeStep) -> Table:
    """The first filled cell of several columns."""
    columns = [place(table, c) for c in step.columns]
    return _adding(table, step.options["as"], lambda rows: rows.select(pl.coalesce(columns)).to_series())


def system_of(table: Table, step: ShapeStep) -> Table:
    """The code system of the first filled cell of several columns; options: `systems`, one for each column."""
    columns, systems = [place(table, c) for c in step.columns], step.options["systems"].split(";")

    def cells(rows: pl.DataFrame) -> pl.Series:
        told = [pl.when(pl.col(c).is_not_null()).then(pl.lit(s)) for c, s in zip(columns, systems, strict=True)]
        return rows.select(pl.coalesce(told)).to_series()

    return _adding(table, step.options["as"], cells)


def hours(table: Table, step: ShapeStep) -> Table:
    """A length written in hours, or in another unit of so many minutes (`minutes`), as minutes."""
    column, unit = place(table, step.columns[0]), float(step.options.get("minutes", "60"))

    def cells(rows: pl.DataFrame) -> pl.Series:
        number = rows[column].str.replace(",", ".").cast(pl.Float64, strict=False)
        return (number * unit).round(0).cast(pl.Int64).cast(pl.String)

    return _adding(table, step.options["as"], cells)


def in_words(table: Table, step: ShapeStep) -> Table:
    """A column whose codes stand there in the words that a person gave them; options: `is CODE`, for each of them."""
    column = place(table, step.columns[0])
    told = {name.removeprefix("is "): words for name, words in step.options.items() if name.startswith("is ")}
    return _adding(table, step.options["as"], lambda rows: rows[column].replace(told))


def last_days(table: Table, step: ShapeStep) -> Table:
    """A date column in which a month or a year alone is its last day, no later than the day `made`."""
    column, made = place(table, step.columns[0]), date.fromisoformat(step.options["made"])

    def whole(cell: str) -> str:
        last = last_day_of(cell)
        return cell if last is None else min(last, made).isoformat()

    return _adding(table, step.options["as"], lambda rows: _by_kind(rows[column], whole, pl.String()))


def filled_down(table: Table, step: ShapeStep) -> Table:
    """A column whose cell is written once for a block of rows and holds for those below it."""
    column, name = place(table, step.columns[0]), step.options["as"]

    def read() -> Blocks:
        last: str | None = None
        new = f"c{len(table.header)}"
        for block in table.read():
            cells = block.rows[column].fill_null(strategy="forward")
            cells = cells.fill_null(last) if last is not None else cells
            last = cells[-1] if len(cells) and cells[-1] is not None else last
            yield replace(block, rows=block.rows.with_columns(cells.alias(new)))

    return replace(table, header=(*table.header, name), read=read)


def one_a_visit(table: Table, step: ShapeStep) -> Table:
    """One row for each patient, day and clinician (the columns), of lines that list one visit several times.

    The first line stays; the columns named in `joins` (by number, with commas) hold what all its lines say. The other
    lines are accounted for as further lines of the same visit. A line whose `status` is among `gone` stands alone: it
    is no line of a visit that took place.
    """
    by = [place(table, c) for c in step.columns]
    joins = [place(table, c) for c in step.options.get("joins", "").split("\x1f") if c]
    gone = [word for word in step.options.get("gone", "").split("\x1f") if word]
    status = place(table, step.options["status"]) if gone else ""
    out = pl.col(status).str.to_lowercase().is_in(gone).fill_null(False) if gone else pl.lit(False)

    def read() -> Blocks:
        blocks = list(table.read())
        if not blocks:
            return
        rows = pl.concat([b.rows for b in blocks])
        whole = pl.all_horizontal(pl.col(c).is_not_null() for c in by[:2]) & ~out
        lone = pl.when(~whole).then(pl.col("line").cast(pl.String))
        grouped = rows.with_columns(_lone=lone).group_by([*by, "_lone"], maintain_order=True)
        rest = [c for c in rows.columns if c not in by and c not in joins]
        together = [pl.col(c).drop_nulls().unique(maintain_order=True).str.join("; ").alias(c) for c in joins]
        first = grouped.agg(*[pl.col(c).first() for c in rest], *together)
        first = first.with_columns(pl.when(pl.col(c) != "").then(pl.col(c)) for c in joins).select(rows.columns)
        further = rows.filter(~pl.col("line").is_in(first["line"].implode()))["line"]
        yield Block(
            first,
            tuple(r for b in blocks for r in b.refused),
            (*(n for b in blocks for n in b.not_data), *(NotData(line, "same_visit") for line in further)),
        )

    return replace(table, read=read)


def one_an_order(table: Table, step: ShapeStep) -> Table:
    """One number for the lines of one order: the same cells in the columns, each day close to the one before it.

    The first two columns are the patient and the day; options: `days`. The new column numbers them; no line is lost,
    and the newest line's status decides (counting.md section 3).
    """
    who, when, *same = (place(table, c) for c in step.columns)
    new, days, order = f"c{len(table.header)}", int(step.options["days"]), _order(step)

    def read() -> Blocks:
        blocks = list(table.read())
        if not blocks:
            return
        rows = pl.concat([b.rows for b in blocks])
        numbers = order_numbers(rows, who, when, same, days, order)
        for block in blocks:
            yield replace(block, rows=block.rows.join(numbers.rename({"number": new}), on="line", how="left"))

    return replace(table, header=(*table.header, step.options["as"]), read=read)


def _order(step: ShapeStep) -> DateOrder | None:
    return DateOrder(step.options["order"]) if step.options.get("order") else None


def order_numbers(
    rows: pl.DataFrame, who: str, when: str, same: list[str], days: int, order: DateOrder | None
) -> pl.DataFrame:
    """`line` and `number` of each row: rows of one patient and exam, each so many days at most after the one before."""
    dated = rows.select("line", who, *same, day=dates(rows[when], order))
    dated = dated.sort(who, *same, "day", "line", nulls_last=True)
    apart = pl.col("day").diff().dt.total_days().over(who, *same) > days
    begun = dated.with_columns(begins=apart.fill_null(True))
    run = pl.col("begins").cast(pl.Int64).cum_sum()
    first = pl.col("line").first().over(run).cast(pl.String)
    return begun.select("line", number=pl.concat_str(pl.lit("lines "), first))


#: Ages at which somebody becomes grown up in one programme or another, or passes into another risk.
THRESHOLDS = (16, 18, 19, 50)
DAYS_A_YEAR = 365.2425


def ages_then(ages: pl.Series, days: pl.Series, made: date) -> pl.Series:
    """Ages on earlier days from everybody's age on the day `made`: the older of the two that are possible.

    Without a birthday the age lies open by a year; null where that leaves open whether a threshold was reached.
    """
    elapsed = pl.col("day").cast(pl.Int32).neg().add((made - date(1970, 1, 1)).days).clip(0)
    oldest = pl.col("age") - (elapsed / DAYS_A_YEAR).floor().cast(pl.Int32)
    youngest = pl.col("age") - (elapsed / DAYS_A_YEAR).ceil().cast(pl.Int32)
    open_ones = pl.any_horizontal((oldest >= n) & (youngest < n) for n in THRESHOLDS)
    frame = pl.DataFrame({"age": ages.cast(pl.Int32), "day": days})
    return frame.select(pl.when(~open_ones & (youngest >= 0)).then(oldest)).to_series()


def age_then(table: Table, step: ShapeStep) -> Table:
    """The age on the row's day, of a column that holds everybody's age on the day `made`; blank where it is open."""
    age, day = (place(table, c) for c in step.columns)
    made, order = date.fromisoformat(step.options["made"]), _order(step)

    def cells(rows: pl.DataFrame) -> pl.Series:
        return ages_then(age_in_years(rows[age]), dates(rows[day], order), made).cast(pl.String)

    return _adding(table, step.options["as"], cells)


def not_on_days(table: Table, step: ShapeStep) -> Table:
    """Rows on days that another file speaks for (`first` to `last`) taken out, accounted for as repeats of its rows."""
    column, order = place(table, step.columns[0]), _order(step)
    first, last = (date.fromisoformat(step.options[name]) for name in ("first", "last"))

    def read() -> Blocks:
        for block in table.read():
            days = dates(block.rows[column], order)
            out = days.is_between(first, last).fill_null(False)
            lines = tuple(NotData(line, "other_file") for line in block.rows.filter(out)["line"])
            yield replace(block, rows=block.rows.filter(~out), not_data=(*block.not_data, *lines))

    return replace(table, read=read)


def without(table: Table, step: ShapeStep) -> Table:
    """Rows that are no records of the list, accounted for as such (subtotals in the middle, group headings).

    options: `pattern` of the first column's cell.
    """
    column = place(table, step.columns[0])

    def read() -> Blocks:
        for block in table.read():
            odd = block.rows[column].str.contains(step.options["pattern"]).fill_null(False)
            lines = tuple(NotData(line, "totals") for line in block.rows.filter(odd)["line"])
            yield replace(block, rows=block.rows.filter(~odd), not_data=(*block.not_data, *lines))

    return replace(table, read=read)


def every_line(table: Table, step: ShapeStep) -> Table:
    """The table with every line below its column names as a row, none taken for totals, footers or letterhead."""
    return replace(table, read=table.every_line or table.read)


def beginning(table: Table, step: ShapeStep) -> Table:
    """A column with another column's cell before it ("MR" and "lumbar spine")."""
    before, after = (place(table, c) for c in step.columns)
    return _adding(
        table,
        step.options["as"],
        lambda rows: rows.select(pl.concat_str(before, after, separator=" ", ignore_nulls=True)).to_series(),
    )


STEPS: Mapping[str, Callable[[Table, ShapeStep], Table]] = {
    "blank": blank_as,
    "flag": flagged, "status_in_type": status_in_type, "test_people": without_test_people, "same_people": same_people,
    "join": joined, "hours": hours, "fill_down": filled_down, "one_a_visit": one_a_visit, "without": without,
    "age_then": age_then, "every_line": every_line, "before": beginning, "one_an_order": one_an_order,
    "not_on_days": not_on_days, "first_of": first_of, "system_of": system_of,
    "last_days": last_days, "in_words": in_words,
}  # fmt: skip
__all__ = ["STEPS", "ShapeStep", "named_apart", "people_as", "place", "plain_numbers", "shaped"]
