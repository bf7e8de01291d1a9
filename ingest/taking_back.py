"""Take an import back, or correct its export date: one transaction, with who and when; the figures follow at once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from ingest import database as db
from ingest.for_people import Refusal
from ingest.plan.keep import forget
from ingest.store import Store

RECORD = "import"
LATEST_SENSIBLE = date(2100, 1, 1)


def take_back(store: Store, clinic: str, number: int, who: str) -> None:
    """The import counts no longer, and the rows it replaced speak again; raises Refusal where there is none.

    What was confirmed with it is asked about anew when its files come again.
    """
    row = _import(store, clinic, number)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    _changed(store, row, {"taken_back": at}, who, at)
    forget(store.folder, clinic, number, store.asked_with(number))


def redate(store: Store, clinic: str, number: int, day: date, who: str) -> None:
    """The import's export date corrected; raises Refusal where its own rows are later than that day."""
    row = _import(store, clinic, number)
    if day > LATEST_SENSIBLE or day > date.today():
        raise Refusal(f"{day} has not come yet; an export cannot have been made on it.")
    late = (date.fromisoformat("1970-01-01").toordinal() + row["last_day"]) if row["last_day"] is not None else 0
    if late > day.toordinal():
        raise Refusal(
            f"Import {number} has rows dated up to {date.fromordinal(late)}, after {day}. Choose a later day."
        )
    at = datetime.now(UTC).isoformat(timespec="seconds")
    _changed(store, row, {"export_date": day.isoformat()}, who, at)


def _import(store: Store, clinic: str, number: int) -> dict[str, Any]:
    row = next((i for i in store.imports(clinic) if i["id"] == number), None)
    live = [str(i["id"]) for i in store.imports(clinic) if i["taken_back"] is None]
    known = f"Imports here are: {', '.join(live) or 'none'} (huddleboard imports)."
    if row is None:
        raise Refusal(f"There is no import {number}. {known}")
    if row["taken_back"]:
        raise Refusal(f"Import {number} was taken back already. {known}")
    return row


def _changed(store: Store, row: dict[str, Any], values: dict[str, Any], who: str, at: str) -> None:
    if not who.strip():
        raise Refusal("Say who does this (--who NAME): it is kept with the import.")
    before = {key: row[key] for key in values}
    line = {"clinic": row["clinic"], "record": RECORD, "record_id": row["id"], "reason": ", ".join(values)}
    with store.lock, store.engine.begin() as connection:
        connection.execute(sa.update(db.imports).where(db.imports.c.id == row["id"]).values(**values))
        connection.execute(sa.insert(db.changes).values(**line, before=before, after=values, who=who.strip(), at=at))


def of_clinic(store: Store, clinic_id: str | None = None) -> str:
    """The clinic asked for, else the folder's first; raises Refusal where nothing was brought in."""
    clinics = [c for c in store.clinics() if clinic_id in (None, c)]
    if not clinics:
        raise Refusal("Nothing was brought in yet, so there is nothing to take back or to redate.")
    return clinics[0]


def every_import(store: Store, clinic: str) -> list[dict[str, Any]]:
    """Every import with its files and what was done to it since, oldest first."""
    done = history(store, clinic)
    files = store.files_of_imports(clinic)
    return [
        {
            "import": one["id"],
            "files": files.get(one["id"], []),
            "imported_at": one["imported_at"],
            "export_date": one["export_date"],
            "taken_back": one["taken_back"],
            "vanished": one["vanished"],
            "changes": [
                {"who": c["who"], "at": c["at"], "what": key, "before": c["before"][key], "after": c["after"][key]}
                for c in done
                if c["record_id"] == one["id"]
                for key in c["after"]
            ],
        }
        for one in store.imports(clinic)
    ]


def history(store: Store, clinic: str) -> list[dict[str, Any]]:
    """What was taken back or redated, by whom and when, oldest first."""
    own = db.changes.c
    query = sa.select(db.changes).where(own.clinic == clinic, own.record == RECORD).order_by(own.id)
    with store.engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]
