"""The facts of all clinics of a folder at once: a few queries and one scan a table, whatever the number of clinics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import sqlalchemy as sa

from ingest import database as db
from ingest.clinic import read_settings
from ingest.safekeeping.fact_files import FactFile, fact_files
from ingest.speaking import silent_rows
from ingest.store import NothingYet, Store, spoken, with_blanks
from measures.events import TABLES, Events, empty, schema
from measures.many_clinics import Practices, alike, as_one, beside
from measures.practice import Practice, spelling

Source = dict[str, Any]


@dataclass(frozen=True)
class ClinicsTogether:
    """Clinics that can be counted in one pass: their practices and facts as one."""

    clinics: tuple[str, ...]
    practice: Practices
    events: Events


@dataclass(frozen=True)
class _Clinic:
    practice: Practice
    sources: list[Source]
    files: list[FactFile]

    @property
    def carries(self) -> frozenset[str]:
        return frozenset(name for source in self.sources for name in source["carries"])

    @property
    def traits(self) -> frozenset[str]:
        told = frozenset(name for source in self.sources for name in source["traits"])
        return told | {"all_in_person"} if self.practice.all_in_person else told


def together(store: Store, wanted: Sequence[str]) -> list[ClinicsTogether]:
    """The wanted clinics that have facts, those that are alike as one. Raises FactsDamaged as each alone would."""
    groups: dict[Any, list[_Clinic]] = {}
    for one in _clinics(store, wanted):
        groups.setdefault((alike(one.practice), one.carries, one.traits), []).append(one)
    return [_as_one(store, group) for group in groups.values()]


def _clinics(store: Store, wanted: Sequence[str]) -> list[_Clinic]:
    """Each clinic's practice, as `Store.practice` has it, with its sources and files; four queries for all."""
    with store.engine.connect() as connection:
        named = sa.select(db.clinics.c.clinic, db.clinics.c.settings)
        settings = {row.clinic: row.settings for row in connection.execute(named)}
        files = fact_files(connection)
    store.refuse_files(files, wanted)
    sources = store.sources_by_clinic()
    met = _met(store)
    found = []
    for clinic in wanted:
        own = sources.get(clinic, [])
        text = settings.get(clinic)
        known = read_settings(text, clinic) if text else Practice(clinic=clinic)
        try:
            covered = store.covered(known, own)
        except NothingYet:
            continue
        practice = known.covering(covered.start, covered.end, list_gaps=covered.gaps)
        if practice.clinicians or practice.outside:
            practice = practice.with_spellings(met.get(clinic, []))
        found.append(_Clinic(practice, own, [one for one in files if one.clinic == clinic]))
    return found


def _met(store: Store) -> dict[str, list[str]]:
    """How the exports of each clinic spell clinicians."""
    own = db.spellings.c
    query = sa.select(own.clinic, own.field, own.seen).distinct().where(own.field.like("%.provider"))
    found: dict[str, list[str]] = {}
    with store.engine.connect() as connection:
        for clinic, _, seen in connection.execute(query.order_by(own.clinic, own.field, own.seen)):
            found.setdefault(clinic, []).append(spelling(seen))
    return {clinic: list(dict.fromkeys(names)) for clinic, names in found.items()}


def _as_one(store: Store, group: Sequence[_Clinic]) -> ClinicsTogether:
    places = {source["id"]: place for place, one in enumerate(group) for source in one.sources}
    salts = [hash_of(one.practice.clinic) for one in group]
    gone = _gone(store, group)
    tables = {name: _table(store.folder, name, group, places, salts, gone) for name in TABLES}
    clinics = tuple(one.practice.clinic for one in group)
    practice = as_one([one.practice for one in group], places)
    return ClinicsTogether(clinics, practice, Events(tables, group[0].carries, group[0].traits))


def hash_of(clinic: str) -> int:
    """A number of 62 bits that a clinic's patients are told apart by from those of another with the same key."""
    from hashlib import sha256

    return int.from_bytes(sha256(clinic.encode()).digest()[:8], "big") >> 2


def _gone(store: Store, group: Sequence[_Clinic]) -> pl.Series:
    """Rows for which another export of their clinic speaks, or that were left out."""
    parts = [pl.Series("row", [], dtype=pl.Int64)]
    for one in group:
        clinic = one.practice.clinic
        tables = [source["profile_table"] for source in one.sources]
        left_out = {i["id"] for i in store.imports(clinic) if i["vanished_left_out"]} if len(tables) > 1 else set()
        if left_out or len(set(tables)) < len(tables):
            parts.append(silent_rows(store.folder, one.sources, left_out, store.numbers(clinic)))
    return pl.concat(parts)


def _table(
    folder: Path,
    table: str,
    group: Sequence[_Clinic],
    places: Mapping[int, int],
    salts: Sequence[int],
    gone: pl.Series,
) -> nw.LazyFrame:
    blanks: dict[str, tuple[Mapping[str, list[int]], list[Path]]] = {}
    for one in group:
        of = {source["id"]: source["blank_is_no"] for source in one.sources if source["event"] == table}
        for file in one.files:
            if file.name.partition("/")[0] == table:
                told = of.get(file.source) or {}
                blanks.setdefault(repr(told), (told, []))[1].append(file.at(folder))
    parts = [with_blanks(paths, table, told) for told, paths in blanks.values()]
    if not parts:
        return nw.from_native(empty(table).lazy())
    whole = beside(parts[0] if len(parts) == 1 else pl.concat(parts), places, salts).select(list(schema(table)))
    return nw.from_native(spoken(whole, gone).collect().lazy())  # once: many small files are slow to open again
