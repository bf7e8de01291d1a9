"""Questions put to a person who brings an export in, each with its readings and what each would give."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboard.telling.levels import many
from dashboard.telling.phrases import day_words
from dashboard.telling.plain_text import as_is
from ingest.dates import date_in
from ingest.of_itself import SAVED
from ingest.plan.roster import ALL, ticked
from ingest.plan.values import Gives, Plan, Question, Reading
from ingest.which_clinic import OtherClinic

#: Without an answer to one of these nothing can be read at all.
STOPS = ("date_order", "date_kind", "rows_after_export", "much_refused", "much_no_data", "other_separator", "event")
#: More names than this are picked from a list, not ticked one below the other.
MOST_TICKS = 12


def ask_clinic(other: OtherClinic) -> str | None:
    """Ask whose export this is, where it seems another clinic's; the id to bring it in under, None until answered."""
    st.write(as_is(other.seen))
    here, new = f"It belongs to {as_is(other.name)}", "It is another clinic: begin that one beside it"
    answer = st.radio("Whose export is this?", [here, new], index=None, key=f"whose {other.seen}")
    return {here: other.at_hand, new: other.fresh}.get(answer or "")


def ask_name(proposed: str) -> str:
    """Ask what the practice is called, where nobody has said it; a name above a list is proposed."""
    name = st.text_input(
        "What is your practice called? It stands above every chart.", proposed, max_chars=80, key="name"
    )
    return " ".join(name.split())


def ask_export_date(
    plan: Plan, today: date, known: date | None = None, stated: Sequence[tuple[date, str]] = ()
) -> date | None:
    """Ask on which day the export was made; what the files say is ticked, the last row's day only offered."""
    offered = _offers(plan.gives.last, today, known, stated)
    offers = {day: f"on {day_words(day)}, {why}" for day, why in offered}
    other = "on another day"
    answer = st.radio(
        "On which day was this export made in the EMR?",
        [*offers, other],
        index=0 if known or _told(offered, stated) else None,
        format_func=lambda day: offers.get(day, other),
        key="made",
    )
    st.write("The charts end on this day. Where a list ends long before it, you will be asked what that means.")
    if answer == other:
        return typed_day("The day it was made", today, "made other")
    return answer if isinstance(answer, date) else None


def _told(offers: Sequence[tuple[date, str]], stated: Sequence[tuple[date, str]]) -> bool:
    """Whether the first day offered is one that a line or a name of the files says; when one was saved is no word."""
    return bool(offers) and offers[0] in stated and offers[0][1] != SAVED


def typed_day(label: str, today: date, key: str) -> date | None:
    """A day that counts as soon as it is typed, without leaving the field."""
    text = st.text_input(label, key=key, placeholder="2025-06-30 or 30 June 2025", live=True, max_chars=30)
    if not text:
        return None
    day = date_in(text, None, today)
    if day is None:
        st.caption("Write it like 2025-06-30 or 30 June 2025; 6/7/2025 could be two days.")
    elif day > today:
        st.caption(f"{day_words(day)} has not come yet.")
    return day if day and day <= today else None


def _offers(
    last: date | None, today: date, known: date | None, stated: Sequence[tuple[date, str]]
) -> list[tuple[date, str]]:
    """What is known first, then what the files say of themselves and no row contradicts, their last row, today."""
    offers = [(known, "as clinic.toml says")] if known else []
    offers += [(day, why) for day, why in stated if not last or day >= last]
    offers += [(last, "the day of its last row")] if last and last <= today else []
    offers += [(today, "today")]
    return [one for place, one in enumerate(offers) if one[0] not in [day for day, _ in offers[:place]]]


def ask_questions(questions: Sequence[Question]) -> dict[str, str]:
    """The answer to each question that has one; the software's proposal is ticked, what has none is left to say."""
    told = {question.id: _ask(question) for question in questions}
    return {name: value for name, value in told.items() if value is not None}


def unanswered(questions: Sequence[Question], answers: dict[str, str]) -> list[Question]:
    """Questions that stop everything and have no answer yet."""
    return [one for one in questions if one.kind in STOPS and one.id not in answers]


def _ask(question: Question) -> str | None:
    if question.people:
        return _ask_people(question)
    words = {one.value: _words(one, question) for one in question.readings}
    proposed = list(words).index(question.proposed) if question.proposed in words else None
    answer: str | None = st.radio(
        as_is(question.says), list(words), index=proposed, format_func=words.__getitem__, key=f"asked {question.id}"
    )
    if answer is None and question.kind not in STOPS:
        st.caption("Without an answer it stays open, and nothing that hangs on it is counted.")
    return answer


def _ask_people(question: Question) -> str | None:
    """Who of those who order belongs to the practice: those who also see its patients are ticked."""
    st.write(as_is(question.says))
    told = tick_people(question.people)
    if not told:
        st.caption("Without an answer it stays open, and nothing that hangs on it is counted.")
        return None
    if set(told) == {name for name, _, proposed in question.people if proposed}:
        return question.proposed
    return ALL if len(told) == len(question.people) else ticked(told)


def tick_people(people: Sequence[tuple[str, int, bool]]) -> list[str]:
    """Who of these order for the practice, each with how many rows and whether it is ticked to begin with."""
    st.caption("Tick whoever orders for the practice. Whoever is not ticked is outside.")
    names = {name: f"{as_is(name)} ({many(rows, 'order')})" for name, rows, _ in people}
    proposed = [name for name, _, begins in people if begins]
    if len(names) <= MOST_TICKS:
        return [name for name in names if st.checkbox(names[name], name in proposed, key=f"orders {name}")]
    label = "Who orders for the practice"
    return st.multiselect(label, list(names), proposed, format_func=names.__getitem__, key="orders")


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
