"""How every number is made: generated from the measures' own declarations and this practice's settings."""

import streamlit as st

from dashboard.desk import Desk
from dashboard.forms.at_the_desk import open_desk
from dashboard.parts.html_table import show_table
from dashboard.parts.own_figures import own_figure_here
from dashboard.study import Study, study
from dashboard.telling import manual
from ingest.store import NothingYet
from measures.base_counts import BASE_COUNTS
from measures.catalogue import measures

TITLE = "How we count"


def page() -> None:
    """What each measure counts, in the words the software itself counts by."""
    desk = open_desk()
    st.title(TITLE)
    now = _counted(desk)
    st.write("What each measure counts, in the words the software itself counts by. The examples are its tests.")
    st.markdown(manual.contents(measures()))
    st.markdown(
        "**Also:** [Settings](#settings) · [What the words mean](#words) · [Red flags](#red-flags) · "
        "[How well the reader does here](#reader-check) · [Base counts](#base-counts)"
    )
    st.header("Settings that apply here", anchor="settings")
    coverage, readers = (now.coverage.says, desk.store.readers(desk.clinic)) if now else ("", [])
    show_table(manual.settings_rows(desk.practice, coverage, readers), "Settings that apply here")
    st.header("What the words mean", anchor="words")
    st.markdown("\n".join(f"- **{word}:** {meaning}" for word, meaning in manual.GLOSSARY))
    _measures(now)
    st.header("Red flags, and for how long each counts", anchor="red-flags")
    show_table(manual.windows(), "Red flags, and for how long each counts")
    st.header("How well the reader does here", anchor="reader-check")
    own_figure_here(desk.store, desk.clinic)
    st.header("Base counts", anchor="base-counts")
    show_table(manual.base_rows(BASE_COUNTS, now.base_counts if now else {}), "Base counts")


def _counted(desk: Desk) -> Study | None:
    try:
        return study(desk.store, desk.clinic)
    except NothingYet:
        st.info("No export is here yet, so nobody can tell which measures it can carry. The definitions hold for any.")
        return None


def _measures(now: Study | None) -> None:
    st.header("Measures", anchor="measures")
    standing = now.measures if now else {}
    for name, measure in measures().items():
        st.subheader(measure.title, anchor=name)
        st.markdown(manual.standing(standing.get(name)))
        st.markdown(manual.entry(measure))
        with st.expander(f"Examples: {measure.title}"):
            show_table(manual.examples(measure), f"Examples: {measure.title}")
