"""Questions put to a person who brings an export in, each with its readings and what each would give."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboard.telling.levels import many
from dashboard.telling.phrases import day_words
from dashboard.telling.plain_text import as_is
from ingest.plan.values import Gives, Plan, Question, Reading
from ingest.which_clinic import OtherClinic

#: Without an answer to one of these nothing can be read at all.
STOPS = ("date_order", "date_kind", "rows_after_export", "much_refused", "much_no_data", "other_separator", "event")
LATER = ""


def ask_clinic(other: OtherClinic) -> str | None:
    """Ask whose export this is, where it seems another clinic's; the id to bring it in under, None until answered."""
    st.write(as_is(other.seen))
    here, new = f"It belongs to {as_is(other.name)}", "It is another clinic: begin that one beside it"
    answer = st.radio("Whose export is this?", [here, new], index=None, key=f"whose {other.seen}")
    return {here: other.at_hand, new: other.fresh}.get(answer or "")


def ask_export_date(plan: Plan, today: date, known: date | None = None) -> date | None:
    """Ask on which day the export was made; the last row's day is offered, never taken silently."""
    offers = {day: f"on {day_words(day)}, {why}" for day, why in _offers(plan.gives.last, today, known)}
    other = "on another day"
    answer = st.radio(
        "On which day was this export made in the EMR?",
        [*offers, other],
        index=0 if known else None,
        format_func=lambda day: offers.get(day, other),
        key="made",
    )
    st.write("The charts end on this day. Where a list ends long before it, you will be asked what that means.")
    if answer != other:
        return answer if isinstance(answer, date) else None
    return st.date_input("The day it was made", value=None, max_value=today, format="YYYY-MM-DD", key="made other")


def _offers(last: date | None, today: date, known: date | None) -> list[tuple[date, str]]:
    offers = [(known, "as clinic.toml says")] if known else []
    if last and last <= today and last != known:
        offers.append((last, "the day of its last row"))
    if today not in (known, last):
        offers.append((today, "today"))
    return offers


def ask_questions(questions: Sequence[Question]) -> dict[str, str]:
    """The answer to each question that has one; the software's proposal is ticked, what has none is left to say."""
    told = {question.id: _ask(question) for question in questions}
    return {name: value for name, value in told.items() if value is not None}


def unanswered(questions: Sequence[Question], answers: dict[str, str]) -> list[Question]:
    """Questions that stop everything and have no answer yet."""
    return [one for one in questions if one.kind in STOPS and one.id not in answers]


def _ask(question: Question) -> str | None:
    words = {one.value: _words(one, question) for one in question.readings}
    proposed = list(words).index(question.proposed) if question.proposed in words else None
    answer: str | None = st.radio(
        as_is(question.says), list(words), index=proposed, format_func=words.__getitem__, key=f"asked {question.id}"
    )
    if answer is None and question.kind not in STOPS:
        st.caption("Without an answer it stays open, and nothing that hangs on it is counted.")
    return answer


def _words(reading: Reading, question: Question) -> str:
    said = as_is(reading.says or reading.value)
    told = figures(reading.gives) if question.changes else ""
    return f"{said}: {told}" if told else said


def figures(gives: Gives | None) -> str:
    """What a reading would give: 2,329 low-back visits, 864 lumbar images; empty where it was not worked out."""
    if gives is None:
        return ""
    named = {"low-back visit": gives.lbp_visits, "lumbar image": gives.lumbar_images}
    return ", ".join(many(number, name) for name, number in named.items() if number is not None)
