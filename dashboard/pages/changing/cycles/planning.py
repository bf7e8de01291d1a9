"""Plan: what a team wants to find out and will change, who does what, and the form of a new test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard.forms.edit import OpenedForm, opened
from dashboard.forms.writing import keep
from dashboard.pages.changing.cycles.checks import tasks_problem
from dashboard.pages.changing.cycles.ideas import idea_options, taken_up
from dashboard.pages.changing.cycles.parts import OnTheTable, charted, settle
from dashboard.records import CycleRecord
from dashboard.study import Study
from dashboard.telling.cycles import title_words, told_apart
from measures.improvement import Cycle, HowSmall, Of, Task

SIZES = {
    Of.PATIENT: "patients", Of.CLINICIAN: "clinicians", Of.DAY: "days", Of.WEEK: "weeks", Of.MONTH: "months",
    Of.PRACTICE: "whole practice",
}  # fmt: skip
NEW_LINE = 0


def new_test(study: Study, who: str, start: CycleRecord) -> None:
    """The form of a test nobody has planned yet; kept, it has a number and a page of its own."""
    place = f" {start.cycle.after or 0} {start.idea_id or 0}"
    form = opened(start, "what", "title", place)
    with st.form(form.key, enter_to_submit=False):
        values = _what(study, form)
        sent = st.form_submit_button("Plan this test", type="primary")
    if not sent:
        return
    if not values["title"]:
        st.info("The test has no name yet. A few words will do, such as “Pamphlet at check-in”.")
        return

    def write() -> None:
        made = study.records.keep_cycle(_record(study, start, values, who), who=who)
        st.query_params.from_dict({"cycle": str(made.cycle.number)})

    keep(write, "The test is planned. Next: what do you expect to see?")


def the_what(at: OnTheTable) -> None:
    """Name, question, change and size of a test that is there, to correct or complete."""
    form = opened(at.record, "what", "title")
    with st.form(form.key, enter_to_submit=False):
        values = _what(at.study, form)
        sent = st.form_submit_button("Keep the plan")
    problem = None if values["title"] else "The test needs a name: a few words will do."
    settle(at, form, values, sent, "The plan is kept.", problem=problem)


def tasks(at: OnTheTable) -> None:
    """Who does what, where and when, with what is done ticked off; always one empty line more."""
    form = opened(at.record, "tasks", "what 0")
    there = form.seen.cycle.tasks
    with st.form(form.key, enter_to_submit=False):
        typed = [_task(at, form, number, task) for number, task in enumerate([*there, Task("")])]
        sent = st.form_submit_button("Keep the tasks")
    kept = tuple(task for task in typed if task.what or task.who or task.where or task.when)
    settle(at, form, {"tasks": kept}, sent, "The tasks are kept.", problem=tasks_problem(kept))


def _record(study: Study, start: CycleRecord, values: Mapping[str, Any], who: str) -> CycleRecord:
    idea = values["idea_id"]
    own = {"owner": values["owner"], "measures": values["measures"]}
    cycle = Cycle(0, **{name: values[name] for name in ("title", "question", "change", "scale", "after")})
    number = taken_up(study, idea, who) if isinstance(idea, str) else idea
    return CycleRecord(clinic=study.clinic, project_id=start.project_id, cycle=cycle, idea_id=number, **own)


def _what(study: Study, form: OpenedForm[CycleRecord]) -> dict[str, Any]:
    record, cycle = form.seen, form.seen.cycle
    title = st.text_input(
        "Name of the test", cycle.title, key=form.of("title"), placeholder="Pamphlet at check-in", max_chars=80
    )
    question = st.text_area("What do we want to find out?", cycle.question, key=form.of("question"), height=80)
    change = st.text_area("What will we change?", cycle.change, key=form.of("change"), height=80)
    idea = _idea(study, form)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        scale = _scale(cycle, form)
        owner = _owner(study, record, form)
    measures = _measures(study, record, form)
    after = _after(study, cycle, form)
    return {
        "title": title.strip(), "question": question.strip(), "change": change.strip(), "idea_id": idea,
        "scale": scale, "owner": owner, "measures": measures, "after": after,
    }  # fmt: skip


def _idea(study: Study, form: OpenedForm[CycleRecord]) -> int | str | None:
    options = idea_options(study)
    ids = [None, *options]
    now = form.seen.idea_id
    return st.selectbox(
        "Change idea", ids, index=ids.index(now) if now in ids else 0, key=form.of("idea"),
        format_func=lambda one: "none of the list" if one is None else options[one],
    )  # fmt: skip


def _scale(cycle: Cycle, form: OpenedForm[CycleRecord]) -> HowSmall | None:
    scale = cycle.scale
    number = st.number_input(
        "Size: how many", 0, 10_000, scale.number if scale else 1, key=form.of("number"), width=130,
        help="As small as will teach you something: one patient tomorrow is a good first test.",
    )  # fmt: skip
    kinds = list(SIZES)
    of = st.selectbox(
        "of what", kinds, kinds.index(scale.of) if scale else 0, format_func=SIZES.__getitem__,
        key=form.of("of"), width=180,
    )  # fmt: skip
    return HowSmall(int(number), of) if number else None


def _owner(study: Study, record: CycleRecord, form: OpenedForm[CycleRecord]) -> str:
    names = names_of(study, record.owner)
    picked = st.selectbox(
        "Who leads it", names, index=names.index(record.owner) if record.owner else None, accept_new_options=True,
        key=form.of("owner"), placeholder="Choose or type a name", width=300,
    )  # fmt: skip
    return (picked or "").strip()


def _measures(study: Study, record: CycleRecord, form: OpenedForm[CycleRecord]) -> tuple[str, ...]:
    project = study.written.project
    first = [name for name in (project.measures if project else ()) if name in study.charted]
    names = list(dict.fromkeys([*first, *study.charted, *record.measures]))
    words = told_apart({name: charted(study, name).words for name in names})
    picked: Sequence[str] = st.multiselect(
        "Measures it may move", names, list(record.measures), format_func=words.__getitem__,
        key=form.of("measures"), placeholder="Its days then stand on their charts",
    )  # fmt: skip
    return tuple(picked)


def _after(study: Study, cycle: Cycle, form: OpenedForm[CycleRecord]) -> int | None:
    earlier = {c.cycle.number: title_words(c.cycle) for c in study.written.cycles if c.cycle.number != cycle.number}
    if cycle.number:
        earlier = {number: words for number, words in earlier.items() if number < cycle.number}
    options = [NEW_LINE, *earlier]
    picked = st.selectbox(
        "Grows out of", options, options.index(cycle.after) if cycle.after in options else 0,
        format_func=lambda number: earlier.get(number, "no earlier cycle"), key=form.of("after"),
    )  # fmt: skip
    return picked or None


def _task(at: OnTheTable, form: OpenedForm[CycleRecord], number: int, task: Task) -> Task:
    names = names_of(at.study, task.who)
    told = f"task {number + 1}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        what = st.text_input(f"What ({told})", task.what, key=form.of(f"what {number}"), width=230)
        who = st.selectbox(
            f"Who ({told})", names, index=names.index(task.who) if task.who else None, accept_new_options=True,
            key=form.of(f"who {number}"), placeholder="Name", width=150,
        )  # fmt: skip
        where = st.text_input(f"Where ({told})", task.where, key=form.of(f"where {number}"), width=150)
        when = st.date_input(f"When ({told})", task.when, format="YYYY-MM-DD", key=form.of(f"when {number}"), width=140)
        done = st.checkbox(f"Done ({told})", task.done, key=form.of(f"done {number}")) if task.what else False
    return Task(what.strip(), (who or "").strip(), where.strip(), when, done)


def names_of(study: Study, now: str) -> list[str]:
    """Who can be named: the team, and whoever is named already."""
    return list(dict.fromkeys([person.name for person in study.written.team] + ([now] if now else [])))
