"""The catalogue's tables and its one engine; SQLite in the data folder unless a database URL is set."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Engine, event

REVISION = "0001"

metadata = sa.MetaData()


def _clinic() -> sa.Column[str]:
    return sa.Column("clinic", sa.Text, nullable=False, index=True)


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
    _clinic(),
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
    _clinic(),
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
    _clinic(),
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
    _clinic(),
    sa.Column("source_id", sa.Integer, sa.ForeignKey("sources.id"), nullable=False),
    sa.Column("line", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
)
spellings = sa.Table(
    "spellings",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _clinic(),
    sa.Column("source_id", sa.Integer, sa.ForeignKey("sources.id"), nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("seen", sa.Text, nullable=False),
    sa.Column("known", sa.Boolean, nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
)


def url_for(folder: Path, url: str | None) -> str:
    """The database URL: the given one, else a SQLite file in the data folder."""
    return url or f"sqlite:///{folder / 'catalogue.sqlite'}"


def connect(folder: Path, url: str | None = None, lock: AbstractContextManager[object] | None = None) -> Engine:
    """An engine whose tables are at the newest revision; an older or empty database is migrated first, under `lock`.

    A database that is up to date is opened without waiting, also while an import holds the lock.
    """
    engine = sa.create_engine(url_for(folder, url))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _foreign_keys)
    if _revision(engine) != REVISION:
        with lock or nullcontext():
            _bring_up(engine)
    return engine


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


def migrate(engine: Engine) -> None:
    """Bring the tables to the newest revision (Alembic; imported only when there is something to do)."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "ingest:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
