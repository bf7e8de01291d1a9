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
    """Table by table, all of them as they are at one moment."""
    target = sa.create_engine(f"sqlite:///{place}")
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as source:
        plain, counted = _plain_tables(source), {}
        plain.create_all(target)
        with target.begin() as there:
            for table in plain.sorted_tables:
                counted[table.name] = _copied_rows(source, there, table)
        _same_rows(target, counted)
    target.dispose()


def _plain_tables(source: sa.Connection) -> sa.MetaData:
    """The tables as they stand in the database; those of today's code where it has today's tables."""
    if db.revision_in(source) == db.REVISION and db.metadata.info.get("whole"):
        plain = sa.MetaData()
        for table in db.metadata.sorted_tables:
            table.to_metadata(plain)
        sa.Table("alembic_version", plain, sa.Column("version_num", sa.String(32), primary_key=True))
        return plain
    found, plain = sa.MetaData(), sa.MetaData()
    found.reflect(source)
    for table in found.sorted_tables:
        columns = [sa.Column(c.name, c.type.as_generic(), primary_key=c.primary_key) for c in table.columns]
        sa.Table(table.name, plain, *columns)
    return plain


def _copied_rows(source: sa.Connection, target: sa.Connection, table: sa.Table) -> int:
    rows = 0
    found = source.execution_options(yield_per=AT_ONCE).execute(sa.select(table))
    for part in found.mappings().partitions(AT_ONCE):
        target.execute(sa.insert(table), [dict(row) for row in part])
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
