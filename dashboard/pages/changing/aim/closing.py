"""Beginning, closing and reading projects: one is worked on, the others stay readable."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard.forms.at_the_desk import who_writes
from dashboard.forms.writing import keep
from dashboard.pages.changing.aim.aim_form import LONGEST_TITLE
from dashboard.pages.changing.aim.diagram import tried_words
from dashboard.pages.changing.aim.handover import file_of
from dashboard.pages.changing.aim.history import history_of
from dashboard.parts.charter import charter_of, few_measures, measure_words
from dashboard.parts.page import link
from dashboard.records import Project
from dashboard.study.today import today
from dashboard.telling.charter_words import aim_sentence
from dashboard.telling.phrases import begun, day_words
from dashboard.telling.plain_text import as_is

if TYPE_CHECKING:
    from dashboard.study import Study

TITLE = "Low back pain: imaging when it helps"


def begin(study: Study) -> None:
    """Ask for a name, and begin a project; everything else can follow later."""
    with st.form("begin", enter_to_submit=False):
        title = st.text_input("Name of the project", TITLE, key="begin title", width=620, max_chars=LONGEST_TITLE)
        started = st.date_input("Begun on", today(), max_value=today(), format="YYYY-MM-DD", key="begun", width=220)
        who = who_writes(study, "begin")
        sent = st.form_submit_button("Begin a project", type="primary")
    if not sent:
        return
    if not (title or "").strip():
        st.info(
            "The project has no name yet. Give it one that everybody here will know it by.", icon=":material/block:"
        )
        return
    project = Project(clinic=study.clinic, title=title.strip(), started=started)
    keep(lambda: study.records.kept(project, who=who), f"“{as_is(project.title)}” has begun.")


def closing_part(study: Study, project: Project) -> None:
    """Close the project, with a word why; it stays readable, and can be opened again."""
    st.write("When the work is done, or something else comes first, close the project. It stays readable below.")
    latest = max(today(), project.started or today())
    with st.form(f"close {project.id}", enter_to_submit=False):
        day = st.date_input(
            "Closed on", latest, min_value=project.started, max_value=latest, format="YYYY-MM-DD", key="closed on",
            width=220,
        )  # fmt: skip
        reason = st.text_input("Why, in a few words", key="closed because")
        who = who_writes(study, "close")
        sent = st.form_submit_button("Close this project")
    if sent:
        after = replace(project, closed=day)
        rest = [one for one in study.written.projects if one.closed is None and one.id != project.id]
        then = f"You work on “{as_is(rest[-1].title)}” now." if rest else "Begin another one whenever you are ready."
        keep(
            lambda: study.records.kept(after, who=who, reason=reason or ""),
            f"The project is closed and stays readable here. {then}",
        )


def others(study: Study, current: Project | None) -> None:
    """The projects that are not the present one: what each aimed for, what was tried, and the way to open it again."""
    rest = [one for one in reversed(study.written.projects) if current is None or one.id != current.id]
    if not rest:
        return
    st.header("Other projects")
    names = {one.id: f"{one.title} ({_days(one)})" for one in rest}
    picked = st.selectbox(
        "Read which one?", list(names), None, format_func=names.__getitem__, key="other project", width=620,
        placeholder="Choose a project",
    )  # fmt: skip
    shown = next((one for one in rest if one.id == picked), None)
    if shown:
        _read(study, shown)


def _read(study: Study, project: Project) -> None:
    aim = aim_sentence(charter_of(study, project))
    told = [
        f"**Aim:** {as_is(aim or 'not said')}",
        *([as_is(project.aim_words)] if project.aim_words else []),
        f"**Measures:** {as_is(', '.join(measure_words(study.named, m) for m in few_measures(project)) or 'none')}",
    ]
    cycles = [one.cycle for one in study.written.all_cycles if one.project_id == project.id]
    st.markdown("\n\n".join(told if cycles else [*told, "No test of change was begun."]))
    for one in sorted(cycles, key=lambda one: one.number):
        learned = f"; learned: {one.learning}" if one.learning else ""
        words = as_is(f"{begun(tried_words(one))}{learned}")
        link("tests_of_change", words, cycle=str(one.number), project=str(project.id))
    history(study, project)
    file_of(study, project)
    if project.closed is None:
        st.write("It is still open; you work on the newest project. Close that one to return to this.")
        return
    with st.form(f"open {project.id}", enter_to_submit=False):
        reason = st.text_input("Why open it again?", key=f"open because {project.id}")
        who = who_writes(study, "open")
        if st.form_submit_button("Open it again"):
            after = replace(project, closed=None)
            keep(lambda: study.records.kept(after, who=who, reason=reason or ""), "The project is open again.")


def history(study: Study, project: Project) -> None:
    """Every change of the charter, folded."""
    with st.expander("Who changed what, and when"):
        changes = study.records.changes(study.clinic, "projects", project.id)
        lines = history_of(changes, study.named, ZoneInfo(study.practice.timezone))
        told = [f"- {as_is(f'{one.when}, {one.who}')}: {as_is(one.what)}{_because(one.why)}" for one in lines]
        st.markdown("\n".join(told))


def _because(why: str) -> str:
    return f" ({as_is(why)})" if why else ""


def _days(project: Project) -> str:
    begin = f"begun {day_words(project.started)}" if project.started else "no first day"
    return f"{begin}, closed {day_words(project.closed)}" if project.closed else f"{begin}, still open"
