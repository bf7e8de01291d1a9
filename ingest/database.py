"""The database's tables, of facts and of what people write, and its one engine; SQLite unless a URL is set."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Engine, event

from ingest import improvement_tables as improvement
from ingest.columns import APPEND_ONLY, NEVER_DELETED, clinic, metadata, signed, unit

__all__ = ["improvement", "metadata"]

REVISION = "0003"
#: How long a writer waits for another one on SQLite, which lets one write at a time.
PATIENCE_SECONDS = 30


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


# What people write. Whoever adds a table here adds it to the newest migration too; a test compares them.

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
    *signed(),
    sa.Index("ix_changes_record", "record", "record_id"),
    info=APPEND_ONLY,
)
people = sa.Table(
    "people",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    clinic(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    info=NEVER_DELETED,
)
overturns = sa.Table(
    "overturns",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    clinic(),
    *unit(),
    sa.Column("atom", sa.Text, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("reader", sa.Text, nullable=False),
    sa.Column("after", sa.Text),
    sa.Column("reason", sa.Text, nullable=False),
    *signed(),
    sa.UniqueConstraint("clinic", "unit_key", "atom", "turn", name="uq_overturns_turn"),
    info=APPEND_ONLY,
)
reader_reviews = sa.Table(
    "reader_reviews",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    clinic(),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("strata", sa.JSON, nullable=False),
    sa.Column("reader", sa.Text, nullable=False),
    sa.Column("definition", sa.Text, nullable=False),
    *signed(),
    info=APPEND_ONLY,
)
reader_review_items = sa.Table(
    "reader_review_items",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    clinic(),
    sa.Column("review_id", sa.Integer, sa.ForeignKey("reader_reviews.id"), nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    *unit(),
    sa.Column("stratum", sa.Text, nullable=False),
    sa.Column("weight", sa.Double, nullable=False),
    sa.Column("machine", sa.JSON, nullable=False),
    sa.UniqueConstraint("review_id", "place", name="uq_reader_review_items_place"),
    info=APPEND_ONLY,
)
judgements = sa.Table(
    "judgements",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    clinic(),
    sa.Column("item_id", sa.Integer, sa.ForeignKey("reader_review_items.id"), nullable=False),
    sa.Column("asked", sa.Text, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    *signed(),
    sa.UniqueConstraint("item_id", "asked", "who", "turn", name="uq_judgements_turn"),
    info=APPEND_ONLY,
)


class NeverRewritten(Exception):
    """Somebody's code tried to change or delete what people wrote; the message says what to do instead."""


def url_for(folder: Path, url: str | None) -> str:
    """The database URL: the given one, else a SQLite file in the data folder."""
    return url or f"sqlite:///{folder / 'catalogue.sqlite'}"


def connect(folder: Path, url: str | None = None, lock: AbstractContextManager[object] | None = None) -> Engine:
    """An engine whose tables are at the newest revision; an older or empty database is migrated first, under `lock`.

    A database that is up to date is opened without waiting, also while an import holds the lock.
    """
    engine = _engine(url_for(folder, url))
    if _revision(engine) != REVISION:
        with lock or nullcontext():
            _bring_up(engine)
    return engine


def _engine(url: str) -> Engine:
    on_sqlite = sa.make_url(url).get_backend_name() == "sqlite"
    engine = sa.create_engine(url, connect_args={"timeout": PATIENCE_SECONDS} if on_sqlite else {})
    if on_sqlite:
        event.listen(engine, "connect", _foreign_keys)
    event.listen(engine, "before_execute", _keep_what_was_written)
    return engine


def _keep_what_was_written(_: object, statement: object, *__: object) -> None:
    if not isinstance(statement, (sa.Update, sa.Delete)) or not isinstance(statement.table, sa.Table):
        return
    if isinstance(statement, statement.table.info.get("refuses", ())):
        verb = "delete from" if isinstance(statement, sa.Delete) else "change rows of"
        table = statement.table.name
        raise NeverRewritten(f"Refused to {verb} {table!r}: what people wrote is kept. Add a row that says it anew.")


def _bring_up(engine: Engine) -> None:
    found = _revision(engine)
    if found is None:
        make_new(engine)
    elif found != REVISION:
        migrate(engine)


def make_new(engine: Engine) -> None:
    """All tables at once in an empty database, stamped with the newest revision; a test holds both ways equal."""
    with engine.begin() as connection:
        metadata.create_all(connection)
        connection.execute(
            sa.text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        )
        connection.execute(sa.text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": REVISION})


def _foreign_keys(connection: sa.engine.interfaces.DBAPIConnection, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _revision(engine: Engine) -> str | None:
    if not sa.inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return found


def migrate(engine: Engine, to: str = "head") -> None:
    """Bring the tables to a revision, the newest (Alembic; imported only when there is something to do)."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "ingest:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)
