"""A form for one part of a record, as somebody opened it: nothing a colleague wrote meanwhile is written over."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import streamlit as st

from dashboard.forms.writing import keep
from dashboard.records import Kept
from dashboard.records.kind import together as of_one_piece
from dashboard.records.kind import told_of
from dashboard.telling.labels import differences, value_words
from dashboard.telling.plain_text import as_is

R = TypeVar("R", bound=Kept)


@dataclass(frozen=True)
class OpenedForm(Generic[R]):
    """A form, with the record as its reader saw it and as it stands now; `turn` counts how often it began anew."""

    name: str
    turn: int
    seen: R
    now: R

    @property
    def key(self) -> str:
        """What tells this form from any other, and from another reading of it."""
        return f"{self.name} {self.turn}"

    def of(self, field: str) -> str:
        """The key of one field."""
        return f"{self.key} {field}"

    def changed(self, names: Iterable[str]) -> bool:
        """Whether a colleague changed one of these values since the form was opened."""
        names = tuple(names)
        return self.seen.saying(names) != self.now.saying(names)

    def to_keep(self, values: Mapping[str, Any]) -> R:
        """What to write: onto the record as it stands, unless a colleague changed the same values since it was opened.

        Then it is the record as it was opened, whose old version the records refuse: nothing is written over.
        """
        return (self.seen if self.changed(values) else self.now).having(values)

    def mine_over(self, values: Mapping[str, Any], together: Collection[str] = ()) -> R:
        """What to write for somebody who read what a colleague wrote and keeps their own: only what they changed.

        Of answers kept by name it is only those they changed; values that make sense only `together` go together.
        """
        before, theirs = self.seen.saying(values), self.now.saying(values)
        own = {name for name, value in values.items() if value != before[name]}
        linked = {*together, *of_one_piece(type(self.seen), own)}
        if own & linked:
            own |= linked & set(values)
        return self.now.having({name: _mine(before[name], values[name], theirs[name]) for name in own})


def opened(now: R, part: str, first: str, place: str = "") -> OpenedForm[R]:
    """The form of one part, as it was when it was first drawn; `first` is a field that it always has.

    Fields that are still on the page belong to the record they were opened with; once they are gone, because somebody
    looked at another page meanwhile, the form opens anew with what stands there now.
    """
    name = _name(now, part, place)
    turn, seen = st.session_state.get(name, (0, now))
    form = OpenedForm(name, turn, seen, now)
    if form.of(first) in st.session_state:
        return form
    st.session_state[name] = (turn, now)
    return replace(form, seen=now)


def left_open(now: R, part: str, first: str, place: str = "") -> R | None:
    """The record as it was when a form was opened whose fields are still on the page; opens nothing itself."""
    name = _name(now, part, place)
    turn, seen = st.session_state.get(name, (0, None))
    return seen if seen is not None and f"{name} {turn} {first}" in st.session_state else None


def forget(record: Kept, part: str, place: str = "") -> None:
    """Nobody writes this part any more; what was typed stays where the form is drawn again."""
    st.session_state.pop(_name(record, part, place), None)


def close(form: OpenedForm[R]) -> None:
    """Begin the form anew, with what stands in the records then; what was typed into it goes."""
    st.session_state.pop(f"meanwhile {form.key}", None)
    st.session_state[form.name] = (form.turn + 1, form.now)


def settle(
    form: OpenedForm[R], values: Mapping[str, Any], sent: bool, done: str, write: Callable[[R], object], *,
    newest: Callable[[], R | None], differences: Callable[[R, R], Iterable[str]], problem: str | None = None,
    by: Callable[[], str] | None = None, together: Collection[str] = (),
) -> None:  # fmt: skip
    """Keep a part that was sent; where a colleague was quicker, show theirs beside, and ask whose shall stand.

    `write` keeps a record, `newest` reads it as it stands after an attempt, `differences` (such as `told`) tells in
    sentences what is there now instead of what was seen. What was typed stays until one of the two is chosen. With
    `by`, the name of who wrote last, a change is told already before anything is sent.
    """
    if sent and problem:
        st.info(as_is(problem), icon=":material/edit_note:")
        return
    if sent:
        _keep(form, form.to_keep(values), done, write, newest)
    latest = replace(form, now=newest() or form.now)
    if st.session_state.get(f"meanwhile {form.key}"):
        mine = _ask(latest, differences(latest.seen, latest.now))
        if mine and problem:
            st.info(as_is(problem), icon=":material/edit_note:")
        elif mine:
            _keep(latest, latest.mine_over(values, together), done, write, newest)
    elif by is not None and not sent and latest.changed(values):
        _tell(latest, by(), differences(latest.seen, latest.now))


def told(
    kind: type[Kept], words: Callable[[R, str], str] | None = None, only: Iterable[str] | None = None
) -> Callable[[R, R], list[str]]:
    """Sentences about the values of two records that differ, by what people call each field.

    `words` puts the value of a record's field into words where the plain ones do not do; empty says nothing is there.
    """
    say = words or (lambda record, name: value_words(record.saying([name])[name]))

    def compared(seen: R, now: R) -> list[str]:
        names = tuple(told_of(kind))
        before, after = seen.saying(names), now.saying(names)
        return differences(kind, before, after, lambda name, row: say(seen if row is before else now, name), only)

    return compared


def _keep(
    form: OpenedForm[R], record: R, done: str, write: Callable[[R], object], newest: Callable[[], R | None]
) -> None:  # fmt: skip
    def written() -> None:
        write(record)
        close(form)

    keep(written, done)
    now = newest()
    if now is not None and now.version != record.version:
        st.session_state[f"meanwhile {form.key}"] = True


def _ask(form: OpenedForm[R], differences: Iterable[str]) -> bool:
    """What a colleague wrote meanwhile; whether one's own shall stand instead."""
    with st.container(border=True):
        st.markdown("**What stands there now.** What you typed is still in the fields above.")
        _list(differences)
        with st.container(horizontal=True):
            mine = st.button("Keep mine instead", key=form.of("keep mine"))
            theirs = st.button("Leave theirs", key=form.of("leave theirs"))
    if theirs:
        close(form)
        st.rerun()
    return mine


def _tell(form: OpenedForm[R], who: str, differences: Iterable[str]) -> None:
    """That a colleague changed this part while somebody else has it open, before anything is sent."""
    with st.container(border=True):
        name = as_is(who) or "Somebody"
        st.markdown(f"**{name} changed this after you opened it.** What you typed is still here and not kept.")
        _list(differences)
        if st.button("Show what stands now", key=form.of("show now")):
            close(form)
            st.rerun()


def _list(differences: Iterable[str]) -> None:
    st.markdown("\n".join(f"- {as_is(one)}" for one in differences) or "The same as when you opened it.")


def _mine(before: Any, mine: Any, theirs: Any) -> Any:
    """One's own value; of answers kept by name theirs, with one's own where they were changed or taken out."""
    if not all(isinstance(one, Mapping) for one in (before, mine, theirs)):
        return mine
    own = {name for name in {*before, *mine} if before.get(name) != mine.get(name)}
    kept = {name: value for name, value in theirs.items() if name not in own}
    return kept | {name: value for name, value in mine.items() if name in own}


def _name(record: Kept, part: str, place: str) -> str:
    return f"opened {record.TABLE.name} {record.id}{place} {part}"
