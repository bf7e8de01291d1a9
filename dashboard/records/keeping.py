"""How every record is kept: with who, when, before and after, and never over somebody else's writing."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from dashboard.records.access import writes
from dashboard.records.codec import plain, typed
from dashboard.records.kind import R, Values, unknown_code
from dashboard.records.reason import NotKept, signed, without_numbers
from ingest import database as db
from ingest.for_people import ForPeople
from measures.said import Said


class ChangedMeanwhile(ForPeople):
    """Somebody else wrote the same record after it was opened; nothing was written over it."""

    def __init__(self, who: str, when: datetime) -> None:
        super().__init__(
            f"{who} changed this on {when:%Y-%m-%d} at {when:%H:%M} UTC, after you opened it. "
            "Nothing of yours was kept: look at it again, then decide."
        )
        self.who = who
        self.when = when


@dataclass(frozen=True)
class Change:
    """One line of the audit: what a record was before (nothing, for a new one) and after, who, when and why.

    `reason` is what somebody typed, `because` what the software knows of the occasion. Of a line that came with a
    hand-over file `who` wrote it at `written_at` somewhere else, and `brought_by` brought it in.
    """

    id: int
    clinic: str
    record: str
    record_id: int
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    reason: str
    who: str
    at: datetime
    because: Said | None = None
    brought_by: str | None = None
    written_at: str | None = None


@dataclass(frozen=True)
class Pen:
    """One person writing in one transaction; `wrote` is who wrote first, and when, what this person only brings in."""

    connection: sa.Connection
    who: str
    at: str
    wrote: tuple[str, str] | None = None

    @property
    def signature(self) -> dict[str, str]:
        """Who and when, as a row keeps it."""
        if self.wrote is None:
            return {"who": self.who, "at": self.at}
        who, written_at = self.wrote
        return {"who": who, "at": self.at, "brought_by": self.who, "written_at": written_at}

    def add(
        self, table: sa.Table, values: Values, told: Values, before: Values | None = None, reason: str = "",
        because: Said | None = None,
    ) -> int:  # fmt: skip
        """Add a signed row to an append-only table, and to the audit what is `told` of it; gives the row's id."""
        row = self.connection.execute(sa.insert(table).values(**values, **self.signature))
        new = _id_of(row)
        self.note(table, values["clinic"], new, before, told, reason, because)
        return new

    def note(
        self, table: sa.Table, clinic: str, record_id: int, before: Values | None, after: Values, reason: str = "",
        because: Said | None = None,
    ) -> None:  # fmt: skip
        """One line of the audit."""
        line = {"clinic": clinic, "record": table.name, "record_id": record_id, "reason": reason}
        told = {"before": before and plain(before), "after": plain(after), "because": plain(because)}
        self.connection.execute(sa.insert(db.changes).values(**line, **told, **self.signature))


def _id_of(added: sa.CursorResult[Any]) -> int:
    assert added.inserted_primary_key is not None
    number: int = added.inserted_primary_key[0]
    return number


def instant(at: datetime) -> str:
    """A moment as it is kept: in UTC, always of one length, so that texts sort as the moments do."""
    if at.tzinfo is None:
        raise ValueError("a moment needs its time zone: datetime.now(UTC)")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def moment(kept_at: str) -> datetime:
    """A kept moment, in UTC."""
    return datetime.fromisoformat(kept_at)


def _new(pen: Pen, record: R, reason: str, because: Said | None) -> R:
    record.refuse(None)
    first = replace(record, version=1)
    row = pen.connection.execute(sa.insert(record.TABLE).values(**first.to_row()))
    made = replace(first, id=_id_of(row))
    pen.note(record.TABLE, record.clinic, made.id, None, made.to_row(), reason, because)
    return made


def _changed(pen: Pen, record: R, reason: str, because: Said | None) -> R:
    table = record.TABLE
    its_own = (table.c.id == record.id) & (table.c.clinic == record.clinic)
    row = pen.connection.execute(sa.select(table).where(its_own)).mappings().one_or_none()
    if row is None:
        raise ValueError(f"{record.clinic!r} has no record {record.id} among its {table.name}")
    before = type(record).from_row(dict(row))
    if before == record:
        return record
    record.refuse(before)
    after = replace(record, version=record.version + 1)
    update = sa.update(table).where(its_own & (table.c.version == record.version)).values(**after.to_row())
    if not pen.connection.execute(update).rowcount:
        raise _meanwhile(pen.connection, table.name, record.id)
    pen.note(table, record.clinic, record.id, before.to_row(), after.to_row(), reason, because)
    return after


def keep(pen: Pen, record: R, reason: str = "", because: Said | None = None) -> R:
    """The record as it now stands, within a transaction that may hold more than this one; see `Desk.kept`."""
    for called, text in record.texts():
        without_numbers(text, f"The {called}")
    if unknown := unknown_code(record):
        raise ValueError(f"{record.TABLE.name}: {unknown}")
    told = without_numbers(reason.strip(), "The reason")
    return _changed(pen, record, told, because) if record.id else _new(pen, record, told, because)


def _meanwhile(connection: sa.Connection, record: str, record_id: int) -> ChangedMeanwhile:
    newest = sa.select(db.changes.c.who, db.changes.c.at).where(
        db.changes.c.record == record, db.changes.c.record_id == record_id
    )
    who, at = connection.execute(newest.order_by(db.changes.c.id.desc()).limit(1)).one()
    return ChangedMeanwhile(who, moment(at))


def utc_now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


class WritingDesk:
    """Where records are written: a database (`Store.engine`), a clock, and what holds for every kind of record."""

    def __init__(self, database: sa.Engine, now: Callable[[], datetime] = utc_now) -> None:
        self.database = database
        self.now = now

    @contextmanager
    def writing(self, who: str) -> Iterator[Pen]:
        """One transaction of one person: all of it is kept, with its changes, or nothing."""
        if not writes():
            raise NotKept("This is not yours to change. Nothing was kept; ask the champion of the clinic.")
        name, at = signed(who), instant(self.now())
        with self.database.begin() as connection:
            yield Pen(connection, name, at)

    def rows(self, query: sa.Select[Any]) -> list[dict[str, Any]]:
        """The rows of a query."""
        with self.database.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def kept(self, record: R, *, who: str, reason: str = "", because: Said | None = None) -> R:
        """The record as it now stands, one version on; a record equal to what is there is left alone.

        Raises ChangedMeanwhile where the version it was read at is no longer the newest: compared and set in one
        statement, so that of two people at once one is told, on SQLite and PostgreSQL alike.
        """
        with self.writing(who) as pen:
            return keep(pen, record, reason, because)

    def read(self, kind: type[R], clinic: str) -> list[R]:
        """Every record of one kind of a clinic, the oldest first, also those no longer active."""
        own = sa.select(kind.TABLE).where(kind.TABLE.c.clinic == clinic).order_by(kind.TABLE.c.id)
        return [kind.from_row(row) for row in self.rows(own)]

    def changes(self, clinic: str, record: str | None = None, record_id: int | None = None) -> list[Change]:
        """The audit of a clinic, of one kind of record (its table) or of one record, the oldest line first."""
        query = sa.select(db.changes).where(db.changes.c.clinic == clinic).order_by(db.changes.c.id)
        if record is not None:
            query = query.where(db.changes.c.record == record)
        if record_id is not None:
            query = query.where(db.changes.c.record_id == record_id)
        return [_change(row) for row in self.rows(query)]


def _change(row: Values) -> Change:
    return Change(**{**row, "at": moment(row["at"]), "because": typed(Said | None, row["because"])})
