"""Whether a value of a hand-over file is what its column keeps; a damaged file is refused with where the harm is."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NoReturn

import sqlalchemy as sa

from dashboard.records import NotKept
from dashboard.records.reason import without_numbers

LARGEST = 2**31 - 1  # what an integer column of PostgreSQL holds
AGAIN = "Nothing was brought in. Ask for the file again, as it was downloaded from the page “Our aim”."
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z.])\d{8,}(?![0-9A-Za-z])")
#: How a held review names the definition it was judged by; one in fifty has no letter in it.
_FINGERPRINT = re.compile(r"[0-9a-f]{8}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MINUTE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")

Fits = Callable[[Any], bool]


class NotTaken(NotKept):
    """The file cannot be brought in; nothing of it was. The message says what was seen and what to do."""


def damaged(what: str) -> NoReturn:
    """Refuse the whole file."""
    raise NotTaken(f"The hand-over file is damaged: {what}. {AGAIN}")


def value_of(column: sa.Column[Any], given: Any, where: str) -> Any:
    """One value as its column keeps it."""
    called = f"“{column.name}” of {where}"
    if given is None:
        return None if column.nullable else damaged(f"{called} is missing")
    for kind, read_as in _KINDS:
        if isinstance(column.type, kind):
            return read_as(given, called)
    return given if _SHAPES[column.name](given) else damaged(f"{called} has not the shape it should have")


def text(given: Any, called: str) -> str:
    """A text."""
    return given if isinstance(given, str) else damaged(f"{called} is not a text")


def signed_text(given: Any, called: str) -> str:
    """A text that somebody typed, checked as any other for a patient's number."""
    return without_numbers(text(given, called), called[:1].upper() + called[1:])


def whole(given: Any, called: str) -> int:
    """A whole number that every database can keep."""
    return given if _is_whole(given) else damaged(f"{called} is not a whole number")


def day(given: Any, called: str) -> date:
    """A day."""
    if isinstance(given, str) and _DAY.fullmatch(given):
        try:
            return date.fromisoformat(given)
        except ValueError:
            pass
    damaged(f"{called} is not a day like 2026-05-04")


def minute(given: Any, called: str) -> str:
    """A moment to the minute, as text."""
    return given if isinstance(given, str) and _MINUTE.fullmatch(given) else damaged(f"{called} is not a moment")


def mapping(given: Any, called: str) -> dict[str, Any]:
    """Values by name."""
    return given if isinstance(given, dict) else damaged(f"{called} has not the shape it should have")


def no_patient(told: Mapping[str, Any]) -> None:
    """Refuse a file that names a patient by number in any text, or holds signs that no database keeps.

    Every text is looked at for long runs of digits; what people typed is looked at more closely where it is kept.
    """
    for where, said in _texts(told, ""):
        if "\x00" in said or any("\ud800" <= sign <= "\udfff" for sign in said):
            damaged(f"{where} holds signs that are no text")
        if _LONG_NUMBER.search(said):
            raise NotTaken(
                f"Somewhere in {where} stands a number of 8 digits or more, which may be a patient's. Nothing was "
                "brought in. Take it out where the project comes from, and hand the project over again."
            )


def _texts(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield where or "the file", key
            if key == "definition" and isinstance(one, str) and _FINGERPRINT.fullmatch(one):
                continue
            yield from _texts(one, where or f"“{key.replace('_', ' ')[:40]}”")
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, where)


def _yes_or_no(given: Any, called: str) -> bool:
    return given if isinstance(given, bool) else damaged(f"{called} is neither true nor false")


def _float(given: Any, called: str) -> float:
    return float(given) if _is_number(given) else damaged(f"{called} is not a number")


_KINDS: tuple[tuple[Any, Callable[[Any, str], Any]], ...] = (
    (sa.Date, day),
    (sa.Boolean, _yes_or_no),
    (sa.Integer, whole),
    (sa.Double, _float),
    (sa.Text, text),
)


def _is_whole(given: Any) -> bool:
    return type(given) is int and abs(given) <= LARGEST


def _is_number(given: Any) -> bool:
    return _is_whole(given) or (isinstance(given, float) and math.isfinite(given))


def _is_text(given: Any) -> bool:
    return isinstance(given, str)


def _is_day(given: Any) -> bool:
    return isinstance(given, str) and _DAY.fullmatch(given) is not None


def _is_mapping(given: Any) -> bool:
    return isinstance(given, dict)


def _or_none(fits: Fits) -> Fits:
    return lambda given: given is None or fits(given)


def _list_of(fits: Fits) -> Fits:
    return lambda given: isinstance(given, list) and all(fits(one) for one in given)


def _with(**parts: Fits) -> Fits:
    return lambda given: _is_mapping(given) and set(given) == set(parts) and all(f(given[n]) for n, f in parts.items())


_PREDICTION = _with(
    measure=_is_text, by=_is_day, direction=_or_none(_is_text),
    low=_or_none(_is_number), high=_or_none(_is_number), start=_or_none(_is_number),
)  # fmt: skip
_TASK = _with(
    what=_is_text, who=_is_text, where=_is_text, when=_or_none(_is_day), done=lambda given: isinstance(given, bool)
)
#: The shape of each column that is kept as JSON.
_SHAPES: Mapping[str, Fits] = {
    "measures": _list_of(_is_text),
    "predictions": _list_of(_PREDICTION),
    "scale": _with(number=_is_whole, of=_is_text),
    "tasks": _list_of(_TASK),
    "results": _list_of(_or_none(_is_number)),
    "gaps": _is_mapping,
    "evidence": _is_mapping,
    "built_in": _is_mapping,
}
