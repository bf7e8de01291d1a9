"""What a data folder already holds that a plan should know, looked at without writing anything into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import sqlalchemy as sa

from ingest import database as db
from ingest.clinic import read_settings
from ingest.plan.before import Before
from ingest.plan.keep import kept_plans
from ingest.plan.values import Plan
from ingest.speaking import keys_in
from ingest.store import configured_url
from measures.practice import Practice


@dataclass(frozen=True)
class Here:
    """The clinic's settings, the events its exports carry, its kept plans, and the lists brought in before."""

    practice: Practice = field(default_factory=Practice)
    events: frozenset[str] = frozenset()
    kept: Plan | None = None
    before: tuple[Before, ...] = ()
    clinic: str = ""


NOTHING = Here()


def what_is_here(folder: Path, clinic_id: str | None = None) -> Here:
    """What is in a data folder; nothing where there is none, or where an earlier version made it."""
    url = configured_url(folder) if folder.exists() else None
    catalogue = folder / db.CATALOGUE
    if url is None and not catalogue.exists():
        return NOTHING
    engine = sa.create_engine(url or f"sqlite:///file:{catalogue}?mode=ro&uri=true")
    try:
        with engine.connect() as connection:
            return _read(connection, folder, clinic_id)
    except sa.exc.SQLAlchemyError:
        return NOTHING
    finally:
        engine.dispose()


def _read(connection: sa.Connection, folder: Path, clinic_id: str | None) -> Here:
    known = sa.select(db.clinics.c.clinic, db.clinics.c.settings).order_by(db.clinics.c.clinic)
    wanted = known.where(db.clinics.c.clinic == clinic_id) if clinic_id else known
    row = connection.execute(wanted).first()
    if row is None:
        return NOTHING
    clinic, text = row
    joined = sa.select(
        db.sources.c.profile_table, db.sources.c.event, db.imports.c.export_date, db.sources.c.first_day,
        db.sources.c.last_day, db.sources.c.accepted, db.sources.c.carries, db.sources.c.digest, db.sources.c.reader,
        db.sources.c.id, db.imports.c.folder,
    ).join_from(db.sources, db.imports)  # fmt: skip
    live = joined.where(db.sources.c.clinic == clinic, db.imports.c.taken_back.is_(None))
    before = tuple(_before(dict(r), folder) for r in connection.execute(live).mappings())
    return Here(
        read_settings(text, clinic), frozenset(b.event for b in before), kept_plans(folder, clinic), before, clinic
    )


def _before(row: Mapping[str, Any], folder: Path) -> Before:
    numbered = f"{row['event']}.source_id" in row["carries"]
    told = {k: v for k, v in row.items() if k not in ("carries", "id", "folder")}
    return Before(**told, numbered=numbered, held=partial(_held, folder / row["folder"], row["id"]))


def _held(folder: Path, source: int, first: int, last: int) -> int:
    """How many rows of a list are of some days (day numbers, both included)."""
    keys = keys_in(folder, source)
    if keys is None:
        return 0
    return int(keys.filter(pl.col("day").is_between(first, last)).select(pl.len()).collect().item())


__all__ = ["Before", "Here", "what_is_here"]
