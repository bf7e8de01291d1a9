"""Monthly figures on the page: pasted, shown as they were understood, kept only when a person confirms."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard.forms.writing import keep
from dashboard.pages.tallying.pasting import PastedLine, to_keep, understood
from dashboard.parts.html_table import show_table
from dashboard.records import NotKept, Tally
from dashboard.study import Study
from dashboard.study.today import today

ORDERS = {False: "yes, then all", True: "all, then yes"}


def pasted_part(study: Study, tally: Tally, who: str) -> None:
    """A box for the figures and, once something stands in it, what they were understood as."""
    turn = st.session_state.setdefault("paste turn", 0)
    example = "2025-03   12   40\nApr 2025, 9/38\nmai 2025; 14; 41" if tally.is_rate else "2025-03   12\nApr 2025, 9"
    needs = "how many, and out of how many" if tally.is_rate else "how many"
    st.write(
        f"For months that somebody already counted elsewhere: one line a month, with {needs}. Copied from a "
        "spreadsheet or typed, English or French months, with or without a heading."
    )
    text = st.text_area("Monthly figures", key=f"paste {tally.id} {turn}", height=180, placeholder=example)
    total_first = False
    if tally.is_rate:
        total_first = bool(
            st.radio("Order of the two numbers", list(ORDERS), format_func=ORDERS.__getitem__, horizontal=True)
        )
    if not (text or "").strip():
        st.button("Show what was understood")
        return
    lines = understood(text or "", tally, study.written.entries_of(tally), today(), total_first)
    _preview(lines)
    _confirm(study, tally, text or "", total_first, len(to_keep(lines)), who)


def _preview(lines: Sequence[PastedLine]) -> None:
    """Two columns, so that a phone shows both."""
    told = [line.words if not line.problem else f"left out: {line.problem}" for line in lines]
    pasted = [f"{line.number}. {line.text}" for line in lines]
    show_table(pl.DataFrame({"Pasted": pasted, "Understood as": told}), "What each pasted line was understood as")


def _confirm(study: Study, tally: Tally, text: str, total_first: bool, count: int, who: str) -> None:
    if not count:
        st.info("No line can be kept as it stands. The table says why; correct the lines above.")
        return
    label = "Keep this month" if count == 1 else f"Keep these {count} months"
    if st.button(label, type="primary", disabled=not who):

        def write() -> None:
            adds = to_keep(understood(text, tally, study.written.entries_of(tally), today(), total_first))
            if not adds:
                raise NotKept("Somebody kept these months meanwhile; look at the table again.")
            study.records.tally_up(tally, adds, who=who)
            st.session_state["paste turn"] += 1

        keep(write, f"{count} monthly figure{'' if count == 1 else 's'} kept, and marked on the chart as pasted.")
