"""A form for one part of a record, as somebody opened it: nothing a colleague wrote meanwhile is written over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from dashboard.plain_text import as_is
from dashboard.records import Kept
from dashboard.writing import keep

R = TypeVar("R", bound=Kept)


@dataclass(frozen=True)
class Opened(Generic[R]):
    """A form, with the record as its reader saw it and as it stands now, and the beginning of its fields' keys."""

    part: str
    key: str
    seen: R
    now: R

    def of(self, field: str) -> str:
        """The key of one field."""
        return f"{self.key} {field}"

    def to_keep(self, values: Mapping[str, Any]) -> R:
        """What to write: onto the record as it stands, unless a colleague changed the same values since it was opened.

        Then it is the record as it was opened, whose old version the records refuse: nothing is written over.
        """
        same = self.seen.saying(values) == self.now.saying(values)
        return (self.now if same else self.seen).having(values)

    def mine_over(self, values: Mapping[str, Any]) -> R:
        """What to write for somebody who read what a colleague wrote and keeps their own: only what they changed."""
        before = self.seen.saying(values)
        return self.now.having({name: value for name, value in values.items() if value != before[name]})


def opened(now: R, part: str, first: str, place: str = "") -> Opened[R]:
    """The form of one part, as it was when it was first drawn; `first` is a field that it always has.

    Fields that are still on the page belong to the record they were opened with; once they are gone, because somebody
    looked at another page meanwhile, the form opens anew with what stands there now.
    """
    name = _name(now, part, place)
    turn, seen = st.session_state.get(name, (0, now))
    form = Opened(part, f"{name} {turn}", seen, now)
    if form.of(first) in st.session_state:
        return form
    st.session_state[name] = (turn, now)
    return Opened(part, form.key, now, now)


def close(record: Kept, part: str, place: str = "") -> None:
    """Begin the form anew, with what stands in the records then; what was typed into it goes."""
    name = _name(record, part, place)
    turn, _ = st.session_state.get(name, (0, None))
    st.session_state.pop(f"meanwhile {name} {turn}", None)
    st.session_state[name] = (turn + 1, record)


def settle(
    form: Opened[R], values: Mapping[str, Any], sent: bool, done: str, write: Callable[[R], object], *,
    newest: Callable[[], R | None], differences: Callable[[R, R], Iterable[str]], problem: str | None = None,
) -> None:  # fmt: skip
    """Keep a part that was sent; where a colleague was quicker, show theirs beside, and ask whose shall stand.

    `write` keeps a record, `newest` reads it as it stands after an attempt, `differences` tells in sentences how one
    differs from the other in these values. What was typed stays until one of the two is chosen.
    """
    if sent and problem:
        st.info(as_is(problem), icon=":material/edit_note:")
        return
    asked = f"meanwhile {form.key}"
    if sent:
        _keep(form, form.to_keep(values), done, write)
        now = newest()
        st.session_state[asked] = now is not None and now.version != form.seen.version
    if st.session_state.get(asked):
        _ask(form, values, done, write, newest() or form.now, differences)


def _keep(form: Opened[R], record: R, done: str, write: Callable[[R], object]) -> None:
    def written() -> None:
        write(record)
        close(form.now, form.part)

    keep(written, done)


def _ask(
    form: Opened[R], values: Mapping[str, Any], done: str, write: Callable[[R], object], now: R,
    differences: Callable[[R, R], Iterable[str]],
) -> None:  # fmt: skip
    with st.container(border=True):
        st.markdown("**What stands there now.** What you typed is still in the fields above.")
        st.markdown("\n".join(f"- {as_is(one)}" for one in differences(form.seen, now)) or "The same as before.")
        with st.container(horizontal=True):
            mine = st.button("Keep mine instead", key=form.of("keep mine"))
            theirs = st.button("Leave theirs", key=form.of("leave theirs"))
    if theirs:
        close(now, form.part)
        st.rerun()
    if mine:
        _keep(form, Opened(form.part, form.key, form.seen, now).mine_over(values), done, write)


def _name(record: Kept, part: str, place: str) -> str:
    return f"opened {record.TABLE.name} {record.id}{place} {part}"
