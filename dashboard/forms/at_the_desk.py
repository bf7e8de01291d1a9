"""Who sits at the desk and which clinic is open, on the screen: remembered, shown at the side, changed there."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import streamlit as st

from dashboard.desk import CLINIC, Desk, perhaps, remember, remembered
from dashboard.forms.signed_in import for_many, signed_in
from dashboard.records.access import OWN, READ, READ_CLINICIANS, READ_ROWS, WRITE, WRITES, may
from dashboard.records.programme import PROGRAMME
from dashboard.study.one_clinic import Study
from dashboard.study.today import today
from dashboard.telling.plain_text import as_is
from ingest.folder import data_folder
from ingest.store import Store

WRITER = "writer"


def open_store() -> Store:
    """The store of the data folder this app was started on; opened once."""
    return _store(data_folder(None), os.environ.get("HUDDLEBOARD_DATABASE"))


@lru_cache(maxsize=4)
def _store(folder: Path, url: str | None) -> Store:
    return Store(folder, url)


def open_study(bare: bool = False) -> Study:
    """The clinic's facts as they are now. Without any it raises NothingYet, which the frame answers.

    A page that has something to ask or show without an export asks for a study that may be `bare`.
    """
    return open_desk().study(bare=bare)


def open_desk() -> Desk:
    """The desk: this folder's store, the clinic that is open, and who sits here."""
    return at_the_desk(open_store())


def at_the_desk(store: Store) -> Desk:
    """The desk of this browser: the clinic chosen at the side, and whoever said who they are."""
    return Desk(store, clinic_here(store), today(), person_here(store), signed_in(store) if for_many() else None)


def clinic_here(store: Store) -> str:
    """The clinic chosen in this browser, by the address or at the side; else the one open here last, or the first."""
    known = clinics_open_to(store)
    last = "" if for_many() else remembered(store, CLINIC)
    for wanted in (st.session_state.get(CLINIC), st.query_params.get(CLINIC), last):
        if wanted in known:
            return str(wanted)
    return known[0] if known else PROGRAMME if for_many() else "clinic"


def clinics_open_to(store: Store) -> list[str]:
    """The clinics of the folder; on a server for many those that whoever signed in belongs to."""
    if not for_many():
        return store.clinics()
    own = signed_in(store)
    mine = {*own.clinics(READ), *own.clinics(OWN)}
    return [clinic for clinic in store.clinics() if clinic in mine]


def person_here(store: Store) -> str:
    """Who sits here; a phone that counts for itself is no desk, and remembers in its own address."""
    if for_many():
        return signed_in(store).name
    if WRITER not in st.session_state and not _phones():
        st.session_state[WRITER] = remembered(store)
    return str(st.session_state.get(WRITER, ""))


def reads_clinicians(study: Study) -> bool:
    """Whether whoever sits here may see figures and rows clinician by clinician."""
    return _may(study, READ_CLINICIANS)


def reads_rows(study: Study) -> bool:
    """Whether whoever sits here may see single visits and orders."""
    return _may(study, READ_ROWS)


def let_write(study: Study) -> None:
    """Ask anew, where a part of a page runs by itself, whether whoever signed in may still write."""
    if for_many():
        WRITES.set(_may(study, WRITE))


def _may(study: Study, act: str) -> bool:
    person = signed_in(study.store) if for_many() else person_here(study.store)
    return may(person, act, study.practice)


def sit_down(store: Store, person: str) -> None:
    """Somebody sits down at this desk, or (empty) leaves it; who signed in stays who they are."""
    if for_many():
        return
    st.session_state[WRITER] = person
    if not _phones():
        remember(store, person)


def open_clinic(store: Store, clinic: str) -> None:
    """Another clinic of the folder is opened at this desk."""
    st.session_state[CLINIC] = clinic
    if not for_many():
        remember(store, clinic, CLINIC)


def corner(store: Store) -> None:
    """The desk at the side: who sits here, and which clinic where the folder holds several."""
    _choose_clinic(store)
    if for_many():
        return
    if person := person_here(store):
        st.write(f"At this desk: {as_is(person)}")
        st.button("Somebody else", type="tertiary", key="somebody else", on_click=sit_down, args=(store, ""))


def _choose_clinic(store: Store) -> None:
    known = clinics_open_to(store)
    if len(known) < 2:
        return
    names = {one: store.settings(one).name for one in known}
    chosen = st.selectbox("Clinic", known, index=known.index(clinic_here(store)), format_func=names.__getitem__)
    if chosen != clinic_here(store):
        open_clinic(store, chosen)
        st.query_params[CLINIC] = chosen
        st.rerun()


def who_writes(study: Study, key: str = "") -> str:
    """Who writes: whoever sits at the desk; asked once where nobody said, and changed at the side.

    Several forms of one page ask with their own `key`. A name that is nearly one of the team is asked about.
    """
    if name := person_here(study.store):
        st.caption(f"Kept as {as_is(name)}")
        return name
    known = [person.name for person in study.written.team]
    picked = st.selectbox(
        "Who writes this?", known, index=None, accept_new_options=True, key=f"who writes {key}",
        placeholder="Choose or type your name", width=420,
    )  # fmt: skip
    name = " ".join((picked or "").split())
    return who_is(study.store, name, known) if name else ""


def who_is(store: Store, typed: str, known: list[str]) -> str:
    """The name to write under: as typed, or, where it is nearly a known one, as the person says; empty till then."""
    near = perhaps(typed, known)
    if near is None or st.session_state.get("not known as") == typed:
        sit_down(store, typed)
        return typed
    st.write(f"Is this {as_is(near)}?")
    yes, no = f"Yes, {as_is(near)}", f"No, {as_is(typed)} is somebody else"
    if st.button(yes, key=f"is {typed}"):
        sit_down(store, near)
        st.rerun()
    if st.button(no, key=f"is not {typed}"):
        st.session_state["not known as"] = typed
        st.rerun()
    return ""


def _phones() -> bool:
    return bool(os.environ.get("HUDDLEBOARD_ONLY"))
