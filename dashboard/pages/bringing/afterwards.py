"""What an import did: one true sentence and a link, what is new, and the imports so far with their way back."""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from dashboard.desk import Desk
from dashboard.forms.at_the_desk import person_here, who_writes
from dashboard.forms.writing import keep
from dashboard.pages.bringing.asking import tick_people, typed_day
from dashboard.pages.bringing.importing import SAID, STRANGERS, Job
from dashboard.parts.html_table import show_table
from dashboard.parts.inbox import OPENED
from dashboard.parts.ledger import ImportEntry, changes_told, entries
from dashboard.parts.page import link
from dashboard.parts.seen import give
from dashboard.parts.unsettled import how_many
from dashboard.parts.unsettled_form import ask_agreed, ask_unsettled
from dashboard.study import Study
from dashboard.telling.phrases import day_words, value_text
from dashboard.telling.plain_text import as_is
from dashboard.telling.what_moved import SHOWN, Figures, month_words, moved, new_months, newest
from ingest.batch import Report
from ingest.clinic import BadSettings
from ingest.for_people import Refusal
from ingest.plan.roster import ticked
from ingest.plan.waiting import Waiting, answer, answered_at_once, clinicians_of, waiting
from ingest.store import NothingYet, Store
from ingest.taking_back import redate, take_back
from ingest.which_clinic import OtherClinic
from measures.practice import folded


def under_way(job: Job) -> None:
    """Show an import until it is done, then keep what it did; it goes on if the page is left, and is found again."""
    told = st.progress(job.done, _step(job))
    while job.running:
        told.progress(job.done, _step(job))
        time.sleep(0.2)
    job.shown = True
    st.session_state.pop("job", None)
    try:
        st.session_state["report"] = job.report()
        st.session_state["moved"] = job.before, job.after
        st.session_state["turn"] = st.session_state.get("turn", 0) + 1
        for name in ("plans", STRANGERS, SAID, OPENED):
            st.session_state.pop(name, None)
    except OtherClinic as problem:
        st.session_state[STRANGERS] = problem
        st.session_state["refused"] = f"{problem.seen} Say below whose export this is."
    except (Refusal, BadSettings) as problem:
        st.session_state["refused"] = str(problem)
    st.rerun()


def _step(job: Job) -> str:
    return as_is(f"Bringing the files in: {job.says}. You may leave this page; it goes on.")


def show_report(desk: Desk, report: Report) -> None:
    """What changed: first what a huddle can use, then questions, then the accounting behind one line."""
    st.header("What changed")
    if not report.changed:
        st.info("These files were here already. Nothing was changed.")
        return
    st.info("The files are brought in. The charts follow them from now on.", icon=":material/check:")
    open_questions(desk.store, desk.clinic)
    _say_first(desk)
    _say_moved(*st.session_state.get("moved", ({}, {})))
    if how_many(desk.store, desk.clinic):
        ask_unsettled(desk.store, desk.clinic)
    entry = next(one for one in entries(desk.store, desk.clinic) if one.number == report.import_id)
    with st.expander(_in_one_line(entry)):
        show_entry(desk.store, entry)
        _way_back(desk, entry)


def _say_first(desk: Desk) -> None:
    """One true sentence about the clinic's own data, and where to see it."""
    try:
        study = desk.study()
    except NothingYet:
        return
    name = next(iter(study.chosen), None)
    if name is None:
        st.write("No measure can be counted from these lists yet.")
        link("how_we_count", "See what each measure needs")
        return
    st.write(as_is(_newest(study, name)))
    link("measure", "Look at the measures")


def _say_moved(before: Figures, now: Figures) -> None:
    """After a second export: which months are new, the newest figures before and now, and what else moved."""
    if not before:
        return
    st.subheader("What is new")
    st.write(month_words(new_months(before, now)))
    show_table([one.row() for one in newest(before, now)], "The newest whole month, before this import and now")
    lines = moved(before, now)
    if not lines:
        st.write("No figure of a whole month that was shown before is another one now.")
        return
    st.write("In months already shown, this is another figure now:")
    st.markdown("\n".join(f"- {as_is(line)}" for line in lines[:SHOWN]))
    if len(lines) > SHOWN:
        with st.expander(f"{len(lines) - SHOWN} more that moved"):
            st.markdown("\n".join(f"- {as_is(line)}" for line in lines[SHOWN:]))


def _newest(study: Study, name: str) -> str:
    series = study.series(name)
    latest = series.latest_whole()
    if latest is None:
        return f"{series.title}: no whole month yet."
    return f"In {latest['start']:%B %Y}: {series.title.lower()}, {value_text(series, latest)}."


def open_questions(store: Store, clinic: str) -> None:
    """Questions of earlier imports that nobody answered: what hangs on them is not counted until then."""
    asked = waiting(store, clinic)
    if not asked:
        ask_agreed(store, clinic)
        return
    st.header("Questions that wait")
    st.write("Until they are answered, what hangs on them cannot be counted.")
    for one in asked:
        _wait(store, clinic, one)
    ask_agreed(store, clinic)


def _wait(store: Store, clinic: str, one: Waiting) -> None:
    if not answered_at_once(one):
        _asked_again(store, clinic, one)
        return
    said = _people_said(store, clinic, one) if one.kind == "orderers" else _said(one)
    if said is not None and st.button("Keep this answer", key=f"answer {one.number}"):
        _answered(store, clinic, one.number, said)
    if one.kind != "orderers" and len(one.now) < len(one.readings):
        _another_answer(store, clinic, one)


def _said(one: Waiting) -> str | None:
    words = {value: as_is(says or value) for value, says in one.readings if value in one.now}
    said: str | None = st.radio(
        as_is(one.says), list(words), index=None, format_func=words.__getitem__, key=f"waits {one.number}"
    )  # fmt: skip
    return said


def _people_said(store: Store, clinic: str, one: Waiting) -> str | None:
    """Those who order for the practice, ticked among whoever ordered; who also sees its patients is ticked already."""
    st.write(as_is(one.says))
    seeing = {folded(name) for name in clinicians_of(store, clinic, "visits")}
    ordering = clinicians_of(store, clinic, "orders")
    told = tick_people([(name, rows, folded(name) in seeing) for name, rows in ordering.items()])
    return ticked(told) if told else None


def _asked_again(store: Store, clinic: str, one: Waiting) -> None:
    """A question that decides how its file is read: the import is taken back, and its files are asked about anew."""
    st.write(as_is(one.says))
    _another_answer(store, clinic, one)


def _another_answer(store: Store, clinic: str, one: Waiting) -> None:
    """The way to an answer that only the files themselves can follow."""
    if one.kind == "missing_list":
        st.caption("Or drop that list above; it joins the others, and the question is answered.")
        return
    files = as_is(", ".join(store.files_of_imports(clinic).get(one.import_id, ["its files"])))
    which = "Another answer" if one.now else "The answer"
    st.caption(f"{which} decides how {files} is read: take that import back here, drop them again, and answer.")
    who = person_here(store) or "somebody at this desk"
    if st.button("Take it back, to answer as it comes in again", key=f"again {one.number}"):
        said = f"Taken back. Drop {files} again: what was left open is asked."
        _do(lambda: take_back(store, clinic, one.import_id, who), said)


def _answered(store: Store, clinic: str, number: int, value: str) -> None:
    try:
        answer(store, clinic, number, value, person_here(store) or "somebody at this desk")
    except Refusal as problem:
        st.info(as_is(str(problem)), icon=":material/block:")
        return
    st.session_state["kept"] = "The answer is kept. Every count follows it from now on."
    st.rerun()


def _in_one_line(entry: ImportEntry) -> str:
    read, accepted = (sum(getattr(one, name) for one in entry.files) for name in ("rows_read", "accepted"))
    return f"{accepted:,} of {read:,} rows were accepted; where the others went"


def show_entry(store: Store, entry: ImportEntry) -> None:
    """One import: its accounting, what vanished, what was refused."""
    show_table(entry.rows(), "Row accounting")
    st.write("Rows read = accepted + refused + exact repeats. Other lines are headers, blank lines and totals.")
    if entry.vanished:
        ask_vanished(store, entry)
    if entry.refused:
        _sentences(entry.refusals(), entry.all_refused)
        here = len(entry.refused)
        give(
            ("All" if here == entry.all_refused else f"The first {here:,}") + " refused rows as a spreadsheet (CSV)",
            entry.refused_csv(),
            f"refused-rows-{entry.number}.csv",
            "text/csv", key=f"refused {entry.number}",
        )  # fmt: skip


def _sentences(says: list[str], of: int) -> None:
    st.markdown("\n".join(f"- {as_is(sentence)}" for sentence in says))
    if of > len(says):
        st.write(f"The first {len(says)} of {of:,}.")


def ask_vanished(store: Store, entry: ImportEntry) -> None:
    """Ask what becomes of earlier rows that the newer export no longer holds."""
    words = {False: "keep counting them", True: "leave them out"}
    told = st.radio(
        f"{entry.vanished:,} earlier rows of the same days are not in this export any more. "
        "What should become of them?",
        list(words),
        index=int(entry.left_out),
        format_func=words.__getitem__,
        key=f"vanished {entry.number}",
    )
    if told != entry.left_out:
        store.leave_out_vanished(entry.number, told)
        st.rerun()


def past(desk: Desk, shown: int | None = None) -> None:
    """The imports so far, newest first, but for the one that is shown already."""
    found = [entry for entry in entries(desk.store, desk.clinic) if entry.number != shown]
    if shown and not found:
        return
    st.header("Brought in so far")
    done = changes_told(desk.store, desk.clinic)
    if not found:
        st.write("Nothing yet. Drop the first export above.")
    for entry in found:
        gone = ", taken back" if entry.taken_back else ""
        with st.expander(f"{entry.when}{gone}: {as_is(', '.join(entry.names))}"):
            st.write(f"{as_is(entry.says)} Export made: {entry.export_date}.")
            st.markdown("\n".join(f"- {as_is(line)}" for line in done.get(entry.number, ())))
            if entry.taken_back:
                st.write("This import was taken back: its rows count no longer, and what it replaced counts again.")
                continue
            show_entry(desk.store, entry)
            _way_back(desk, entry)


def _way_back(desk: Desk, entry: ImportEntry) -> None:
    """Take the import back, or correct the day its export was made."""
    key = f"back {entry.number}"
    if not st.toggle("This import was a mistake, or its day is wrong", key=key):
        return
    who = who_writes(desk.study(bare=True), key)
    day = typed_day("The export was made on", desk.day, f"{key} day")
    if st.button("Correct the day", disabled=not who or day is None, key=f"{key} redate") and day:
        _do(lambda: redate(desk.store, desk.clinic, entry.number, day, who), f"Its day is now {day_words(day)}.")
    if st.button("Take this import back", disabled=not who, key=f"{key} take"):
        _do(lambda: take_back(desk.store, desk.clinic, entry.number, who), "The import is taken back.")


def _do(change: Callable[[], None], done: str) -> None:
    try:
        keep(change, done)
    except Refusal as problem:
        st.info(as_is(str(problem)), icon=":material/block:")
