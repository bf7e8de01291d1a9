"""What clinicians' words come to among today's units, and the units as they were read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw
import polars as pl

from dashboard.records import Records, identified, tables_of
from measures.engine import native
from measures.overturns import Overturned, nothing_said
from measures.units import Units

if TYPE_CHECKING:
    from ingest.store import Store


def said_of(store: Store, clinic: str, as_read: Units) -> pl.DataFrame:
    """What clinicians' words come to among today's visits and images: row, atom, state."""
    records = Records(store.engine)
    if not records.overturns(clinic):
        return nothing_said()
    tables = tables_of(store.sources(clinic))
    kept = store.numbers(clinic)
    found = [
        records.standing(clinic, identified(unit_columns(as_read, kind), kind, tables), kind, kept).rows
        for kind in ("visit", "image")
    ]
    return pl.concat([rows.select("row", "atom", "state") for rows in found])


def as_read(units: Units) -> Units:
    """The same units as the records speak, whatever clinicians said."""
    return units.as_read if isinstance(units, Overturned) else units


def unit_columns(units: Units, kind: str) -> pl.DataFrame:
    """What a visit or an image is known by: row, own number, patient, day, and of an image its modality."""
    frame: nw.LazyFrame = units.back_visits if kind == "visit" else units._linked_orders
    columns = ["row", "source_id", "patient", "day", *(["modality"] if kind == "image" else [])]
    return native(frame.select(columns))
