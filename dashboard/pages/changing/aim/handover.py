"""The part "Hand over" of the page "Our aim": the project as a file, and a project brought in from one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.forms.at_the_desk import who_writes
from dashboard.forms.writing import keep
from dashboard.parts.seen import give
from dashboard.records import Project
from dashboard.records.charted import Charted
from dashboard.records.handover.file import as_text, file_name, handed_over
from dashboard.records.handover.reading import HandedOver, read, text_of
from dashboard.records.handover.taking import already_here, take_over
from dashboard.records.handover.values import NotTaken
from dashboard.study.today import today
from dashboard.telling.phrases import day_words
from dashboard.telling.plain_text import as_is

if TYPE_CHECKING:
    from dashboard.study import Study

TURN = "hand-over turn"


def hand_over_part(study: Study, project: Project) -> None:
    """The file of this project, with what is in it and what is not."""
    st.write(
        "One file holds this project with its ideas, tests, reviews and tallies, the team, the notes and the phases of "
        "the charts, and who wrote what. No visit, image or patient of an export is in it."
    )
    file_of(study, project)


def file_of(study: Study, project: Project) -> None:
    """The button that gives the file of one project, also of one that is closed."""
    told = handed_over(study.records, study.clinic, project.id, made_on=today(), practice=study.practice.name)
    give("Download the project", as_text(told), file_name(project), "application/json", key=f"file of {project.id}")


def bring_in_part(study: Study) -> None:
    """A project from a file: looked at first, brought in when somebody says so."""
    turn = st.session_state.setdefault(TURN, 0)
    given = st.file_uploader("A project that was handed over", type=["json"], key=f"handed over {turn}")
    if given is None:
        return
    try:
        written = text_of(given.getvalue())
        found = read(written)
    except NotTaken as problem:
        st.info(as_is(str(problem)), icon=":material/block:")
        return
    st.markdown("\n".join(f"- {as_is(line)}" for line in preview(found, study.charted)))
    _ask(study, found, written)


def _ask(study: Study, found: HandedOver, written: str) -> None:
    current = study.written.project
    closed = found.project.closed is not None
    if current and not closed:
        st.write(
            f"You work on “{as_is(current.title)}” now. The project brought in takes its place; the other one stays "
            "readable here."
        )
    there = already_here(study.records, study.clinic, found)
    with st.form("bring in", enter_to_submit=False):
        again = bool(there) and st.checkbox("This project is here already. Bring it in a second time all the same.")
        who = who_writes(study, "bring in")
        sent = st.form_submit_button("Bring this project in", type="primary")
    if not sent:
        return

    def write() -> None:
        take_over(study.records, study.clinic, written, who=who, again=again)
        st.session_state[TURN] += 1

    then = "It is closed, and can be read here." if closed else "It is the project you work on from now on."
    keep(write, f"“{as_is(found.project.title)}” is brought in. {then}")


def preview(found: HandedOver, known: dict[str, Charted]) -> list[str]:
    """What is in a file, a line each: enough to see that it is the right one."""
    begun = f", begun {day_words(found.project.started)}" if found.project.started else ""
    end = f", closed {day_words(found.project.closed)}" if found.project.closed else ""
    cycles = "; ".join(f"{one.cycle.number} {one.cycle.title}" for one in found.cycles)
    entries = sum(len(own) for own in found.entries)
    tallies = ", ".join(one.title for one in found.tallies)
    lines = [
        f"Project: “{found.project.title}”{begun}{end}",
        f"From: {found.practice or 'a practice without a name'}, made on {day_words(found.made_on)}",
        f"People: {', '.join(one.name for one in found.people) or 'none'}",
        f"Change ideas: {', '.join(one.title for one in found.ideas) or 'none'}",
        f"Tests of change: {cycles or 'none'}",
        f"Reviews: {len(found.reviews)}, {sum(one.held is not None for one in found.reviews)} held so far",
        f"Notes and phases on the charts: {len(found.notes)} and {len(found.phases)}",
        f"Tallies: {f'{tallies} ({entries} entries)' if tallies else 'none'}",
    ]
    unknown = sorted(_measures(found) - set(known) - {tally.name for tally in found.tallies})
    if unknown:
        lines.append(f"Not counted here, so without a chart until an export carries them: {', '.join(unknown)}")
    return lines


def _measures(found: HandedOver) -> set[str]:
    few = {found.project.aim_measure, *found.project.measures}
    of_cycles = {name for one in found.cycles for name in one.measures}
    return {name for name in few | of_cycles if name}
