"""The part "Baseline and phases" of the page "Measure": what stands, what is suggested, a preview, and a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from dashboard.drawing.svg import as_image
from dashboard.drawing.tiles import tile, with_icons
from dashboard.forms.at_the_desk import who_writes
from dashboard.forms.writing import keep, names_nobody, say_kept
from dashboard.pages.one_measure.phases.suggested import Suggestion, suggestions
from dashboard.pages.one_measure.phases.words import (
    WITH_THE_AIM,
    Decided,
    centres_words,
    decided,
    decision_words,
    rebasing,
    thin,
    unfounded,
    unsteady,
)
from dashboard.parts.page import link
from dashboard.parts.tab import Tab
from dashboard.parts.verdict_shown import verdict_html
from dashboard.records import ChartPhase, PhaseKind
from dashboard.records.keeping import keep as kept
from dashboard.study import Filters, Study
from dashboard.study.phasing import phase_choices, with_phases
from dashboard.study.targets import steps_of
from dashboard.study.today import today
from dashboard.study.verdicts import judged, verdict_of
from dashboard.telling.phrases import day_words
from dashboard.telling.plain_text import as_is
from dashboard.telling.verdict import verdict_words
from measures.practice import EVERYONE
from measures.series import Series
from measures.spc import Chart
from measures.verdict import NO_AIM, MeasureVerdict

KINDS = {
    PhaseKind.BASELINE: "Freeze a baseline", PhaseKind.NEW_PHASE: "Begin a new phase",
    PhaseKind.TARGET: "Set a target from a day on",
}  # fmt: skip


def baseline_and_phases(part: Tab, study: Study, series: Series, chart: Chart, filters: Filters) -> None:
    """The whole part: the lines of a chart move only here, by a person who gives a reason, and can be moved back."""
    with part:
        say_kept()
        st.write(
            "The lines of a chart stay where they are until somebody of your team says that they should not, and why. "
            "What is decided here holds for every view of this measure, and can be undone."
        )
        if filters.modality or filters.provider != EVERYONE:
            st.info("Only a part of the measure is looked at now. What is decided here holds for all of it.")
        history = decided(study, series.measure)
        _standing(study, series, [one for one in history if one.phase.active])
        _suggested(study, series, chart)
        _decide(study, series, chart)
        _undone([one for one in history if not one.phase.active], series.is_rate)


def _standing(study: Study, series: Series, decisions: Sequence[Decided]) -> None:
    with_aim = [one for one in study.written.standing(series.measure) if one.id == 0]
    if not decisions and not with_aim:
        lines = f"the lines come from all whole {series.every}s shown"
        st.write(f"**What stands:** no baseline and no new phase; {lines}.")
        return
    st.write("**What stands**")
    for phase in with_aim:
        with st.container(border=True):
            st.markdown(f"**{decision_words(phase)}**, {WITH_THE_AIM}. One decided here takes its place there too.")
            link("our_change", "Change it with the aim", see="aim")
    for one in decisions:
        with st.container(border=True):
            said = f"**{decision_words(one.phase, series.is_rate)}.** {as_is(one.phase.reason)}"
            st.markdown(f"{said}  \nDecided by {as_is(one.who)} on {day_words(one.on)}.")
            folded = st.expander("Undo this", key=f"undo {one.phase.id}", on_change="rerun")
            if folded.open:
                with folded:
                    _undo(study, one.phase)


def _undo(study: Study, phase: ChartPhase) -> None:
    with st.form(f"undoing {phase.id}", enter_to_submit=False, border=False):
        reason = st.text_input("Why should it no longer hold?", key=f"undo reason {phase.id}", max_chars=300)
        who = who_writes(study, f"undo {phase.id}")
        sent = st.form_submit_button("Undo it")
    if not sent:
        return
    if not (reason or "").strip():
        st.info("Write in a few words why, for whoever asks later where the line went.", icon=":material/block:")
        return
    keep(
        lambda: study.records.kept(replace(phase, active=False), who=who, reason=reason or ""),
        "It is undone. Every chart of this measure is as it was before.",
    )


def _undone(gone: Sequence[Decided], is_rate: bool) -> None:
    if not gone:
        return
    with st.expander(f"Undone earlier: {len(gone)}"):
        lines = [
            f"- {decision_words(one.phase, is_rate)}: {as_is(one.phase.reason)} "
            f"({as_is(one.who)}, {day_words(one.on)}). "
            f"Undone by {as_is(one.undone_by)}: {as_is(one.undone_because)}"
            for one in gone
        ]
        st.markdown("\n".join(lines))


def _suggested(study: Study, series: Series, chart: Chart) -> None:
    """Each suggestion with a button that fills the form below; nothing else comes of it."""
    found = suggestions(study, series, chart)
    if not found:
        return
    st.write("**To think about** (the buttons only fill in the form below)")
    for number, one in enumerate(found):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(as_is(one.says), width="stretch")
            st.button(
                f"{KINDS[one.kind]} there", key=f"suggested {number}", on_click=_fill_in, args=(series.measure, one)
            )


def _fill_in(measure: str, one: Suggestion) -> None:
    """Put a suggestion into the form."""
    values = {"kind": one.kind, "first": one.first, "last": one.last, "reason": one.reason}
    for name, value in values.items():
        st.session_state[_key(name, measure)] = value


def _key(name: str, measure: str) -> str:
    """A field of the form of one measure; after a decision was kept it is a new one, and empty."""
    return f"phase {name} {measure} {st.session_state.get('phases kept', 0)}"


def _decide(study: Study, series: Series, chart: Chart) -> None:
    st.write("**Decide**")
    phase = _typed(study, series)
    if phase is None:
        return
    asks = (_preview_target if phase.kind is PhaseKind.TARGET else _preview)(study, series, chart, phase)
    if asks is None:
        return
    who = who_writes(study, "phase")
    if st.button("Keep this decision", type="primary") and _asked(phase, asks) and names_nobody(phase.reason):
        _keep(study, phase, who)


def _typed(study: Study, series: Series) -> ChartPhase | None:
    """The decision as typed so far; None until it has its day."""
    measure = series.measure
    kind = st.radio(
        "What should change?", list(KINDS), format_func=KINDS.__getitem__, key=_key("kind", measure), horizontal=True,
        index=None,
    )  # fmt: skip
    if kind is None:
        return None
    with st.container(horizontal=True):
        if kind is PhaseKind.BASELINE:
            first = _day("First day (empty: from the beginning)", _key("first", measure))
            last = _day("Last day of the baseline", _key("last", measure))
        elif kind is PhaseKind.TARGET:
            first, last = _day("First day of the target", _key("first", measure)), None
        else:
            first, last = _day("First day of the new phase", _key("first", measure)), None
    level = _level(series, _key("level", measure)) if kind is PhaseKind.TARGET else None
    reason = st.text_input(
        "Reason, for whoever reads the chart later", key=_key("reason", measure), max_chars=300,
        placeholder="New booking template since that day; it stays",
    )  # fmt: skip
    if (last if kind is PhaseKind.BASELINE else first) is None or (kind is PhaseKind.TARGET and level is None):
        return None
    if first and last and last < first:
        st.info(f"The baseline would end on {day_words(last)}, before it begins on {day_words(first)}. Swap the two.")
        return None
    first = _phase_of(study, measure, first, last) if kind is PhaseKind.BASELINE else first
    return ChartPhase(clinic=study.clinic, measure=measure, kind=kind, reason=reason or "", first=first, last=last,
                      level=level)  # fmt: skip


def _level(series: Series, key: str) -> float | None:
    """How much the target is, in the measure's own unit; a count is one of a month, as the aim's is."""
    scale, unit = (100.0, "per cent") if series.is_rate else (1.0, "a month")
    most = 100.0 if series.is_rate else None
    typed = st.number_input(f"How much ({unit})", 0.0, most, value=None, step=1.0, format="%g", key=key, width=270)
    return None if typed is None else typed / scale


def _day(label: str, key: str) -> date | None:
    picked = st.date_input(label, value=None, format="YYYY-MM-DD", key=key, width=270)
    return picked if isinstance(picked, date) else None


def _phase_of(study: Study, measure: str, first: date | None, last: date | None) -> date | None:
    """Where a baseline without a first day begins: with the newest phase that began before its last day."""
    begun = [p.first for p in study.written.phases(measure) if p.kind is PhaseKind.NEW_PHASE and p.first]
    return first or max((day for day in begun if last and day <= last), default=None)


def _preview_target(study: Study, series: Series, chart: Chart, phase: ChartPhase) -> str | None:
    """The chart now and with the target; None where it would be drawn as it is."""
    if phase.first is None or phase.level is None:
        return None
    steps = dict(steps_of(study.written, series.measure)) | {phase.first: phase.level}
    then = study.chart(series, chart.chart, chart.rules, tuple(sorted(steps.items())))
    if (then.targets, then.target) == (chart.targets, chart.target):
        st.info(
            f"{decision_words(phase, series.is_rate)}: the line of the target would be as it is. A day after all that "
            "is shown waits for its first month."
        )
        return "" if phase.first > series.points["end"][-1] else None
    st.write("**What would change**")
    _now_and_then(study, series, phase, chart, then)
    return ""


def _now_and_then(study: Study, series: Series, phase: ChartPhase, chart: Chart, then: Chart) -> None:
    """The chart and THE verdict as they are and as they would be; how the aim would stand is not said beforehand."""
    now, after = st.columns(2)
    found = verdict_of(study, series.measure, today())
    found = replace(found, aim=NO_AIM) if phase.kind is PhaseKind.TARGET else found
    now.html(_seen(study, series, "Now", chart, found))
    after.html(_seen(study, series, "Then", then, _judged_with(study, phase, found)))


def _preview(study: Study, series: Series, chart: Chart, phase: ChartPhase) -> str | None:
    """Sentence and picture now and then, side by side; gives what must be asked before it is kept.

    None where the decision would change nothing.
    """
    wanted = study.written.with_the_aims(series.measure, [*_others(study, phase), replace(phase, id=_LAST)])
    if phase_choices(series, wanted) == phase_choices(series, study.written.standing(series.measure)):
        st.info(_nothing_moves(series, phase))
        return None
    then = with_phases(series, chart, wanted)
    st.write("**What would change**")
    if words := centres_words(chart, then, series):
        st.write(words)
    _now_and_then(study, series, phase, chart, then)
    asks = rebasing(chart, then, phase, series)
    doubts = (thin(series, phase), unsteady(series, chart, phase), unfounded(series, chart, phase))
    for told in (_replaces(study, phase), *doubts, asks):
        if told:
            st.info(told, icon=":material/lightbulb:")
    return asks


def _judged_with(study: Study, phase: ChartPhase, found: MeasureVerdict) -> MeasureVerdict:
    """THE verdict as it would be: a baseline is what it compares with; how a chart is cut changes nothing of it."""
    if phase.kind is not PhaseKind.BASELINE or phase.last is None or found.state == "cannot_count_yet":
        return found
    return judged(study, phase.measure, today(), instead=(phase.first, phase.last)).verdict


def _seen(study: Study, series: Series, name: str, chart: Chart, found: MeasureVerdict) -> str:
    """A small chart with its verdict, as a tile of This week has them."""
    is_rate = study.charted[found.measure].is_rate
    told = verdict_words(found, series.title, is_rate)
    picture = as_image(tile(with_icons(chart, series, found), series, told), "")
    return f'<p class="hb-role">{name}</p><div class="hb-phase">{picture}</div>{verdict_html(found, is_rate)}'


def _nothing_moves(series: Series, phase: ChartPhase) -> str:
    if any(phase_choices(series, [phase]).values()):
        return f"{decision_words(phase)}: what was decided already gives these lines, so none would move."
    return (
        f"{decision_words(phase)}: that day does not part whole {series.every}s of what is shown here, so no line "
        "would move. Choose another day, or show more time with From and To above."
    )


_LAST = 2**62  # an id behind all others: the decision that is typed now is the newest


def _others(study: Study, phase: ChartPhase) -> list[ChartPhase]:
    """The standing decisions that stay beside a new one: a baseline takes the place of one of the same phase."""
    return [one for one in study.written.phases(phase.measure) if one not in _replaced(study, phase)]


def _replaced(study: Study, phase: ChartPhase) -> list[ChartPhase]:
    """The baselines of the same phase, or the targets of the same day, whose place a new decision takes."""
    if phase.kind is PhaseKind.TARGET:
        own = (one for one in study.written.all_phases if one.active and one.measure == phase.measure)
        return [one for one in own if one.kind is phase.kind and one.first == phase.first]
    same = [one for one in study.written.phases(phase.measure) if one.kind is phase.kind is PhaseKind.BASELINE]
    begun = _phase_of(study, phase.measure, None, phase.last)
    return [one for one in same if begun is None or (one.last and one.last >= begun)]


def _replaces(study: Study, phase: ChartPhase) -> str:
    gone = [decision_words(one) for one in _replaced(study, phase)]
    return f"It takes the place of: {'; '.join(gone)}." if gone else ""


def _asked(phase: ChartPhase, asks: str) -> bool:
    """A new phase on a worse level is asked about once; pressing again is the answer."""
    asked = f"{phase.measure} {phase.first}"
    if not asks or st.session_state.get("asked of a phase") == asked:
        return True
    st.session_state["asked of a phase"] = asked
    st.info("Please read the caution above once more. If the new phase is right all the same, press the button again.")
    return False


def _keep(study: Study, phase: ChartPhase, who: str) -> None:
    gone = _replaced(study, phase)
    turn = st.session_state.get("phases kept", 0)

    def write() -> None:
        with study.records.writing(who) as pen:
            kept(pen, phase)
            for one in gone:
                kept(pen, replace(one, active=False), f"Another {phase.kind}: {phase.reason}")
        st.session_state["phases kept"] = turn + 1

    is_rate = study.charted[phase.measure].is_rate
    keep(write, f"Kept: {decision_words(phase, is_rate)}. Every chart of this measure follows it; it can be undone.")
