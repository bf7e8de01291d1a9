"""All reviews: what waits, what comes, and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from html import escape

import streamlit as st

from dashboard.pages.changing.reviewing.calendar_file import ics
from dashboard.parts.page import link
from dashboard.parts.reviews.built_in import SHORTLY
from dashboard.parts.reviews.due import Due, due_now, shortly, title
from dashboard.parts.reviews.evidence import judged_by
from dashboard.parts.seen import give
from dashboard.parts.verdict_shown import verdict_html
from dashboard.records import CycleRecord
from dashboard.study import Study
from dashboard.study.today import today
from dashboard.study.verdicts import verdict_of
from dashboard.telling.phrases import begun, day_words
from dashboard.telling.plain_text import as_is
from dashboard.telling.verdict_words import finding_words
from measures.improvement import When

ABOUT = (
    "A gain is easily lost once nobody looks. When a change is adopted, Huddleboard sets two days to look again: "
    "3 and 6 months after the change became how you work."
)


def listing(study: Study) -> None:
    """The reviews by where they stand, each with its link; what is most late stands first."""
    found = due_now(study.written, today())
    st.html(f'<p class="hb-sentence">{_first_sentence(found)}</p>')
    for name in reviewed(study, found):
        charted = study.charted[name]
        st.html(f'<h2 class="hb-title">{escape(charted.title)}</h2>')
        st.html(verdict_html(verdict_of(study, name, today()), charted.is_rate, whole=True))
    if not found:
        st.write(ABOUT)
        link("tests_of_change", "Tests of change")
        return
    waiting = [one for one in found if one[2].when in (When.DUE, When.OVERDUE)]
    _group("Waiting", waiting)
    _group("To come", [one for one in found if one[2].when is When.TO_COME])
    _group("Held", [one for one in reversed(found) if one[2].when is When.DONE])
    open_ones = [one for one in found if one[2].when is not When.DONE]
    if open_ones:
        calendar_button(study, open_ones, "All open reviews for your calendar (.ics)", "reviews.ics")


def reviewed(study: Study, found: Sequence[Due]) -> list[str]:
    """The measures that these reviews are judged by, each once."""
    names = [judged_by(study, review, record) for review, record, _ in found]
    return [name for name in dict.fromkeys(names) if name in study.charted]


def calendar_button(
    study: Study, some: Sequence[Due], label: str, name: str, tests: Sequence[tuple[CycleRecord, date]] = ()
) -> None:
    """A file that any calendar reads."""
    now = datetime.combine(today(), time(), UTC)
    cycles = {c.id: c for _, c, _ in some}
    text = ics([review for review, *_ in some], cycles, study.practice.name, now, tests)
    give(label, text, name, "text/calendar")


def _first_sentence(found: Sequence[Due]) -> str:
    waiting = [one for one in found if one[2].when in (When.DUE, When.OVERDUE)]
    if waiting:
        many = "1 review waits" if len(waiting) == 1 else f"{len(waiting)} reviews wait"
        return f"{many} for you: has the gain been kept?"
    coming = [one for one in found if one[2].when is When.TO_COME]
    if coming:
        return f"No review is due now; the next one is due on {day_words(coming[0][2].due)}. As it stands today:"
    return "No review is due now. As it stands today:" if found else "No review is planned yet."


def _group(heading: str, some: Sequence[Due]) -> None:
    if not some:
        return
    st.header(heading)
    for review, record, due in some:
        with st.container(border=True, gap="small"):
            st.markdown(f"**{begun(as_is(title(review, record)))}**")
            if due.when is When.DONE and review.held:
                said = finding_words(review.confirmed or review.finding)
                decided = SHORTLY.get(review.decision, review.decision)
                st.write(as_is(f"Held on {day_words(review.held)}; found on that day: {said}. Decided: {decided}."))
            else:
                st.write(as_is(shortly(review, due)))
            with st.container(horizontal=True):
                link("reviews", _open_words(due), review=str(review.id))
                if due.when is When.DONE:
                    link("reviews", "The story", story=str(review.id))


def _open_words(due: object) -> str:
    when = getattr(due, "when", None)
    return {When.DONE: "What was found", When.TO_COME: "Look ahead"}.get(when, "Open the review")  # type: ignore[arg-type]
