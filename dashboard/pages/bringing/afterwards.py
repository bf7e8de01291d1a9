"""What an import did: one true sentence and a link, what is new, and the imports so far with their way back."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

import streamlit as st

from dashboard.desk import Desk
from dashboard.forms.at_the_desk import person_here, who_writes
from dashboard.forms.writing import keep
from dashboard.pages.bringing.importing import SAID, STRANGERS, Job
from dashboard.parts.html_table import show_table
from dashboard.parts.ledger import ImportEntry, entries
from dashboard.parts.page import link
from dashboard.parts.unsettled_form import ask_unsettled
from dashboard.study import Study
from dashboard.telling.phrases import day_words, value_text
from dashboard.telling.plain_text import as_is
from ingest.batch import Report
from ingest.clinic import BadSettings
from ingest.for_people import Refusal
from ingest.plan.waiting import Waiting, answer, answered_at_once, waiting
from ingest.store import NothingYet, Store
from ingest.taking_back import redate, take_back
from ingest.which_clinic import OtherClinic

#: Whether the inbox is open (bringing/inbox.py); closed with its import.
INBOX = "the inbox is open"


def under_way(job: Job) -> None:
    """Show an import until it is done, then keep what it did; it goes on if the page is left."""
    with st.status(f"Bringing the files in: {job.says}") as status:
        while job.running:
            status.update(label=f"Bringing the files in: {job.says}")
            time.sleep(0.2)
    del st.session_state["job"]
    try:
        st.session_state["report"] = job.report()
        st.session_state["turn"] += 1
        for name in ("plans", STRANGERS, SAID, INBOX):
            st.session_state.pop(name, None)
    except OtherClinic as problem:
        st.session_state[STRANGERS] = problem
        st.session_state["refused"] = f"{problem.seen} Say below whose export this is."
    except (Refusal, BadSettings) as problem:
        st.session_state["refused"] = str(problem)
    st.rerun()


def show_report(desk: Desk, report: Report) -> None:
    """What changed: first what a huddle can use, then questions, then the accounting behind one line."""
    st.header("What changed")
    if not report.changed:
        st.info("These files were here already. Nothing was changed.")
        return
    st.info("The files are brought in. The charts follow them from now on.", icon=":material/check:")
    open_questions(desk.store, desk.clinic)
    ask_unsettled(desk.store, desk.clinic)
    _say_first(desk)
    entry = next(one for one in entries(desk.store, desk.clinic) if one.number == report.import_id)
    with st.expander(_in_one_line(entry)):
        show_entry(desk.store, entry)


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


def _newest(study: Study, name: str) -> str:
    series = study.series(name)
    latest = series.latest_whole()
    if latest is None:
        return f"{series.title}: no whole month yet."
    return f"{series.title}: {value_text(series, latest)} in {latest['start']:%B %Y}."


def open_questions(store: Store, clinic: str) -> None:
    """Questions of earlier imports that nobody answered: what hangs on them is not counted until then."""
    asked = waiting(store, clinic)
    if not asked:
        return
    st.header("Questions that wait")
    st.write("Until they are answered, what hangs on them cannot be counted.")
    for one in asked:
        _wait(store, clinic, one)


def _wait(store: Store, clinic: str, one: Waiting) -> None:
    if not answered_at_once(one):
        st.write(as_is(one.says))
        st.caption("This decides how the file is read: take the import back below, and answer it as you bring it in.")
        return
    words = {value: as_is(says or value) for value, says in one.readings}
    said = st.radio(
        as_is(one.says), list(words), index=None, format_func=words.__getitem__, key=f"waits {one.number}"
    )  # fmt: skip
    if said is not None and st.button("Keep this answer", key=f"answer {one.number}"):
        _answered(store, clinic, one.number, said)


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
        st.download_button(
            ("All" if here == entry.all_refused else f"The first {here:,}") + " refused rows as a spreadsheet (CSV)",
            entry.refused_csv(),
            f"refused-rows-{entry.number}.csv",
            "text/csv", key=f"refused {entry.number}", on_click="ignore",
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
    if not found:
        st.write("Nothing yet. Drop the first export above.")
    for entry in found:
        gone = ", taken back" if entry.taken_back else ""
        with st.expander(f"{entry.when}{gone}: {as_is(', '.join(entry.names))}"):
            st.write(f"{as_is(entry.says)} Export made: {entry.export_date}.")
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
    day = st.date_input("The export was made on", value=None, max_value=desk.day, format="YYYY-MM-DD", key=f"{key} day")
    if st.button("Correct the day", disabled=not who or day is None, key=f"{key} redate") and isinstance(day, date):
        _do(lambda: redate(desk.store, desk.clinic, entry.number, day, who), f"Its day is now {day_words(day)}.")
    if st.button("Take this import back", disabled=not who, key=f"{key} take"):
        _do(lambda: take_back(desk.store, desk.clinic, entry.number, who), "The import is taken back.")


def _do(change: Callable[[], None], done: str) -> None:
    try:
        keep(change, done)
    except Refusal as problem:
        st.info(as_is(str(problem)), icon=":material/block:")
