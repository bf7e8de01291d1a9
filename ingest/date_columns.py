"""What each date column of one file holds: days, instants, a spreadsheet's day numbers, or dates half converted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from ingest.dates import holds_days, without_offset_at_midnight
from ingest.read import Block
from ingest.recognise import Mapping as Columns
from ingest.report import Refusal

DATE_FIELDS = ("date", "birth_date", "end_date", "assessed")
#: The day before day 1 of the two spreadsheet calendars; 1900's counts a 29 February 1900 that never was.
DAY_ZERO = {"1900": date(1899, 12, 30), "1904": date(1904, 1, 1)}
#: Day numbers of 1968 to 2064: a number of five digits outside it is something else.
NUMBERS = range(25_000, 60_001)
#: Born 1910 or later, and not the year of birth itself.
BIRTH_NUMBERS = range(3_700, 60_001)
DAY_NUMBER = r"^\d{4,5}(?:\.\d+)?$"
ISO = r"^\d{4}-(\d{2})-(\d{2})(?:[T ].*)?$"
TEXT = r"^(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})(?:\s.*)?$"
#: What a person can say of a column, by what it holds.
ANSWERS = {"day numbers": ("1900", "1904"), "half converted": ("as written", "swapped")}


@dataclass(frozen=True)
class DateColumn:
    """One date column: `holds` says what ("dates", "days", "day numbers", "half converted"), in how many rows.

    "days": its times are all midnight, so that no time zone moves them. `said` is a person's answer, one of
    ANSWERS[holds]; where one is needed and missing the column is `open`. `examples` are cells, none of a birth date.
    """

    file: str
    column: str
    field: str
    holds: str
    rows: int = 0
    examples: tuple[str, ...] = ()
    said: str | None = None

    @property
    def open(self) -> bool:
        """Whether a person must say how it is to be read."""
        return self.holds in ANSWERS and self.said not in ANSWERS[self.holds]


def date_columns(
    mapping: Columns, first: Iterable[Block], told: Mapping[str, str] | None = None
) -> tuple[DateColumn, ...]:
    """Every date column of one file; `told` holds what a person said of a column, by its heading.

    The first block decides what a column is like; where that is not plain dates the whole column is looked at.
    """
    told, first = told or {}, list(first)
    fields = [name for name in DATE_FIELDS if name in mapping.fields]
    found = {name: _held(mapping, name, first, told) for name in fields}
    if any(column.holds != "dates" for column in found.values()):
        found |= {
            name: _held(mapping, name, mapping.table.blocks(), told)
            for name, column in found.items()
            if column.holds != "dates"
        }
    return tuple(found.values())


def refuse_open_dates(columns: Iterable[DateColumn]) -> None:
    """Raise Refusal where a date column cannot be read before a person has said how."""
    for column in columns:
        if column.open:
            raise Refusal(_day_numbers(column) if column.holds == "day numbers" else _half_converted(column))


def spelt_plainly(frame: pl.DataFrame, columns: Iterable[DateColumn]) -> pl.DataFrame:
    """The mapped cells with every date column that is not plain dates written as days are."""
    changed = {column.field: column for column in columns if column.holds != "dates" and column.field in frame.columns}
    return frame.with_columns(_plainly(frame[name], column).alias(name) for name, column in changed.items())


def day_of(number: int, calendar: str) -> date:
    """The day that a spreadsheet's day number stands for."""
    return DAY_ZERO[calendar] + timedelta(days=number)


def _plainly(cells: pl.Series, column: DateColumn) -> pl.Series:
    if column.holds == "days":
        return without_offset_at_midnight(cells)
    if column.holds == "half converted":
        swapped = column.said == "swapped"
        return cells.str.replace(r"^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$", "$1-$3-$2") if swapped else cells
    numbers = cells.str.extract(r"^(\d{4,5})(?:\.\d+)?$").cast(pl.Int32, strict=False)
    wanted = _are_day_numbers(numbers, column.field)
    since = (DAY_ZERO[column.said or "1900"] - date(1970, 1, 1)).days
    days = (numbers + since).cast(pl.Date).dt.to_string("%Y-%m-%d")
    return pl.select(pl.when(wanted).then(days).otherwise(cells)).to_series()


def _are_day_numbers(numbers: pl.Series, name: str) -> pl.Series:
    among = BIRTH_NUMBERS if name == "birth_date" else NUMBERS
    return numbers.is_between(among.start, among.stop - 1).fill_null(False)


def _held(mapping: Columns, name: str, blocks: Iterable[Block], told: Mapping[str, str]) -> DateColumn:
    place, heading = mapping.fields[name], mapping.table.header[mapping.fields[name]]
    counted = pl.concat([b.rows[f"c{place}"].drop_nulls().value_counts(name="rows") for b in blocks] or [_NOTHING])
    counted.columns = ["cell", "rows"]
    holds, cells = _what(counted["cell"], name)
    rows = int(counted.filter(pl.col("cell").is_in(cells.implode()))["rows"].sum())
    shown = () if name == "birth_date" else tuple(cells.sort().head(2).to_list())
    return DateColumn(mapping.table.file, heading, name, holds, rows, shown, told.get(heading))


_NOTHING = pl.DataFrame(schema={"cell": pl.String, "rows": pl.UInt32})


def _what(cells: pl.Series, name: str) -> tuple[str, pl.Series]:
    """What a column holds, and the cells that say so."""
    numbers = cells.str.extract(r"^(\d{4,5})(?:\.\d+)?$").cast(pl.Int32, strict=False)
    years_only = name == "birth_date" and numbers.drop_nulls().is_between(1850, 2100).all()
    found = cells.filter(_are_day_numbers(numbers, name))
    if len(found) and not years_only:
        return "day numbers", found
    if half := _swapped(cells):
        return "half converted", cells.filter(cells.is_in(half))
    return ("days", cells.clear()) if holds_days(cells) else ("dates", cells.clear())


def _swapped(cells: pl.Series) -> list[str]:
    """ISO dates that a spreadsheet may have made of texts with day and month exchanged; none where nothing says so.

    It turns what it can read (days up to 12) into dates and leaves the other texts, days of 13 and more, as they were.
    """
    iso, text = cells.str.extract_groups(ISO).struct.unnest(), cells.str.extract_groups(TEXT).struct.unnest()
    days = iso["2"].drop_nulls().cast(pl.Int8, strict=False)
    parts = text.drop_nulls().cast(pl.Int8, strict=False)
    if not len(days) or not parts.height or days.max() > 12:  # type: ignore[operator]
        return []
    biggest = parts.select(pl.max_horizontal("1", "2")).to_series()
    return cells.filter(iso["2"].is_not_null()).to_list() if biggest.min() > 12 else []  # type: ignore[operator]


def _day_numbers(column: DateColumn) -> str:
    seen = int(float(column.examples[0])) if column.examples else None
    like = f" ({seen} would be {day_of(seen, '1900')}, or {day_of(seen, '1904')} on an old Mac)" if seen else ""
    return (
        f'{column.file}, "{column.column}": {column.rows:,} cells are day numbers of a spreadsheet, no dates{like}. '
        "Nothing was imported. Say that they are day numbers, or format the column as a date and export it again."
    )


def _half_converted(column: DateColumn) -> str:
    seen = column.examples[0] if column.examples else ""
    _, month, day = seen[:10].split("-") if seen else ("", "", "")
    like = f' ("{seen}" may be day {day} of month {month}, or day {month} of month {day})' if seen else ""
    return (
        f'{column.file}, "{column.column}": a spreadsheet has made some of its dates its own and left the others '
        f"as text, so that day and month of {column.rows:,} cells may be exchanged{like}. Nothing was imported. "
        "Export it again without opening it in a spreadsheet, or say whether they stand as written or exchanged."
    )
