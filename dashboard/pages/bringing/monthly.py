"""Monthly figures typed by hand among the dropped files: said what they hold, and kept as tallies by one click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from dashboard.desk import Desk
from dashboard.forms.at_the_desk import who_writes
from dashboard.forms.writing import keep
from dashboard.pages.bringing.importing import Upload
from dashboard.parts.monthly_tallies import Figures, apart, question
from dashboard.parts.monthly_tallies import keep as keep_figures
from dashboard.telling.plain_text import as_is

SEEN, DONE = "monthly figures among the files", "monthly figures that were kept"
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")
LARGEST = 1_000_000  # bytes; figures by the month are a page


def lists_among(desk: Desk, uploads: Sequence[Upload]) -> list[Upload]:
    """The files that are lists; what the others hold is asked about, until it is kept as a tally."""
    found = [(one, _figures(one)) for one in uploads]
    done = st.session_state.setdefault(DONE, set())
    for one, rows in found:
        if rows and _of(one) not in done:
            _ask(desk, one, rows)
    return [one for one, rows in found if not rows]


def _of(one: Upload) -> str:
    return str(getattr(one, "file_id", one.name))


def _figures(one: Upload) -> Sequence[Figures]:
    """What a file holds of monthly figures, looked up once; nothing where it is a list."""
    kept: dict[str, Sequence[Figures]] = st.session_state.setdefault(SEEN, {})
    if _of(one) not in kept:
        kept[_of(one)] = _read(one)
    return kept[_of(one)]


def _read(one: Upload) -> Sequence[Figures]:
    ending = Path(one.name).suffix.lower()
    data = bytes(one.getbuffer())
    if ending not in ENDINGS or len(data) > LARGEST:
        return ()
    with TemporaryDirectory() as place:
        file = Path(place) / f"figures{ending}"
        file.write_bytes(data)
        _, tallies = apart([file])
    return tuple(tallies.get(file, ()))


def _ask(desk: Desk, one: Upload, rows: Sequence[Figures]) -> None:
    asked: Mapping[str, object] = question(Path(one.name), rows)
    st.header("Monthly figures")
    st.write(as_is(str(asked["says"])))
    who = who_writes(desk.study(bare=True), f"monthly {_of(one)}")
    if st.button("Keep them as a tally", type="primary", disabled=not who, key=f"keep {_of(one)}"):
        st.session_state[DONE].add(_of(one))
        keep(
            lambda: keep_figures(desk, rows, who),
            "The monthly figures are kept as tallies; their charts follow at once.",
        )
