"""What is noted of private pages that were opened and of what was taken away, also of those who write nothing else."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.desk import Desk
from dashboard.forms.at_the_desk import open_desk
from dashboard.records.access import WRITES
from dashboard.records.programme import Sight

SOMEBODY = "somebody at this computer"
EXPORT = "export"


def seen(desk: Desk, clinic: str, act: str, of: str) -> None:
    """Note in the audit that whoever sits here looked at something, or took it away."""
    asked = WRITES.set(True)
    try:
        desk.records.line(Sight, clinic, who=desk.person or SOMEBODY, act=act, of=of)
    finally:
        WRITES.reset(asked)


def give(
    label: str,
    data: str | bytes,
    name: str,
    kind: str,
    place: DeltaGenerator | None = None,
    clinic: str = "",
    **how: Any,
) -> None:
    """A button that gives a file called `name`; that it was taken stands in the audit of the clinic that is open."""
    button = st.download_button if place is None else place.download_button
    button(label, data, name, kind, icon=":material/download:", on_click=_taken, args=(name, clinic), **how)


def _taken(name: str, clinic: str) -> None:
    desk = open_desk()
    seen(desk, clinic or desk.clinic, EXPORT, name)
