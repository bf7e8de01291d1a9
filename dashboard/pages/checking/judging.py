"""Judging one order of a check from its chart, and seeing afterwards what the reader said and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from html import escape

import streamlit as st

from dashboard.pages.checking.answers import answers, ask
from dashboard.pages.checking.parts import Checking
from dashboard.parts.html_table import show_table
from dashboard.parts.page import link
from dashboard.parts.why import page as why_page
from dashboard.parts.why.card import card_html
from dashboard.records import ChangedMeanwhile, JudgedItem, NotKept, ReviewItem
from dashboard.telling import manual
from dashboard.telling.phrases import day_words
from dashboard.telling.plain_text import as_is
from dashboard.telling.why import KINDS_OF_IMAGE, flag_words, state_words
from measures.agreement import ABSENT, ANY, CANNOT_TELL, PRESENT
from measures.practice import EPOCH
from measures.red_flags.names import DEFAULT_ATOMS
from measures.why import NoSuchRecord

FIRST, SECOND = "that nobody judged yet", "that I have not judged"
SHOWN, LATER = "reader check shown", "reader check later"
SAID = {PRESENT: "present", ABSENT: "absent", CANNOT_TELL: "cannot tell"}
READ = {"unknown": "cannot tell"}


def judging(at: Checking) -> None:
    """The order that was just judged, with the reader's answer, or the next one to judge."""
    shown = next((item for item in at.items if item.id == st.session_state.get(SHOWN)), None)
    if shown and shown.id in at.mine:
        reveal(at, shown)
        return
    item = to_judge(at)
    if item:
        judge(at, item)
    look_again(at)


def to_judge(at: Checking) -> ReviewItem | None:
    """The next order for this clinician; those put off come last."""
    done = at.mine if _second(at) else at.done
    left = [item for item in at.items if item.id not in done]
    later: list[int] = st.session_state.get(LATER, [])
    waiting = {number: place for place, number in enumerate(later, 1)}
    return min(left, key=lambda item: waiting.get(item.id, 0), default=None)


def _second(at: Checking) -> bool:
    """Whether this clinician reads what others judged already, too."""
    if at.check.left:
        return st.radio("Show me orders", [FIRST, SECOND], horizontal=True, key="reader round") == SECOND
    st.write("Every order is judged. A second reading by a colleague shows how often two people agree.")
    return st.toggle("Judge them too, without seeing the answers", key="reader again")


def judge(at: Checking, item: ReviewItem) -> None:
    """One order: where its record is, the question, and nothing of what the reader said."""
    st.header(f"Order {item.place} of {at.check.review.size}")
    st.html(_record(at, item))
    st.write("Look at the chart as it stood on that day: what was written on or before it, not what came after.")
    with st.expander("Which red flags, and for how long each counts"):
        show_table(manual.windows(), "Red flags, and for how long each counts")
        link("how_we_count", "How we count has every definition")
    ticked = ask(f"{item.id}", "Keep my answer, then show the reader’s")
    if ticked and _kept(lambda: at.records.judge(item, answers(ticked), who=at.who)):
        st.session_state[SHOWN] = item.id
        st.rerun()
    if st.button("Come back to this one later", key=f"later {item.id}"):
        later = [one for one in st.session_state.get(LATER, []) if one != item.id]
        st.session_state[LATER] = [*later, item.id]
        st.rerun()


def _record(at: Checking, item: ReviewItem) -> str:
    """Where the chart is found; no patient, no number, and nothing that tells what the reader said."""
    found = at.place(item)
    where = (
        f"{escape(found[0])}, line {found[1]}" if found else
        "no longer in the exports, or two records could be meant: answer that the chart does not let you tell"
    )  # fmt: skip
    exam = f"{KINDS_OF_IMAGE.get(item.unit.modality or '', 'Image')} of the lumbar spine"
    rows = {"Record": where, "Ordered on": day_words(EPOCH + timedelta(days=item.unit.day)), "Exam": exam}
    told = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows.items())
    return f'<div class="hb-card"><dl>{told}</dl></div>'


def _kept(keep: Callable[[], JudgedItem]) -> bool:
    """Whether an answer was kept; what stood in the way is said."""
    try:
        keep()
    except (NotKept, ChangedMeanwhile) as problem:
        st.info(as_is(str(problem)), icon=":material/block:")
        return False
    return True


def reveal(at: Checking, item: ReviewItem) -> None:
    """What was answered beside what the reader said, its evidence, and the way to correct a slip."""
    judged = at.records.revealed(item, who=at.who)
    st.header(f"Order {item.place} of {at.check.review.size}: your answer and the reader’s")
    st.write(together_words(judged, at.who))
    show_table(beside(judged, at.who), "Your answer and the reader's")
    if st.button("Next order", type="primary", key=f"next {item.id}"):
        st.session_state.pop(SHOWN)
        st.rerun()
    _evidence(at, item)
    with st.expander("I made a slip: correct my answer"):
        st.write("Your first answer stays and the figures rest on it. The correction is kept beside it.")
        ticked = ask(f"slip {item.id}", "Keep the correction")
        if ticked and _kept(lambda: at.records.judge(item, answers(ticked), who=at.who, instead_of=judged)):
            st.session_state["kept"] = "The correction is kept beside your first answer."
            st.rerun()


def together_words(judged: JudgedItem, who: str) -> str:
    """Whether the clinician and the reader agree, kindly."""
    first = first_answers(judged, who)
    named = [a for a in DEFAULT_ATOMS if (first.get(a) == PRESENT) != (judged.machine.get(a) == PRESENT)]
    if first.get(ANY) == CANNOT_TELL:
        return "You could not tell, so this order is in no figure; it is counted beside them."
    if (first.get(ANY) == PRESENT) != (judged.machine[ANY] == PRESENT):
        return "You and the reader differ: finding such orders is what this page is for."
    return "You both found a red flag, and name it differently." if named else "You and the reader agree."


def first_answers(judged: JudgedItem, who: str) -> dict[str, str]:
    """What a clinician answered before the reader's answer was seen."""
    return {one.asked: one.answer for one in judged.judgements if one.who == who and one.turn == 1}


def beside(judged: JudgedItem, who: str) -> list[dict[str, str]]:
    """Any red flag and each that either names, the two answers side by side."""
    first = first_answers(judged, who)
    newest = {one.asked: one.answer for one in judged.judgements if one.who == who}
    told = []
    for asked in (ANY, *DEFAULT_ATOMS):
        machine = judged.machine.get(asked, "not_recorded")
        if asked == ANY or newest.get(asked, ABSENT) != ABSENT or machine in (PRESENT, "unknown"):
            name = "Any red flag" if asked == ANY else flag_words(asked)
            read = READ.get(machine, state_words(machine))
            told.append({"Red flag": name, "You": _own_words(asked, first, newest), "The reader": read})
    return told


def _own_words(asked: str, first: Mapping[str, str], newest: Mapping[str, str]) -> str:
    said = SAID[first[asked]] if asked in first else "not asked"
    changed = newest.get(asked, first.get(asked))
    return said if changed == first.get(asked) else f"{said}; corrected: {SAID[str(changed)]}"


def _evidence(at: Checking, item: ReviewItem) -> None:
    """The order's card: what the reader rests on."""
    row = at.rows[item.id]
    if row is None:
        st.write("The order is no longer in the exports, so its evidence cannot be shown.")
        return
    try:
        shown = why_page.shown_card(at.study, "image", row)
    except NoSuchRecord as gone:
        st.write(str(gone))
        return
    st.html(card_html(shown))
    found = at.place(item)
    if found:
        link("why", "Open this card, to overturn what the reader got wrong", order=f"{found[0]}:{found[1]}")


def look_again(at: Checking) -> None:
    """The way back to an order this clinician judged."""
    mine = {item.id: item.place for item in at.items if item.id in at.mine}
    if not mine:
        return
    with st.expander("Look again at an order you judged"):
        picked = st.selectbox("Order", list(mine), format_func=lambda one: f"Order {mine[one]}", index=None, width=200)
        if picked is not None and st.button("Show it"):
            st.session_state[SHOWN] = picked
            st.rerun()
