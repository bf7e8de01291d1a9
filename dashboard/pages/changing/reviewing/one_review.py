"""One review on one page: the evidence first, then what people think, then what is decided."""

from __future__ import annotations

import streamlit as st

from dashboard.forms.at_the_desk import who_writes
from dashboard.forms.edit import opened
from dashboard.pages.changing.reviewing.hold_form import hold_form, what_was_said
from dashboard.pages.changing.reviewing.listing import calendar_button
from dashboard.pages.changing.reviewing.opened import settle
from dashboard.pages.changing.reviewing.rating import spread_shown
from dashboard.pages.changing.reviewing.shown import (
    around_shown,
    chart_shown,
    earlier_words,
    otherwise,
    said_of,
    still_open,
    verdict_shown,
)
from dashboard.pages.changing.reviewing.story_form import story_form
from dashboard.parts.page import link
from dashboard.parts.reviews.due import Due, shortly
from dashboard.parts.reviews.evidence import evidence, judged_by
from dashboard.parts.reviews.found import ReviewEvidence
from dashboard.parts.reviews.snapshot import of_snapshot
from dashboard.parts.verdict_shown import verdict_html
from dashboard.records import CycleRecord, ReviewRecord
from dashboard.study import Study
from dashboard.study.today import today
from dashboard.study.verdicts import verdict_of
from dashboard.telling.plain_text import as_is
from measures.improvement import When


def one_review(study: Study, due: Due) -> None:
    """The evidence as it stands today or, of a held review, as it was; under it what to do with it."""
    review, record, _ = due
    link("reviews", "All reviews")
    now = evidence(study, review, today())
    found = of_snapshot(review.evidence) if review.held and review.evidence else now
    st.write(as_is(shortly(review, due[2])))
    if (name := judged_by(study, review, record)) in study.charted:
        st.header("As it stands today")
        st.html(verdict_html(verdict_of(study, name, today()), study.charted[name].is_rate, whole=True))
    st.header("What the data say" if review.held is None else "What the data said on that day")
    verdict_shown(found, now=review.held is None, earlier=earlier_words(found, _earlier(study, review)))
    if review.held and (told := otherwise(found, now)):
        st.info(as_is(told), icon=":material/update:")
    if review.held is None and (told := still_open(found)):
        st.info(as_is(told), icon=":material/hourglass_top:")
    chart_shown(found, f"chart of review {review.id}")
    around_shown(found)
    st.header("What we think: will it last?")
    spread_shown(study, review)
    if review.held:
        _after(study, review, record, found)
    elif due[2].when is not When.TO_COME:
        st.header("Hold the review")
        hold_form(study, review, record, found)
    else:
        with st.expander("Hold this review early"):
            hold_form(study, review, record, found)
    _arrangements(study, due)


def _earlier(study: Study, review: ReviewRecord) -> list[ReviewRecord]:
    """The reviews of the same change that come before this one."""
    return [r for r in study.written.reviews if r.cycle_id == review.cycle_id and r.months < review.months]


def _after(study: Study, review: ReviewRecord, record: CycleRecord, found: ReviewEvidence) -> None:
    st.header("What we decided")
    what_was_said(review, record, said_of(review))
    with st.expander("Correct what was said or decided"):
        hold_form(study, review, record, found)
    st.header("The story")
    story_form(study, review)


def _arrangements(study: Study, due: Due) -> None:
    """Owner, day and measure of a review that is still open, and its calendar file."""
    review, record, _ = due
    if review.held:
        return
    calendar_button(study, [due], "This review for your calendar (.ics)", f"review-{review.id}.ics")
    with st.expander("Change owner, day or measure"):
        _change(study, review, record)


def _change(study: Study, review: ReviewRecord, record: CycleRecord) -> None:
    form = opened(review, "arrange", "owner")
    seen = form.seen
    who = who_writes(study, "arranges")
    titles = {name: one.words for name, one in study.charted.items() if one.better != "neither"}
    known = judged_by(study, seen, record)
    with st.form(f"arrange {review.id}", enter_to_submit=False):
        owner = st.text_input("Owner", seen.owner, key=form.of("owner"))
        day = st.date_input("Due on", seen.due, format="YYYY-MM-DD", key=form.of("due"), width=220)
        names = list(titles)
        measure = st.selectbox(
            "Judged by", names, names.index(known) if known in titles else None, format_func=titles.__getitem__,
            key=form.of("measure"),
        )  # fmt: skip
        why = st.text_input("Why is it changed?", key=form.of("why"))
        sent = st.form_submit_button("Keep the change")
    values = {"owner": owner.strip(), "due": day or seen.due, "measure": measure or seen.measure}
    reasonless = "The reason is empty. Write in a few words why, for whoever reads this later."
    settle(
        study, form, values, sent, "The change is kept.", lambda one: study.records.kept(one, who=who, reason=why),
        problem=None if why.strip() else reasonless,
    )  # fmt: skip
