"""The trash of a data folder: what nobody knows is moved here under its day, and only a person throws it away."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest.safekeeping.files import private_folder, to_disk

TRASH = "trash"


@dataclass(frozen=True)
class Thrown:
    """Something in the trash: its path inside the data folder, its files and bytes."""

    path: str
    files: int
    size: int


def put_aside(folder: Path, what: Path) -> Path:
    """Move something of the data folder into its trash; gives its new place."""
    place = folder / TRASH / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S.%f}" / what.relative_to(folder)
    private_folder(folder / TRASH)
    private_folder(place.parent)
    os.rename(what, place)
    for changed in (what.parent, place.parent):
        to_disk(changed)
    return place


def in_trash(folder: Path) -> list[Thrown]:
    """What lies in the trash, the oldest first, each by its day."""
    days = sorted(path for path in (folder / TRASH).glob("*"))
    return [_thrown(folder, day) for day in days]


def _thrown(folder: Path, day: Path) -> Thrown:
    files = [path for path in day.rglob("*") if path.is_file()] if day.is_dir() else [day]
    return Thrown(str(day.relative_to(folder)), len(files), sum(path.stat().st_size for path in files))
