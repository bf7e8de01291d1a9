"""The story on a page of its own: to read, to print on one sheet, and to save as a file."""

from __future__ import annotations

import streamlit as st

from dashboard.drawing import paper
from dashboard.drawing.svg import as_image
from dashboard.pages.changing.reviewing.story import body, picture_svg, standalone, story_of, verdict_sentence
from dashboard.parts.page import link
from dashboard.parts.reviews.evidence import evidence, judged_by, project_of
from dashboard.parts.reviews.snapshot import of_snapshot
from dashboard.parts.seen import give
from dashboard.records import CycleRecord, ReviewRecord
from dashboard.study import Study
from dashboard.study.today import today
from dashboard.study.verdicts import verdict_of
from dashboard.telling.phrases import day_words
from dashboard.telling.verdict import verdict_words
from measures.improvement import ReviewFinding

TO_PRINT = "To print it on one sheet, use Print in your browser (Ctrl+P, on a Mac ⌘P)."


def story_page(study: Study, review: ReviewRecord, record: CycleRecord) -> None:
    """Only a held review has a story: it stands on what was looked at that day."""
    link("reviews", "Back to the review", review=str(review.id))
    if not review.held or not review.evidence:
        st.info("The story is drawn from a review that has been held. Hold the review first, then come back.")
        return
    found = of_snapshot(review.evidence)
    written = study.written
    now, today_finds = as_it_stands(study, review, record)
    story = story_of(
        study.practice.name, review, record, written.all_cycles, project_of(study, record), written.team, found, now,
        today_finds,
    )  # fmt: skip
    drawn = picture_svg(found)
    st.html(paper.style("story", "story_on_page"))
    st.html(body(story, as_image(drawn, verdict_sentence(story)) if drawn else ""))
    give("Save the story as a file", standalone(story), f"story-{review.id}.html", "text/html")
    st.html(f'<p class="hb-note story-aside">{TO_PRINT}</p>')


def as_it_stands(study: Study, review: ReviewRecord, record: CycleRecord) -> tuple[str, ReviewFinding | None]:
    """THE verdict of today in words, and what a review would find; nothing where the measure has no chart here."""
    name = judged_by(study, review, record)
    if name not in study.charted:
        return "", None
    known = study.charted[name]
    told = verdict_words(verdict_of(study, name, today()), known.title, known.is_rate)
    return f"{day_words(today())}: {told}", ReviewFinding(evidence(study, review, today()).finding)
