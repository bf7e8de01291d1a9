"""A made-up practice's export as it would have been on an earlier day, for a story that moves through time."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

from sample_data import MAPLE_CREEK, clinic, files

DAY_COLUMNS = ("Visit Date", "Order Date", "Referral Date")
LATER_COLUMNS = ("Result Date", "First Assessment")


def exported(until: date, place: Path) -> list[Path]:
    """Write Maple Creek's files, with its settings, into a new folder: no row after the day, nothing not known yet."""
    place.mkdir(parents=True)
    for file in files():
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines))
        head = next(row for row in rows if set(row) & set(DAY_COLUMNS))
        at = next(head.index(name) for name in DAY_COLUMNS if name in head)
        later = [head.index(name) for name in LATER_COLUMNS if name in head]
        kept = [_known(row, later, until) for row in rows if row is head or not _after(row, at, until)]
        with (place / file.name).open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(kept)
    settings = clinic(MAPLE_CREEK).read_text("utf-8").replace("export_date = 2026-10-31", f"export_date = {until}")
    (place / "clinic.toml").write_text(settings, "utf-8")
    return sorted(place.iterdir())


def _after(row: list[str], at: int, until: date) -> bool:
    day = _day(row[at]) if len(row) > at else None
    return day is not None and day > until


def _known(row: list[str], later: list[int], until: date) -> list[str]:
    return ["" if at in later and (_day(cell) or until) > until else cell for at, cell in enumerate(row)]


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%d-%b-%Y").date()
    except ValueError:
        return None
