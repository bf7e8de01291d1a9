"""Dates as exports spell them, and the order of day and month, decided for a file and never for a cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import polars as pl

DEFAULTS = (
    date(1, 1, 1), date(1753, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1),
    date(2999, 12, 31), date(9999, 1, 1), date(9999, 12, 31),
)  # fmt: skip
"""Dates that programs write for "no date": counting.md section 7, and the zero days of SQL Server and
Excel."""

LAST_OF_THIS_CENTURY = date(2039, 12, 31)
"""Where nobody says how late a date can be, a two-digit year up to 39 is taken as 20yy."""

_MONTHS = (
    "jan january janv janvier", "feb february fev fevr fevrier", "mar march mars", "apr april avr avril",
    "may mai",
    "jun june juin", "jul july juil juillet", "aug august aou aout", "sep sept september septembre",
    "oct october octobre", "nov november novembre", "dec december decembre",
)  # fmt: skip
MONTHS = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}

WEEKDAY = re.compile(
    r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[\s.,]+"
    r"|^(?:lun|mar|mer|mercre|jeu|ven|vendre|sam|same|dim)(?:di|anche)?[\s.,]+",
    re.IGNORECASE,
)
TIME_AFTER = r"(?i)[\sT,@]+\d{1,2}(?:[:h]\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*(?:[ap]\.?\s?m\.?)?$"
"""A time behind a day, also behind the @ of VA's systems."""
WITH_OFFSET = (
    r"(?i)^(\d{4}-\d\d-\d\d)[T ](\d\d):?(\d\d)(?::?(?:\d\d)(?:[.,]\d+)?)?\s*"
    r"(?:Z|UTC|GMT|([+-]\d\d):?(00|30|45)?)$"
)
COMPACT = (
    r"^((?:1[89]|2[0-2])\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))T?([01]\d|2[0-3])(?:([0-5]\d)(?:[0-5]\d(?:[.,]\d+)?)?)?"
    r"(?:(Z)|([+-]\d\d)(00|30|45))?$"
)
"""A time stamp of digits alone, as HL7 version 2 writes it (TS): 20240924112500-0600."""
FILEMAN = r"^([23]\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:\.\d{1,6})?$"
"""A day of VA's FileMan: years since 1700, month, day and, behind the point, the time (3240924.1125)."""
SAS_TIME = r"^(\d{1,2}[A-Za-z]{3}\d{2,4}):(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)$"
"""How SAS writes a time stamp: 24SEP2024:11:25:00."""
AT_MIDNIGHT = r"(?i)[T ]00:?00(?::?00(?:[.,]0+)?)?\s*(?:Z|UTC|GMT|[+-]\d\d:?(?:00|30|45)?)$"
NUMBERS = r"^(\d{1,4})\s*([-/.])\s*(\d{1,2})\s*([-/.])\s*(\d{4}|\d{1,2})$"

_NUMBERS = re.compile(NUMBERS)
_DAY_FIRST = re.compile(
    r"^(\d{1,2})(?:st|nd|rd|th|er|e)?[\s\-/.,]*(?:de\s+|of\s+)?([^\W\d_]{3,})\.?[\s\-/.,]*(\d{4}|\d{2})$"
)
_MONTH_FIRST = re.compile(r"^([^\W\d_]{3,})\.?[\s\-/.]*(\d{1,2})(?:st|nd|rd|th)?[\s,\-/.]+(\d{4}|\d{2})$")
_YEAR_FIRST = re.compile(r"^(\d{4})[\s\-/.,]*([^\W\d_]{3,})\.?[\s\-/.,]*(\d{1,2})$")


class DateOrder(StrEnum):
    """Which part of a date of numbers comes first."""

    DMY = "DMY"
    MDY = "MDY"
    YMD = "YMD"


@dataclass(frozen=True)
class DateReading:
    """How the dates of one file are to be read; no order and neither flag means that none is needed."""

    order: DateOrder | None
    ambiguous: bool
    contradictory: bool
    examples: tuple[tuple[int, str, str], ...]


@dataclass
class DateWatcher:
    """Sees every date column of one file, and says which orders all of its dates allow.

    A date whose readings all give the same day (05/05/2024) decides nothing and makes nothing ambiguous.
    """

    latest: date | None = None
    _allowed: set[DateOrder] = field(default_factory=lambda: set(DateOrder))
    _needed: bool = False
    _deciding: dict[frozenset[DateOrder], tuple[int, str, str]] = field(default_factory=dict)
    _open: list[tuple[int, str, str]] = field(default_factory=list)

    def observe(self, column: str, values: pl.Series, lines: pl.Series) -> None:
        """Take in one column of one block."""
        distinct = values.drop_nulls().unique()
        parts = _parts(_without_time(distinct)).with_columns(seen=distinct)
        parts = parts.filter(pl.col("first").is_not_null() & (pl.col("first_digits") < 4))
        votes = parts.select("seen", *(_allows(order).alias(order.name) for order in DateOrder), same=_one_day())
        votes = votes.filter(pl.any_horizontal(*DateOrder.__members__))
        for seen, *flags in votes.filter(~pl.col("same")).unique(list(DateOrder.__members__), keep="any").iter_rows():
            allowed = frozenset(order for order, allows in zip(DateOrder, flags) if allows)
            self._needed = True
            self._allowed &= allowed
            if allowed not in self._deciding:
                self._deciding[allowed] = self._example(column, seen, values, lines)
        if self._needed and len(self._allowed) > 1 and len(self._open) < 3:
            for seen in votes.filter(~pl.col("same"))["seen"].sort().head(3 - len(self._open)):
                self._open.append(self._example(column, seen, values, lines))

    def reading(self) -> DateReading:
        """The verdict over all that was seen, with the lines that make it."""
        if not self._needed:
            return DateReading(None, False, False, ())
        if not self._allowed:
            return DateReading(None, False, True, self._conflict())
        if len(self._allowed) > 1:
            return DateReading(None, True, False, tuple(self._open))
        (order,) = self._allowed
        deciding = min(self._deciding, key=len)
        return DateReading(order, False, False, (self._deciding[deciding],))

    def _conflict(self) -> tuple[tuple[int, str, str], ...]:
        """The fewest examples that leave no order, the most telling first."""
        left, examples = set(DateOrder), []
        for allowed in sorted(self._deciding, key=len):
            if left & allowed != left:
                left &= allowed
                examples.append(self._deciding[allowed])
        return tuple(examples)

    @staticmethod
    def _example(column: str, seen: str, values: pl.Series, lines: pl.Series) -> tuple[int, str, str]:
        line = lines.gather(values.eq(seen).fill_null(False).arg_true().head(1)).item()
        is_birth = re.search(r"birth|dob|d\.o\.b|naiss|ddn|born", column, re.IGNORECASE)
        return int(line), column, "a birth date" if is_birth else seen


def dates(
    values: pl.Series,
    order: DateOrder | None,
    latest: date | None = None,
    timezone: str | None = "America/Edmonton",
) -> pl.Series:
    """The days that texts name; null where there is none (31-Feb), or where only a missing order could tell.

    A time with an offset is first moved to the clinic's time zone; one without is local, and so is every one of a
    column that holds days and not instants (`timezone` None; `holds_days`). A two-digit year is 20yy unless that
    would lie after `latest`.
    """
    if values.dtype != pl.String:
        return values.cast(pl.Date, strict=False)
    values = without_machine_time(values)
    plain = _plain_days(values)
    left = plain.is_null() & values.is_not_null()
    if not left.any():
        return plain
    some = values.filter(left)
    moved = local_times(some, timezone or "UTC", move=timezone is not None)
    texts = _without_time(some)
    read = by_distinct(texts, lambda text: date_in(text, order, latest or LAST_OF_THIS_CENTURY), pl.Date())
    return plain.scatter(left.arg_true(), read if moved is None else moved.dt.date().fill_null(read))


#: Shapes that say the same in every order: read for a whole column at once, for speed; all else text by text.
PLAIN_SHAPES = ((r"^\d{4}-\d{2}-\d{2}$", "%Y-%m-%d"), (r"^\d{1,2}-[A-Za-z]{3}-\d{4}$", "%d-%b-%Y"))


def _plain_days(values: pl.Series) -> pl.Series:
    """Days written in the shape of the column's first text, where it is a plain one; null elsewhere."""
    first = values.drop_nulls().head(1)
    for shape, form in PLAIN_SHAPES:
        if first.str.contains(shape).any():
            days = pl.when(values.str.contains(shape)).then(values.str.to_date(form, strict=False))
            return pl.select(days.alias(values.name)).to_series()
    return pl.Series(values.name, [None] * len(values), dtype=pl.Date)


def is_default(values: pl.Series) -> pl.Series:
    """Whether a day is one that programs write for "no date" (0001-01-01, 1900-01-01, 9999-12-31 and the
    like).
    """
    return values.is_in(list(DEFAULTS))


def date_in(text: str, order: DateOrder | None, latest: date) -> date | None:
    """The day one text names, its time already taken off."""
    plain = text.strip()
    found = _date_in(plain, order, latest)
    shorter = WEEKDAY.sub("", plain)
    return found if found or shorter == plain else _date_in(shorter, order, latest)


def holds_days(values: pl.Series) -> bool | None:
    """Whether all of a column's times with an offset are midnight there, so that it holds days (counting.md §1).

    None where no cell carries an offset.
    """
    seen = without_machine_time(values.drop_nulls().unique())
    with_offset = seen.filter(seen.str.contains(WITH_OFFSET))
    if not len(with_offset):
        return None
    return bool(with_offset.str.contains(AT_MIDNIGHT).all())


def without_offset_at_midnight(values: pl.Series) -> pl.Series:
    """The same cells, each midnight with its offset taken off."""
    return values.str.replace(AT_MIDNIGHT, "")


def without_machine_time(values: pl.Series) -> pl.Series:
    """Time stamps of digits alone, and FileMan's days, in the spelling of ISO; all other cells as they are."""
    if values.str.contains(SAS_TIME).any():
        values = values.str.replace(SAS_TIME, "$1 $2")
    if not values.str.contains(r"^\d{10}|^\d{8}T?\d{2}|^[23]\d{6}(?:\.|$)").any():
        return values
    return by_distinct(values, _as_iso, pl.String())


def _as_iso(text: str) -> str:
    if stamp := re.match(COMPACT, text):
        day, hour, minute, zulu, hours, minutes = stamp.groups()
        offset = "Z" if zulu else f"{hours}:{minutes}" if hours else ""
        return f"{day[:4]}-{day[4:6]}-{day[6:]} {hour}:{minute or '00'}{offset}"
    if day_of_va := re.match(FILEMAN, text):
        return f"{int(day_of_va[1]) + 1700}-{day_of_va[2]}-{day_of_va[3]}"
    return text


def local_times(values: pl.Series, timezone: str, move: bool = True) -> pl.Series | None:
    """The clinic's local time of texts that carry an offset or Z, null for others; None where no text
    carries one. Without `move` it is the time where it was written.
    """
    if not values.str.contains(WITH_OFFSET).any():
        return None
    parts = values.str.extract_groups(WITH_OFFSET).struct.unnest()
    parts.columns = ["day", "hour", "minute", "ahead_hours", "ahead_minutes"]
    number = {name: pl.col(name).cast(pl.Int64, strict=False) for name in parts.columns}
    west = pl.when(pl.col("ahead_hours").str.starts_with("-")).then(-1).otherwise(1)
    ahead = number["ahead_hours"].fill_null(0) * 60 + west * number["ahead_minutes"].fill_null(0)
    there = pl.col("day").str.to_date("%Y-%m-%d", strict=False).cast(pl.Datetime("us"))
    there = there + pl.duration(minutes=number["hour"] * 60 + number["minute"])
    utc = (there - pl.duration(minutes=ahead)).dt.replace_time_zone("UTC")
    here = utc.dt.convert_time_zone(timezone).dt.replace_time_zone(None) if move else there
    moved = pl.when(there.dt.date().is_in(list(DEFAULTS))).then(there).otherwise(here)
    in_order = (number["hour"] < 24) & (number["minute"] < 60) & number["ahead_hours"].fill_null(0).is_between(-12, 14)
    return parts.select(pl.when(in_order).then(moved).alias(values.name)).to_series()


def by_distinct(values: pl.Series, read: Callable[[str], object], kind: pl.DataType) -> pl.Series:
    """Read each different text once, however often it stands in the column."""
    distinct = values.drop_nulls().unique()
    if not len(distinct):
        return pl.Series(values.name, [None] * len(values), dtype=kind)
    found = pl.Series("found", [read(text) for text in distinct], dtype=kind)
    return values.replace_strict(distinct, found, default=None, return_dtype=kind)


def _without_time(values: pl.Series) -> pl.Series:
    return values.str.replace(TIME_AFTER, "").str.strip_chars() if values.str.contains(r"\d[:hH]\d").any() else values


def _date_in(text: str, order: DateOrder | None, latest: date) -> date | None:
    if numbers := _NUMBERS.match(text):
        return _from_numbers(numbers, order, latest)
    if len(text) == 8 and text.isdecimal():
        return (
            _day(int(text[:4]), int(text[4:6]), int(text[6:]))
            if "18" <= text[:2] <= "22" or text == "99991231"
            else None
        )
    if named := _DAY_FIRST.match(text):
        return _named(named[3], named[2], named[1], latest)
    if named := _MONTH_FIRST.match(text):
        return _named(named[3], named[1], named[2], latest)
    if named := _YEAR_FIRST.match(text):
        return _named(named[1], named[2], named[3], latest)
    return None


def _from_numbers(numbers: re.Match[str], order: DateOrder | None, latest: date) -> date | None:
    first, second, third = numbers[1], numbers[3], numbers[5]
    if numbers[2] != numbers[4] or len(first) == 3:
        return None
    if len(first) == 4:
        return _day(int(first), int(second), int(third)) if len(third) <= 2 else None
    if order is None:
        found = {_in_order(each, first, second, third, latest) for each in DateOrder} - {None}
        return found.pop() if len(found) == 1 else None
    return _in_order(order, first, second, third, latest)


def _in_order(order: DateOrder, first: str, second: str, third: str, latest: date) -> date | None:
    if order is DateOrder.YMD:
        return _dated(first, int(second), int(third), latest) if len(first) == 2 and len(third) <= 2 else None
    day, month = (first, second) if order is DateOrder.DMY else (second, first)
    return _dated(third, int(month), int(day), latest) if len(third) != 1 else None


def _named(year: str, month: str, day: str, latest: date) -> date | None:
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", month.lower()) if not unicodedata.combining(sign))
    number = MONTHS.get(plain)
    return _dated(year, number, int(day), latest) if number else None


def _dated(year: str, month: int, day: int, latest: date) -> date | None:
    if len(year) == 4:
        return _day(int(year), month, day)
    found = _day(2000 + int(year), month, day)
    return _day(1900 + int(year), month, day) if found is None or found > latest else found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _parts(texts: pl.Series) -> pl.DataFrame:
    """First, second and third number of dates of numbers, with how many digits the outer two have."""
    groups = texts.str.replace(r"^[^\d]+", "").str.extract_groups(NUMBERS).struct.unnest()
    groups.columns = ["first", "one", "second", "two", "third"]
    same_sign = pl.col("one") == pl.col("two")
    return groups.select(
        *(pl.when(same_sign).then(_whole_number(name)).alias(name) for name in ("first", "second", "third")),
        first_digits=pl.col("first").str.len_bytes(),
        third_digits=pl.col("third").str.len_bytes(),
    )


def _whole_number(name: str) -> pl.Expr:
    """Null for digits the engine does not read as a number."""
    return pl.col(name).cast(pl.Int32, strict=False)


def _allows(order: DateOrder) -> pl.Expr:
    """Whether the three numbers can be year, month and day in this order, by their size alone."""
    first, second, third = pl.col("first"), pl.col("second"), pl.col("third")
    if order is DateOrder.YMD:
        fits = second.is_between(1, 12) & third.is_between(1, 31)
        return fits & (pl.col("first_digits") == 2) & (pl.col("third_digits") <= 2)
    day, month = (first, second) if order is DateOrder.DMY else (second, first)
    return month.is_between(1, 12) & day.is_between(1, 31) & (pl.col("third_digits") != 1)


def _one_day() -> pl.Expr:
    """Whether every order that the numbers allow names the same day, as 05/05/2024 does."""
    day_is_month = pl.col("first") == pl.col("second")
    return day_is_month & ((pl.col("third_digits") == 4) | (pl.col("third") == pl.col("first")))
