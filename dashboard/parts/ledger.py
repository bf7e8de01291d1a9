"""What past imports did: the row accounting of every file, and the rows that were refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.telling.fields import list_words
from dashboard.telling.phrases import day_words
from dashboard.telling.spreadsheet import csv_text
from ingest.store import Store
from ingest.taking_back import history

REFUSAL_COLUMNS = ("file", "line", "column", "seen", "what to do")


@dataclass(frozen=True)
class FileEntry:
    """One file of an import: rows read = accepted + refused + exact repeats; other lines beside them."""

    file: str
    holds: str
    rows_read: int
    accepted: int
    refused: int
    repeats: int
    other_lines: int
    replaced: int

    def row(self) -> dict[str, str]:
        """The accounting as a row of a table on a screen."""
        return {
            "File": self.file,
            "Holds": self.holds,
            "Rows read": f"{self.rows_read:,}",
            "Accepted": f"{self.accepted:,}",
            "Refused": f"{self.refused:,}",
            "Exact repeats": f"{self.repeats:,}",
            "Replaced earlier rows": f"{self.replaced:,}",
            "Other lines": f"{self.other_lines:,}",
        }


@dataclass(frozen=True)
class ImportEntry:
    """One import, with its files and its refused rows; of a file that has thousands, the first."""

    number: int
    when: str
    says: str
    export_date: str
    vanished: int
    left_out: bool
    files: tuple[FileEntry, ...]
    refused: tuple[dict[str, Any], ...]
    names: tuple[str, ...] = ()
    taken_back: bool = False

    def rows(self) -> list[dict[str, str]]:
        """The accounting as a table on a screen."""
        return [f.row() for f in self.files]

    @property
    def all_refused(self) -> int:
        """How many rows were refused in all."""
        return sum(file.refused for file in self.files)

    def refusals(self, most: int = 20) -> list[str]:
        """The first refused rows: which file and row, what was seen, what to do."""
        return [f"{r['file']}: {r['says']}" for r in self.refused[:most]]

    def refused_csv(self) -> str:
        """The refused rows, for a spreadsheet."""
        return csv_text(
            REFUSAL_COLUMNS,
            ((r["file"], r["line"], r["column_name"], r["seen"], r["says"]) for r in self.refused),
        )


def entries(store: Store, clinic: str) -> list[ImportEntry]:
    """The imports of a clinic, newest first."""
    zone = ZoneInfo(store.settings(clinic).timezone)
    sources, refusals, passed = store.sources(clinic), store.refusals(clinic), store.passed(clinic)
    names = store.files_of_imports(clinic)
    found = []
    for row in reversed(store.imports(clinic)):
        own = [s for s in sources if s["import_id"] == row["id"]]
        numbers = {s["id"] for s in own}
        refused = tuple(r for r in refusals if r["source_id"] in numbers)
        files = tuple(_file(s, passed.get(s["id"], {})) for s in own)
        given = day_words(date.fromisoformat(row["export_date"])) if row["export_date"] else "not given"
        when = datetime.fromisoformat(row["imported_at"]).astimezone(zone)
        entry = _entry(row, day_and_time(when), given, files, refused)
        found.append(replace(entry, names=tuple(names.get(row["id"], ())), taken_back=bool(row["taken_back"])))
    return found


def changes_told(store: Store, clinic: str) -> dict[int, list[str]]:
    """By import, what was taken back or redated since, by whom and when."""
    zone = ZoneInfo(store.settings(clinic).timezone)
    told: dict[int, list[str]] = {}
    for one in history(store, clinic):
        when = day_and_time(datetime.fromisoformat(one["at"]).astimezone(zone))
        told.setdefault(one["record_id"], []).append(f"{_change(one['before'], one['after'])} by {one['who']}, {when}.")
    return told


def _change(before: dict[str, Any], after: dict[str, Any]) -> str:
    if "taken_back" in after:
        return "Taken back"
    was, now = (date.fromisoformat(at["export_date"]) if at.get("export_date") else None for at in (before, after))
    return f"Export date corrected from {day_words(was) if was else 'none'} to {day_words(now) if now else 'none'}"


def day_and_time(when: datetime) -> str:
    """A moment as people write it."""
    return f"{day_words(when.date())}, {when:%H:%M}"


def _entry(
    row: dict[str, Any],
    when: str,
    given: str,
    files: tuple[FileEntry, ...],
    refused: tuple[dict[str, Any], ...],
) -> ImportEntry:
    return ImportEntry(row["id"], when, row["said"], given, row["vanished"], row["vanished_left_out"], files, refused)


def _file(source: dict[str, Any], passed: dict[str, int]) -> FileEntry:
    repeats = passed.get("exact_repeat", 0)
    return FileEntry(
        file=source["file"],
        holds=list_words(source["event"]),
        rows_read=source["rows_read"],
        accepted=source["accepted"],
        refused=source["rows_read"] - source["accepted"] - repeats,
        repeats=repeats,
        other_lines=sum(passed.values()) - repeats,
        replaced=source["replaced"],
    )
