"""The inbox of `serve --inbox DIR`: the files in it that nobody brought in yet; read only when a person says so."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import file_digest
from pathlib import Path

from dashboard.telling.levels import many
from dashboard.telling.phrases import day_words
from dashboard.telling.plain_text import as_is
from ingest.of_itself import of_itself
from ingest.store import Store

FOLDER = "HUDDLEBOARD_INBOX"
KINDS = ("csv", "txt", "tsv", "tab", "gz", "zip", "xlsx", "json", "ndjson")
#: Names in the session: that the waiting files are looked at, and that they are to be brought in if nothing is asked.
OPENED, AT_ONCE = "the inbox is open", "bring in at once"
#: Kinds of which the bytes of a file are those of its list, so that what was brought in is known for certain.
PLAIN = ("csv", "txt", "tsv", "tab")


@dataclass(frozen=True)
class InboxFile:
    """A file of the inbox, handed over as a browser hands one over."""

    path: Path
    file_id: str

    @property
    def name(self) -> str:
        """Its name."""
        return self.path.name

    @property
    def made(self) -> date:
        """The day it was written."""
        return datetime.fromtimestamp(self.path.stat().st_mtime).date()

    def getbuffer(self) -> memoryview:
        """The bytes."""
        return memoryview(self.path.read_bytes())


def waiting(store: Store, clinic: str) -> list[InboxFile]:
    """The files of the inbox that are not here yet, by name; none where there is no inbox or it cannot be read."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return []
    known = {one["digest"] for one in store.sources(clinic)}
    last = max((one["imported_at"] for one in store.imports(clinic) if not one["taken_back"]), default="")
    try:
        files = sorted(one for one in Path(folder).iterdir() if _is_list(one))
        return [found for one in files if not _is_here(found := InboxFile(one, _digest(one)), known, last)]
    except OSError:
        return []


def made_on(files: Sequence[InboxFile], today: date) -> date:
    """The day of the export: the one that the files' names say, else the day the newest of them was written."""
    stated = of_itself([(one.name, b"") for one in files], today).made
    return stated[0][0] if stated else min(max(one.made for one in files), today)


def offer(files: Sequence[InboxFile], today: date) -> str:
    """What the one button says."""
    return f"Bring {'it' if len(files) == 1 else 'them'} in, as exported on {day_words(made_on(files, today))}"


def named(files: Sequence[InboxFile]) -> str:
    """How many files are new, and which."""
    return f"{many(len(files), 'new file')} in the inbox: {as_is(', '.join(one.name for one in files))}."


def _is_list(path: Path) -> bool:
    return path.suffix.lower().lstrip(".") in KINDS and path.is_file() and not path.name.startswith((".", "~"))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _is_here(one: InboxFile, known: set[str], last: str) -> bool:
    """A plain list is known by its bytes; of the others, one older than the last import was there to be read."""
    if one.path.suffix.lower().lstrip(".") in PLAIN or not last:
        return one.file_id in known
    written = datetime.fromtimestamp(one.path.stat().st_mtime).astimezone()
    return written < datetime.fromisoformat(last).astimezone()
