"""The fact files as the catalogue knows them: rows and checksum of each, and which are no longer what was written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl
import sqlalchemy as sa

from ingest import database as db
from ingest.safekeeping.files import digest_of

#: Rows of a file that could not be read when it was first registered.
UNREADABLE = -1


@dataclass(frozen=True)
class FactFile:
    """One file of facts as it was written: its import's folder, its name in there, its rows and SHA-256."""

    clinic: str
    folder: str
    source: int
    name: str
    rows: int
    digest: str

    @property
    def table(self) -> str:
        """The table whose rows it holds."""
        return self.name.partition("/")[0]

    def at(self, data: Path) -> Path:
        """Where it lies."""
        return data / self.folder / self.name


@dataclass(frozen=True)
class Damage:
    """A file of facts that is not what was written, and how that was seen."""

    file: FactFile
    says: str


@dataclass
class Sound:
    """Files whose checksum was found right, with size and time of change, so that each is read once."""

    seen: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def holds(self, path: Path) -> bool:
        """Whether the file is still the one that was read."""
        now = path.stat()
        return self.seen.get(path) == (now.st_size, now.st_mtime_ns)

    def add(self, path: Path) -> None:
        """Remember a file as it is now."""
        now = path.stat()
        self.seen[path] = (now.st_size, now.st_mtime_ns)


def rows_in(path: Path) -> int:
    """How many rows a Parquet file says it has; `UNREADABLE` where it cannot be read."""
    try:
        return int(pl.scan_parquet(path).select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError):
        return UNREADABLE


def source_of(name: str) -> int:
    """The source that wrote a part file, `visits/000003-00000.parquet`."""
    return int(Path(name).name.split("-")[0])


def register(folder: Path, connection: sa.Connection) -> None:
    """Enter the fact files of imports that an earlier version made, as they are now.

    A source that accepted rows and has no file of its own table left is entered with one that is missing.
    """
    imports = connection.execute(sa.select(db.imports.c.id, db.imports.c.clinic, db.imports.c.folder)).all()
    own = db.sources.c
    for number, clinic, name in imports:
        lies = sorted((folder / name).glob("*/*.parquet"))
        rows = [_row(number, clinic, folder / name, path) for path in lies]
        sources = connection.execute(sa.select(own.id, own.event, own.accepted).where(own.import_id == number)).all()
        rows += [_missing(number, clinic, one) for one in sources if one.accepted and not _has(rows, one.id)]
        if rows:
            connection.execute(sa.insert(db.fact_files), rows)


def _row(number: int, clinic: str, place: Path, path: Path) -> dict[str, Any]:
    name = path.relative_to(place).as_posix()
    told = {"name": name, "rows": rows_in(path), "digest": digest_of(path)}
    return {"clinic": clinic, "import_id": number, "source_id": source_of(name), **told}


def _missing(number: int, clinic: str, source: Any) -> dict[str, Any]:
    told = {"name": f"{source.event}/{source.id:06d}-00000.parquet", "rows": source.accepted, "digest": ""}
    return {"clinic": clinic, "import_id": number, "source_id": source.id, **told}


def _has(rows: Sequence[Mapping[str, Any]], source: int) -> bool:
    return any(row["source_id"] == source for row in rows)


def fact_files(connection: sa.Connection, clinic: str | None = None) -> list[FactFile]:
    """Every fact file of sources that count, of one clinic or of all."""
    own = db.fact_files.c
    query = (
        sa.select(own.clinic, db.imports.c.folder, own.source_id, own.name, own.rows, own.digest)
        .join_from(db.fact_files, db.imports, own.import_id == db.imports.c.id)
        .join(db.sources, own.source_id == db.sources.c.id)
        .where(db.sources.c.set_aside.is_(None))
        .order_by(own.id)
    )
    found = connection.execute(query if clinic is None else query.where(own.clinic == clinic))
    return [FactFile(*row) for row in found]


def missing_or_short(data: Path, files: Sequence[FactFile]) -> list[Damage]:
    """Files that are gone, or have other rows than were written: quick, by the end of each file."""
    gone = [Damage(file, "is missing") for file in files if not file.at(data).is_file()]
    here = [file for file in files if file.at(data).is_file()]
    rows = _rows_of([file.at(data) for file in here])
    return gone + [bad for file in here if (bad := _by_rows(file, rows.get(str(file.at(data)), UNREADABLE)))]


def _rows_of(paths: Sequence[Path]) -> dict[str, int]:
    """Rows by path: all files of a table in one look at their ends, one by one only where that fails."""
    found: dict[str, int] = {}
    for _, group in groupby(sorted(paths, key=lambda p: p.parent.name), key=lambda p: p.parent.name):
        some = list(group)
        found |= _at_once(some) or {str(path): rows_in(path) for path in some}
    return found


def _at_once(paths: Sequence[Path]) -> dict[str, int]:
    try:
        whole = pl.scan_parquet(
            list(paths), include_file_paths="path", missing_columns="insert", extra_columns="ignore"
        )
        counted = whole.group_by("path").len().collect()
    except (pl.exceptions.PolarsError, OSError):
        return {}
    return dict(counted.rows()) if counted.height == len(paths) else {}


def _by_rows(file: FactFile, rows: int) -> Damage | None:
    if rows == UNREADABLE or file.rows == UNREADABLE:
        return Damage(file, "cannot be read")
    return Damage(file, f"holds {rows} rows instead of {file.rows}") if rows != file.rows else None


def changed(data: Path, files: Sequence[FactFile], sound: Sound) -> list[Damage]:
    """Files that are gone, or have another checksum than was written; those known to be sound are not read again."""
    return [bad for file in files if (bad := _by_digest(data, file, sound))]


def _by_digest(data: Path, file: FactFile, sound: Sound) -> Damage | None:
    path = file.at(data)
    try:
        if not sound.holds(path):
            if digest_of(path) != file.digest:
                return Damage(file, "is not what was written: its checksum differs")
            sound.add(path)
    except FileNotFoundError:
        return Damage(file, "is missing")
    except OSError:
        return Damage(file, "cannot be read")
    return None


def refusal(found: Sequence[Damage], file_of: Mapping[int, str]) -> str:
    """What a person is told instead of figures."""
    named = ", ".join(sorted({file_of.get(one.file.source, "?") for one in found}))
    return (
        f"Facts of {len(found)} {'file' if len(found) == 1 else 'files'} of this data folder are not what was written: "
        f"{found[0].file.folder}/{found[0].file.name} {found[0].says}. No figure is shown that rests on them. Bring "
        f"in again what they came from ({named}), or restore your last backup into a new folder (huddleboard restore "
        f"FILE --data DIR)."
    )
