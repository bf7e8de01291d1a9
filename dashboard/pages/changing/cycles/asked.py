"""What the address asks for: one test by its number, a new one (of an idea, or out of an earlier test), or all."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from dashboard.forms.at_the_desk import who_writes
from dashboard.pages.changing.cycles.ideas import first_test, own_ideas
from dashboard.pages.changing.cycles.parts import OnTheTable
from dashboard.records import CycleRecord
from dashboard.study import Study
from dashboard.study.today import today
from dashboard.telling.cycles import title_words
from dashboard.telling.plain_text import as_is
from measures.improvement import Cycle


@dataclass(frozen=True)
class AskedTest:
    """A test that is there, the beginnings of a new one, or neither; `says` why what was asked for is not shown."""

    record: CycleRecord | None = None
    new: CycleRecord | None = None
    says: str = ""


def asked_for(study: Study) -> AskedTest:
    """Reads `cycle` (a number, or new), `after`, `idea` and `project` from the address."""
    query = st.query_params
    number, project = query.get("cycle", ""), query.get("project", "")
    if not number and "idea" not in query:
        return AskedTest()
    if number in ("new", ""):
        return _new(study, query.get("after", ""), query.get("idea", ""))
    own = study.written.cycles
    if project:
        own = tuple(one for one in study.written.all_cycles if str(one.project_id) == project)
    record = next((one for one in own if str(one.cycle.number) == number), None)
    if record is None:
        return AskedTest(says=f"There is no cycle {number} in this project. These are its tests:")
    return AskedTest(record=record)


def _new(study: Study, after: str, idea: str) -> AskedTest:
    project = study.written.project
    if project is None:
        return AskedTest()
    watched = st.query_params.get("measure", "")
    measures = (watched,) if watched in study.charted else ()
    start = CycleRecord(clinic=study.clinic, project_id=project.id, cycle=Cycle(0, ""), measures=measures)
    earlier = next((one for one in study.written.cycles if str(one.cycle.number) == after), None)
    if earlier is not None:
        own = replace(start.cycle, after=earlier.cycle.number, change=earlier.cycle.next_step or earlier.cycle.change)
        start = replace(start, cycle=own, owner=earlier.owner, measures=earlier.measures, idea_id=earlier.idea_id)
    chosen = next((one for one in own_ideas(study).values() if str(one.id) == idea), None)
    if chosen is not None:
        own = replace(start.cycle, title=chosen.title, change=chosen.says)
        start = replace(start, cycle=own, idea_id=chosen.id, measures=chosen.measures)
    return AskedTest(new=start)


def grows_out_of(study: Study, start: CycleRecord) -> None:
    """Above the form of a new test: what the one taught that it grows out of, or how small a first one can be."""
    before = next((one.cycle for one in study.written.cycles if one.cycle.number == start.cycle.after), None)
    if before is not None:
        taught = f" It taught: {before.learning}" if before.learning else ""
        st.write(as_is(f"Grows out of {title_words(before)}.{taught}"))
    elif smallest := first_test(study, start.idea_id):
        st.write(as_is(f"A small first test could be: {smallest}"))


def desk(study: Study, record: CycleRecord) -> OnTheTable:
    """One test on the table; tests of a closed project are only read."""
    project = study.written.project
    writable = project is not None and record.project_id == project.id
    who = who_writes(study, "tests of change") if writable else ""
    return OnTheTable(study, record, who, today(), writable)
