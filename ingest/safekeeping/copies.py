"""Copies of the catalogue: one whole and verified SQLite file, also of a database on a server."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine

from ingest import database as db
from ingest.safekeeping import seals
from ingest.safekeeping.faults import StoreFault
from ingest.safekeeping.files import private_file, private_folder, renamed, to_disk

COPIES = "copies"
AT_ONCE = 5_000


def copy_before(folder: Path, engine: Engine, revision: str) -> Path:
    """A verified copy of the catalogue in the folder's `copies`, before its tables become those of `revision`."""
    when = f"{datetime.now(UTC):%Y-%m-%dT%H%M%S}"
    place = private_folder(folder / COPIES) / f"catalogue-before-{revision}-{when}.sqlite"
    return catalogue_copy(engine, place)


def catalogue_copy(engine: Engine, place: Path) -> Path:
    """The catalogue as it is at one moment, as a SQLite file of its own, verified and on the disk.

    Others go on working meanwhile. Raises StoreFault where the copy does not hold what the catalogue does.
    """
    fresh = place.with_name(f".{place.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    private_file(fresh).close()
    if engine.dialect.name == "sqlite":
        _copied_file(engine, fresh)
    else:
        _copied_tables(engine, fresh)
    _verify(fresh)
    to_disk(fresh)
    renamed(fresh, place)
    return place


def _copied_file(engine: Engine, place: Path) -> None:
    """By SQLite's own online backup, which starts again where somebody writes meanwhile."""
    with engine.connect() as connection, closing(sqlite3.connect(place)) as target:
        own: Any = connection.connection.driver_connection
        own.backup(target)


def _copied_tables(engine: Engine, place: Path) -> None:
    """Table by table, all of them as they are at one moment; the copy is a catalogue in itself."""
    target = db.engine_for(f"sqlite:///{place}")
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as source:
        tables = _reflected(source)
        there = _made_alike(source, target, tables)
        counted = {}
        with target.begin() as connection:
            for table in tables.sorted_tables:
                counted[table.name] = _copied_rows(source, connection, table, there.tables[table.name])
            seals.all_anew(connection)
        _same_rows(target, counted)
    target.dispose()


def _reflected(connection: sa.Connection) -> sa.MetaData:
    found = sa.MetaData()
    found.reflect(connection, only=lambda name, _: name not in (seals.SEALS, "alembic_version"))
    for table in found.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, sa.JSON):
                column.type = sa.JSON(none_as_null=bool(column.nullable))
    return found


def _made_alike(source: sa.Connection, target: Engine, tables: sa.MetaData) -> sa.MetaData:
    """The same tables in an empty SQLite file: today's as they are made new, those of an earlier version plainly."""
    if db.revision_in(source) == db.REVISION:
        db.bring_up(target)
    else:
        plain = sa.MetaData()
        for table in tables.sorted_tables:
            columns = [sa.Column(c.name, c.type.as_generic(), primary_key=c.primary_key) for c in table.columns]
            sa.Table(table.name, plain, *columns)
        plain.create_all(target)
    with target.connect() as connection:
        return _reflected(connection)


def _copied_rows(source: sa.Connection, target: sa.Connection, table: sa.Table, to: sa.Table) -> int:
    rows = 0
    found = source.execution_options(yield_per=AT_ONCE).execute(sa.select(table).order_by(*table.primary_key))
    for part in found.mappings().partitions(AT_ONCE):
        target.execute(sa.insert(to), [dict(row) for row in part])
        rows += len(part)
    return rows


def _same_rows(target: Engine, counted: dict[str, int]) -> None:
    with target.connect() as connection:
        for name, rows in counted.items():
            if connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) != rows:
                raise StoreFault(f"The copy of the catalogue does not hold every row of {name}. Nothing was changed.")


def _verify(place: Path) -> None:
    with closing(sqlite3.connect(place)) as copy:
        said = list(_told(copy))
    if said != ["ok"]:
        raise StoreFault(
            "The catalogue is damaged: a copy of it does not pass SQLite's own check. Nothing was changed. Restore "
            "your last backup into a new folder (huddleboard restore FILE --data DIR)."
        )


def _told(copy: sqlite3.Connection) -> Iterator[str]:
    for (line,) in copy.execute("PRAGMA integrity_check"):
        yield line
