"""The database's tables of facts, and its one engine for them and for what people write; SQLite unless a URL is set."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine, event

from ingest.columns import APPEND_ONLY, NEVER_DELETED, brought, clinic, metadata, signed
from ingest.safekeeping import seals as seals_kept

REVISION = "0008"
#: How long a writer waits for another one on SQLite, which lets one write at a time.
PATIENCE_SECONDS = 30
#: How long a database server has for its first answer.
ANSWER_SECONDS = 10
CATALOGUE = "catalogue.sqlite"
#: A row for many lines of an export: no figure rests on them, so that not every start reads them all.
LINES = frozenset(["refusals", "passed_lines", "spellings"])
#: The lock on PostgreSQL under which one program at a time changes the tables.
MIGRATION_LOCK = 7_204_211


clinics = sa.Table(
    "clinics",
    metadata,
    sa.Column("clinic", sa.Text, primary_key=True),
    sa.Column("settings", sa.Text, nullable=False),
    sa.Column("changed_at", sa.Text, nullable=False),
)
imports = sa.Table(
    "imports",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    clinic(),
    sa.Column("profile", sa.Text, nullable=False),
    sa.Column("folder", sa.Text, nullable=False),
    sa.Column("imported_at", sa.Text, nullable=False),
    sa.Column("export_date", sa.Text),
    sa.Column("first_day", sa.Integer),
    sa.Column("last_day", sa.Integer),
    sa.Column("reader", sa.Text, nullable=False),
    sa.Column("said", sa.Text, nullable=False),
    sa.Column("vanished", sa.Integer, nullable=False, default=0),
    sa.Column("vanished_left_out", sa.Boolean, nullable=False, default=False),
    sa.Column("settled", sa.JSON(none_as_null=True)),
    sa.Column("taken_back", sa.Text),
)
questions = sa.Table(
    "questions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    clinic(),
    sa.Column("import_id", sa.Integer, sa.ForeignKey("imports.id"), nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("column_name", sa.Text, nullable=False),
    sa.Column("seen", sa.JSON, nullable=False),
    sa.Column("says", sa.Text, nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("readings", sa.JSON, nullable=False),
    sa.Column("proposed", sa.Text),
    sa.Column("blocks", sa.JSON, nullable=False),
    sa.Column("answer", sa.Text),
    sa.Column("who", sa.Text),
    sa.Column("at", sa.Text),
    info=NEVER_DELETED,
)
sources = sa.Table(
    "sources",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    clinic(),
    sa.Column("import_id", sa.Integer, sa.ForeignKey("imports.id"), nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("profile_table", sa.Text, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("reader", sa.Text, nullable=False),
    sa.Column("header_line", sa.Integer, nullable=False),
    sa.Column("rows_read", sa.Integer, nullable=False),
    sa.Column("accepted", sa.Integer, nullable=False),
    sa.Column("replaced", sa.Integer, nullable=False),
    sa.Column("carries", sa.JSON, nullable=False),
    sa.Column("traits", sa.JSON, nullable=False),
    sa.Column("blank_is_no", sa.JSON, nullable=False),
    sa.Column("first_day", sa.Integer),
    sa.Column("last_day", sa.Integer),
    sa.Column("set_aside", sa.Text),
)
fact_files = sa.Table(
    "fact_files",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    clinic(),
    sa.Column("import_id", sa.Integer, sa.ForeignKey("imports.id"), nullable=False),
    sa.Column("source_id", sa.Integer, sa.ForeignKey("sources.id"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
)
#: Of the folder itself (clinic '') and of each clinic that has a key; see `ingest.safekeeping.identity`.
identities = sa.Table(
    "identities",
    metadata,
    sa.Column("clinic", sa.Text, primary_key=True),
    sa.Column("folder", sa.Text, nullable=False),
    sa.Column("key_check", sa.Text),
)
#: What the rows of each table hash to; see `ingest.safekeeping.seals`.
seals = sa.Table(
    "seals",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("clinic", sa.Text, nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("last", sa.BigInteger, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
)
refusals = sa.Table(
    "refusals",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    clinic(),
    sa.Column("source_id", sa.Integer, sa.ForeignKey("sources.id"), nullable=False),
    sa.Column("line", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("column_name", sa.Text),
    sa.Column("seen", sa.Text, nullable=False),
    sa.Column("says", sa.Text, nullable=False),
)
passed_lines = sa.Table(
    "passed_lines",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    clinic(),
    sa.Column("source_id", sa.Integer, sa.ForeignKey("sources.id"), nullable=False),
    sa.Column("line", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
)
spellings = sa.Table(
    "spellings",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    clinic(),
    sa.Column("source_id", sa.Integer, sa.ForeignKey("sources.id"), nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("seen", sa.Text, nullable=False),
    sa.Column("known", sa.Boolean, nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
)


#: The audit: what every record was before and after, by whom.
changes = sa.Table(
    "changes",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    clinic(),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("record_id", sa.Integer, nullable=False),
    sa.Column("before", sa.JSON(none_as_null=True)),
    sa.Column("after", sa.JSON(none_as_null=True)),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("because", sa.JSON(none_as_null=True)),
    *signed(),
    *brought(),
    sa.Index("ix_changes_record", "record", "record_id"),
    info=APPEND_ONLY,
)


class NeverRewritten(Exception):
    """Somebody's code tried to change or delete what people wrote; the message says what to do instead."""


def url_for(folder: Path, url: str | None) -> str:
    """The database URL: the given one, else a SQLite file in the data folder."""
    return url or f"sqlite:///{folder / CATALOGUE}"


def connect(folder: Path, url: str | None = None, lock: AbstractContextManager[object] | None = None) -> Engine:
    """An engine whose tables are at the newest revision; an older or empty database is migrated first, under `lock`.

    A database that is up to date is opened without waiting, also while an import holds the lock. Whether it belongs
    to the folder is not asked here: `ingest.safekeeping.opening` does.
    """
    engine = engine_for(url_for(folder, url))
    if revision_of(engine) != REVISION:
        with lock or nullcontext():
            bring_up(engine)
    return engine


def engine_for(url: str | sa.URL) -> Engine:
    """An engine on a database, whatever is in it; a new SQLite file is readable by its owner only."""
    on_sqlite = sa.make_url(url).get_backend_name() == "sqlite"
    options: dict[str, Any] = {"timeout": PATIENCE_SECONDS} if on_sqlite else {"connect_timeout": ANSWER_SECONDS}
    engine = sa.create_engine(url, connect_args=options, hide_parameters=True)
    if on_sqlite:
        event.listen(engine, "do_connect", _made_private)
        event.listen(engine, "connect", _foreign_keys)
        seals_kept.watch(engine)
    event.listen(engine, "before_execute", _keep_what_was_written)
    return engine


def sqlite_file(engine: Engine) -> Path | None:
    """The file of a SQLite database; none on a server, or in memory."""
    on_disk = engine.dialect.name == "sqlite" and engine.url.database not in (None, "", ":memory:")
    return Path(str(engine.url.database)) if on_disk else None


def _made_private(_: object, __: object, arguments: list[Any], ___: object) -> None:
    """SQLite gives its journals the mode of the database file, so that one is made first, with mode 0600."""
    name = str(arguments[0]) if arguments else ""
    if name not in ("", ":memory:") and not name.startswith("file:") and not Path(name).exists():
        os.close(os.open(name, os.O_CREAT | os.O_RDWR, 0o600))


def _keep_what_was_written(_: object, statement: object, *__: object) -> None:
    if not isinstance(statement, (sa.Update, sa.Delete)) or not isinstance(statement.table, sa.Table):
        return
    if isinstance(statement, statement.table.info.get("refuses", ())):
        verb = "delete from" if isinstance(statement, sa.Delete) else "change rows of"
        table = statement.table.name
        raise NeverRewritten(f"Refused to {verb} {table!r}: what people wrote is kept. Add a row that says it anew.")


def bring_up(engine: Engine, finish: Callable[[sa.Connection], None] | None = None) -> None:
    """Make or migrate the tables in one transaction, with what `finish` does in it, or leave all as it was."""
    with alone(engine) as connection:
        found = revision_in(connection)
        if found is None and metadata.info.get("whole"):
            _make_new(connection)
        elif found != REVISION:
            _migrate(connection, "head")
        if finish:
            finish(connection)


@contextmanager
def alone(engine: Engine) -> Iterator[sa.Connection]:
    """One transaction that holds changes of tables too, and nobody else's writing meanwhile.

    Python's sqlite3 begins no transaction before a CREATE or ALTER by itself, so each of them would be kept at once;
    here it is begun by hand. Foreign keys are looked at in the end instead of at each step, since a step may rebuild
    a table.
    """
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            with connection.begin():
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:number)"), {"number": MIGRATION_LOCK})
                yield connection
            return
        own: Any = connection.connection.driver_connection
        own.isolation_level = None
        own.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                own.execute("BEGIN IMMEDIATE")
                yield connection
                _no_row_without_its_parent(own)
        finally:
            own.isolation_level = ""
            own.execute("PRAGMA foreign_keys=ON")


def _no_row_without_its_parent(own: Any) -> None:
    lost = own.execute("PRAGMA foreign_key_check").fetchone()
    if lost:
        raise sa.exc.IntegrityError(f"a row of {lost[0]} without its {lost[2]}", None, Exception("foreign key"))


def _make_new(connection: sa.Connection) -> None:
    """All tables at once in an empty database, stamped with the newest revision; a test holds both ways equal.

    Only where every table is declared, also those of what people write: `dashboard.records` says so
    (`metadata.info["whole"]`). Without it a new database is made by the migrations, which know them all.
    """
    metadata.create_all(connection)
    seals_kept.all_anew(connection)
    connection.execute(
        sa.text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    )
    connection.execute(sa.text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": REVISION})


def _foreign_keys(connection: sa.engine.interfaces.DBAPIConnection, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def revision_of(engine: Engine) -> str | None:
    """The revision of a database's tables; none where it has none of ours."""
    with engine.connect() as connection:
        return revision_in(connection)


def revision_in(connection: sa.Connection) -> str | None:
    """The same, within a transaction."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return found


def migrate(engine: Engine, to: str = "head") -> None:
    """Bring the tables to a revision, the newest, in one transaction."""
    with alone(engine) as connection:
        _migrate(connection, to)


def _migrate(connection: sa.Connection, to: str) -> None:
    """Alembic is imported only when there is something to do."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "ingest:migrations")
    config.attributes["connection"] = connection
    seals_kept.all_anew(connection)
    command.upgrade(config, to)
