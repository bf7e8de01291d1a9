"""The parts of the page "Our practice": the form, the settings as a file, and what a form sent becomes."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.pages.practice.form import ZONES, Typed, box, checked, chosen_words, plain, practice_from
from dashboard.parts.seen import give
from dashboard.parts.unsettled import ASKS, MEANINGS, hand_offs_not_agreed
from dashboard.telling.plain_text import as_is
from ingest.clinic import BadSettings, read_settings, write_settings
from ingest.store import Store
from measures.catalogue import measures
from measures.practice import Practice

FORGET = "ask again"


def practice_form(store: Store, clinic: str) -> None:
    """Every setting, kept together or not at all."""
    practice = store.settings(clinic)
    with st.form(f"practice {store.version(clinic)}", enter_to_submit=False):
        typed = _typed(practice, store, clinic)
        sent = st.form_submit_button("Save", type="primary")
    if sent:
        _save(store, practice, typed)


def _save(store: Store, practice: Practice, typed: Typed) -> None:
    try:
        changed = practice_from(typed, practice)
    except BadSettings as problem:
        st.info(f"{as_is(str(problem))} Nothing was saved.", icon=":material/block:")
        return
    store.save_settings(changed)
    st.session_state["kept"] = "Saved. Every count follows the settings from now on."
    st.rerun()


def _typed(practice: Practice, store: Store, clinic: str) -> Typed:
    st.header("The practice")
    name = st.text_input("Name of the practice", practice.name)
    adult_age = st.number_input(
        "Adult from this age", 0, 30, practice.adult_age, help="Usually 18; some programmes use 16 or 19."
    )
    zones = list(dict.fromkeys((practice.timezone, *ZONES)))
    timezone = st.selectbox("Time zone", zones, accept_new_options=True)
    start = st.date_input(
        "Coverage begins on",
        practice.coverage_start,
        format="YYYY-MM-DD",
        help="The first day the exports cover. Left empty, it is the day of the first row.",
    )
    in_person = st.checkbox(
        "All visits are in person",
        practice.all_in_person,
        help="Only if the export does not say how a visit was held, and every one was in person.",
    )
    st.header("The huddle")
    chosen = _chosen(practice)
    views = st.checkbox(
        "Show charts by clinician on the Measure page",
        practice.clinician_views,
        help="For the clinicians' own learning. Never on the huddle page, never printed.",
    )
    st.header("People")
    clinicians = _clinicians(practice)
    outside = st.text_area("People outside the practice who order imaging, one per line", box(practice.outside))
    agreed = st.text_area("Agreed list for warm hand-offs, one name per line", box(practice.agreed_list))
    _seen_hand_offs(store, clinic)
    words = _words(practice)
    return Typed(
        name=name or "", timezone=timezone or "", adult_age=int(adult_age), coverage_start=start,
        all_in_person=in_person, clinician_views=views, chosen=chosen, agreed_list=agreed or "",
        outside=outside or "", clinicians=clinicians, words=words,
    )  # fmt: skip


def _chosen(practice: Practice) -> Sequence[str]:
    titles = {name: m.title for name, m in measures().items()}
    known = [name for name in practice.chosen if name in titles]
    chosen = st.multiselect("Measures for the huddle, four to six", list(titles), known, format_func=titles.__getitem__)
    st.write(chosen_words(len(known)))
    return chosen


def _clinicians(practice: Practice) -> list[tuple[str, str]]:
    st.write("Clinicians: a short name for the charts, and every spelling the exports use, one per line.")
    typed = []
    for number, clinician in enumerate([*practice.clinicians, None], 1):
        word = f"Clinician {number}" if clinician else "Another clinician"
        short, names = st.columns([1, 3])
        with short:
            first = st.text_input(f"{word}: short name", clinician.id if clinician else "")
        with names:
            second = st.text_area(f"{word}: spellings", box(clinician.spellings) if clinician else "", height=80)
        typed.append((first or "", second or ""))
    return typed


def _seen_hand_offs(store: Store, clinic: str) -> None:
    seen = hand_offs_not_agreed(store, clinic)[:10]
    if seen:
        named = ", ".join(f"{u.seen} ({u.rows:,})" for u in seen)
        st.write(f"In the exports and not on the list, so not counted as warm hand-offs: {as_is(named)}.")


def _words(practice: Practice) -> list[tuple[str, str, str]]:
    if not practice.words:
        return []
    st.header("Words explained")
    kept = []
    for field, seen, means in practice.words:
        choices = {**MEANINGS.get(field, {means: means}), FORGET: "ask again"}
        means = means if means in choices else FORGET
        answer = st.selectbox(
            f"{ASKS.get(field, field)}: “{as_is(seen)}”",
            list(choices),
            list(choices).index(means),
            format_func=choices.__getitem__,
        )
        if answer != FORGET:
            kept.append((field, seen, answer))
    return kept


def settings_file(store: Store, clinic: str) -> None:
    """The settings as clinic.toml, to keep or to bring to another computer, and the way back."""
    st.header("As a file")
    give("Download clinic.toml", write_settings(store.settings(clinic)), "clinic.toml", "application/toml")
    turn = st.session_state.setdefault("settings turn", 0)
    given = st.file_uploader("Use a clinic.toml instead of the settings above", type=["toml"], key=f"settings {turn}")
    if given and st.button("Use these settings"):
        try:
            store.save_settings(checked(read_settings(given.getvalue().decode("utf-8", "replace"), clinic)))
        except BadSettings as problem:
            st.info(f"{as_is(plain(problem))} Nothing was saved.", icon=":material/block:")
            return
        st.session_state["settings turn"] += 1
        st.session_state["kept"] = "Saved. Every count follows the settings of the file from now on."
        st.rerun()
