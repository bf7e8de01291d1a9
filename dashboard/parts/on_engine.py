"""A clinic's study whose facts stay on another engine, and where those facts are looked for."""

from __future__ import annotations

from pathlib import Path

from dashboard.desk import desk_at
from dashboard.records import Records
from dashboard.study import Study
from dashboard.study.today import today
from ingest.engines import Engine, events_on
from ingest.folder import data_folder
from ingest.for_people import ForPeople
from ingest.safekeeping.identity import FOLDER_ID
from ingest.store import Store
from measures.events import TABLES


class SpokenOn(ForPeople):
    """Clinicians overturned findings, which only Polars restates; the message says so."""


def opened_for(data: str | None, clinic: str | None, facts: str | None) -> tuple[Store, str, Path]:
    """The store that knows the facts, the clinic, and where its facts lie.

    Without `data` the data folder is the one that `facts` lies in, where it lies in one.
    """
    lie = Path(facts).expanduser() if facts else None
    if lie is not None and not lie.is_dir():
        raise ForPeople(f"{lie} is no folder. Give --facts the folder that holds the facts.")
    folder = data_folder(data)
    if lie is not None and data is None:
        folder = next((one for one in (lie.resolve(), *lie.resolve().parents) if (one / FOLDER_ID).is_file()), folder)
    store = Store(folder)
    inside = lie.resolve().relative_to(folder.resolve()).parts if lie and _within(lie, folder) else ()
    named = inside[0] if clinic is None and inside and inside[0] in store.clinics() else clinic
    return store, desk_at(store, named, today()).clinic, lie or folder


def _within(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def study_on(engine: Engine, store: Store, clinic: str, facts: Path) -> Study:
    """The study of a clinic on an engine.

    Raises NothingYet before its first export, SpokenOn where its counts rest on what clinicians overturned.
    """
    store.coverage(clinic)
    said = Records(store.engine).overturns(clinic)
    if said:
        raise SpokenOn(
            f"Clinicians overturned {len(said)} of the findings here, and other engines do not know how to count with "
            "their words. Leave out --engine."
        )
    return Study(store, clinic, events_on(engine, store, clinic, facts))


def facts_rows(store: Store, clinic: str) -> int:
    """How many rows of facts a clinic has."""
    live = {source["id"] for source in store.sources(clinic)}
    return sum(one.rows for one in store.fact_files(clinic) if one.source in live and one.table in TABLES)
