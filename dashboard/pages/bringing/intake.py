"""The parts of the page "Bring in an export": what the files look like, the import under way, what it did."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from dashboard.forms.at_the_desk import CLINIC
from dashboard.pages.bringing.asking import ask_clinic, ask_date_order, ask_doubts, ask_export_date
from dashboard.pages.bringing.examine import FileLook, Look
from dashboard.pages.bringing.importing import Answers, Job, Upload, exports, look_through, settings_among, start
from dashboard.parts.html_table import show_table
from dashboard.parts.ledger import ImportEntry, entries
from dashboard.parts.page import link
from dashboard.parts.unsettled_form import ask_unsettled
from dashboard.telling.fields import field_words
from dashboard.telling.phrases import day_words
from dashboard.telling.plain_text import as_is
from ingest.batch import Report
from ingest.clean import DateOrder
from ingest.clinic import BadSettings
from ingest.for_people import Refusal
from ingest.store import Store
from ingest.which_clinic import OtherClinic, chosen_clinic
from measures.practice import Practice

STRANGERS = "seems another clinic's"
KINDS = ["csv", "txt", "tsv", "tab", "gz", "zip", "xlsx", "toml"]


def drop_files() -> list[Upload]:
    """Where files are dropped; emptied after an import."""
    turn = st.session_state.setdefault("turn", 0)
    dropped = st.file_uploader("Export files from the EMR", type=KINDS, accept_multiple_files=True, key=f"files {turn}")
    st.write(
        "CSV, text, Excel (xlsx), also zipped. Drop all the lists of one export together; a clinic.toml may "
        "come with them. Names and health numbers are never read, and nothing leaves this computer."
    )
    return list(dropped)


def considered(store: Store, clinic: str, uploads: Sequence[Upload], today: date) -> None:
    """Say what the files are, ask what they do not say, and offer to bring them in."""
    try:
        settings = settings_among(uploads)
        if not exports(uploads):
            st.info("Only settings so far. Drop the export files beside them, or use them on Our practice.")
            return
        whose = _whose(store, clinic, settings)
        if whose is None:
            st.write("Answer the question above, then the files can be brought in.")
            return
        _offered(store, whose, uploads, settings and replace(settings, clinic=whose), today)
    except (Refusal, BadSettings) as problem:
        st.info(f"{as_is(str(problem))} Nothing was brought in.", icon=":material/block:")


def _whose(store: Store, clinic: str, settings: Practice | None) -> str | None:
    """The clinic these files go to; asked where its clinic.toml, or an import that was stopped, names another."""
    other: OtherClinic | None = st.session_state.get(STRANGERS)
    try:
        named = chosen_clinic(store, settings, None) if settings or not store.clinics() else clinic
    except OtherClinic as problem:
        other, named = problem, clinic
    return named if other is None else ask_clinic(other)


def _offered(store: Store, clinic: str, uploads: Sequence[Upload], settings: Practice | None, today: date) -> None:
    practice = settings or replace(store.settings(clinic), clinic=clinic)
    look = _look(store, practice, uploads, {}, today)
    say_look(look, with_settings=settings is not None)
    orders = {q.file: order for q in look.questions if (order := ask_date_order(q))}
    seen = _look(store, practice, uploads, orders, today) if orders else look
    show_files(seen)
    settled = len(orders) == len(look.questions)
    made = ask_export_date(seen, today, practice.export_date) if settled and not seen.nothing_new else None
    agreed = ask_doubts(seen)
    ready = seen.nothing_new or (made is not None and agreed)
    if not ready:
        st.write("Answer the questions above, then the files can be brought in.")
    if st.button("Bring these files in", type="primary", disabled=not ready):
        asked = STRANGERS in st.session_state or clinic not in store.clinics()
        st.session_state[CLINIC] = clinic
        answers = Answers(made, orders, leave_out_refused=agreed, clinic_id=clinic if asked else None)
        st.session_state["job"] = start(exports(uploads), store, settings, answers, today)
        st.rerun()


def _look(
    store: Store,
    practice: Practice,
    uploads: Sequence[Upload],
    orders: Mapping[str, DateOrder],
    today: date,
) -> Look:
    """Looked at once for the same files and answers; only words and sizes are remembered."""
    files = tuple(getattr(u, "file_id", u.name) for u in uploads)
    about = (files, tuple(orders.items()), practice, store.version(practice.clinic), today)
    kept: dict[object, Look] = st.session_state.setdefault("looks", {})
    if about not in kept:
        with st.spinner("Looking through the files"):
            kept[about] = look_through(exports(uploads), store, practice, orders, today)
    return kept[about]


def say_look(look: Look, with_settings: bool) -> None:
    """What was recognised, in one sentence, and what is not read."""
    st.header("What this is")
    st.write(f"**{as_is(look.says)}**")
    dropped = [f'"{header}" in {f.file}' for f in look.files for header in f.dropped]
    if dropped:
        st.write(f"Not read, because it could identify a person: {as_is(', '.join(dropped))}.")
    unknown = [f'"{header}" in {f.file}' for f in look.files for header in f.unknown]
    if unknown:
        st.write(f"Not known, so left aside: {as_is(', '.join(unknown))}.")
    if with_settings:
        st.write("clinic.toml will become the settings of this practice.")
    for notice in look.notices:
        st.write(as_is(notice))


def show_files(look: Look) -> None:
    """Every file with its columns and problems."""
    if look.first and look.last:
        st.write(f"The rows are dated from {day_words(look.first)} to {day_words(look.last)}.")
    for file in look.files:
        _show_file(file)


def _show_file(file: FileLook) -> None:
    st.markdown(f"**{as_is(file.file)}**")
    if file.already_here:
        st.write("Already here: bringing it in again changes nothing.")
        return
    if file.rows_read:
        st.write(
            f"{file.rows_read:,} rows = {file.accepted:,} to be accepted + {file.refused:,} to be refused + "
            f"{file.repeats:,} exact repeats. Other lines (header, blank, totals): {file.other_lines:,}."
        )
    with st.expander(f"How the columns of {as_is(file.file)} are read ({len(file.columns)})"):
        columns = [{"Column": header, "Read as": word} for header, word in file.columns]
        show_table(columns, f"Columns of {file.file}")
    if file.shown:
        with st.expander(f"Rows of {as_is(file.file)} that will be refused ({file.refused:,})"):
            _sentences([r.says for r in file.shown], file.refused)
    if file.new_words:
        with st.expander(
            f"Names and words of {as_is(file.file)} that nobody has explained yet ({len(file.new_words)})"
        ):
            st.write("Nothing is guessed: you will be asked about those that change a count.")
            words = [{"In": field_words(f), "As spelt": seen, "Rows": f"{n:,}"} for f, seen, n in file.new_words[:20]]
            show_table(words, f"Unexplained words of {file.file}")


def _sentences(says: Sequence[str], of: int) -> None:
    st.markdown("\n".join(f"- {as_is(sentence)}" for sentence in says))
    if of > len(says):
        st.write(f"The first {len(says)} of {of:,}.")


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
        st.session_state.pop("looks", None)
        st.session_state.pop(STRANGERS, None)
    except OtherClinic as problem:
        st.session_state[STRANGERS] = problem
        st.session_state["refused"] = f"{problem.seen} Say below whose export this is."
    except (Refusal, BadSettings) as problem:
        st.session_state["refused"] = str(problem)
    st.rerun()


def show_report(store: Store, clinic: str, report: Report) -> None:
    """What changed, and the questions that the new rows raise."""
    st.header("What changed")
    if not report.changed:
        st.info("These files were here already. Nothing was changed.")
        return
    entry = next(e for e in entries(store, clinic) if e.number == report.import_id)
    st.info("The files are brought in. The charts follow them from now on.", icon=":material/check:")
    show_entry(store, entry)
    link("measure", "Look at the measures")
    st.header("Names and words to explain")
    ask_unsettled(store, clinic)


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


def ask_vanished(store: Store, entry: ImportEntry) -> None:
    """Ask what becomes of earlier rows that the newer export no longer holds."""
    words = {False: "keep counting them", True: "leave them out"}
    answer = st.radio(
        f"{entry.vanished:,} earlier rows of the same days are not in this export any more. "
        "What should become of them?",
        list(words),
        index=int(entry.left_out),
        format_func=words.__getitem__,
        key=f"vanished {entry.number}",
    )
    if answer != entry.left_out:
        store.leave_out_vanished(entry.number, answer)
        st.rerun()


def past(store: Store, clinic: str, shown: int | None = None) -> None:
    """The imports so far, newest first, but for the one that is shown already."""
    found = [entry for entry in entries(store, clinic) if entry.number != shown]
    if shown and not found:
        return
    st.header("Brought in so far")
    if not found:
        st.write("Nothing yet. Drop the first export above.")
    for entry in found:
        with st.expander(f"{entry.when}: {as_is(', '.join(f.file for f in entry.files))}"):
            st.write(f"{as_is(entry.says)} Export made: {entry.export_date}.")
            show_entry(store, entry)
