"""What a kind of record is: a frozen dataclass whose fields say what they hold; its table and its rows follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass, replace
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, ClassVar, Self, TypeVar, Union, dataclass_transform, get_args, get_origin

import sqlalchemy as sa

from dashboard.records.codec import Misfit, hints, plain, typed
from ingest import columns

Values = Mapping[str, Any]

#: Types that a column holds as they are; everything else is JSON, but a code, which is its text.
SCALARS: Mapping[Any, Any] = {
    str: sa.Text,
    int: sa.Integer,
    float: sa.Double,
    bool: sa.Boolean,
    date: sa.Date,
}


def text(*, default: Any = MISSING, longest: int | None = None) -> Any:
    """Words that somebody types: never a patient's number, and where a form is narrow no longer than `longest`."""
    return field(default=default, metadata={"typed": True, "longest": longest})


def code(*of: str, default: Any = MISSING) -> Any:
    """One of some codes; the empty text where it may be missing."""
    return field(default=default, metadata={"codes": of})


def refers(to: str, *, default: Any = MISSING, inner: bool = True) -> Any:
    """The id of another record, as `table.id`; it means something in one database only, and is told by its name."""
    return field(default=default, metadata={"refers": to, "inner": inner})


def inner(*, default: Any = MISSING) -> Any:
    """What the software keeps for itself: no form asks for it and no history tells of it."""
    return field(default=default, metadata={"inner": True})


def by_name(typed: bool = False) -> Any:
    """Values by name, kept as JSON; none to begin with."""
    return field(default_factory=dict, hash=False, metadata={"typed": typed})


def whole() -> Any:
    """A group of fields of another dataclass, each of them a column of its own."""
    return field(metadata={"whole": True})


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A record that people may change: `id` 0 is not kept yet, `version` is the one its reader saw.

    A kind declares its fields once, under `@kind("its_table")`. From them come its columns, the rows and the JSON they
    are kept as, what may stand in a hand-over file, what is compared between two people's writing, and its history.
    `TOGETHER` names fields that only make sense with one another: who keeps one of them keeps them all.
    """

    TABLE: ClassVar[sa.Table]
    TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = ()

    clinic: str
    id: int = 0
    version: int = 0

    @classmethod
    def from_row(cls, row: Values) -> Self:
        """The record that a row of its table holds; raises Misfit where a value is not what its field keeps."""
        told = dict(row)
        values: dict[str, Any] = {}
        for name, group in _groups(cls).items():
            values[name] = typed(group, {one: told.pop(one) for one in hints(group) if one in told})
        own = hints(cls)
        for name, value in told.items():
            try:
                values[name] = typed(own[name], value)
            except Misfit as problem:
                raise problem.within(name) from None
        return cls(**values)

    def to_row(self) -> dict[str, Any]:
        """Its columns, without `id`."""
        known = columns_of(type(self))
        return {name: _column_value(one.hint, getattr(self._holder(name), name)) for name, one in known.items()}

    def saying(self, names: Iterable[str]) -> dict[str, Any]:
        """What it says to these questions, by their names."""
        return {name: getattr(self._holder(name), name) for name in names}

    def having(self, values: Values) -> Self:
        """The same record with other answers."""
        own = {name: value for name, value in values.items() if self._holder(name) is self}
        for group in _groups(type(self)):
            there = getattr(self, group)
            of_group = {name: value for name, value in values.items() if name not in own and hasattr(there, name)}
            own |= {group: replace(there, **of_group)} if of_group else {}
        return replace(self, **own)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Everything in it that somebody typed, each with what it is called; none may hold a patient's number."""
        for name, one in columns_of(type(self)).items():
            if one.typed:
                yield from ((name.replace("_", " "), said) for said in _said_in(getattr(self._holder(name), name)))

    def refuse(self, before: Kept | None) -> None:
        """Raise NotKept where it may not follow `before` (None: it is new); most records may always change."""

    def _holder(self, name: str) -> Any:
        """The record itself, or the group of it that has such a field."""
        groups = (getattr(self, group) for group in _groups(type(self)))
        return next((group for group in groups if hasattr(group, name)), self)


@dataclass(frozen=True)
class Column:
    """One field of a kind as its table, its forms and its history know it."""

    name: str
    hint: Any
    typed: bool = False
    longest: int | None = None
    codes: tuple[str, ...] = ()
    refers: str | None = None
    inner: bool = False


R = TypeVar("R", bound=Kept)
A = TypeVar("A")
#: What the table of added rows has of its own.
SIGNED = ("id", "who", "at", "brought_by", "written_at")


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(field, text, code, refers, inner, whole)
)
def kind(
    table: str, *unique: tuple[str, ...], metadata: sa.MetaData = columns.metadata
) -> Callable[[type[R]], type[R]]:
    """A dataclass as a kind of record, with its table; `unique` are columns that no two records share."""

    def declared(own: type[R]) -> type[R]:
        made = dataclass(frozen=True, kw_only=True)(own)
        made.TABLE = sa.Table(
            table,
            metadata,
            sa.Column("id", sa.Integer, primary_key=True),
            columns.clinic(),
            *(_sql(one) for one in columns_of(made).values() if one.name != "clinic"),
            *(_unique(table, names) for names in unique),
            info=columns.NEVER_DELETED,
        )
        return made

    return declared


@dataclass_transform(frozen_default=True, field_specifiers=(field, refers))
def added(table: str, *unique: tuple[str, ...]) -> Callable[[type[A]], type[A]]:
    """A dataclass as rows that are only ever added, each signed; who and when come last, and its clinic is its own."""

    def declared(own: type[A]) -> type[A]:
        made: Any = dataclass(frozen=True)(own)
        told = [_of_field(one, hints(made)[one.name]) for one in fields(made) if one.name not in SIGNED]
        made.TABLE = sa.Table(
            table,
            columns.metadata,
            sa.Column("id", sa.Integer, primary_key=True),
            columns.clinic(),
            *(_sql(one) for one in told),
            *columns.signed(),
            *columns.brought(),
            *(_unique(table, names) for names in unique),
            info=columns.APPEND_ONLY,
        )
        signed: type[A] = made
        return signed

    return declared


def columns_of(kind: type[Kept]) -> Mapping[str, Column]:
    """Every column of a kind but its id, in the order of the declaration."""
    known: Any = kind
    return _columns_of(known)


@cache
def _columns_of(kind: Any) -> Mapping[str, Column]:
    own = [one for one in fields(kind) if one.name not in ("id", "version")]
    found: dict[str, Column] = {}
    for one in own:
        if one.metadata.get("whole"):
            found |= {name: _of_group(name, hint) for name, hint in hints(hints(kind)[one.name]).items()}
        else:
            found[one.name] = _of_field(one, hints(kind)[one.name])
    return found | {"version": Column("version", int, inner=True)}


def told_of(kind: type[Kept]) -> tuple[str, ...]:
    """The fields that people read and write, in the order of the declaration."""
    return tuple(name for name, one in columns_of(kind).items() if not one.inner and name != "clinic")


def longest(kind: type[Kept], name: str) -> int | None:
    """How many letters a text of a form may have."""
    return columns_of(kind)[name].longest


def together(kind: type[Kept], names: Iterable[str]) -> tuple[str, ...]:
    """Of the fields of a form those that only make sense with one another."""
    asked = set(names)
    return tuple(name for group in kind.TOGETHER if asked & set(group) for name in group)


def unknown_code(record: Kept) -> str:
    """What is wrong where a field holds a word that is none of its codes; empty where all are known."""
    for name, one in columns_of(type(record)).items():
        value = record.saying([name])[name] if one.codes else ""
        if value and value not in one.codes:
            return f"“{name}” is one of {', '.join(one.codes)}, and not {value!r}"
    return ""


def _of_field(one: Field[Any], hint: Any) -> Column:
    told = one.metadata
    return Column(
        one.name, hint, told.get("typed", False), told.get("longest"), told.get("codes", ()), told.get("refers"),
        told.get("inner", False),
    )  # fmt: skip


def _of_group(name: str, hint: Any) -> Column:
    """In a group of fields texts are typed, alone or within others; a number of its own is the software's."""
    return Column(name, hint, typed=hint is str or get_origin(hint) is tuple, inner=name == "number")


def _groups(kind: type[Kept]) -> Mapping[str, Any]:
    """The fields of a kind that are groups of columns, with what they are."""
    known: Any = kind
    return _groups_of(known)


@cache
def _groups_of(kind: Any) -> Mapping[str, Any]:
    return {one.name: hints(kind)[one.name] for one in fields(kind) if one.metadata.get("whole")}


def _unique(table: str, names: tuple[str, ...]) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*names, name=f"uq_{table}_{names[-1] if names[-1] != 'months' else 'due'}")


def _sql(one: Column) -> sa.Column[Any]:
    of, empty = unwrapped(one.hint)
    link = [sa.ForeignKey(one.refers)] if one.refers else []
    if isinstance(of, type) and issubclass(of, Enum):
        return sa.Column(one.name, sa.Text, *link, nullable=False)
    held = SCALARS.get(of)
    return sa.Column(one.name, held or sa.JSON(none_as_null=True), *link, nullable=empty)


def unwrapped(hint: Any) -> tuple[Any, bool]:
    """A type without its None, and whether it may be empty."""
    if get_origin(hint) in (Union, UnionType):
        return next(part for part in get_args(hint) if part is not NoneType), True
    return hint, False


def _column_value(hint: Any, value: Any) -> Any:
    """A day stays a day; a code that is missing is the empty text."""
    of, _ = unwrapped(hint)
    if value is None and isinstance(of, type) and issubclass(of, Enum):
        return ""
    return value if of in SCALARS else plain(value)


def _said_in(value: Any) -> Iterator[str]:
    """Every text in a value, at whatever depth."""
    if isinstance(value, Enum):
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _said_in(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _said_in(one)
    elif is_dataclass(value):
        for each in fields(value):
            yield from _said_in(getattr(value, each.name))
