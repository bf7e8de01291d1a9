"""Folders (0700) and files (0600) that only their owner opens, from the first write, whatever the umask.

On Windows permissions are lists (ACL) that a folder inherits: one under the user's own profile is private by itself,
and `huddleboard check` says where that has to be seen to. A folder cannot be flushed there, and needs not to be: NTFS
keeps its own journal of names. The Windows branches are tested with a fake; they were not run on Windows.
"""

import os
import shutil
import time
from hashlib import sha256
from pathlib import Path
from typing import IO

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
PIECE = 1 << 20
#: Virus scanners on Windows hold a file open for a moment after it was written.
TRIES, PAUSE_SECONDS = 20, 0.1


def on_windows() -> bool:
    """Whether this computer runs Windows."""
    return os.name == "nt"


def private_folder(path: Path) -> Path:
    """The folder, made if it is not there, with those above it, open to its owner only."""
    if not path.parent.exists():
        private_folder(path.parent)
    path.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    tighten(path, PRIVATE_FOLDER)
    return path


def tighten(path: Path, mode: int) -> None:
    """Take away what others may do with a file or folder; one of another owner is left as it is."""
    if on_windows() or not path.stat().st_mode & 0o077:
        return
    try:
        path.chmod(mode)
    except PermissionError:
        return


def owner_only(path: str, flags: int) -> int:
    """An `opener` for `open`: the file is made with mode 0600."""
    return os.open(path, flags, PRIVATE_FILE)


def private_file(path: Path, how: str = "xb") -> IO[bytes]:
    """A file open for writing bytes that only its owner can read; by default one that is not there yet."""
    return open(path, how, opener=owner_only)


def written_whole(path: Path, content: bytes) -> None:
    """Write a small file so that it is there with all of it, on the disk, or as it was before."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with private_file(fresh, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    renamed(fresh, path)


def renamed(old: Path, new: Path) -> None:
    """Give a file its name, in the place of one that has it; on the disk when this returns."""
    for left in reversed(range(TRIES if on_windows() else 1)):
        try:
            os.replace(old, new)
            break
        except PermissionError:
            if not left:
                raise
            time.sleep(PAUSE_SECONDS)
    to_disk(new.parent)


def to_disk(path: Path) -> None:
    """Flush a file, or the names in a folder, to the disk."""
    if path.is_dir():
        if not on_windows():
            _flush(path, os.O_RDONLY)
    else:
        _flush(path, os.O_RDWR if on_windows() else os.O_RDONLY)


def _flush(path: Path, how: int) -> None:
    handle = os.open(path, how)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes, read piece by piece."""
    hashed = sha256()
    with open(path, "rb") as file:
        while piece := file.read(PIECE):
            hashed.update(piece)
    return hashed.hexdigest()


def copied(old: Path, new: Path) -> None:
    """A private copy of a file, on the disk when this returns."""
    private_folder(new.parent)
    with open(old, "rb") as source, private_file(new) as target:
        shutil.copyfileobj(source, target, PIECE)
        target.flush()
        os.fsync(target.fileno())
