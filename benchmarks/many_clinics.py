"""Counts of many clinics in one pass beside clinic by clinic, and the manager's page on them: `many_clinics.py [200]`.

Each clinic is a copy of one made-up clinic with three years of visits, under its own id, rows and patients.
"""

from __future__ import annotations

import io
import json
import sys
import time
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import sqlalchemy as sa

from dashboard.commands.demo import _bring
from dashboard.parts import programme
from dashboard.parts.sharing import shared_of
from dashboard.study import Study
from ingest import database as db
from ingest.many_clinics import hash_of
from ingest.store import Store, keep_settings
from measures.events import LINE_BITS
from sample_data.pcn import MEMBERS

TODAY = date(2026, 11, 30)
EQUAL_OF = 12  # clinics whose cells are compared


def copies(store: Store, of: str, number: int) -> None:
    """Copy a clinic's facts and catalogue rows under new ids."""
    settings = store.settings(of)
    with store.engine.begin() as connection:
        imports = _rows(connection, db.imports, of)
        sources = _rows(connection, db.sources, of)
        spelt = _rows(connection, db.spellings, of)
        files = _rows(connection, db.fact_files, of)
        (one,) = imports
        for copy in range(1, number):
            clinic, shift = f"{of}-{copy}", copy * len(sources)
            folder = one["folder"].replace(of, clinic, 1)
            own = [_copied(store.folder, one["folder"], folder, file, shift, clinic) for file in files]
            keep_settings(connection, replace(settings, clinic=clinic, name=f"{settings.name} {copy}"))
            number_of = one["id"] + copy
            connection.execute(sa.insert(db.imports), [one | {"id": number_of, "clinic": clinic, "folder": folder}])
            moved = {"clinic": clinic, "import_id": number_of}
            connection.execute(sa.insert(db.sources), [s | moved | {"id": s["id"] + shift} for s in sources])
            connection.execute(sa.insert(db.fact_files), [f | moved for f in own])
            if spelt:
                told = [{**s, "clinic": clinic, "source_id": s["source_id"] + shift} for s in spelt]
                connection.execute(sa.insert(db.spellings), [{k: v for k, v in s.items() if k != "id"} for s in told])


def _rows(connection: sa.Connection, table: sa.Table, of: str) -> list[dict[str, object]]:
    return [dict(row) for row in connection.execute(sa.select(table).where(table.c.clinic == of)).mappings()]


def _copied(data: Path, old: str, new: str, file: dict[str, object], shift: int, clinic: str) -> dict[str, object]:
    table, name = str(file["name"]).split("/")
    source = int(str(file["source_id"])) + shift
    frame = pl.read_parquet(data / old / table / name)
    rows = [(pl.col("row") + shift * 2**LINE_BITS)] if "row" in frame.columns else []
    who = [pl.col("patient") ^ hash_of(f"copy {clinic}")] if "patient" in frame.columns else []
    made = io.BytesIO()
    frame.with_columns(*rows, *who).write_parquet(made)
    called = f"{table}/{source:06d}-{name.split('-')[1]}"
    place = data / new / called
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(made.getbuffer())
    own = {key: value for key, value in file.items() if key != "id"}
    return own | {"source_id": source, "name": called, "digest": sha256(made.getbuffer()).hexdigest()}


def main(clinics: int) -> None:
    """Make the folder, time both ways in one run, compare cells, and time the page."""
    member = next(one for one in MEMBERS if one.id == "birch-lane")
    member = replace(member, plan=replace(member.plan, start=date(2023, 11, 1)))
    with TemporaryDirectory() as place:
        store = Store(Path(place))
        _bring(store, member)
        copies(store, member.id, clinics)
        store = Store(Path(place))
        known = store.clinics()
        assert len(known) == clinics
        programme.counts_of_all(store, known[:2])
        began = time.perf_counter()
        found = programme.counts_of_all(store, known)
        one_pass = time.perf_counter() - began
        began = time.perf_counter()
        alone = {}
        for clinic in known:
            study = Study(store, clinic)
            alone[clinic] = study.counts(study.available)
        by_clinic = time.perf_counter() - began
        equal = all(found[c].sort("measure", "period").equals(alone[c].sort("measure", "period")) for c in known)
        few = {clinic: shared_of(Study(store, clinic), TODAY, found[clinic]) for clinic in known[:EQUAL_OF]}
        began = time.perf_counter()
        programme.clinics_together(store, TODAY)
        first = time.perf_counter() - began
        began = time.perf_counter()
        page = programme.clinics_together(store, TODAY)
        again = time.perf_counter() - began
        assert {one.clinic: one for one in page if one.clinic in few} == few
        told = {
            "clinics": clinics, "months": len(alone[known[0]]["period"].unique()), "cells_equal": equal,
            "one_pass_s": round(one_pass, 2), "clinic_by_clinic_s": round(by_clinic, 2),
            "times_faster": round(by_clinic / one_pass, 1), "shared_first_s": round(first, 2),
            "shared_again_s": round(again, 2),
        }  # fmt: skip
        print(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
