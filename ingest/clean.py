"""Cell texts into values, column by column: days, minutes, times of day, ticks; null where a text says
none."""

from __future__ import annotations

import re

import polars as pl

from ingest.dates import (
    DEFAULTS,
    DateOrder,
    DateReading,
    DateWatcher,
    by_distinct,
    dates,
    is_default,
    local_times,
    without_machine_time,
)

__all__ = [
    "DEFAULTS",
    "DateOrder",
    "DateReading",
    "DateWatcher",
    "dates",
    "default_dates",
    "is_default",
    "minutes",
    "scientific",
    "ticks",
    "time_of_day",
]

_CLOCK = re.compile(r"^(\d{1,2})\s*[:h]\s*(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(?:([ap])\.?\s?m\.?)?$", re.IGNORECASE)
_HOUR = re.compile(r"^(\d{1,2})\s*(?:([ap])\.?\s?m\.?|h)$", re.IGNORECASE)
_DIGITS = re.compile(r"^(\d{1,2})(\d{2})$")
_NUMBER = re.compile(r"^(-?\d+)(?:[.,](\d+))?\s*(?:m|mins?\.?|minutes?)?$", re.IGNORECASE)
_HOURS = re.compile(
    r"^(\d+)\s*(?:h|hrs?|hours?|heures?)\.?\s*(?:(\d{1,2})\s*(?:m|mins?|minutes?)?\.?)?$", re.IGNORECASE
)
_LENGTH = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2}))?$")
_DAY_BEFORE = r"(?i)^(?:.*\d{4}|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})[\sT,@]+(\d{1,2}[:h]\d{2})"
SCIENTIFIC = r"^[+-]?\d{1,3}(?:[.,]\d+)?[eE][+-]\d{1,3}$|^[+-]?\d[.,]\d+[eE]\d{1,3}$"


def default_dates() -> frozenset[object]:
    """The days that programs write for "no date"."""
    return frozenset(DEFAULTS)


def minutes(values: pl.Series) -> pl.Series:
    """Lengths of time in whole minutes: "15", "0:15" (hours and minutes), "15 min", "1 h 30"."""
    return by_distinct(values, _minutes, pl.Int32())


def time_of_day(values: pl.Series, timezone: str = "America/Edmonton") -> pl.Series:
    """Minutes since midnight of "14:05", "2:05 PM", "1405" or the time in a timestamp, in the clinic's
    time zone.
    """
    distinct = values.drop_nulls().unique()
    if not len(distinct):
        return pl.Series(values.name, [None] * len(values), dtype=pl.Int32)
    distinct_plain = without_machine_time(distinct)
    clock = distinct_plain.str.replace(_DAY_BEFORE, "$1")
    read = by_distinct(clock, _time_of_day, pl.Int32())
    moved = local_times(distinct_plain, timezone)
    if moved is not None:
        read = (moved.dt.hour().cast(pl.Int32) * 60 + moved.dt.minute().cast(pl.Int32)).fill_null(read)
    return values.replace_strict(distinct, read, default=None, return_dtype=pl.Int32())


def ticks(values: pl.Series, yes: frozenset[str], no: frozenset[str]) -> tuple[pl.Series, tuple[str, ...]]:
    """Yes, no or null for each cell, and the spellings that are neither, for someone to be asked about."""
    marks = {**dict.fromkeys(map(_folded, no), False), **dict.fromkeys(map(_folded, yes), True)}
    distinct = values.drop_nulls().unique().to_list()
    unknown = sorted(seen for seen in distinct if _folded(seen) not in marks)
    return by_distinct(values, lambda seen: marks.get(_folded(seen)), pl.Boolean()), tuple(unknown)


def scientific(values: pl.Series) -> pl.Series:
    """Whether a number was spoilt by a spreadsheet (4.71E+08): its last digits are lost, so it is
    nobody's number.
    """
    return values.str.contains(SCIENTIFIC)


def _folded(text: str) -> str:
    return text.strip().casefold()


def _minutes(text: str) -> int | None:
    text = text.strip()
    if number := _NUMBER.match(text):
        rounded_up = (number[2] or "0")[0] >= "5"
        return _small(int(number[1]) + (rounded_up if number[1][0] != "-" else -rounded_up))
    if hours := _HOURS.match(text) or _LENGTH.match(text):
        rest = int(hours[2] or 0)
        return _small(int(hours[1]) * 60 + rest) if rest < 60 else None
    return None


def _small(number: int) -> int | None:
    return number if abs(number) < 100_000 else None


def _time_of_day(text: str) -> int | None:
    text = text.strip()
    if clock := _CLOCK.match(text):
        return _clock(int(clock[1]), int(clock[2]), clock[4])
    if hour := _HOUR.match(text):
        return _clock(int(hour[1]), 0, hour[2])
    if digits := _DIGITS.match(text):
        return _clock(int(digits[1]), int(digits[2]), None)
    return None


def _clock(hour: int, minute: int, half: str | None) -> int | None:
    if half:
        if not 1 <= hour <= 12:
            return hour * 60 + minute if 12 < hour < 24 and minute < 60 and half.lower() == "p" else None
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    return hour * 60 + minute if hour < 24 and minute < 60 else None
