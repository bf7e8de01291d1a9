"""A clinic's own figures on how well the reader of words agrees with clinicians, as a page shows them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from dashboard.parts.html_table import show_table
from dashboard.parts.reader_figures import (
    METHOD,
    Check,
    changed_words,
    checks,
    dated_words,
    drawn_words,
    figure_rows,
    headline,
    left_out_words,
    own_check,
    second_reading_words,
    under_way_words,
)
from dashboard.records import Records
from dashboard.telling.plain_text import as_is
from ingest.store import Store
from measures.agreement import ANY


def own_figures(check: Check, reader: str, zone: ZoneInfo, gone: int = 0) -> None:
    """The sentence, the four figures, their date, and what is in none of them."""
    st.html(f'<p class="hb-sentence">{headline(check)}</p>')
    show_table(figure_rows(check.about[ANY]), "How well the reader agrees with clinicians here")
    told = [
        dated_words(check, zone), drawn_words(check), *left_out_words(check, gone), second_reading_words(check),
        changed_words(check, reader),
    ]  # fmt: skip
    st.markdown("\n".join(f"- {as_is(one)}" for one in told if one))


def own_figure_here(store: Store, clinic: str) -> None:
    """This clinic's own figure for How we count, or how to come to one."""
    found = checks(Records(store.engine), clinic)
    check = own_check(found)
    if check is None:
        st.write(
            "Nobody has checked it here yet. A clinician judges 20 to 60 orders from their charts, without seeing what "
            "the reader said, and this clinic's own figure then stands here with its date."
        )
    else:
        reader = ", ".join(store.readers(clinic)) or check.review.reader
        own_figures(check, reader, ZoneInfo(store.settings(clinic).timezone))
        if newer := under_way_words(found):
            st.write(newer)
        with st.expander("How these figures are made"):
            st.write(METHOD)
    st.html('<p><a href="reader_check" target="_self">Checking the reader</a></p>')
