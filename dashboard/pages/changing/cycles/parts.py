"""The test on the table, and how one part of it is kept; never over what a colleague wrote into the same part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dashboard.forms import edit as of_page
from dashboard.forms.edit import OpenedForm, left_open
from dashboard.pages.changing.cycles.history import Names, differences
from dashboard.pages.changing.cycles.ideas import taken_up
from dashboard.records import CycleRecord
from dashboard.records.charted import Charted, of_measure
from dashboard.study import Study
from measures.improvement import ITSELF, Cycle, Stage, stage


@dataclass(frozen=True)
class OnTheTable:
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


#: What a prediction of a test itself is told as.
THE_TEST = Charted(ITSELF, "This test", "process", "higher", True, "went as planned", "tries")


def charted(study: Study, name: str) -> Charted:
    """A measure or tally by name; one that the exports no longer carry keeps at least its words."""
    if name == ITSELF:
        return THE_TEST
    there = study.charted.get(name)
    if there is not None:
        return there
    known = study.measures.get(name)
    return of_measure(known.measure) if known else Charted(name, name, "context", "neither", True, "", "")


def settle(
    at: OnTheTable, form: OpenedForm[CycleRecord], values: Mapping[str, Any], sent: bool, done: str, *,
    problem: str | None = None, reason: str = "",
) -> None:  # fmt: skip
    """Keep a part that was sent; where a colleague was quicker, show theirs beside, and ask."""

    def write(record: CycleRecord) -> None:
        idea = record.idea_id
        named = replace(record, idea_id=taken_up(at.study, idea, at.who)) if isinstance(idea, str) else record
        at.study.records.keep_cycle(named, who=at.who, reason=reason)

    of_page.settle(
        form, values, sent, done, write, newest=lambda: at.study.written.cycle(at.record.id), problem=problem,
        differences=lambda seen, now: differences(seen.to_row(), now.to_row(), names(at), values),
    )  # fmt: skip


def was_open(record: CycleRecord, part: str, first: str, then: Stage) -> bool:
    """Whether somebody was writing a part as the present one, and a colleague moved the test on meanwhile."""
    seen = left_open(record, part, first)
    return seen is not None and stage(seen.cycle) is then


def names(at: OnTheTable) -> Names:
    """What turns names and numbers of a kept row into words."""
    ideas = {one.id: one.title for one in at.study.written.ideas}
    return Names(at.charted, lambda number: ideas.get(number, f"idea {number}"))


def people_number(one: Charted, value: float | None) -> float | None:
    """A value as people type it: per cent of a share, rounded to what a range bears."""
    return None if value is None else round(value * 100, 1) if one.is_rate else round(value, 1)
