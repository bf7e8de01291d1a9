"""The page of one test of change: where it stands, what is still to write, and its four parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard.drawing.course import pictured
from dashboard.drawing.flags import flags_of
from dashboard.drawing.predicted import with_predictions
from dashboard.drawing.printed import svg_of
from dashboard.drawing.svg import as_image
from dashboard.drawing.tiles import tile, with_icons
from dashboard.forms.edit import opened
from dashboard.pages.changing.cycles import acting, doing, planning, predicting, studying
from dashboard.pages.changing.cycles.history import closed_because, history, predicted_on, results_from
from dashboard.pages.changing.cycles.overview import go
from dashboard.pages.changing.cycles.parts import OnTheTable, names, was_open
from dashboard.parts.html_table import show_table
from dashboard.parts.page import link
from dashboard.parts.verdict_shown import verdict_html
from dashboard.records import Change
from dashboard.study.today import today
from dashboard.study.verdicts import verdict_of
from dashboard.telling.cycles import (
    DECISIONS,
    days_words,
    expected_words,
    plan_lines,
    result_words,
    stands,
    task_words,
    title_words,
)
from dashboard.telling.method_words import to_write_words
from dashboard.telling.phrases import day_words
from dashboard.telling.plain_text import as_is
from dashboard.telling.verdict import verdict_words
from measures.improvement import Decision, Stage, stage, still_to_write

ORDER = (Stage.PLAN, Stage.DO, Stage.STUDY, Stage.ACT, Stage.CLOSED)
FIRST = {
    Stage.DO: "Comes when the test has started.",
    Stage.STUDY: "Comes when the test has ended.",
    Stage.ACT: "Comes when you have written what you learned.",
}
CHARTS = 3


@dataclass(frozen=True)
class WithHistory:
    """One cycle with its history, read once for the page."""

    at: OnTheTable
    changes: Sequence[Change]

    @property
    def zone(self) -> ZoneInfo:
        """The practice's own time."""
        return ZoneInfo(self.at.study.practice.timezone)


def one_test(at: OnTheTable) -> None:
    """Everything of one test, the present part open for writing."""
    told = WithHistory(at, at.study.records.changes(at.study.clinic, "cycles", at.record.id))
    _top(told)
    here = stage(at.cycle)
    parts: tuple[tuple[Stage, Callable[[WithHistory], None], Callable[[OnTheTable], None]], ...] = (
        (Stage.PLAN, _plan_read, _plan_write),
        (Stage.DO, _do_read, _do_write),
        (Stage.STUDY, _study_read, _study_write),
        (Stage.ACT, _act_read, acting.deciding),
    )
    for part, read, write in parts:
        if at.cycle.closed is not None and not _reached(at, part):
            continue
        st.header(part.value)
        if part is here and at.writable:
            write(at)
        elif _reached(at, part):
            read(told)
            if at.writable and at.cycle.closed is None:
                with st.expander(f"Correct or complete {part.value}", expanded=_left_open(at, part)):
                    _corrections(at, part)
        else:
            st.write(FIRST[part])
    _bottom(told)


def _top(told: WithHistory) -> None:
    cycle = told.at.cycle
    asked = to_write_words(still_to_write(cycle))
    why = closed_because(told.changes)
    more = f"Still to write: {', '.join(asked)}." if asked else f"Why: {why}" if why else ""
    note = f'<p class="hb-note">{escape(more)}</p>' if more else ""
    st.html(f'<p class="hb-lead"><strong>{escape(stands(cycle))}.</strong></p>{note}')


def _reached(at: OnTheTable, part: Stage) -> bool:
    """Whether anything of a part can be read: it is behind us, or was written before the test was closed early."""
    cycle = at.cycle
    there = {
        Stage.PLAN: True,
        Stage.DO: cycle.started is not None,
        Stage.STUDY: cycle.studied,
        Stage.ACT: cycle.decision is not None,
    }
    return there[part]


def _left_open(at: OnTheTable, part: Stage) -> bool:
    """Whether this part was being written when a colleague moved the test on: what was typed stays in sight."""
    fields = {Stage.DO: ("do", "observations"), Stage.STUDY: ("study", "learning"), Stage.ACT: ("act", "decision")}
    return part in fields and was_open(at.record, *fields[part], then=part)


def _corrections(at: OnTheTable, part: Stage) -> None:
    if part is Stage.PLAN:
        planning.the_what(at)
        if stage(at.cycle) is not Stage.DO:
            planning.tasks(at)
    elif part is Stage.DO:
        doing.observing(at)
        doing.days(at)
    elif part is Stage.STUDY:
        studying.studying(at)
    else:
        acting.deciding(at)


def _plan_write(at: OnTheTable) -> None:
    _plan_lines(at)
    with st.expander(
        "Correct or complete the plan", expanded=not opened(at.record, "what", "title").seen.cycle.question
    ):
        planning.the_what(at)
    st.markdown("**What do we expect?**")
    predicting.predictions(at)
    st.markdown("**Who does what?**")
    planning.tasks(at)
    st.markdown("**Ready?**")
    doing.starting(at)


def _plan_read(told: WithHistory) -> None:
    at, cycle = told.at, told.at.cycle
    _plan_lines(at)
    for one in cycle.predictions:
        words = at.charted(one.measure)
        st.markdown(f"**We expect of “{as_is(words.words)}”:** {as_is(expected_words(one, words))}.")
    if cycle.started is not None:
        st.markdown(f":material/lock: {as_is(_lock_words(told))}")
        if was_open(at.record, "predictions", "about", then=Stage.PLAN):
            st.info("The test was started meanwhile, which locked its prediction. One you were typing was not kept.")
    if cycle.tasks and stage(cycle) is not Stage.DO:
        st.markdown("\n".join(f"- {'✓ ' if one.done else ''}{as_is(task_words(one))}" for one in cycle.tasks))


def _lock_words(told: WithHistory) -> str:
    cycle = told.at.cycle
    assert cycle.started is not None
    if not cycle.predictions:
        return f"Started on {day_words(cycle.started)} without a prediction."
    written = predicted_on(told.changes, told.zone)
    late = (
        f", {(written - cycle.started).days} days after the test began" if written and written > cycle.started else ""
    )
    when = f"Written on {day_words(written)}{late}; locked" if written else "Locked"
    return f"{when} since the start on {day_words(cycle.started)}."


def _plan_lines(at: OnTheTable) -> None:
    cycle, record = at.cycle, at.record
    idea = names(at).idea(record.idea_id) if record.idea_id else ""
    measures = {name: at.charted(name).words for name in record.measures}
    said(plan_lines(cycle, idea, record.owner, measures))


def _do_write(at: OnTheTable) -> None:
    tasks = opened(at.record, "tasks", "what 0").seen.cycle.tasks
    with st.expander("Who does what", expanded=any(not one.done for one in tasks)):
        planning.tasks(at)
    doing.observing(at)


def _do_read(told: WithHistory) -> None:
    cycle = told.at.cycle
    planned = doing.YES_NO[cycle.as_planned] if cycle.as_planned is not None else ""
    said(
        [
            ("Days", days_words(cycle)),
            ("Done as planned", planned),
            ("Seen", cycle.observations),
            ("Surprises", cycle.surprises),
        ]
    )


def _study_write(at: OnTheTable) -> None:
    _charts(at)
    studying.studying(at)


def _study_read(told: WithHistory) -> None:
    at, cycle = told.at, told.at.cycle
    for one, result in zip(cycle.predictions, cycle.results):
        st.write(as_is(result_words(one, result, at.charted(one.measure))))
    source = results_from(at.record, at.charted)
    said([("Results from", source), ("Learned", cycle.learning)])
    _charts(at)


def _act_read(told: WithHistory) -> None:
    cycle = told.at.cycle
    assert cycle.decision is not None
    said([("Decision", ": ".join(DECISIONS[cycle.decision])), ("Next", cycle.next_step)])
    if cycle.decision is Decision.ADOPT and cycle.implemented is not None:
        st.write(f"How we work since {day_words(cycle.implemented)}. {acting.review_words(cycle.implemented)}")
        link("reviews", "The reviews")


def _bottom(told: WithHistory) -> None:
    at = told.at
    if at.writable and (at.cycle.studied or at.cycle.closed is not None):
        decided = stage(at.cycle) is Stage.CLOSED
        go("Plan the next test from this one", decided, cycle="new", after=str(at.cycle.number))
    if at.cycle.started is not None and at.cycle.ended is None:
        _charts(at)
    if at.writable and (stage(at.cycle) is not Stage.CLOSED or at.cycle.closed is not None):
        with st.expander("Open this test again" if at.cycle.closed else "Close this test early"):
            acting.closing(at)
    with st.expander("Who wrote what, and when"):
        show_table(history(told.changes, told.zone, names(at)), f"History of {title_words(at.cycle)}")


def _charts(at: OnTheTable) -> None:
    """The charts of the measures that were predicted, then of those it may move; with the days of the tests."""
    names = dict.fromkeys([*at.cycle.watched, *at.record.measures])
    there = [name for name in names if name in at.study.charted][:CHARTS]
    for name in there:
        series = at.study.series(name)
        chart = at.study.chart(series)
        flags = flags_of(at.study.written, series)
        found = verdict_of(at.study, name, today())
        told = verdict_words(found, series.title, series.is_rate)
        picture = pictured(series, with_icons(chart, series, found), flags, told=False)
        boxed = with_predictions(picture, series, at.cycle.started, at.cycle.predictions)
        words = " ".join([told, *boxed.foot[len(picture.foot) :]])
        whole = as_image(svg_of(boxed, 820, 340, words), words)
        st.html(verdict_html(found, series.is_rate, whole=True))
        narrow = as_image(tile(chart, series, told), told)
        st.html(f'<div class="hb-wide">{whole}</div><div class="hb-narrow">{narrow}</div>')
        link("measure", f"{series.title}: chart and rows", measure=at.charted(name).words)


def said(lines: Sequence[tuple[str, str]]) -> None:
    """What was asked and what was written, as it was written; nothing where nothing was."""
    there = [(name, text) for name, text in lines if text.strip()]
    if there:
        told = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in there)
        st.html(f'<dl class="hb-said">{told}</dl>')
