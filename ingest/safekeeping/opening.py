"""Opening a data folder: only where folder, catalogue and keys agree, and never making anew what was there."""

from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Engine

from ingest import database as db
from ingest.safekeeping.copies import copy_before
from ingest.safekeeping.fact_files import register
from ingest.safekeeping.faults import NO_ADDRESS, NO_DRIVER, StoreFault
from ingest.safekeeping.files import PRIVATE_FILE, PRIVATE_FOLDER, renamed, tighten
from ingest.safekeeping.identity import (
    BEGUN,
    FOLDER_ID,
    MARK,
    RESTORE,
    WHOLE,
    check_keys,
    id_in,
    keep_id,
    key_check,
    key_in,
    mark,
    new_id,
)
from ingest.safekeeping.seals import broken
from ingest.safekeeping.trash import put_aside

VERSIONS = Path(db.__file__).parent / "migrations" / "versions"
SAFE = "Nothing was changed."


@dataclass(frozen=True)
class FolderSeen:
    """What a folder and its catalogue say of themselves before anything is done."""

    own: str | None
    begun: str | None
    revision: str | None
    known: str | None

    @property
    def ready(self) -> bool:
        """Whether there is nothing to make, to migrate or to finish."""
        return self.own is not None and self.own == self.known and self.revision == db.REVISION


def opened(folder: Path, url: str | None, lock: AbstractContextManager[object]) -> Engine:
    """The catalogue's engine, new, migrated or as it is; raises StoreFault where it does not belong to the folder."""
    engine = _engine(folder, url)
    seen = look(folder, engine)
    refuse_broken(folder, engine)
    if not seen.ready:
        with lock:
            seen = look(folder, engine)
            if not seen.ready:
                _refuse(folder, engine, seen)
                _made_ready(folder, engine, seen)
    identity = id_in(folder / FOLDER_ID)
    assert identity is not None
    check_keys(folder, engine, identity)
    _refuse_strangers(folder, engine)
    return engine


def opened_here(folder: Path) -> Engine:
    """The same for a folder nobody else has, with its catalogue in it: a backup that was unpacked."""
    return opened(folder, None, nullcontext())


def _engine(folder: Path, url: str | None) -> Engine:
    try:
        engine = db.engine_for(db.url_for(folder, url))
    except ImportError as problem:
        raise StoreFault(NO_DRIVER if problem.name == "psycopg" else NO_ADDRESS) from None
    if engine.dialect.name not in ("sqlite", "postgresql"):
        raise StoreFault(NO_ADDRESS)
    return engine


def refuse_broken(folder: Path, engine: Engine) -> None:
    """Raise StoreFault where a row that figures rest on is not what was written."""
    file = db.sqlite_file(engine)
    if file is None or not file.exists() or not file.stat().st_size:
        return
    found = broken(engine, db.LINES)
    if found:
        raise StoreFault(
            f"{_called(folder, engine)} is damaged: {', '.join(found)} is not what was written. {SAFE} No figure is "
            f"shown. Put a sound copy of the catalogue back, or {RESTORE}."
        )


def look(folder: Path, engine: Engine) -> FolderSeen:
    """Read the identities; a catalogue that is not there is not made by looking."""
    own, begun = id_in(folder / FOLDER_ID), id_in(folder / BEGUN)
    file = db.sqlite_file(engine)
    if file is not None and file.exists() and not file.is_file():
        raise StoreFault(
            f"{_called(folder, engine)} is not a file. {SAFE} Move what stands in its place away and put the catalogue "
            f"back, or {RESTORE}."
        )
    if file is not None and (not file.exists() or not file.stat().st_size):
        return FolderSeen(own, begun, None, None)
    with engine.connect() as connection:
        revision = db.revision_in(connection)
        has = sa.inspect(connection).has_table("identities")
        whole = sa.select(db.identities.c.folder).where(db.identities.c.clinic == WHOLE)
        return FolderSeen(own, begun, revision, connection.scalar(whole) if has else None)


def facts_of(folder: Path) -> list[Path]:
    """The folders of imports, as they lie on the disk."""
    return sorted(path for path in folder.glob("*/facts/*") if path.is_dir() and not path.name.startswith("."))


def _refuse(folder: Path, engine: Engine, seen: FolderSeen) -> None:
    """Raise StoreFault where folder and catalogue were not made together."""
    where = _called(folder, engine)
    if seen.revision is None:
        _refuse_no_catalogue(folder, engine, seen, where)
    elif seen.revision not in {path.name[:4] for path in VERSIONS.glob("[0-9]*.py")}:
        raise StoreFault(
            f"{where} was written by a newer version of Huddleboard (its tables are {seen.revision!r}, this one knows "
            f"{db.REVISION}). {SAFE} Install the newer version here too."
        )
    elif seen.known is None and seen.own is not None:
        raise StoreFault(
            f"{where} carries no identity, but {folder / FOLDER_ID} does: it is empty, or of an earlier version. "
            f"{SAFE} Put the right catalogue back, or {RESTORE}."
        )
    elif seen.known is not None and seen.known not in (seen.own, seen.begun):
        raise StoreFault(_foreign(folder, where, seen))
    elif seen.known is None:
        _refuse_no_facts_in_common(folder, engine, where)


def _refuse_no_catalogue(folder: Path, engine: Engine, seen: FolderSeen, where: str) -> None:
    found = len(facts_of(folder))
    keys = list(folder.glob("*/patient.key"))
    if seen.own is None and not found and not keys:
        return
    file = db.sqlite_file(engine)
    gone = "is missing" if file is not None and not file.exists() else "is empty"
    beside = f"{found} imports lie" if found != 1 else "1 import lies"
    beside = f"{beside} beside it" if found else "the folder has been used before"
    raise StoreFault(
        f"{where} {gone}, but {beside} in {folder}. An empty one would show no figures, so none is made. {SAFE} "
        f"If the catalogue of this folder is on a database server, set HUDDLEBOARD_DATABASE as before; else put the "
        f"catalogue back, or {RESTORE}."
    )


def _foreign(folder: Path, where: str, seen: FolderSeen) -> str:
    if seen.own is None:
        return (
            f"{where} belongs to another data folder, or {folder / FOLDER_ID} was removed. {SAFE} Open the folder "
            f"that belongs to it (--data DIR), put {FOLDER_ID} back, or {RESTORE}."
        )
    return (
        f"{where} belongs to another data folder than {folder}: their identities differ. {SAFE} Put the catalogue of "
        f"this folder back (or name its database with HUDDLEBOARD_DATABASE), or {RESTORE}."
    )


def _refuse_no_facts_in_common(folder: Path, engine: Engine, where: str) -> None:
    """A catalogue without an identity, of an earlier version: its imports and the folder's must be the same ones."""
    with engine.connect() as connection:
        known = set(connection.scalars(sa.text("SELECT folder FROM imports")))
    here = {path.relative_to(folder).as_posix() for path in facts_of(folder)}
    if here and not known:
        raise StoreFault(
            f"{where} knows of no import, but {len(here)} lie in {folder}. {SAFE} Put the right catalogue back (or "
            f"name its database with HUDDLEBOARD_DATABASE), or {RESTORE}."
        )
    file = db.sqlite_file(engine)
    inside = file is not None and file.resolve().parent == folder.resolve()
    if known and not known & here and not inside:
        raise StoreFault(
            f"{where} knows of {len(known)} imports, and none of them lies in {folder}: it belongs to another data "
            f"folder. {SAFE} Open the folder that belongs to it (--data DIR)."
        )


def _refuse_strangers(folder: Path, engine: Engine) -> None:
    """Refuse a catalogue that has forgotten imports it once held: an older copy of itself.

    The disk is read before the catalogue, so that an import committed meanwhile is no stranger.
    """
    marked = [path for path in facts_of(folder) if (path / MARK).exists()]
    with engine.connect() as connection:
        known = set(connection.scalars(sa.select(db.imports.c.folder)))
    strange = [path for path in marked if path.relative_to(folder).as_posix() not in known]
    if strange:
        raise StoreFault(
            f"{_called(folder, engine)} does not know {len(strange)} of the imports in {folder} (the newest is "
            f"{strange[-1].name}): it is an older copy, or was emptied. Its figures would lack those rows. {SAFE} "
            f"Put the newest catalogue back, or {RESTORE}."
        )


def _called(folder: Path, engine: Engine) -> str:
    file = db.sqlite_file(engine)
    return f"The catalogue {file}" if file is not None else f"The database {engine.url.database!r}"


def _made_ready(folder: Path, engine: Engine, seen: FolderSeen) -> None:
    """Make, migrate or finish, so that whatever moment it is stopped at, the next start goes on from there."""
    identity = seen.own or seen.begun or new_id()
    if seen.own is None and seen.begun is None:
        keep_id(folder / BEGUN, identity)
    if seen.revision not in (None, db.REVISION):
        copy_before(folder, engine, db.REVISION)

    def finish(connection: sa.Connection) -> None:
        if seen.known is None:
            _adopt(folder, connection, identity)

    if seen.known is None or seen.revision != db.REVISION:
        db.bring_up(engine, finish)
    if seen.known is None and seen.revision is not None:
        _close_to_others(folder)
    if seen.own is None:
        renamed(folder / BEGUN, folder / FOLDER_ID)


def _adopt(folder: Path, connection: sa.Connection, identity: str) -> None:
    """Give the catalogue the folder's identity, and what it must know of keys and facts that are there already."""
    rows = [{"clinic": WHOLE, "folder": identity, "key_check": None}]
    for clinic in connection.scalars(sa.select(db.imports.c.clinic).distinct()).all():
        key = key_in(folder, clinic)
        rows.append({"clinic": clinic, "folder": identity, "key_check": key_check(key, identity)})
    connection.execute(sa.insert(db.identities), rows)
    register(folder, connection)


def _close_to_others(folder: Path) -> None:
    """What an earlier version wrote under the umask of its day becomes the owner's alone."""
    for path in folder.rglob("*"):
        with suppress(OSError):
            if not path.is_symlink():
                tighten(path, PRIVATE_FOLDER if path.is_dir() else PRIVATE_FILE)


def tidy(folder: Path, engine: Engine) -> None:
    """Under the lock: mark the imports of the catalogue, and put what no catalogue ever held into the trash.

    A folder without a mark is one of an import that was interrupted, and so never happened; one with a mark has been
    looked at before (`_refuse_strangers`).
    """
    identity = id_in(folder / FOLDER_ID)
    with engine.connect() as connection:
        known = set(connection.scalars(sa.select(db.imports.c.folder)))
    for path in facts_of(folder):
        if path.relative_to(folder).as_posix() in known:
            if identity:
                mark(path, identity)
        elif not (path / MARK).exists():
            put_aside(folder, path)
