"""A made-up visit, a finding of it, and a fresh database to write about them in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from dashboard.records import MachineFinding, Records, UnitId, identified
from ingest import database as db

START = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
VISIT = UnitId("visit", "accuro.visits", patient=-7, day=20_000, number="V1")
TRAUMA = MachineFinding("elm", VISIT, "trauma", "present", rule="fall from height", reader="r1")
WHY = "the fall was ten years ago"


def minutes_apart() -> Callable[[], datetime]:
    """A clock that moves on a minute with each look."""
    looks = iter(range(10_000))
    return lambda: START + timedelta(minutes=next(looks))


def fresh() -> Records:
    """Records of an empty database in memory."""
    return Records(db.connect(Path(), "sqlite://"), minutes_apart())


def today(*units: UnitId) -> pl.DataFrame:
    """`identified` units on rows 1, 2 ... of source 0."""
    columns = [(n, u.number, u.patient, u.day, u.modality) for n, u in enumerate(units, 1)]
    schema = {"row": pl.Int64, "source_id": pl.String, "patient": pl.Int64, "day": pl.Int32, "modality": pl.String}
    return identified(pl.DataFrame(columns, schema=schema, orient="row"), units[0].kind, {0: units[0].table})


def meanwhile(records: Records, writes: type, colleague: Callable[[], object]) -> None:
    """A colleague writes after the next writer has looked and before their first statement of the kind `writes`."""

    waiting = [colleague]

    def first(_: object, statement: object, *__: object) -> None:
        if isinstance(statement, writes) and waiting:
            waiting.pop()()

    sa.event.listen(records.database, "before_execute", first)
