"""One place where what goes wrong while a file is read becomes a sentence: what was seen, what is safe, what to do.

No library's own text gets out of here: it may quote a cell.
"""

from __future__ import annotations

import errno
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.for_people import ForPeople, Refusal

AGAIN = "Copy or export it again."
PACKED = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError)
"""What unpacking raises on bytes that are not what an archive says of them."""

NOT_YOURS = " may not be opened by you. Ask whoever looks after this computer, or copy it to a folder of your own."
GONE = ": there is no such file. Check the name and the folder."
DISK_WORDS = {
    errno.EACCES: NOT_YOURS,
    errno.EPERM: NOT_YOURS,
    errno.ENOENT: GONE,
    errno.ENOTDIR: GONE,
    errno.ENAMETOOLONG: " has too long a name. Give it a shorter one.",
    errno.EIO: " cannot be read from its disk. Copy it to another one, or export it again.",
    errno.EMFILE: " cannot be opened while so many others are. Close other programs, then bring it in again.",
    errno.ELOOP: " is a link that leads back to itself. Bring in the file itself.",
}


class UnreadableFile(Refusal):
    """A file that cannot be read as tables; the message says to a person what was seen and what to do."""


class DamagedFile(UnreadableFile):
    """A file or a part of one that may hold records and cannot be read to its end: nothing is brought in without it."""


@contextmanager
def in_words(name: str) -> Iterator[None]:
    """What the lines inside raise, as an UnreadableFile that names the file; one already in words passes."""
    try:
        yield
    except ForPeople:
        raise
    except PACKED:
        raise DamagedFile(f"{name} is damaged or was cut off. {AGAIN}") from None
    except MemoryError:
        raise DamagedFile(
            f"{name} needs more memory than this computer has free. Export a shorter period at a time."
        ) from None
    except OSError as problem:
        raise DamagedFile(f"{name}{on_disk(problem)}") from None
    except Exception:
        raise DamagedFile(_of_no_kind(name)) from None
    except BaseException as problem:
        if type(problem).__name__ != "PanicException":  # the engine's own word for a fault of its own
            raise
        raise DamagedFile(_of_no_kind(name)) from None


def on_disk(problem: OSError) -> str:
    """What a disk or system said about a file, in our words; gzip says by the same class that bytes are wrong."""
    if problem.errno is None:
        return f" is damaged or was cut off. {AGAIN}"
    return DISK_WORDS.get(problem.errno, f" cannot be read from its disk. {AGAIN}")


def _of_no_kind(name: str) -> str:
    return (
        f"{name} holds something that cannot be read. Export the list again as CSV or Excel; if that does not help, "
        "tell whoever looks after Huddleboard which EMR made it."
    )


def must_be_a_file(path: Path, name: str) -> None:
    """Refuse what is no file before it is opened: a folder, a pipe that would never end, a device."""
    with in_words(name):
        size = path.stat().st_size
    if path.is_dir():
        raise DamagedFile(f"{name} is a folder. Bring in the files in it.")
    if not path.is_file():
        raise DamagedFile(f"{name} is a pipe or a device and no file. Save the export as a file and bring that in.")
    if not size:
        raise UnreadableFile(f"{name} is empty. Export it again and check that it has rows.")
