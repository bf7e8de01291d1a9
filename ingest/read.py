"""From a file to its tables: finds out what the file is, and opens it with the one reader that knows it."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from ingest.delimited import delimited_table
from ingest.encoding import Open, examine
from ingest.identifying import file_name
from ingest.json_resources import looks_like_resources, resource_tables
from ingest.reading_faults import AGAIN, PACKED, DamagedFile, UnreadableFile, in_words, must_be_a_file
from ingest.table import Block, NotData, Refused, Table, normalise
from ingest.unpacking import Unpacked, must_not_burst, size_of
from ingest.workbook import workbook_tables
from ingest.workbook_size import LARGEST_PACKED, must_fit

__all__ = [
    "Block",
    "Contents",
    "NotData",
    "Refused",
    "Table",
    "UnreadableFile",
    "contents",
    "normalise",
    "tables",
]

MEMBERS = 1_000


@dataclass(frozen=True)
class Source:
    """Bytes that can be opened again and again, with the name people know them by and how deep in
    archives they lie.
    """

    name: str
    open: Open
    inside: int = 0

    def head(self) -> bytes:
        """The first bytes, by which a kind of file is known whatever its name says."""
        with self.open() as file:
            return file.read(4096)


@dataclass(frozen=True)
class Contents:
    """The tables of a file, and the members of an archive that hold none, each with the sentence that
    says why.
    """

    tables: tuple[Table, ...]
    unreadable: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FileKind:
    """A kind of file: how its first bytes look, and how its tables are found."""

    name: str
    is_this: Callable[[bytes], bool]
    found: Callable[[Source, frozenset[str]], Contents]


def tables(path: Path, known: frozenset[str], name: str | None = None) -> list[Table]:
    """The tables of a file; `known` holds the normalised headers of every profile, by which header lines
    are found.
    """
    return list(contents(path, known, name).tables)


def contents(path: Path, known: frozenset[str], name: str | None = None) -> Contents:
    """The tables of a file with what could not be read beside them; refuses a file in which nothing can
    be read.
    """
    called = file_name(name or path.name)
    must_be_a_file(path, called)
    with in_words(called):
        found = _contents(Source(called, lambda: path.open("rb")), known)
    if not found.tables:
        raise UnreadableFile(found.unreadable[0][1] if found.unreadable else f"{called} holds no table.")
    return found


def _contents(source: Source, known: frozenset[str]) -> Contents:
    head = source.head()
    if not head:
        raise UnreadableFile(f"{source.name} is empty. Export it again and check that it has rows.")
    kind = next(kind for kind in KINDS if kind.is_this(head))
    return kind.found(source, known)


def _in_text(source: Source, known: frozenset[str]) -> Contents:
    return Contents((delimited_table(source.name, source.open, known),), ())


def _in_json(source: Source, known: frozenset[str]) -> Contents:
    return Contents(tuple(resource_tables(source.name, source.open)), ())


def _in_gzip(source: Source, known: frozenset[str]) -> Contents:
    if source.inside:
        raise _too_deep(source)
    try:
        return _contents(Source(source.name, lambda: _gunzipped(source), 1), known)
    except (*PACKED, gzip.BadGzipFile):
        raise DamagedFile(f"{source.name} is a damaged or cut-off gzip file. {AGAIN}") from None


def _in_zip(source: Source, known: frozenset[str]) -> Contents:
    if source.inside:
        raise _too_deep(source)
    found: list[Table] = []
    unreadable: list[tuple[str, str]] = []
    for member in _members(source):
        inner = Source(_inner(source, member), partial(_unzipped, source, member), 1)
        try:
            with in_words(inner.name):
                inside = _contents(inner, known)
        except DamagedFile:
            raise
        except UnreadableFile as problem:
            unreadable.append((inner.name, str(problem)))
            continue
        found.extend(inside.tables)
        unreadable.extend(inside.unreadable)
    return Contents(tuple(found), tuple(unreadable))


def _members(source: Source) -> list[zipfile.ZipInfo]:
    """The archive's files worth a look; refuses an archive that would unpack to more than any export
    holds.
    """
    try:
        with source.open() as file, zipfile.ZipFile(file) as archive:
            packed = size_of(file)
            members = [member for member in archive.infolist() if not _is_clutter(member)]
    except (*PACKED, ValueError, NotImplementedError, OverflowError):
        raise DamagedFile(f"{source.name} is a damaged zip file. {AGAIN}") from None
    if len(members) > MEMBERS:
        raise DamagedFile(f"{source.name} holds more than {MEMBERS:,} files. Bring the files in one by one.")
    must_not_burst(source.name, packed, sum(member.file_size for member in members))
    if not members:
        raise UnreadableFile(f"{source.name} is a zip file without files in it. Export it again.")
    return members


def _is_clutter(member: zipfile.ZipInfo) -> bool:
    """Folders, and the hidden files that macOS and Windows put beside the real ones."""
    parts = PurePosixPath(member.filename).parts
    return (
        member.is_dir()
        or any(part.startswith(".") or part == "__MACOSX" for part in parts)
        or parts[-1].lower() in {"thumbs.db", "desktop.ini"}
    )


def _inner(source: Source, member: zipfile.ZipInfo) -> str:
    return f"{source.name} > {file_name(member.filename)}"


def _unzipped(source: Source, member: zipfile.ZipInfo) -> BinaryIO:
    packed, name = source.open(), _inner(source, member)
    try:
        return Unpacked(name, zipfile.ZipFile(packed).open(member), packed, member.compress_size)
    except NotImplementedError:
        packed.close()
        raise DamagedFile(
            f"{name} is packed in a way that cannot be read. Unpack it and bring in the file itself."
        ) from None
    except RuntimeError:  # what zipfile raises for want of a password
        packed.close()
        raise DamagedFile(f"{name} is protected by a password. Unpack it and bring in the file itself.") from None
    except BaseException:
        packed.close()
        raise


def _gunzipped(source: Source) -> BinaryIO:
    packed = source.open()
    return Unpacked(source.name, cast(IO[bytes], gzip.GzipFile(fileobj=packed)), packed, size_of(packed))


def _in_workbook(source: Source, known: frozenset[str]) -> Contents:
    with source.open() as file:
        data = file.read(LARGEST_PACKED + 1)
    must_fit(source.name, data)
    digest = examine(source.name, lambda: io.BytesIO(data)).digest
    return Contents(tuple(workbook_tables(source.name, data, digest, known)), ())


def _too_deep(source: Source) -> UnreadableFile:
    return UnreadableFile(
        f"{source.name} is an archive inside an archive. Unpack it and bring in the files themselves."
    )


def _is_workbook(head: bytes) -> bool:
    """Old .xls, or a zip whose first entries are those of .xlsx; an archive that starts otherwise is an
    archive.
    """
    office = (b"[Content_Types].xml", b"_rels/", b"xl/", b"docProps/", b"mimetype")
    return head.startswith(OLE) or (head.startswith(ZIP) and head[30:].startswith(office))


OLE, ZIP, GZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"\x1f\x8b"

KINDS = (
    FileKind("workbook", _is_workbook, _in_workbook),
    FileKind("zip", lambda head: head.startswith((ZIP, b"PK\x05\x06")), _in_zip),
    FileKind("gzip", lambda head: head.startswith(GZIP), _in_gzip),
    FileKind("fhir", looks_like_resources, _in_json),
    FileKind("text", lambda head: True, _in_text),
)
"""Tried in order; the next format is one more line here and its reader."""
