"""The one door for faults of disk, database and facts: each becomes what was seen, what is safe, what to do.

No text of a library and no value of a statement passes it.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.for_people import ForPeople

SAFE = "What was kept before is safe, and nothing of this was kept."
AGAIN = "Try again; if it happens again, look at the folder with huddleboard check."
RESTORE = "restore your last backup into a new folder (huddleboard restore FILE --data DIR)"

FULL = (
    f"The disk is full, or a limit of it is reached. {SAFE} Make room on the disk of the data folder, then try again."
)
CLOSED = (
    f"A file or folder cannot be opened or written: it is read-only, or belongs to another user. {SAFE} Give the user "
    "who runs Huddleboard the right to write there, or name another folder with --data."
)
DISK = f"The disk did not do what it was asked. {SAFE} Check the disk, then try again from a copy of the data folder."
LOCKED = (
    f"Another program holds the catalogue for too long. {SAFE} Wait until an import or a backup is done; try again."
)
DAMAGED = (
    "The catalogue of this data folder cannot be read: it is cut, damaged or not a catalogue. No figure is shown and "
    f"nothing was changed. Put a sound copy of it back, or {RESTORE}."
)
NO_SERVER = (
    f"The database server does not answer, or ended the connection. {SAFE} Start it, or ask whoever looks after it; "
    "then try again. Its address is in HUDDLEBOARD_DATABASE, or in huddleboard.toml in the data folder."
)
REFUSED_BY_SERVER = f"The database server refused what was asked of it. {SAFE} {AGAIN}"
NO_ADDRESS = (
    "The address of the database (HUDDLEBOARD_DATABASE, or database in huddleboard.toml) cannot be used. Nothing was "
    "changed. It is written like postgresql://user:password@server/name."
)
NO_DRIVER = (
    "The catalogue is on PostgreSQL, and what speaks to it is not installed here. Install it too: pip install "
    "'huddleboard[postgresql]' (in a copy of its folder: pip install -e '.[postgresql]'). Nothing was changed."
)
UNREADABLE = (
    f"A file of facts cannot be read. No figure is shown. Look at the folder with huddleboard check, or {RESTORE}."
)
NO_MEMORY = (
    f"This computer has not enough memory for that. {SAFE} Close other programs, or bring in fewer rows at once."
)

#: SQLite's primary result codes (https://sqlite.org/rescode.html).
BY_SQLITE = {3: CLOSED, 5: LOCKED, 6: LOCKED, 8: CLOSED, 10: DISK, 13: FULL, 14: CLOSED, 23: CLOSED}
BY_SYSTEM = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), FULL),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), CLOSED),
    errno.EIO: DISK,
}


class StoreFault(ForPeople):
    """The data folder or its catalogue cannot be used as it is; nothing was changed. The message is for a person."""


class FactsDamaged(StoreFault):
    """Facts that figures rest on are missing or are not what was written; no figure is shown in their place."""


def sentence(problem: BaseException) -> str | None:
    """What a person is told of a fault; none where it is no fault of disk, database or facts."""
    if isinstance(problem, ForPeople):
        return str(problem)
    if isinstance(problem, MemoryError):
        return NO_MEMORY
    if isinstance(problem, OSError):
        return BY_SYSTEM.get(problem.errno or 0)
    library = type(problem).__module__.partition(".")[0]
    return {"sqlalchemy": _of_database, "sqlite3": _of_sqlite, "polars": _of_facts}.get(library, _none)(problem)


def _none(_: BaseException) -> None:
    return None


def _of_facts(_: BaseException) -> str:
    return UNREADABLE


def _of_database(problem: BaseException) -> str:
    own = getattr(problem, "orig", None)
    library = type(own).__module__.partition(".")[0]
    if library == "sqlite3":
        return _of_sqlite(own)
    if library.startswith("psycopg"):
        lost = type(own).__name__ in ("OperationalError", "InterfaceError", "AdminShutdown", "ConnectionTimeout")
        return NO_SERVER if lost or getattr(problem, "connection_invalidated", False) else REFUSED_BY_SERVER
    return NO_ADDRESS if type(problem).__name__ in ("ArgumentError", "NoSuchModuleError") else DAMAGED


def _of_sqlite(problem: BaseException | None) -> str:
    return BY_SQLITE.get(getattr(problem, "sqlite_errorcode", 0) & 0xFF, DAMAGED)


@contextmanager
def plainly() -> Iterator[None]:
    """Raise faults of the disk, the database and the facts as a StoreFault that says them."""
    try:
        yield
    except ForPeople:
        raise
    except Exception as problem:
        said = sentence(problem)
        if said is None:
            raise
        raise StoreFault(said) from None
