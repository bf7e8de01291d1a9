"""Setting a tally up, and changing, stopping or reopening it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from dashboard.drawing.tally_sources import AGAIN, counts_again
from dashboard.forms.at_the_desk import who_writes
from dashboard.forms.edit import OpenedForm, close, opened, settle, told
from dashboard.forms.writing import keep
from dashboard.pages.tallying.choices import BETTER, KINDS, OWN, WEEKS, checked, of_measure, planned_stop, to_choose
from dashboard.parts.page import link
from dashboard.records import Tally
from dashboard.records.kind import longest
from dashboard.study import Study
from dashboard.study.today import today
from dashboard.telling.phrases import better_word, day_words, kind_word
from dashboard.telling.plain_text import as_is
from dashboard.telling.tally_entries import on_day, total_words

MANY = 2  # tallies at once, above which a gentle word is said

LETTERS = {name: longest(Tally, name) for name in ("title", "numerator_says", "denominator_says")}


def the_tallies(study: Study) -> None:
    """Those under way, each with its way in; those that stopped are folded away."""
    day = today()
    under_way = [one for one in study.written.tallies if one.stopped is None or one.stopped >= day]
    stopped = [one for one in study.written.tallies if one not in under_way]
    if not under_way:
        st.write(
            "Nothing is tallied at the moment. A tally is for what your exports do not say: a few weeks of strokes, "
            "just enough to see whether a change helps."
        )
    with st.container(key="tallies"):
        for one in under_way:
            own = on_day(study.written.entries_of(one), day)
            so_far = f"today {total_words(one, own)}" if own else "nothing yet today"
            link("tally", as_is(f"{one.title}: {so_far}"), tally=str(one.id))
    if len(under_way) > MANY:
        st.write(f"{len(under_way)} tallies at once are much to keep up. Which of them could stop?")
    if stopped:
        with st.expander(f"Stopped: {len(stopped)}"):
            for one in stopped:
                until = day_words(one.stopped) if one.stopped else ""
                link("tally", as_is(f"{one.title}, to {until}"), tally=str(one.id))


def set_up(study: Study) -> None:
    """The form of a new tally."""
    choices = to_choose(study.measures)
    picked = st.selectbox("What will you tally?", list(choices), format_func=choices.__getitem__, key="tally what")
    begun = today()
    made = (
        _own_words(study, begun) if picked == OWN else of_measure(study.clinic, study.measures[picked].measure, begun)
    )
    if picked != OWN:
        _its_words(made, study.measures[picked].available)
    started, stopped = _days(made.started, planned_stop(made.started), "new")
    st.caption(
        f"{WEEKS} weeks give a run chart about the points it needs. For one small test a week or two can do; a tally "
        "can be stopped sooner, or reopened, at any time."
    )
    who = who_writes(study, "new tally")
    if st.button("Start this tally", type="primary"):
        _start(study, replace(made, started=started or begun, stopped=stopped), who)


def _start(study: Study, tally: Tally, who: str) -> None:
    def write() -> None:
        kept = study.records.kept(checked(tally), who=who)
        st.query_params["tally"] = str(kept.id)

    keep(write, "The tally is ready. Bookmark this page on the phone or computer that will count.")


def _own_words(study: Study, begun: date) -> Tally:
    title = st.text_input("Its name, as it shall stand on the chart", key="own title", max_chars=LETTERS["title"])
    shares = {True: "A share: how many of all", False: "A plain count: how many"}
    is_rate = st.radio("What is counted?", [True, False], format_func=shares.__getitem__, key="own rate")
    numerator = st.text_input(
        "What makes a “yes”?" if is_rate else "What makes a stroke?", key="own numerator",
        max_chars=LETTERS["numerator_says"],
        placeholder="given a pamphlet" if is_rate else "appointments that ran over",
    )  # fmt: skip
    denominator = ""
    if is_rate:
        denominator = st.text_input(
            "Out of what?",
            key="own denominator",
            max_chars=LETTERS["denominator_says"],
            placeholder="patients seen with low back pain",
        )
    kind = st.radio("What does it tell you?", list(KINDS), format_func=KINDS.__getitem__, key="own kind")
    better = st.radio("Which way is better?", list(BETTER), format_func=BETTER.__getitem__, key="own better")
    return Tally(
        clinic=study.clinic, title=title or "", kind=kind, better=better, is_rate=bool(is_rate),
        numerator_says=numerator or "", denominator_says=denominator or "", started=begun,
    )  # fmt: skip


def _its_words(tally: Tally, counted: bool) -> None:
    of = f", out of **{as_is(tally.denominator_says)}**" if tally.is_rate else ""
    told = [AGAIN] if counts_again(tally) else []
    if counted:
        told.append(
            "Your exports count it already, on a chart of its own; the two are never mixed. Tally it only to check "
            "them, or to see a test sooner."
        )
    st.markdown(
        f"Counted: **{as_is(tally.numerator_says)}**{of}. {kind_word(tally.kind)} measure; "
        f"{better_word(tally.better)}. " + " ".join(told)
    )


def _days(started: date, stopped: date | None, key: str) -> tuple[date | None, date | None]:
    with st.container(horizontal=True):
        first = st.date_input("First day", started, format="YYYY-MM-DD", key=f"{key} first", width=170)
        last = st.date_input("Last day (may stay empty)", stopped, format="YYYY-MM-DD", key=f"{key} last", width=220)
    return first, last


def change(study: Study, tally: Tally, who: str) -> None:
    """Stop it today, reopen it, or correct its words and days; every change is kept with who and when."""
    day, form = today(), opened(tally, "correction", "first")
    over = tally.stopped is not None and tally.stopped <= day
    if over:
        st.write(f"It stopped on {day_words(tally.stopped)}." if tally.stopped else "")
        if st.button("Reopen it", disabled=not who):
            _until(study, form, None, who, "It is open again. The time between stays a gap.")
    else:
        planned = (
            f"It is planned to stop on {day_words(tally.stopped)}." if tally.stopped else "It has no last day yet."
        )
        st.write(f"{planned} Stop it when you have seen enough: what was tallied stays, with its chart.")
        if st.button("Stop after today", disabled=not who):
            _until(study, form, day, who, "Today is its last day.")
    _correct(study, form, who)


def _until(study: Study, form: OpenedForm[Tally], stopped: date | None, who: str, done: str) -> None:
    def write() -> None:
        study.records.kept(checked(replace(form.now, stopped=stopped)), who=who)
        close(form)

    keep(write, done)


def _correct(study: Study, form: OpenedForm[Tally], who: str) -> None:
    """The form holds the tally as it was opened: what somebody else kept meanwhile is told, not written over."""
    with st.form(form.of("form"), enter_to_submit=False):
        st.write("**Correct its words or days**")
        values = _corrected(form)
        sent = st.form_submit_button("Keep the correction", disabled=not who)
    settle(
        form, values, sent, "The correction is kept.", lambda one: study.records.kept(checked(one), who=who),
        newest=lambda: study.written.tally(form.now.name), differences=told(Tally),
        by=lambda: study.records.changes(study.clinic, Tally.TABLE.name, form.now.id)[-1].who,
    )  # fmt: skip


def _corrected(form: OpenedForm[Tally]) -> dict[str, Any]:
    """What was typed; of a measure only the days: its words are the measure's."""
    seen, values = form.seen, {}
    if not seen.measure:
        values["title"] = st.text_input("Name", seen.title, max_chars=LETTERS["title"], key=form.of("title"))
        values["numerator_says"] = st.text_input(
            "What makes a “yes” or a stroke",
            seen.numerator_says,
            max_chars=LETTERS["numerator_says"],
            key=form.of("numerator"),
        )
        if seen.is_rate:
            values["denominator_says"] = st.text_input(
                "Out of what", seen.denominator_says, max_chars=LETTERS["denominator_says"], key=form.of("denominator")
            )
    first, last = _days(seen.started, seen.stopped, form.key)
    return {**{name: text or "" for name, text in values.items()}, "started": first or seen.started, "stopped": last}
