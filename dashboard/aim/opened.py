"""A form that edits a part of a project: only somebody else's change of that same part stands in its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.plain_text import as_is
from dashboard.records import Project
from dashboard.writing import keep

if TYPE_CHECKING:
    from dashboard.study import Study


class Part:
    """One part of a project as its reader opened it, kept by its fields alone: two forms on a page do not collide.

    `seen` is the project as this reader saw it; `key` goes into the keys of the form's widgets. Where somebody else
    changed these fields meanwhile, the reader is told, and may look at what stands now; what was typed stays until
    then.
    """

    def __init__(self, study: Study, project: Project, name: str, fields: Sequence[str]) -> None:
        self.study = study
        self.name = name
        self.fields = tuple(fields)
        self._place = f"opened {name} {project.id}"
        self._turns = f"turn {name} {project.id}"
        seen = st.session_state.get(self._place)
        if seen is None or self._same(seen, project):
            seen = st.session_state[self._place] = project
        self.seen: Project = seen
        self._now = project

    @property
    def key(self) -> str:
        """What tells the widgets of this form from those of any other, and of another reading of it."""
        return f"{self.name} {self.seen.id} {st.session_state.get(self._turns, 0)}"

    def changed_meanwhile(self) -> None:
        """Say who changed this part after it was opened, and offer to show what stands now."""
        if self._same(self.seen, self._now):
            return
        last = self.study.records.changes(self.study.clinic, "projects", self.seen.id)[-1]
        st.info(
            f"{as_is(last.who)} changed this part at {last.at:%H:%M} UTC, after you opened it. What you typed is still "
            "here and not kept. Copy what you need, then look at what stands now.",
            icon=":material/group:",
        )
        if st.button("Show what stands now", key=f"now {self.key}"):
            st.session_state[self._place] = self._now
            st.session_state[self._turns] = st.session_state.get(self._turns, 0) + 1
            st.rerun()

    def keep(self, who: str, done: str, reason: str = "", **changed: Any) -> None:
        """Keep what the form now says; of fields that somebody else changed meanwhile nothing is written over."""
        base = self._now if self._same(self.seen, self._now) else self.seen
        after = replace(base, **{name: changed[name] for name in self.fields if name in changed})

        def write() -> None:
            kept = self.study.records.kept(after, who=who, reason=reason)
            st.session_state[self._place] = kept

        keep(write, done)

    def _same(self, one: Project, other: Project) -> bool:
        return all(getattr(one, name) == getattr(other, name) for name in self.fields)
