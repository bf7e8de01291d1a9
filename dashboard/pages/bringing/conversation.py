"""The way of an export into the folder, in three steps: drop it, see how it is read, answer what it leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from dashboard.desk import Desk
from dashboard.forms.at_the_desk import open_clinic
from dashboard.pages.bringing import inbox
from dashboard.pages.bringing.asking import ask_clinic, ask_export_date, ask_name, ask_questions, figures, unanswered
from dashboard.pages.bringing.importing import (
    SAID,
    STRANGERS,
    PersonSaid,
    Upload,
    exports,
    plan_of,
    said_of_itself,
    settings_among,
    start,
)
from dashboard.pages.bringing.monthly import lists_among
from dashboard.parts.html_table import show_table
from dashboard.parts.inbox import InboxFile, made_on
from dashboard.telling.fields import field_words, list_words
from dashboard.telling.plain_text import as_is
from ingest.clinic import BadSettings
from ingest.for_people import Refusal
from ingest.of_itself import OfItself
from ingest.plan.state import MeasureState
from ingest.plan.values import Plan, TablePlan
from ingest.store import Store
from ingest.which_clinic import OtherClinic, chosen_clinic
from measures.practice import Practice

UNNAMED = Practice().name
KINDS = ["csv", "txt", "tsv", "tab", "gz", "zip", "xlsx", "json", "ndjson", "toml"]


def drop_files() -> list[Upload]:
    """Where files are dropped; emptied after an import."""
    turn = st.session_state.setdefault("turn", 0)
    dropped = st.file_uploader("Export files from the EMR", type=KINDS, accept_multiple_files=True, key=f"files {turn}")
    st.write(
        "CSV, text, Excel (xlsx), FHIR, also zipped. Drop all the lists of one export together; a clinic.toml may "
        "come with them. Names and health numbers are never read, and nothing leaves this computer."
    )
    return list(dropped)


def converse(desk: Desk, uploads: Sequence[Upload]) -> None:
    """Say how the files are read, ask what they do not say, and offer to bring them in."""
    dropped, uploads = uploads, lists_among(desk, uploads)
    if dropped and not uploads:
        return
    try:
        settings = settings_among(uploads)
        if not exports(uploads):
            st.info("Only settings so far. Drop the export files beside them, or use them on Our practice.")
            return
        whose = _whose(desk.store, desk.clinic, settings)
        if whose is None:
            st.write("Answer the question above, then the files can be brought in.")
            return
        _offered(desk, whose, uploads, settings and replace(settings, clinic=whose))
    except (Refusal, BadSettings) as problem:
        st.info(f"{as_is(str(problem))} Nothing was brought in.", icon=":material/block:")


def at_once(desk: Desk, uploads: Sequence[Upload], made: date) -> None:
    """Bring files in as exported on that day, where nothing is open; where anything is, it is asked as of any files."""
    said = replace(_said(uploads, desk.clinic, None, desk), export_date=made)
    try:
        if STRANGERS in st.session_state or _plan(uploads, desk, said).open:
            return
    except (Refusal, BadSettings):
        return
    st.session_state["job"] = start(exports(uploads), desk.store, said, desk.day)
    st.rerun()


def from_inbox(desk: Desk, files: list[InboxFile]) -> None:
    """Bring the files of the inbox in where nothing is asked; else ask, as of dropped files."""
    if inbox.asked_at_once():
        at_once(desk, files, made_on(files, desk.day))
    inbox.left_again()
    converse(desk, files)


def _whose(store: Store, clinic: str, settings: Practice | None) -> str | None:
    """The clinic these files go to; asked where its clinic.toml, or an import that was stopped, names another."""
    other: OtherClinic | None = st.session_state.get(STRANGERS)
    try:
        named = chosen_clinic(store, settings, None) if settings or not store.clinics() else clinic
    except OtherClinic as problem:
        other, named = problem, clinic
    return named if other is None else ask_clinic(other)


def _offered(desk: Desk, clinic: str, uploads: Sequence[Upload], settings: Practice | None) -> None:
    said = _said(uploads, clinic, settings, desk)
    plan = _plan(uploads, desk, said)
    _say_plan(plan, with_settings=settings is not None)
    here, stated = _all_here(plan), _of_itself(uploads, desk)
    if not here and settings is None and desk.store.settings(clinic).name == UNNAMED:
        said = replace(said, name=ask_name(stated.name))
    known = settings.export_date if settings else None
    made = desk.day if here else ask_export_date(plan, desk.day, known, stated.made)
    if made is not None and made != said.export_date:
        said = replace(said, export_date=made)
        plan = _plan(uploads, desk, said)
    answers = {**said.answers, **_asked(plan)}
    waits = unanswered(plan.open, answers)
    ready = made is not None and not waits
    if ready and (told := figures(plan.gives)):
        st.write(f"Read so, it gives {told}.")
    if not ready:
        st.write("Answer the questions above, then the files can be brought in.")
    if st.button("Bring these files in", type="primary", disabled=not ready):
        _go_on(desk, uploads, plan, replace(said, export_date=made, answers=answers))


def _of_itself(uploads: Sequence[Upload], desk: Desk) -> OfItself:
    """What these files say of themselves, looked up once."""
    kept: dict[object, OfItself] = st.session_state.setdefault("of itself", {})
    about = _files(uploads)
    if about not in kept:
        kept[about] = said_of_itself(uploads, desk.day)
    return kept[about]


def _all_here(plan: Plan) -> bool:
    """Whether every list is here already, so that nothing is asked."""
    return not plan.questions and all(not table.rows.read for table in plan.tables if table.profile)


def _asked(plan: Plan) -> dict[str, str]:
    if plan.open:
        st.header("What the files do not say")
    return ask_questions(plan.open)


def _go_on(desk: Desk, uploads: Sequence[Upload], shown: Plan, said: PersonSaid) -> None:
    """With answers other than those the shown plan took, plan once more: ask what they bring up, else bring all in."""
    st.session_state[SAID] = (_files(uploads), said)
    seen = {question.id for question in shown.questions}
    as_shown = all(said.answers.get(one.id, one.proposed) == one.proposed for one in shown.open)
    found = () if as_shown else _plan(uploads, desk, said).open
    if not any(one.id not in seen and (one.changes or one.proposed is None) for one in found):
        open_clinic(desk.store, said.clinic)
        st.session_state["job"] = start(exports(uploads), desk.store, said, desk.day)
    st.rerun()


def _said(uploads: Sequence[Upload], clinic: str, settings: Practice | None, desk: Desk) -> PersonSaid:
    """What was said of these very files so far."""
    files, said = st.session_state.get(SAID, (None, None))
    joins = clinic if STRANGERS in st.session_state or clinic not in desk.store.clinics() else None
    if files != _files(uploads) or not isinstance(said, PersonSaid):
        return PersonSaid(clinic, settings, settings.export_date if settings else None, {}, joins)
    return replace(said, clinic=clinic, settings=settings, clinic_id=joins)


def _files(uploads: Sequence[Upload]) -> tuple[str, ...]:
    return tuple(str(getattr(one, "file_id", one.name)) for one in uploads)


def _plan(uploads: Sequence[Upload], desk: Desk, said: PersonSaid) -> Plan:
    """Made once for the same files and answers; only words and sizes are remembered."""
    about = (_files(uploads), tuple(sorted(said.answers.items())), said.export_date, said.settings, said.clinic)
    kept: dict[object, Plan] = st.session_state.setdefault("plans", {})
    if about not in kept:
        with st.spinner("Looking through the files"):
            kept[about] = plan_of(exports(uploads), desk.store, said, desk.day)
    return kept[about]


def _say_plan(plan: Plan, with_settings: bool) -> None:
    """Step two: how each list is read, and what that would give."""
    st.header("This is what we read")
    for table in plan.tables:
        _say_table(table)
    if with_settings:
        st.write("clinic.toml will become the settings of this practice.")
    for notice in plan.notices:
        st.write(as_is(notice))
    waiting = [why for state, why in plan.measures.values() if state is MeasureState.WAITING]
    if waiting:
        st.write(f"{len(waiting)} measures cannot be counted until the questions below are answered.")


def _say_table(table: TablePlan) -> None:
    name = as_is(f"{table.file} > {table.sheet}" if table.sheet else table.file)
    if table.profile is None:
        st.write(f"**{name}** is left aside. {as_is(table.aside)}")
        return
    rows = table.rows
    holds = as_is(list_words(table.event))
    accepted = f", {rows.accepted:,} of {rows.read:,} rows to be accepted" if rows.read else ""
    st.write(f"**{name}**: {holds}{accepted}.")
    with st.expander(f"How {name} is read, column by column"):
        columns = [
            {"Column": one.column, "Read as": field_words(one.field) if one.field else "left aside", "Why": one.why}
            for one in table.columns
        ]
        show_table(columns, f"Columns of {table.file}")
        st.write(
            f"{rows.read:,} rows = {rows.accepted:,} to be accepted + {rows.refused:,} to be refused + "
            f"{rows.repeats:,} exact repeats. Other lines (header, blank, totals): {rows.not_data:,}."
        )
