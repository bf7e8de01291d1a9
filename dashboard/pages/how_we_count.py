"""How every number is made: generated from the measures' own declarations and this practice's settings."""

import streamlit as st

from dashboard.parts.html_table import show_table
from dashboard.parts.own_figures import own_figure_here
from dashboard.parts.page import open_desk
from dashboard.study import study
from dashboard.telling import manual
from ingest.store import NothingYet
from measures.base_counts import BASE_COUNTS
from measures.catalogue import measures

TITLE = "How we count"
ICON = ":material/menu_book:"
ORDER = 40
SECTION = "Data"

st.title(TITLE)
desk = open_desk()
store, clinic = desk.store, desk.clinic
try:
    now = study(store, clinic)
    standing, here, coverage, readers = (
        now.measures,
        now.base_counts,
        now.coverage.says,
        store.readers(clinic),
    )
except NothingYet:
    standing, here, coverage, readers = {}, {}, "", []
    st.info("No export is here yet, so nobody can tell which measures it can carry. The definitions hold for any.")

st.write("What each measure counts, in the words the software itself counts by. The examples are its tests.")
st.markdown(manual.contents(measures()))
st.markdown(
    "**Also:** [Settings](#settings) · [What the words mean](#words) · [Red flags](#red-flags) · "
    "[How well the reader does here](#reader-check) · [Base counts](#base-counts)"
)

st.header("Settings that apply here", anchor="settings")
show_table(manual.settings_rows(store.settings(clinic), coverage, readers), "Settings that apply here")
st.header("What the words mean", anchor="words")
st.markdown("\n".join(f"- **{word}:** {meaning}" for word, meaning in manual.GLOSSARY))
st.header("Measures", anchor="measures")
for name, measure in measures().items():
    st.subheader(measure.title, anchor=name)
    st.markdown(manual.standing(standing.get(name)))
    st.markdown(manual.entry(measure))
    with st.expander(f"Examples: {measure.title}"):
        show_table(manual.examples(measure), f"Examples: {measure.title}")
st.header("Red flags, and for how long each counts", anchor="red-flags")
show_table(manual.windows(), "Red flags, and for how long each counts")
st.header("How well the reader does here", anchor="reader-check")
own_figure_here(store, clinic)
st.header("Base counts", anchor="base-counts")
show_table(manual.base_rows(BASE_COUNTS, here), "Base counts")
