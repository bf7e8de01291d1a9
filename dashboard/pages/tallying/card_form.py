"""The card on the page: the sheet to print, and a filled one keyed in at one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from dashboard.drawing.svg import as_image
from dashboard.forms.writing import keep
from dashboard.pages.tallying.card import TallyCard, card_svg, cards_html, week_of
from dashboard.parts.seen import give
from dashboard.records import Counted, Entry, NotKept, Tally
from dashboard.study import Study
from dashboard.study.today import today
from dashboard.telling.phrases import day_words
from dashboard.telling.plain_text import as_is
from dashboard.telling.tally_entries import on_day, total_words, why_not

WEEKS_BACK, WEEKS_AHEAD = 12, 2
ADD, SKIP = "add", "skip"
ANSWERS = {ADD: "Add the card to what is already here", SKIP: "Leave those days as they are"}


@dataclass(frozen=True)
class Keyed:
    """The two numbers of one day of a card; None where the card is empty."""

    day: date
    counted: int | None
    out_of: int | None


def read_card(
    tally: Tally, entries: Sequence[Entry], keyed: Sequence[Keyed], answer: str | None, today: date
) -> list[Counted]:
    """What the card adds; NotKept where a number cannot be, or where a day already tallied needs an answer.

    An empty day adds nothing: it is not a 0. `entries` are those of the tally that stand.
    """
    filled = [one for one in keyed if one.counted is not None or one.out_of is not None]
    problems = [told for one in filled if (told := _problem(tally, entries, one, today))]
    there = [one for one in filled if on_day(entries, one.day)]
    if there and answer is None and not problems:
        problems = [
            f"{total_words(tally, on_day(entries, one.day))} already tallied on {one.day:%A}: add to it?"
            for one in there
        ]
        problems.append("Answer under the numbers, then add the card.")
    if not filled:
        problems = [
            "The card is still empty. Enter the totals of at least one day; 0 where there was nothing to count."
        ]
    if problems:
        raise NotKept(" ".join(problems))
    adds = [one for one in filled if answer != SKIP or one not in there]
    if not adds:
        raise NotKept("Every day of this card is already tallied, and you chose to leave those days as they are.")
    return [Counted(one.day, one.counted or 0, one.out_of if tally.is_rate else None, source="card") for one in adds]


def _problem(tally: Tally, entries: Sequence[Entry], one: Keyed, today: date) -> str:
    name = f"{one.day:%A}"
    if told := why_not(tally, entries, one.day, today):
        return f"{name}: {told}"
    if tally.is_rate and (one.counted is None or one.out_of is None):
        return f"{name} has only one of its two numbers; enter both."
    if one.counted is not None and one.out_of is not None and one.counted > one.out_of:
        return f"{name}: {one.counted} of {one.out_of} cannot be; “yes” is part of “all”."
    return ""


def card_part(study: Study, tally: Tally, who: str) -> None:
    """Week and sheet, then the form of a filled card."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        monday = _week()
        weekend = st.toggle("Open on weekends", key="card weekend")
    days = week_of(monday, weekend)
    _enter(study, tally, days, who)
    st.write("**The card to print:** download it, or print this page (Ctrl+P, on a Mac ⌘P): only the card comes out.")
    bring_to = st.text_input(
        "Where the filled card is brought (printed on it)", key="card bring", max_chars=40, width=380
    )
    _sheet(TallyCard(study.practice.name, tally, days, bring_to or ""))


def _week() -> date:
    this = week_of(today())[0]
    mondays = [this + timedelta(weeks=k) for k in range(WEEKS_AHEAD, -WEEKS_BACK - 1, -1)]
    near = {0: "This week", 1: "Next week", -1: "Last week"}
    words: Mapping[date, str] = {
        day: f"{near[k]}, {day_words(day)}" if (k := (day - this).days // 7) in near else f"Week of {day_words(day)}"
        for day in mondays
    }
    return st.selectbox(
        "Which week", mondays, index=WEEKS_AHEAD, format_func=words.__getitem__, key="card week", width=260
    )


def _enter(study: Study, tally: Tally, days: Sequence[date], who: str) -> None:
    """One form for the whole week: Tab leads from number to number."""
    entries = study.written.entries_of(tally)
    past = [day for day in days if day <= today()]
    if not past:
        st.write("This week is still to come: print its card below, and enter it when it comes back.")
        return
    turn = st.session_state.setdefault("card turn", 0)
    with st.form(f"card {tally.id} {days[0]} {turn}", enter_to_submit=False):
        st.write("**Enter a filled card:** the totals of each day, nothing else. An empty day adds nothing.")
        keyed = [_day(tally, entries, day, turn) for day in past]
        there = [day for day in past if on_day(entries, day)]
        answer = None
        if there:
            names = ", ".join(f"{day:%A}" for day in there)
            answer = st.radio(f"For {names}, where something is tallied already", list(ANSWERS), index=None,
                              format_func=ANSWERS.__getitem__, key=f"card answer {turn}")  # fmt: skip
        sent = st.form_submit_button("Add this card", type="primary", disabled=not who)
    if sent:
        _add(study, tally, keyed, answer, who)


def _day(tally: Tally, entries: Sequence[Entry], day: date, turn: int) -> Keyed:
    name = f"{day:%a} {day.day} {day:%b}"
    there = on_day(entries, day)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first = _number(f"{name}, yes" if tally.is_rate else name, f"card {tally.id} {day} n {turn}")
        second = _number(f"{name}, all", f"card {tally.id} {day} d {turn}") if tally.is_rate else None
        if there:
            st.caption(f"already {as_is(total_words(tally, there))}")
    return Keyed(day, first, second)


def _number(label: str, key: str) -> int | None:
    return st.number_input(label, 0, 999, None, step=1, key=key, width=145)


def _add(study: Study, tally: Tally, keyed: Sequence[Keyed], answer: str | None, who: str) -> None:
    days = 0

    def write() -> None:
        nonlocal days
        adds = read_card(tally, study.written.entries_of(tally), keyed, answer, today())
        days = len(study.records.tally_up(tally, adds, who=who))
        st.session_state["card turn"] += 1

    keep(write, "The card is added. It can be taken back, day by day, under “Entries”.")


def _sheet(card: TallyCard) -> None:
    drawn = card_svg(card)
    name = f"tally-card-{card.days[0]}"
    with st.container(horizontal=True):
        give("Card (HTML, to print)", cards_html([card]), f"{name}.html", "text/html")
        give("Card (SVG)", drawn, f"{name}.svg", "image/svg+xml")
    st.html(f'<div class="hb-tally-card">{as_image(drawn, card.told)}</div>')
