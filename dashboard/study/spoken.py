"""Today's units with clinicians' words in place of what was read, and what was said of one visit or image."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dashboard.records import Overturn, Records, UnitId, identified, tables_of, unit_ids
from dashboard.records.unit import rows_of
from dashboard.study.one_clinic import Study
from dashboard.study.overturned import as_read, said_of, unit_columns
from measures.overturns import Overturned
from measures.units import Units


def units_now(study: Study) -> Units:
    """The units as clinicians' words restate them."""
    units = study.units()
    if isinstance(units, Overturned):
        return units
    said = said_of(study.store, study.clinic, units)
    return Overturned(units, said) if said.height else units


@dataclass(frozen=True)
class Spoken:
    """What clinicians said of one visit or image, the oldest first, and the identity it is kept under."""

    unit: UnitId
    history: tuple[Overturn, ...]

    def newest(self, atom: str) -> Overturn | None:
        """The word that speaks of a flag, withdrawn or not."""
        return next((one for one in reversed(self.history) if one.finding.atom == atom), None)

    @property
    def standing(self) -> tuple[Overturn, ...]:
        """The words that count now."""
        newest = (self.newest(atom) for atom in dict.fromkeys(one.finding.atom for one in self.history))
        return tuple(one for one in newest if one and not one.withdraws)


def spoken(study: Study, kind: str, row: int) -> Spoken:
    """What clinicians said of the visit or image at `row`."""
    units = unit_columns(as_read(study.units()), kind)
    patient = units.filter(pl.col("row") == row)["patient"].implode()
    tables = tables_of(study.store.sources(study.clinic))
    theirs = identified(units.filter(pl.col("patient").is_in(patient)), kind, tables)
    said = [one for one in Records(study.store.engine).overturns(study.clinic) if one.finding.unit.kind == kind]
    meant = rows_of([one.finding.unit for one in said], theirs, study.store.numbers(study.clinic))
    return Spoken(unit_ids(theirs)[row], tuple(one for one, rows in zip(said, meant, strict=True) if row in rows))


def unplaced(study: Study) -> tuple[Overturn, ...]:
    """Words that speak of no visit or image of today's exports; they are shown, and count nowhere."""
    records, units = Records(study.store.engine), as_read(study.units())
    tables = tables_of(study.store.sources(study.clinic))
    known = {kind: identified(unit_columns(units, kind), kind, tables) for kind in ("visit", "image")}
    kept = study.store.numbers(study.clinic)
    return tuple(one for kind in known for one in records.standing(study.clinic, known[kind], kind, kept).unplaced)
