"""Counting with a thumb: today's numbers, one or two big buttons, and the way to take the last tap back."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard.forms.at_the_desk import WRITER, let_write, who_writes
from dashboard.records import ChangedMeanwhile, Counted, Entry, NotKept, Tally
from dashboard.study import Study
from dashboard.study.today import today
from dashboard.telling.phrases import day_words
from dashboard.telling.plain_text import as_is
from dashboard.telling.tally_entries import on_day, total_words, why_not

FRESH = 20  # seconds after which the numbers are looked up again, for others who count at the same time
DAYS = {"today": "Today", "yesterday": "Yesterday", "other": "Another day"}
BACK = {"today": 0, "yesterday": 1}
TOLD = "told of the tap"


def writer(study: Study) -> str:
    """Who counts: asked once, then kept in the address too, so that a bookmark on a phone knows it."""
    named = st.session_state.get(WRITER) or st.query_params.get("writer", "")
    if named and not st.session_state.get("ask the counter"):
        st.session_state[WRITER] = named
        st.query_params["writer"] = named
        with st.container(key="counter", horizontal=True, vertical_alignment="center"):
            st.write(f"Counted by {as_is(named)}")
            st.button("Somebody else", type="tertiary", on_click=_ask_again)
        return str(named)
    who = who_writes(study, "tally")
    if who:
        st.session_state["ask the counter"] = False
        st.query_params["writer"] = who
        st.rerun()
    st.info("Choose or type your name or initials once, then count.")
    return ""


def _ask_again() -> None:
    st.session_state["ask the counter"] = True
    for name in (WRITER, "who writes tally"):
        st.session_state.pop(name, None)
    st.query_params.pop("writer", None)


@st.fragment(run_every=FRESH)
def tapping(study: Study, tally_name: str, who: str) -> None:
    """The numbers of a day and the buttons that add to them."""
    tally = study.written.tally(tally_name)
    if tally is None:
        return
    day = _which_day(tally)
    entries = study.written.entries_of(tally)
    own = on_day(entries, day)
    of = f'<p class="hb-of">One tap for each of: {escape(tally.denominator_says)}</p>' if tally.is_rate else ""
    so_far = total_words(tally, own) if own else "nothing yet"
    st.html(
        f'{of}<p class="hb-which-day">{_day_name(day)}</p>'
        f'<p class="hb-so-far" role="status" aria-live="polite">{so_far}</p>'
    )
    if refused := why_not(tally, entries, day, today()):
        st.session_state.pop(TOLD, None)
        st.info(as_is(refused))
        return
    with st.container(key="taps"):
        _buttons(study, tally, day, who, bool(own))
    _after(study, tally, own, who)


def _which_day(tally: Tally) -> date:
    now = today()
    chosen = st.segmented_control(
        "Which day", list(DAYS), default="today", format_func=DAYS.__getitem__, required=True, key="tally_day",
        label_visibility="collapsed",
    )  # fmt: skip
    if chosen in BACK:
        return now - timedelta(days=BACK[chosen])
    picked = st.date_input("The day", now - timedelta(days=2), max_value=now, format="YYYY-MM-DD", width=170)
    return picked or now


def _day_name(day: date) -> str:
    near = {today(): "Today, ", today() - timedelta(days=1): "Yesterday, "}.get(day, "")
    return f"{near}{day:%A} {day_words(day)}"


def _buttons(study: Study, tally: Tally, day: date, who: str, begun: bool) -> None:
    says = as_is(tally.numerator_says)
    if tally.is_rate:
        taps = [("yes", f"**Yes:** {says}", Counted(day, 1, 1)), ("no", "**No:** not this time", Counted(day, 0, 1))]
    else:
        taps = [("yes", f"**One more:** {says}", Counted(day, 1))]
        if not begun:
            taps.append(("none", "None on this day", Counted(day, 0)))
    for name, label, counted in taps:
        st.button(
            label, key=f"tap_{name}", type="primary" if name == "yes" else "secondary", width="stretch",
            disabled=not who, on_click=_tap, args=(study, tally, counted, who),
        )  # fmt: skip


def _after(study: Study, tally: Tally, own: tuple[Entry, ...], who: str) -> None:
    """What the last tap did, and the way to take back one's own newest entry of the day."""
    if said := st.session_state.pop(TOLD, ""):
        st.caption(as_is(said))
    mine = [one for one in own if one.who == who and one.source == "tapped" and one.brought_by is None]
    if not mine:
        return
    last = mine[-1]
    at = last.at.astimezone(ZoneInfo(study.practice.timezone))
    with st.container(key="after-tap"):
        st.button(
            f"Undo “{tap_words(tally, last)}” of {at:%H:%M}", icon=":material/undo:", on_click=_undo,
            args=(study, tally, last, who), disabled=not who,
        )  # fmt: skip


def tap_words(tally: Tally, entry: Entry) -> str:
    """What one entry said: yes, no, one more, none; or its numbers."""
    one = (entry.numerator, entry.denominator)
    known = {(1, 1): "yes", (0, 1): "no", (1, None): "one more", (0, None): "none"}
    return known.get(one, total_words(tally, [entry]))


def _tap(study: Study, tally: Tally, counted: Counted, who: str) -> None:
    """Write one tap down before the page is drawn again; taps a quarter of a second apart are all kept.

    Streamlit takes two clicks that reach it before it has begun on the first for one; the number shows it.
    """
    entries = study.written.entries_of(tally)
    refused = why_not(tally, entries, counted.day, today())
    if refused:
        st.session_state[TOLD] = refused
        return
    try:
        let_write(study)
        study.records.tally_up(tally, [counted], who=who)
    except (NotKept, ChangedMeanwhile) as problem:
        st.session_state[TOLD] = str(problem)


def _undo(study: Study, tally: Tally, entry: Entry, who: str) -> None:
    study.records.take_back(tally, entry, who=who)
    st.session_state[TOLD] = f"“{tap_words(tally, entry)}” is taken back."
