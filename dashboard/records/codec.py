"""Typed values to what JSON and a database's columns hold, and back by their type; what does not fit says where."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from measures.said import Said

LARGEST = 2**31 - 1  # what an integer column of PostgreSQL holds
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Misfit(ValueError):
    """A value that is not what its field keeps; `where` leads to it from the outermost field inward."""

    def __init__(self, says: str, where: tuple[str, ...] = ()) -> None:
        super().__init__(" ".join((*where, says)))
        self.says = says
        self.where = where

    def within(self, name: str) -> Misfit:
        """The same, seen from one field further out."""
        return Misfit(self.says, (name, *self.where))


def plain(value: Any) -> Any:
    """A value as JSON holds it: days as ISO text, codes as their text, groups of fields by name, tuples as lists."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    return value


def typed(kind: Any, given: Any) -> Any:
    """The value of a type that JSON or a column holds; raises Misfit where it holds something else."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _optional(next(part for part in parts if part is not NoneType), given)
    if origin is tuple:
        return tuple(_inner(str(n), parts[0], one) for n, one in enumerate(_of(list, given, "a list"), 1))
    if kind is Said:
        return _said(given)
    if origin in (Mapping, dict) or kind in (Mapping, dict):
        return _mapping(given, parts[1] if parts else Any)
    if is_dataclass(kind):
        return _group(kind, given)
    return given if kind is Any else _single(kind, given)


def hints(kind: Any) -> Mapping[str, Any]:
    """The type of each field of a dataclass."""
    return _hints(kind)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _optional(kind: Any, given: Any) -> Any:
    """A code that may be missing is kept as the empty text, anything else as nothing."""
    missing = given is None or (given == "" and isinstance(kind, type) and issubclass(kind, Enum))
    return None if missing else typed(kind, given)


def _group(kind: Any, given: Any) -> Any:
    """Fields by their names: none that does not belong, none missing that has no value to begin with."""
    told = _of(dict, given, "fields by name")
    known: dict[str, Field[Any]] = {one.name: one for one in fields(kind)}
    lacks = [name for name, one in known.items() if name not in told and _begins_with_nothing(one)]
    if lacks or set(told) - set(known):
        raise Misfit("lacks a part, or has one that does not belong there")
    try:
        return kind(**{name: _inner(name, _hints(kind)[name], one) for name, one in told.items()})
    except Misfit:
        raise
    except ValueError as problem:
        raise Misfit(f"does not fit together ({problem})") from None


def _begins_with_nothing(one: Field[Any]) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _inner(name: str, kind: Any, given: Any) -> Any:
    try:
        return typed(kind, given)
    except Misfit as problem:
        raise problem.within(name) from None


def _mapping(given: Any, kind: Any) -> dict[str, Any]:
    return {name: _inner(name, kind, one) for name, one in _of(dict, given, "values by name").items()}


def _said(given: Any) -> Said:
    """A finding, with the findings within it."""
    if isinstance(given, Said):
        return given
    told = _of(dict, given, "a finding")
    if set(told) != {"code", "values"} or not isinstance(told["code"], str) or not isinstance(told["values"], dict):
        raise Misfit("is not a finding")
    return Said(told["code"], {name: _found_within(one) for name, one in told["values"].items()})


def _found_within(value: Any) -> Any:
    if isinstance(value, list):
        return [_found_within(one) for one in value]
    return _said(value) if isinstance(value, dict) and set(value) == {"code", "values"} else value


def _single(kind: Any, given: Any) -> Any:
    if kind is date:
        return _day(given)
    if kind is bool:
        return _of(bool, given, "true or false")
    if kind is int:
        return given if _is_whole(given) else _misfit("a whole number")
    if kind is float:
        whole = _is_whole(given) or (isinstance(given, float) and math.isfinite(given))
        return float(given) if whole else _misfit("a number")
    if issubclass(kind, Enum):
        return _code(kind, given)
    return _of(str, given, "a text")


def _day(given: Any) -> date:
    if isinstance(given, date):
        return given
    if isinstance(given, str) and _DAY.fullmatch(given):
        try:
            return date.fromisoformat(given)
        except ValueError:
            pass
    return _misfit("a day like 2026-05-04")


def _code(kind: type[Enum], given: Any) -> Enum:
    try:
        return kind(given)
    except ValueError:
        return _misfit(f"one of {', '.join(str(one.value) for one in kind)}")


def _is_whole(given: Any) -> bool:
    return type(given) is int and abs(given) <= LARGEST


def _of(kind: type, given: Any, called: str) -> Any:
    return given if isinstance(given, kind) else _misfit(called)


def _misfit(wanted: str) -> Any:
    raise Misfit(f"is not {wanted}")
