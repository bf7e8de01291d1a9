"""Seals of a SQLite catalogue: what the rows of each table hash to, kept in the transaction that writes them.

SQLite notices a page that makes no sense, and not a letter that changed inside one. With the seals a changed
setting, import or written word is found before a figure rests on it. A seal is a chain, `SHA-256(chain + row)` over
the rows in order of their row number, so that a table which only grows needs its new rows read and no others.

PostgreSQL keeps checksums of its pages itself and has no seals.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine, event

WRITES = re.compile(r'\s*(?:(INSERT\s+INTO)|INSERT\s+OR\s+\w+\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)
SEALS, TABLES = "seals", "(tables)"
UNSEALED = frozenset([SEALS])
#: Before the number of any row.
FIRST = -(1 << 63)
TOUCHED, ALL = "tables written", "every table"


@dataclass(frozen=True)
class Seal:
    """How many rows a table has, the number of the last, and what they hash to."""

    rows: int = 0
    last: int = 0
    digest: str = ""

    def seals(self, other: "Seal") -> bool:
        """Whether both say the same of the rows; their numbers may be given anew by SQLite's VACUUM."""
        return (self.rows, self.digest) == (other.rows, other.digest)

    def with_rows(self, rows: Any) -> "Seal":
        """The seal once these rows, `(rowid, …)`, follow."""
        count, last, chain = self.rows, self.last, self.digest.encode()
        for row in rows:
            chain = sha256(chain + repr(row[1:]).encode("utf-8", "surrogateescape")).hexdigest().encode()
            count, last = count + 1, row[0]
        return Seal(count, last, chain.decode())


def watch(engine: Engine) -> None:
    """Keep the seals of a SQLite engine's tables on every commit."""
    event.listen(engine, "before_cursor_execute", _noted)
    event.listen(engine, "commit", _sealed)
    event.listen(engine, "rollback", lambda connection: connection.info.pop(TOUCHED, None))


def _noted(connection: sa.Connection, _: object, statement: str, *__: object) -> None:
    """Remember a table that is written, and whether rows were added to it and nothing else."""
    found = WRITES.match(statement)
    if found and found[2] not in UNSEALED:
        touched = connection.info.setdefault(TOUCHED, {})
        touched[found[2]] = touched.get(found[2], True) and bool(found[1])


def _sealed(connection: sa.Connection) -> None:
    touched = connection.info.pop(TOUCHED, {})
    if touched:
        _keep(connection.connection.driver_connection, touched)


def all_anew(connection: sa.Connection) -> None:
    """Have this transaction seal every table from its first row on: the tables themselves were changed."""
    connection.info.setdefault(TOUCHED, {})[ALL] = False


def _keep(own: Any, touched: Mapping[str, bool]) -> None:
    here, anew = _tables(own), ALL in touched
    if SEALS not in here:
        return
    if anew:
        own.execute(f"DELETE FROM {SEALS}")
        _put(own, TABLES, _seal_of_tables(own))
    for name in sorted(here - UNSEALED if anew else here & set(touched)):
        longer = _lengthened(own, name) if touched.get(name) and not anew else None
        _put(own, name, longer or Seal().with_rows(_rows(own, name)))


def _lengthened(own: Any, name: str) -> Seal | None:
    """The seal of a table to which rows were added; none where these did not all come after the last."""
    before = _seal(own, name)
    longer = before.with_rows(_rows(own, name, before.last if before.rows else FIRST))
    return longer if (longer.rows,) == own.execute(f'SELECT count(*) FROM "{name}"').fetchone() else None


def _tables(own: Any) -> set[str]:
    told = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    return {name for (name,) in own.execute(told)}


def _rows(own: Any, name: str, after: int = FIRST) -> Any:
    return own.execute(f'SELECT rowid, * FROM "{name}" NOT INDEXED WHERE rowid > ? ORDER BY rowid', (after,))


def _seal_of_tables(own: Any) -> Seal:
    """The tables' own declarations, so that none changes its meaning unseen."""
    told = "SELECT 0, type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
    return Seal().with_rows(own.execute(told))


def _seal(own: Any, name: str) -> Seal:
    found = own.execute(f"SELECT rows, last, digest FROM {SEALS} WHERE name = ?", (name,)).fetchone()
    return Seal(*found) if found else Seal()


def _put(own: Any, name: str, seal: Seal) -> None:
    values = (name, "", seal.rows, seal.last, seal.digest)
    own.execute(f"INSERT OR REPLACE INTO {SEALS} (name, clinic, rows, last, digest) VALUES (?, ?, ?, ?, ?)", values)


def broken(engine: Engine, but: frozenset[str] = frozenset()) -> list[str]:
    """Tables whose rows or indexes are not what was written, save those not asked about; a database's own words stay
    here.

    Read at one moment, while others may write.
    """
    with _one_moment(engine) as own:
        here = _tables(own)
        if SEALS not in here:
            return []
        kept = {name: Seal(*seal) for name, *seal in own.execute(f"SELECT name, rows, last, digest FROM {SEALS}")}
        found = [] if kept.get(TABLES, Seal()).seals(_seal_of_tables(own)) else [TABLES]
        for name in sorted(here - UNSEALED - but):
            whole = own.execute(f'PRAGMA integrity_check("{name}")').fetchall() == [("ok",)]
            if not whole or not Seal().with_rows(_rows(own, name)).seals(kept.get(name, Seal())):
                found.append(name)
        return found


@contextmanager
def _one_moment(engine: Engine) -> Iterator[Any]:
    with engine.connect() as connection:
        own: Any = connection.connection.driver_connection
        own.execute("BEGIN")
        try:
            yield own
        finally:
            own.execute("ROLLBACK")
