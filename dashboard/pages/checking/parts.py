"""The parts of the page "Checking the reader": starting a check, who is here, how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from dashboard.pages.checking.sample import SIZES, orders_to_check, reader_of, rows_today, start
from dashboard.parts.html_table import show_table
from dashboard.parts.own_figures import own_figures
from dashboard.parts.reader_figures import (
    METHOD,
    Check,
    answers_csv,
    atom_rows,
    figures_csv,
    orders_words,
)
from dashboard.parts.reader_patterns import ABOUT, patterns, patterns_csv, style_rows
from dashboard.parts.seen import give
from dashboard.parts.why.card import address
from dashboard.records import NotKept, Person, ReaderReview, Records, ReviewItem
from dashboard.study import Study
from dashboard.study.overturned import as_read
from dashboard.telling.phrases import day_words
from dashboard.telling.plain_text import as_is
from measures.agreement import ANY
from measures.events import LINE_BITS


@dataclass(frozen=True)
class Checking:
    """One check on the table: its orders, where each stands today, what was judged, and who sits here."""

    study: Study
    records: Records
    check: Check
    items: Sequence[ReviewItem]
    rows: Mapping[int, int | None]
    who: str

    @cached_property
    def done(self) -> set[int]:
        """The orders that anybody judged."""
        return set(self.check.results["item"].to_list())

    @cached_property
    def mine(self) -> set[int]:
        """The orders this clinician judged."""
        return set(self.check.results.filter(pl.col("who") == self.who)["item"].to_list())

    @property
    def gone(self) -> int:
        """How many orders nobody judged and nobody can look up any more."""
        return sum(row is None and item not in self.done for item, row in self.rows.items())

    def place(self, item: ReviewItem) -> tuple[str, int] | None:
        """File and line of an order in the exports of today."""
        row = self.rows[item.id]
        files = self.study.store.place(self.study.clinic)
        return None if row is None else (files.get(row >> LINE_BITS, ""), row % 2**LINE_BITS)


def checking(study: Study, records: Records, review: ReaderReview, who: str) -> Checking:
    """The check as it stands now."""
    items = records.items(review)
    return Checking(study, records, Check(review, records.results(review)), items, rows_today(study, items), who)


def choose(reviews: Sequence[ReaderReview], zone: ZoneInfo) -> ReaderReview:
    """The newest check, or an earlier one where there are several."""
    if len(reviews) == 1:
        return reviews[0]
    words = {r.id: f"{day_words(r.at.astimezone(zone).date())}, {r.size} orders, check {r.id}" for r in reviews}
    newest_first = [r.id for r in reversed(reviews)]
    picked = st.selectbox("Check", newest_first, format_func=words.__getitem__, key="check", width=420)
    return next(r for r in reviews if r.id == picked)


def who_is_here(records: Records, clinic: str, check: Check | None) -> str:
    """Who judges or starts; a name that nobody used before can be typed."""
    team = [person.name for person in records.read(Person, clinic) if person.active]
    known = dict.fromkeys([*team, *(check.by_person() if check else ())])
    picked = st.selectbox(
        "Who are you?", list(known), index=None, accept_new_options=True, key="reader who",
        placeholder="Choose or type your name", width=420,
    )  # fmt: skip
    return (picked or "").strip()


def start_form(study: Study, records: Records, who: str, today: date) -> None:
    """Draw a new sample, after saying of how many orders."""
    st.write(f"To draw from: {orders_words(orders_to_check(study).height)} of images for low back pain.")
    with st.form("start", enter_to_submit=False):
        size = st.radio("How many orders?", SIZES, index=1, horizontal=True)
        seed = st.number_input(
            "Seed (any number)", 0, 2**31, int(f"{today:%Y%m%d}") + len(records.reviews(study.clinic)),
            help="The same seed draws the same orders again, for whoever wants to check the check.", width=220,
        )  # fmt: skip
        sent = st.form_submit_button("Draw the sample", type="primary")
    if sent:
        try:
            made = start(study, records, int(size), int(seed), who)
        except NotKept as problem:
            st.info(as_is(str(problem)), icon=":material/block:")
            return
        less = " There are no more of them." if made.size < int(size) else ""
        st.session_state["kept"] = f"Drawn: {orders_words(made.size)}.{less}"
        st.session_state.pop("check", None)
        st.rerun()


def progress(at: Checking) -> None:
    """How far the check is, and who did how much."""
    check = at.check
    people = "; ".join(f"{as_is(who)} {count}" for who, count in check.by_person().items())
    st.progress(check.judged / check.review.size, f"{check.judged} of {check.review.size} orders judged. {people}")
    if check.left:
        _note("Stop whenever you like: every answer is kept at once, and anybody can go on another day.")


def _note(words: str) -> None:
    st.html(f'<p class="hb-note">{words}</p>')


def results(at: Checking) -> None:
    """What came of it so far, every figure with its interval, and the files to keep."""
    check, zone = at.check, ZoneInfo(at.study.practice.timezone)
    if not check.judged:
        return
    if check.left and not st.toggle("Show the figures so far"):
        return
    st.header("What came of it so far" if check.left else "What came of it", anchor="figures")
    own_figures(check, reader_of(at.study), zone, at.gone)
    with st.expander("Each red flag by itself"):
        show_table(atom_rows(check), "Each red flag by itself")
    with st.expander("How these figures are made"):
        st.write(METHOD)
    _differences(at)
    name = f"reader-check-{check.review.id}"
    _patterns(at, name)
    with st.container(horizontal=True, key="way"):
        figures, each = figures_csv(check, zone), answers_csv(check)
        give("Figures as CSV", figures, f"{name}-figures.csv", "text/csv")
        give("Answers as CSV", each, f"{name}-answers.csv", "text/csv")


def _patterns(at: Checking, name: str) -> None:
    """Which kinds of text are misread here, once nobody can be swayed by seeing it."""
    if at.check.left:
        return
    told = patterns(at.check, as_read(at.study.units()), at.rows)
    with st.expander("In which kinds of text they differ"):
        st.write(ABOUT)
        show_table(style_rows(told), "In which kinds of text they differ")
        file = patterns_csv(at.check, told)
        give("Patterns as CSV", file, f"{name}-patterns.csv", "text/csv")


def _differences(at: Checking) -> None:
    """The orders on which clinician and reader differ, once nobody can be swayed by seeing them."""
    if at.check.left:
        _note("Once every order is judged, those on which clinician and reader differ are listed here.")
        return
    blind = at.check.results.filter(pl.col("asked") == ANY, pl.col("answer").is_in(["present", "absent"]))
    differ = blind.filter((pl.col("answer") == "present") != (pl.col("machine") == "present"))
    with st.expander(f"Orders on which a clinician and the reader differ: {differ['item'].n_unique()}"):
        st.write("Open this after your own reading only.")
        st.html(_list(at, differ.unique("item", maintain_order=True)) or "<p>None.</p>")


def _list(at: Checking, differ: pl.DataFrame) -> str:
    by_id = {item.id: item for item in at.items}
    lines = []
    for number, answer in differ.select("item", "answer").rows():
        found = at.place(by_id[number])
        says = "the reader found none" if answer == "present" else "only the reader found one"
        where = (
            f'<a href="{escape(address("image", found))}" target="_self">{escape(found[0])}, line {found[1]}</a>'
            if found else "no longer in the exports"
        )  # fmt: skip
        lines.append(f"<li>Order {by_id[number].place}: {says} ({where})</li>")
    return f"<ul>{''.join(lines)}</ul>" if lines else ""
