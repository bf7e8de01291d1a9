"""Will it last? Several people rate the same short statements, each alone; then the spread is what to talk about."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import polars as pl
import streamlit as st

from dashboard.drawing.spread import spread_svg
from dashboard.drawing.svg import as_image
from dashboard.forms.at_the_desk import who_writes
from dashboard.forms.writing import keep
from dashboard.parts.html_table import html_table
from dashboard.parts.page import link
from dashboard.parts.reviews.due import title
from dashboard.records import CycleRecord, ReviewRecord
from dashboard.records.written import Written
from dashboard.study import Study
from dashboard.telling.plain_text import as_is
from dashboard.telling.sentences import words
from measures.improvement.library.sustainability import SCALE, SOURCE, sustainability_factors
from measures.improvement.self_rating import overall, spread


def newest_ratings(written: Written, review: ReviewRecord) -> dict[str, Mapping[str, int]]:
    """Each rater's newest answers; an earlier rating of the same person no longer speaks."""
    return {one.rater.casefold(): one.scores for one in written.ratings if one.review_id == review.id}


def rating_form(study: Study, review: ReviewRecord, record: CycleRecord) -> None:
    """One person's rating, made for a phone; nobody sees what others said before having answered."""
    st.write(as_is(title(review, record)))
    if review.held:
        st.info("This review has been held, so its ratings are closed. Thank you for looking.")
        link("reviews", "See the review", review=str(review.id))
        return
    st.write("Answer for yourself, before you compare: it takes about three minutes. Leave out what you cannot judge.")
    who = who_writes(study, "rates")
    with st.form(f"rate {review.id}", enter_to_submit=False):
        scores = {}
        for factor in sustainability_factors():
            scores[factor.id] = st.radio(
                factor.statement, list(SCALE), index=None, key=f"rate {review.id} {factor.id}",
                format_func=lambda score: f"{score} {SCALE[score]}", horizontal=True,
            )  # fmt: skip
        sent = st.form_submit_button("Give my rating", type="primary")
    st.html(f'<p class="hb-note">{escape(SOURCE)}</p>')
    given = {name: score for name, score in scores.items() if score is not None}
    if sent and not given:
        st.info("Nothing is answered yet. Choose a number for at least one statement.")
    elif sent:
        done = "Thank you, your rating is kept. You can rate again; your newest answers count."
        keep(lambda: study.records.rate(review, who, given, who=who), done)


def spread_shown(study: Study, review: ReviewRecord) -> None:
    """What the raters say, each statement on one line, and what to talk about first."""
    given = newest_ratings(study.written, review)
    found = spread(list(given.values()))
    if review.held and not given:
        st.write("Nobody rated before it was held.")
        return
    st.write(as_is(words(overall(found))))
    if given:
        answered = [one for one in found if one.n]
        drawn = spread_svg([(one.factor.title, one.scores) for one in answered])
        said = "; ".join(f"{one.factor.title}: {words(one.says)}" for one in answered)
        st.html(f'<div class="hb-bar">{as_image(drawn, said)}</div>')
        rows = [{"Statement": one.factor.statement, "Answers": words(one.says)} for one in answered]
        with st.expander("The answers in words"):
            st.html(html_table(pl.DataFrame(rows), "Will it last? The answers in words"))
    if not review.held:
        link("reviews", "Rate it yourself (also on your phone)", rate=str(review.id))
