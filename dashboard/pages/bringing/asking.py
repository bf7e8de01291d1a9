"""Questions put to a person who brings an export in: date order, export date."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard.pages.bringing.examine import DateQuestion, Look
from dashboard.telling.phrases import day_words
from dashboard.telling.plain_text import as_is
from ingest.clean import DateOrder
from ingest.which_clinic import OtherClinic


def ask_date_order(question: DateQuestion) -> DateOrder | None:
    """Ask how one file writes its dates, each answer with what it would mean; None until it is answered."""
    words = dict(question.readings)
    st.write(as_is(question.why))
    return st.radio(
        f"How does {as_is(question.file)} write its dates?",
        list(words),
        index=None,
        format_func=lambda order: as_is(words[order]),
        key=f"order {question.file}",
    )


def ask_clinic(other: OtherClinic) -> str | None:
    """Ask whose export this is, where it seems another clinic's; the id to bring it in under, None until answered."""
    st.write(as_is(other.seen))
    here, new = f"It belongs to {as_is(other.name)}", "It is another clinic: begin that one beside it"
    answer = st.radio("Whose export is this?", [here, new], index=None, key=f"whose {other.seen}")
    return {here: other.at_hand, new: other.fresh}.get(answer or "")


def ask_doubts(look: Look) -> bool:
    """Show what the reading leaves open; where much would be left out, only a person's word lets it go on."""
    for doubt in look.doubts:
        st.write(as_is(doubt.says))
    files = list(dict.fromkeys(doubt.file for doubt in look.doubts if doubt.stops))
    agreed = [
        st.checkbox(f"Leave the refused rows of {as_is(file)} out and keep the others", key=f"leave out {file}")
        for file in files
    ]
    return all(agreed)


def ask_export_date(look: Look, today: date, known: date | None = None) -> date | None:
    """Ask on which day the export was made; the last row's day is offered, never taken silently."""
    offers = {day: f"on {day_words(day)}, {why}" for day, why in _offers(look, today, known)}
    other = "on another day"
    answer = st.radio(
        "On which day was this export made in the EMR?",
        [*offers, other],
        index=None,
        format_func=lambda day: offers.get(day, other),
        key="made",
    )
    st.write("The charts end on this day. A month without visits before it counts as a month without visits.")
    if answer != other:
        return answer if isinstance(answer, date) else None
    return st.date_input("The day it was made", value=None, max_value=today, format="YYYY-MM-DD", key="made other")


def _offers(look: Look, today: date, known: date | None) -> list[tuple[date, str]]:
    offers = [(known, "as clinic.toml says")] if known else []
    if look.last and look.last <= today and look.last != known:
        offers.append((look.last, "the day of its last row"))
    if today not in (known, look.last):
        offers.append((today, "today"))
    return offers
