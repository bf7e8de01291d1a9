"""One part of a cycle at a time: opened, typed, kept; never over what a colleague wrote into the same part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import streamlit as st

from dashboard.charted import Charted, of_measure
from dashboard.cycles.history import Names, differences
from dashboard.cycles.ideas import taken_up
from dashboard.plain_text import as_is
from dashboard.records import CycleRecord
from dashboard.study import Study
from dashboard.writing import keep
from measures.improvement import Cycle, Stage, stage

_OF_CYCLE = frozenset(one.name for one in fields(Cycle))


@dataclass(frozen=True)
class Desk:
    """One cycle on the table: as it stands in the records now, who writes, and what day it is."""

    study: Study
    record: CycleRecord
    who: str
    today: date
    writable: bool = True

    @property
    def cycle(self) -> Cycle:
        """The cycle itself."""
        return self.record.cycle

    def charted(self, name: str) -> Charted:
        """A measure or tally by name; one that the exports no longer carry keeps at least its words."""
        return charted(self.study, name)


def charted(study: Study, name: str) -> Charted:
    """A measure or tally by name; one that the exports no longer carry keeps at least its words."""
    there = study.charted.get(name)
    if there is not None:
        return there
    known = study.measures.get(name)
    return of_measure(known.measure) if known else Charted(name, name, "context", "neither", True, "", "")


@dataclass(frozen=True)
class Opened:
    """A form as somebody opened it: the record they saw, and the beginning of its fields' keys."""

    part: str
    key: str
    record: CycleRecord

    def of(self, field: str) -> str:
        """The key of one field."""
        return f"{self.key} {field}"


def opened(record: CycleRecord, part: str, first: str, place: str = "") -> Opened:
    """The form of one part, as it was when it was first drawn; `first` is a field that it always has.

    Fields that are still on the page belong to the record they were opened with; once they are gone, because
    somebody looked at another page meanwhile, the form opens anew with what stands there now.
    """
    name = f"opened {record.id}{place} {part}"
    count, seen = st.session_state.get(name, (0, record))
    form = Opened(part, f"{part} {record.id}{place} {count}", seen)
    if form.of(first) in st.session_state:
        return form
    st.session_state[name] = (count, record)
    return replace(form, record=record)


def was_open(record: CycleRecord, part: str, first: str, then: Stage) -> bool:
    """Whether somebody was writing a part as the present one, and a colleague moved the test on meanwhile."""
    count, seen = st.session_state.get(f"opened {record.id} {part}", (0, None))
    return seen is not None and stage(seen.cycle) is then and f"{part} {record.id} {count} {first}" in st.session_state


def forget(record: CycleRecord, part: str) -> None:
    """Nobody writes this part any more."""
    st.session_state.pop(f"opened {record.id} {part}", None)


def close(form: Opened, place: str = "") -> None:
    """Begin the form anew, with what stands in the records then."""
    name = f"opened {form.record.id}{place} {form.part}"
    count, _ = st.session_state.get(name, (0, None))
    st.session_state.pop(name, None)
    st.session_state.pop(f"meanwhile {form.key}", None)
    st.session_state[name] = (count + 1, form.record)


def with_values(record: CycleRecord, values: Mapping[str, Any]) -> CycleRecord:
    """The record with other values, of its cycle or of its own."""
    cycle = replace(record.cycle, **{name: value for name, value in values.items() if name in _OF_CYCLE})
    own = {name: value for name, value in values.items() if name not in _OF_CYCLE}
    return replace(record, cycle=cycle, **own)


def values_of(record: CycleRecord, names: Mapping[str, Any]) -> dict[str, Any]:
    """What a record says to the same questions."""
    return {name: getattr(record.cycle if name in _OF_CYCLE else record, name) for name in names}


def to_keep(seen: CycleRecord, now: CycleRecord, values: Mapping[str, Any]) -> CycleRecord:
    """What to write: onto the record as it stands, unless a colleague changed the same part since it was opened.

    Then it is the record as it was opened, whose old version the records refuse: nothing is written over.
    """
    same = values_of(seen, values) == values_of(now, values)
    return with_values(now if same else seen, values)


def mine_over(seen: CycleRecord, now: CycleRecord, values: Mapping[str, Any]) -> CycleRecord:
    """What to write where somebody has read what a colleague wrote and keeps their own: only what they changed."""
    before = values_of(seen, values)
    return with_values(now, {name: value for name, value in values.items() if value != before[name]})


def settle(
    at: Desk, form: Opened, values: Mapping[str, Any], sent: bool, done: str, *,
    problem: str | None = None, reason: str = "",
) -> None:  # fmt: skip
    """Keep a part that was sent; where a colleague was quicker, show theirs beside, and ask."""
    if sent and problem:
        st.info(as_is(problem), icon=":material/edit_note:")
        return
    if sent:
        _keep(at, form, to_keep(form.record, at.record, values), done, reason)
    newest = at.study.written.cycle(at.record.id) or at.record
    if st.session_state.get(f"meanwhile {form.key}"):
        _ask(replace(at, record=newest), form, values, done, reason)


def _keep(at: Desk, form: Opened, record: CycleRecord, done: str, reason: str) -> None:
    def write() -> None:
        idea = record.idea_id
        named = replace(record, idea_id=taken_up(at.study, idea, at.who)) if isinstance(idea, str) else record
        at.study.records.keep_cycle(named, who=at.who, reason=reason)
        close(form)

    keep(write, done)
    newest = at.study.written.cycle(record.id)
    if newest is not None and newest.version != record.version:
        st.session_state[f"meanwhile {form.key}"] = True


def _ask(at: Desk, form: Opened, values: Mapping[str, Any], done: str, reason: str) -> None:
    """What a colleague wrote meanwhile, and which of the two shall stand."""
    theirs = differences(form.record.to_row(), at.record.to_row(), values, names(at))
    with st.container(border=True):
        st.markdown("**What stands there now.** What you typed is still in the fields above.")
        st.markdown("\n".join(f"- {as_is(one)}" for one in theirs) or "The same as when you opened it.")
        with st.container(horizontal=True):
            mine = st.button("Keep mine instead", key=f"{form.key} keep mine")
            drop = st.button("Leave theirs", key=f"{form.key} leave theirs")
    if drop:
        close(form)
        st.rerun()
    if mine:
        _keep(at, form, mine_over(form.record, at.record, values), done, reason)


def names(at: Desk) -> Names:
    """What turns names and numbers of a kept row into words."""
    ideas = {one.id: one.title for one in at.study.written.ideas}
    return Names(at.charted, lambda number: ideas.get(number, f"idea {number}"))


def people_number(one: Charted, value: float | None) -> float | None:
    """A value as people type it: per cent of a share, rounded to what a range bears."""
    return None if value is None else round(value * 100, 1) if one.is_rate else round(value, 1)
