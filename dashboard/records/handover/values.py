"""Whether a value of a hand-over file is what its column keeps; a damaged file is refused with where the harm is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any, NoReturn

from dashboard.records import NotKept
from dashboard.records.codec import LARGEST, Misfit
from dashboard.records.kind import SCALARS, Column, unwrapped
from dashboard.records.reason import without_numbers

AGAIN = "Nothing was brought in. Ask for the file again, as it was downloaded from the page “Our aim”."
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z.])\d{8,}(?![0-9A-Za-z])")
#: How a held review names the definition it was judged by; one in fifty has no letter in it.
_FINGERPRINT = re.compile(r"[0-9a-f]{8}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MINUTE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")


class NotTaken(NotKept):
    """The file cannot be brought in; nothing of it was. The message says what was seen and what to do."""


def damaged(what: str) -> NoReturn:
    """Refuse the whole file."""
    raise NotTaken(f"The hand-over file is damaged: {what}. {AGAIN}")


def misfit(problem: Misfit, known: Mapping[str, Column], where: str) -> NoReturn:
    """Refuse the file for a value that its field cannot keep."""
    name, *within = problem.where or ("",)
    if name not in known:
        damaged(f"{where} {problem.says}")
    called, (of, _) = f"“{name}” of {where}", unwrapped(known[name].hint)
    if within or (of not in SCALARS and not (isinstance(of, type) and issubclass(of, Enum))):
        damaged(f"{called} has not the shape it should have")
    damaged(f"{called} {problem.says}" if of in SCALARS else f"{called} does not fit together: it {problem.says}")


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


def _is_whole(given: Any) -> bool:
    return type(given) is int and abs(given) <= LARGEST
