"""The storyboard of a change, read from top to bottom: aim, idea, tests, chart, kept?, story; with one question."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard.drawing.cusum import cusum_tile
from dashboard.drawing.svg import as_image
from dashboard.drawing.tiles import tile, with_icons
from dashboard.forms.at_the_desk import open_study
from dashboard.forms.writing import say_kept
from dashboard.pages.changing.aim import closing, whole
from dashboard.pages.changing.beginning import first_aim, first_test
from dashboard.pages.changing.cycles import acting, asked, doing, predicting, studying
from dashboard.pages.changing.cycles.parts import charted
from dashboard.pages.changing.reviewing.hold_form import hold_form
from dashboard.pages.changing.reviewing.listing import calendar_button
from dashboard.pages.changing.reviewing.shown import verdict_shown
from dashboard.parts.charter import charter_of
from dashboard.parts.page import link
from dashboard.parts.reviews.due import Due, due_now, shortly, title, waiting
from dashboard.parts.reviews.evidence import evidence
from dashboard.parts.verdict_shown import verdict_html
from dashboard.records import CycleRecord, Project
from dashboard.records.idea_taken_up import ideas_of
from dashboard.study import Study
from dashboard.study.case_by_case import CASES
from dashboard.study.today import today
from dashboard.study.verdicts import verdict_of
from dashboard.telling.charter_words import aim_sentence
from dashboard.telling.cycles import expected_words, stands, title_words
from dashboard.telling.next_test import predicted_days
from dashboard.telling.phrases import begun
from dashboard.telling.plain_text import as_is
from dashboard.telling.verdict import verdict_words
from measures.improvement import Stage, When, stage

TESTS = 3  # the newest, in sight; the others stand behind one link
MORE = {
    "team": "Team", "few": "The few measures", "gaps": "Gaps", "diagram": "Driver diagram",
    "tests": "How well we predict", "notes": "What happened", "project": "History, hand over, close",
}  # fmt: skip


@dataclass(frozen=True)
class Board:
    """What stands on the storyboard today, and which of its steps asks something."""

    study: Study
    project: Project | None
    test: CycleRecord | None
    waits: Due | None
    held: Due | None

    @property
    def asks(self) -> str:
        """The one step that asks: the aim, a review that waits, the test, the story; none where nothing is open."""
        if self.project is None or self.project.aim_level is None:
            return "aim"
        if self.waits:
            return "kept"
        if self.test or not self.study.written.cycles:
            return "tests"
        return "story" if self.held and not self.held[0].story else ""


def board_of(study: Study) -> Board:
    """The board as the records stand; a review waits no longer once a later one of the same change was held."""
    written, reviews = study.written, due_now(study.written, today())
    live = [one for one in written.cycles if stage(one.cycle) is not Stage.CLOSED]
    held = [one for one in reviews if one[0].held]
    waits = waiting(written, today())
    return Board(
        study, written.project, next(reversed(live), None), next(reversed(waits), None), next(reversed(held), None)
    )


def page() -> None:
    """Every step with where it stands, and under one of them the question that comes next."""
    study = open_study(bare=True)
    st.title("Our change")
    say_kept()
    board = board_of(study)
    for step in (_aim, _idea, _tests, _chart, _kept, _story):
        step(board)
    with st.expander("More"):
        for see, label in MORE.items():
            link("our_change", label, see=see)
        if board.project is None:
            whole.bring_in_part(study)
            closing.others(study, None)


def _aim(board: Board) -> None:
    st.header("Aim")
    if board.asks == "aim":
        first_aim(board.study, board.project)
        return
    assert board.project
    st.write(as_is(aim_sentence(charter_of(board.study, board.project)) or board.project.title))
    link("our_change", "Change the aim", see="aim")


def _idea(board: Board) -> None:
    st.header("Idea")
    taken = [one.title for one in ideas_of(board.study.written.ideas, board.project) if one.status != "set_aside"]
    st.write(as_is("; ".join(taken) or "None taken up yet."))
    link("our_change", "Change ideas", see="ideas")


def _tests(board: Board) -> None:
    st.header("Tests")
    study = board.study
    for one in reversed(study.written.cycles[-TESTS:]):
        link("our_change", as_is(f"{title_words(one.cycle)}: {stands(one.cycle)}"), cycle=str(one.cycle.number))
    if board.asks == "tests":
        _question(board)
    elif board.project and board.test is None and study.written.cycles:
        link("our_change", "Plan a new test", cycle="new")
    if study.written.cycles:
        link("our_change", "All tests", see="tests")
    else:
        st.write("None yet." if board.asks == "aim" else "Begin small: one patient this week.")


def _question(board: Board) -> None:
    """What the test asks now, or the first of all tests."""
    if board.test is None:
        assert board.project
        first_test(board.study, board.project)
        return
    at = asked.desk(board.study, board.test)
    here = stage(at.cycle)
    for one in at.cycle.predictions if here is not Stage.STUDY else ():  # there each stands above its answer
        words = charted(board.study, one.measure)
        st.write(as_is(f"{words.words}: expected {expected_words(one, words)}."))
    if here is Stage.PLAN and not at.cycle.predictions:
        predicting.predictions(at)
    ask = {Stage.PLAN: doing.starting, Stage.DO: doing.observing, Stage.STUDY: studying.studying}
    ask.get(here, acting.deciding)(at)
    days = [(one, day) for one, day in predicted_days(board.study.written) if one.id == board.test.id]
    if days and here is Stage.DO:
        calendar_button(board.study, [], "Its day for your calendar (.ics)", f"test-{board.test.id}.ics", days)


def _chart(board: Board) -> None:
    st.header("Chart")
    study, name = board.study, board.project.aim_measure if board.project else ""
    if name not in study.charted:
        st.write("Comes with the aim and the first numbers.")
        return
    drawn, advice = study.drawn(study.series(name))
    chart, one = study.chart(drawn, target=study.target(name)), study.charted[name]
    found = verdict_of(study, name, today())
    told = verdict_words(found, one.words, one.is_rate)
    st.html(verdict_html(found, one.is_rate, whole=True))
    cases = study.case_by_case(drawn) if advice.chart == CASES else None
    small = cusum_tile(cases.cusum, one.words, told) if cases else tile(with_icons(chart, drawn, found), drawn, told)
    st.html(f'<div class="hb-phase">{as_image(small, told)}</div>')
    link("measure", "The whole chart", measure=one.words)


def _kept(board: Board) -> None:
    st.header("Kept?")
    if board.waits is None:
        coming = [one for one in due_now(board.study.written, today()) if one[2].when is When.TO_COME]
        told = [f"{begun(title(one[0], one[1]))}: {shortly(one[0], one[2])}" for one in coming[:1]]
        st.write(as_is((told or ["Looked at 3 and 6 months after a change is adopted."])[0]))
    else:
        _review(board, board.waits)
    if board.study.written.reviews:
        link("our_change", "All reviews", see="reviews")


def _review(board: Board, due: Due) -> None:
    review, record, _ = due
    st.markdown(f"**{begun(as_is(title(review, record)))}**")
    st.write(as_is(shortly(review, due[2])))
    if board.asks == "kept":
        found = evidence(board.study, review, today())
        verdict_shown(found, now=True, on_the_board=True)
        hold_form(board.study, review, record, found)
    link("our_change", "The whole review", review=str(review.id))


def _story(board: Board) -> None:
    st.header("Story")
    if board.held is None:
        st.write("Comes with the first review.")
        return
    link("our_change", "The story", story=str(board.held[0].id))
    if board.asks == "story":
        link("our_change", "Write it", review=str(board.held[0].id))
