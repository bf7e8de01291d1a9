"""A backup: everything a data folder needs in one locked file, made while people work, and verified by reading it."""

import glob
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, cast

import sqlalchemy as sa
from sqlalchemy import Engine

from ingest import database as db
from ingest.for_people import Refusal
from ingest.safekeeping.copies import COPIES, catalogue_copy
from ingest.safekeeping.fact_files import Sound, changed, fact_files, refusal
from ingest.safekeeping.faults import FactsDamaged, StoreFault
from ingest.safekeeping.files import PIECE, digest_of, private_file, private_folder, renamed, to_disk, written_whole
from ingest.safekeeping.identity import BEGUN, FOLDER_ID, MARK, id_in
from ingest.safekeeping.lockbox import Locking, Unlocking
from ingest.safekeeping.processes import alive
from ingest.safekeeping.trash import TRASH

MANIFEST = "manifest.json"
LAST = "last-backup.json"
#: What belongs to this computer or this moment, and what only a person may throw away: not in a backup.
LEFT_OUT = frozenset([TRASH, COPIES, ".incoming", ".lock", BEGUN, LAST, db.CATALOGUE])
JOURNALS = tuple(db.CATALOGUE + end for end in ("-journal", "-wal", "-shm"))
FACTS = "facts"
#: The copy of the catalogue while a backup is made: this and the number of the program.
UNDER_WAY = ".backup-"


@dataclass(frozen=True)
class MadeBackup:
    """A backup that was made: where, when (UTC), how many files and bytes it holds."""

    file: str
    at: datetime
    files: int
    size: int


@dataclass(frozen=True)
class Part:
    """One file of a backup: its name in the folder, its size and SHA-256."""

    name: str
    size: int
    digest: str


def backup(folder: Path, engine: Engine, to: Path, passphrase: str) -> MadeBackup:
    """Write a backup of an opened data folder to a new file; raises Refusal or StoreFault, with no file left, else.

    The catalogue is copied at one moment; the facts it knows are never rewritten, so that people may go on working.
    Every fact file's checksum is compared first, and the finished file is read once more from its beginning.
    """
    to = to.absolute()
    _refuse_place(folder, to, passphrase)
    _sweep(folder, to)
    fresh = to.with_name(f".{to.name}.{os.getpid()}.part")
    try:
        with tempfile.TemporaryDirectory(prefix=f"{UNDER_WAY}{os.getpid()}-", dir=folder) as place:
            copy = catalogue_copy(engine, Path(place) / db.CATALOGUE)
            parts = _parts(folder, copy)
            at = datetime.now(UTC)
            with private_file(fresh, "wb") as file:
                _write(file, passphrase, _manifest(folder, at, parts), [(_lies(folder, copy, p), p) for p in parts])
                file.flush()
                os.fsync(file.fileno())
        verify(fresh, passphrase)
        renamed(fresh, to)
    finally:
        fresh.unlink(missing_ok=True)
    made = MadeBackup(to.name, at, len(parts), to.stat().st_size)
    _remember(folder, made)
    return made


def _refuse_place(folder: Path, to: Path, passphrase: str) -> None:
    if not passphrase.strip():
        raise Refusal("A backup needs a passphrase, or whoever finds the file could read it. Nothing was written.")
    if to.exists():
        raise Refusal(f"{to} is there already. Name a new file; nothing was written.")
    if not to.parent.is_dir():
        raise Refusal(f"There is no folder {to.parent}. Make it first, or name another; nothing was written.")
    if to.resolve().is_relative_to(folder.resolve()):
        raise Refusal(
            f"{to} lies in the data folder itself and would be lost with it. Name a file on another disk or a stick; "
            "nothing was written."
        )


def _sweep(folder: Path, to: Path) -> None:
    """Take away what backups left that were stopped: copies of the catalogue, and beginnings of this very file."""
    for left in folder.glob(f"{UNDER_WAY}*-*"):
        if not _at_work(left.name.removeprefix(UNDER_WAY).partition("-")[0]):
            shutil.rmtree(left, ignore_errors=True)
    for left in to.parent.glob(f".{glob.escape(to.name)}.*.part"):
        if not _at_work(left.name.split(".")[-2]):
            left.unlink(missing_ok=True)


def _at_work(program: str) -> bool:
    return not program.isdecimal() or alive(int(program))


def _parts(folder: Path, copy: Path) -> list[Part]:
    """Every file of the backup: the catalogue's copy, the facts it knows, and what else belongs to the folder."""
    engine = db.engine_for(f"sqlite:///{copy}")
    with engine.connect() as connection:
        known = set(connection.scalars(sa.select(db.imports.c.folder)))
        files = fact_files(connection)
        names = {row.id: row.file for row in connection.execute(sa.select(db.sources.c.id, db.sources.c.file))}
    engine.dispose()
    bad = changed(folder, files, Sound())
    if bad:
        raise FactsDamaged(f"No backup was made. {refusal(bad, names)}")
    plain = [path.relative_to(folder).as_posix() for path in _beside(folder)]
    facts = [path.relative_to(folder).as_posix() for name in sorted(known) for path in _in_import(folder / name)]
    return [_part(folder, copy, name) for name in [db.CATALOGUE, *plain, *facts]]


def _in_import(place: Path) -> Iterator[Path]:
    yield from sorted(place.glob("*/*.parquet"))
    if (place / MARK).is_file():
        yield place / MARK


def _beside(folder: Path) -> Iterator[Path]:
    """Files of the folder that are neither catalogue nor facts: identity, keys, settings, a clinic's own profiles."""
    for top in sorted(folder.iterdir()):
        if top.name in LEFT_OUT or top.name in JOURNALS or top.name.startswith(".") or top.is_symlink():
            continue
        if top.is_file():
            yield top
        for path in sorted(top.rglob("*")) if top.is_dir() else ():
            inner = path.relative_to(top).parts
            if path.is_file() and not path.is_symlink() and inner[0] != FACTS and not path.name.startswith("."):
                yield path


def _part(folder: Path, copy: Path, name: str) -> Part:
    path = copy if name == db.CATALOGUE else folder / name
    return Part(name, path.stat().st_size, digest_of(path))


def _lies(folder: Path, copy: Path, part: Part) -> Path:
    return copy if part.name == db.CATALOGUE else folder / part.name


def _manifest(folder: Path, at: datetime, parts: Sequence[Part]) -> bytes:
    told = {
        "folder": id_in(folder / FOLDER_ID), "revision": db.REVISION, "made": at.isoformat(timespec="seconds"),
        "files": [[part.name, part.size, part.digest] for part in parts],
    }  # fmt: skip
    return json.dumps(told).encode()


def _write(file: IO[bytes], passphrase: str, manifest: bytes, lying: Sequence[tuple[Path, Part]]) -> None:
    locking = Locking(file, passphrase)
    with tarfile.open(fileobj=cast(IO[bytes], locking), mode="w|", format=tarfile.PAX_FORMAT) as packed:
        packed.addfile(_member(MANIFEST, len(manifest)), io.BytesIO(manifest))
        for path, part in lying:
            with open(path, "rb") as source:
                packed.addfile(_member(part.name, part.size), source)
    locking.close()


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def verify(file: Path, passphrase: str) -> dict[str, Any]:
    """Read a whole backup and compare every file in it with its checksum; gives its manifest."""
    return unpacked(file, passphrase, None)


def unpacked(file: Path, passphrase: str, into: Path | None) -> dict[str, Any]:
    """Read a backup, and write its files into a folder where one is given. Raises Refusal where it is not whole."""
    with open(file, "rb") as locked:
        unlocking = Unlocking(locked, passphrase)
        with tarfile.open(fileobj=cast(IO[bytes], unlocking), mode="r|") as packed:
            members = iter(packed)
            manifest = _manifest_in(packed, next(members, None))
            waiting = {name: (size, digest) for name, size, digest in manifest["files"]}
            for member in members:
                expected = waiting.pop(member.name, None)
                if expected != (member.size, _taken(packed, member, into)):
                    raise Refusal(f"The backup is not whole: {member.name} was changed. Nothing was done with it.")
        while unlocking.read(PIECE):
            pass
    if waiting:
        raise Refusal(f"The backup is not whole: {len(waiting)} files are missing. Nothing was changed.")
    return manifest


def _manifest_in(packed: tarfile.TarFile, member: tarfile.TarInfo | None) -> dict[str, Any]:
    content = packed.extractfile(member) if member is not None and member.name == MANIFEST else None
    if content is None:
        raise Refusal("The backup does not begin with the list of its files. Nothing was changed. Take another copy.")
    manifest: dict[str, Any] = json.loads(content.read())
    return manifest


def _taken(packed: tarfile.TarFile, member: tarfile.TarInfo, into: Path | None) -> str:
    """The SHA-256 of a member, which is written where a folder is given."""
    content = packed.extractfile(member)
    if content is None or not _plain(member.name):
        raise Refusal("The backup holds something that is no plain file of a data folder. Nothing was changed.")
    hashed, target = sha256(), None
    if into is not None:
        private_folder((into / member.name).parent)
        target = private_file(into / member.name)
    try:
        while piece := content.read(PIECE):
            hashed.update(piece)
            if target:
                target.write(piece)
    finally:
        if target:
            target.close()
    return hashed.hexdigest()


def _plain(name: str) -> bool:
    steps = name.split("/")
    return not any(step in ("", ".", "..") or "\\" in step or ":" in step or "\0" in step for step in steps)


def _remember(folder: Path, made: MadeBackup) -> None:
    told = {"file": made.file, "at": made.at.isoformat(timespec="seconds"), "files": made.files, "size": made.size}
    written_whole(folder / LAST, json.dumps(told).encode())


def last_backup(folder: Path) -> MadeBackup | None:
    """The newest backup that was made of a data folder on this computer; none where none is known."""
    try:
        told = json.loads((folder / LAST).read_bytes())
        return MadeBackup(told["file"], datetime.fromisoformat(told["at"]), told["files"], told["size"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def restore(file: Path, to: Path, passphrase: str) -> dict[str, Any]:
    """Make a data folder out of a backup: whole or not at all. Raises Refusal where `to` holds anything already.

    It is made beside its place and moved there last. What a restoring that was stopped left behind is begun again.
    """
    to = to.absolute()
    _refuse_target(file, to)
    fresh = to.with_name(f".{to.name}.restoring")
    if fresh.exists():
        shutil.rmtree(fresh)
    private_folder(fresh)
    try:
        manifest = unpacked(file, passphrase, fresh)
        _refuse_unusable(fresh)
        for path in sorted(fresh.rglob("*"), reverse=True):
            to_disk(path)
        if to.exists():
            to.rmdir()
        renamed(fresh, to)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return manifest


def _refuse_target(file: Path, to: Path) -> None:
    if not file.is_file():
        raise Refusal(f"{file}: there is no such backup.")
    if to.exists() and not to.is_dir():
        raise Refusal(f"{to} is a file. Name a folder that is not there yet; nothing was changed.")
    if to.is_dir() and any(to.iterdir()):
        raise Refusal(
            f"{to} is not empty, and nothing is ever written over. Name a folder that is not there yet; nothing was "
            "changed."
        )
    if not to.parent.is_dir():
        raise Refusal(f"There is no folder {to.parent}. Make it first, or name another; nothing was changed.")


def _refuse_unusable(fresh: Path) -> None:
    """A settings file that names a database server would lead the restored folder to the old one's catalogue."""
    from ingest.safekeeping.opening import opened_here

    _without_server(fresh / "huddleboard.toml")
    engine = opened_here(fresh)
    with engine.connect() as connection:
        bad = changed(fresh, fact_files(connection), Sound())
    engine.dispose()
    if bad:
        raise StoreFault("The backup does not hold every fact its catalogue knows. Nothing was changed.")


def _without_server(settings: Path) -> None:
    if not settings.exists():
        return
    lines = settings.read_text("utf-8").splitlines()
    kept = [f"# restored as SQLite, was: {line}" if line.lstrip().startswith("database") else line for line in lines]
    written_whole(settings, ("\n".join(kept) + "\n").encode())
