"""The check of a data folder: everything it holds compared with what was written, and what waits for a person."""

import os
import stat
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from ingest import database as db
from ingest.safekeeping.backup import last_backup
from ingest.safekeeping.copies import COPIES
from ingest.safekeeping.fact_files import Sound, changed, fact_files
from ingest.safekeeping.files import on_windows
from ingest.safekeeping.seals import broken
from ingest.safekeeping.trash import TRASH, in_trash


@dataclass
class Checked:
    """What a check found: what is wrong, and what a person may want to know."""

    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    facts: int = 0
    rows: int = 0
    trash: list[str] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Whether everything is what was written."""
        return not self.wrong


def check(folder: Path, engine: Engine, now: datetime | None = None) -> Checked:
    """Compare everything in an opened data folder with what was written; nothing is changed."""
    found = Checked()
    _catalogue(engine, found)
    _facts(folder, engine, found)
    _trash(folder, found)
    _copies(folder, found)
    _others(folder, found)
    found.notes.append(age_of_backup(folder, now or datetime.now(UTC)))
    return found


def _catalogue(engine: Engine, found: Checked) -> None:
    if db.sqlite_file(engine) is None:
        found.notes.append("The catalogue is on a database server, which checks its own pages.")
        return
    with engine.connect() as connection:
        said = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    if said != ["ok"]:
        found.wrong.append("The catalogue does not pass SQLite's own check.")
    found.wrong += [f"The catalogue's table {name} is not what was written." for name in broken(engine)]


def _facts(folder: Path, engine: Engine, found: Checked) -> None:
    with engine.connect() as connection:
        files = fact_files(connection)
    found.facts, found.rows = len(files), sum(file.rows for file in files)
    found.wrong += [f"{bad.file.folder}/{bad.file.name} {bad.says}." for bad in changed(folder, files, Sound())]


def _trash(folder: Path, found: Checked) -> None:
    found.trash = [f"{one.path}: {one.files} files, {one.size:,} bytes" for one in in_trash(folder)]
    if found.trash:
        found.notes.append(
            f"{len(found.trash)} things lie in the trash, like imports that were interrupted; no figure rests on them. "
            f"When nobody misses anything, delete the folder {folder / TRASH} yourself."
        )


def _copies(folder: Path, found: Checked) -> None:
    copies = sorted(path.name for path in (folder / COPIES).glob("*.sqlite"))
    if copies:
        found.notes.append(f"Copies of the catalogue, made before its tables changed: {', '.join(copies)}.")


def _others(folder: Path, found: Checked) -> None:
    """Who else can open the folder."""
    if on_windows():
        found.notes.append(
            "Who can open this folder is decided by its permissions in Windows: right-click it, Properties, Security. "
            "Only you and the administrators should be listed. A folder in your own profile is so by itself."
        )
        return
    paths = [folder, *(Path(place) / name for place, below, files in os.walk(folder) for name in (*below, *files))]
    wide = [path for path in paths if stat.S_IMODE(path.lstat().st_mode) & 0o077 and not path.is_symlink()]
    close = f"Close them with: chmod -R go= {folder}"
    if folder in wide:
        found.wrong.append(f"Others on this computer can open {folder}. {close}")
    elif wide:
        found.notes.append(
            f"{len(wide)} files are closed to others by their folder alone, {wide[0]} among them. {close}"
        )


def age_of_backup(folder: Path, now: datetime) -> str:
    """When the last backup was made, in words."""
    made = last_backup(folder)
    if made is None:
        return "No backup of this folder was made on this computer yet."
    days = (now - made.at).days
    age = "today" if days < 1 else "yesterday" if days == 1 else f"{days} days ago"
    return f"The last backup was made {age} ({made.at:%Y-%m-%d %H:%M} UTC): {made.file}."
