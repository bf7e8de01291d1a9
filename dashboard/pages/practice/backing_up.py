"""The part of "Our practice" that makes a backup: how old the last one is, and a new one on another disk."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import streamlit as st

from dashboard.telling.plain_text import as_is
from ingest.for_people import ForPeople, Refusal
from ingest.safekeeping.backup import backup
from ingest.safekeeping.check import age_of_backup
from ingest.safekeeping.faults import plainly
from ingest.store import Store

ADVICE = (
    "A backup is one file with everything: exports as they were counted, settings, what the team wrote, and the key. "
    "Keep it on another disk or a stick, and its passphrase somewhere else: without it nobody can open the file, also "
    "not you. On a new computer, `huddleboard restore FILE --data FOLDER` makes the data folder again."
)


def backup_part(store: Store) -> None:
    """The age of the last backup, and a form for a new one."""
    st.header("Backup")
    st.write(as_is(age_of_backup(store.folder, datetime.now(UTC))))
    st.write(ADVICE)
    with st.form("backup", enter_to_submit=False):
        folder = st.text_input("Folder for the backup, on this computer", str(Path.home()))
        first = st.text_input("Passphrase", type="password")
        second = st.text_input("The same passphrase again", type="password")
        sent = st.form_submit_button("Make a backup")
    if sent:
        _make(store, folder or "", first or "", second or "")


def _make(store: Store, folder: str, first: str, second: str) -> None:
    try:
        if first != second:
            raise Refusal("The two passphrases are not the same. Nothing was written.")
        with plainly():
            made = backup(store.folder, store.engine, free_name(Path(folder).expanduser(), date.today()), first)
    except ForPeople as problem:
        st.info(as_is(str(problem)), icon=":material/block:")
        return
    st.session_state["kept"] = f"The backup is made: {made.file}, read once more and whole."
    st.rerun()


def free_name(folder: Path, day: date) -> Path:
    """A name for a backup of that day that no file has yet."""
    names = (f"huddleboard-{day}{again}.backup" for again in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(folder / name for name in names if not (folder / name).exists())
