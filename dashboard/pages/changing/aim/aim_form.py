"""The part "Aim" of the page: which measure, over which months it stood where, how far to go, and by when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.forms.at_the_desk import who_writes
from dashboard.forms.edit import OpenedForm, opened
from dashboard.pages.changing.aim.keeping import settle
from dashboard.parts.charter import measure_words
from dashboard.parts.page import link
from dashboard.records import ChartPhase, Project
from dashboard.records.charted import Charted
from dashboard.records.kind import longest
from dashboard.telling.baseline import Baseline, baseline, baseline_words, offered, whole_months
from dashboard.telling.phrases import better_word, kind_word
from dashboard.telling.plain_text import as_is
from dashboard.telling.sentences import words as words_of
from measures.improvement.charter import impossible
from measures.series import Series

if TYPE_CHECKING:
    from dashboard.study import Study

KINDS = ("outcome", "process", "balancing", "context")
EXAMPLE = "Our patients with low back pain get an image when it would change their care, and a plan when it would not."
NO_CHART = (
    "It has no chart yet: that follows with the first export from your EMR, or with a tally by hand. "
    "The aim can be said already."
)
CROSSED = "The baseline ends before it begins. Choose the earlier month first."
LONGEST_TITLE = longest(Project, "title")


def aim_form(study: Study, project: Project) -> None:
    """Ask for the aim, and keep it; every field may stay empty for now."""
    part = opened(project, "aim", "measure")
    name = _measure(study, part)
    series = study.series(name) if name in study.charted else None
    found = _baseline(study, part, series) if series else Baseline(0)
    aim = study.named.get(name)
    if aim is not None and series is None:
        st.write(NO_CHART)
    with st.form(part.key, enter_to_submit=False):
        level = _level(part, aim)
        by = st.date_input(
            "By when?", part.seen.aim_by, format="YYYY-MM-DD", key=part.of("by"), width=220,
            min_value=date(2000, 1, 1), max_value=date(2100, 12, 31),
        )  # fmt: skip
        words = st.text_area(
            "In your own words: what will be better, and for whom?", part.seen.aim_words, key=part.of("words"),
            height=120, placeholder=EXAMPLE,
        )  # fmt: skip
        title = st.text_input("Name of the project", part.seen.title, key=part.of("title"), max_chars=LONGEST_TITLE)
        who = who_writes(study, part.key)
        sent = st.form_submit_button("Keep the aim", type="primary")
    problem = CROSSED if found is None else words_of(impossible(level, aim.is_rate)) if aim else ""
    found = found or Baseline(0)
    same = not found.months and name == part.seen.aim_measure
    first, last = (part.seen.baseline_from, part.seen.baseline_to) if same else (found.first, found.last)
    values = {
        "title": (title or "").strip() or part.seen.title, "aim_words": (words or "").strip(), "aim_measure": name,
        "aim_level": level, "aim_by": by, "baseline_from": first, "baseline_to": last,
    }  # fmt: skip
    told = f"Nothing is kept yet. {problem}" if problem else None
    settle(study, part, values, sent, "The aim is kept.", who, problem=told)


def _measure(study: Study, part: OpenedForm[Project]) -> str:
    """The measure that will tell, outcome measures first; one no longer available stays chosen until changed."""
    known = study.named
    names = sorted(known, key=lambda name: (KINDS.index(known[name].kind), known[name].tally is not None))
    own = part.seen.aim_measure
    options = names if not own or own in names else [own, *names]
    picked = st.selectbox(
        "Which measure will tell?", options, options.index(own) if own else None, key=part.of("measure"),
        format_func=lambda name: _option(known, name), placeholder="Choose a measure", width=520,
    )  # fmt: skip
    return picked or ""


def _option(known: dict[str, Charted], name: str) -> str:
    if name not in known:
        return measure_words(known, name)
    return f"{known[name].words} ({kind_word(known[name].kind).lower()}, {better_word(known[name].better)})"


def _baseline(study: Study, part: OpenedForm[Project], series: Series) -> Baseline | None:
    """From which month to which month the measure counts as "before", and where it stood then; None if crossed."""
    months = whole_months(series)
    if not months:
        st.write("This measure has no whole month with something to count yet; the usual level follows when it has.")
        return Baseline(0)
    on_chart = study.written.baseline_on_the_chart(series.measure)
    if on_chart is not None:
        return _set_on_the_chart(series, on_chart)
    first, last = _chosen(part, series, study)
    places = {start: f"{start:%B %Y}" for start, _ in months}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        start = _month("Baseline from", places, first, part.of(f"from {series.measure}"))
        end = _month("Baseline to", places, last and last.replace(day=1), part.of(f"to {series.measure}"))
    ends = dict(months)
    if start is None or end is None:
        st.write("Choose the months that count as “before”; the usual level is worked out from them.")
        return Baseline(0)
    if end < start:
        st.info(CROSSED, icon=":material/block:")
        return None
    found = baseline(series, start, ends[end])
    st.markdown(f"Usual level: **{as_is(baseline_words(series, found))}**")
    st.caption("These months are the “before” of the aim, of the line on its chart and of its verdict.")
    return found


def _set_on_the_chart(series: Series, phase: ChartPhase) -> Baseline:
    """A baseline decided on the chart is the aim's too: told here, and changed there."""
    found = baseline(series, phase.first or series.points["start"][0], phase.last)
    st.markdown(f"Usual level: **{as_is(baseline_words(series, found))}**")
    st.caption("This baseline was set on the measure's chart; it holds for the aim and the verdict too.")
    link("measure", "Change it on the chart", measure=series.title)
    return found


def _chosen(part: OpenedForm[Project], series: Series, study: Study) -> tuple[date | None, date | None]:
    """The months kept for this measure; for another one the months before the first test began are offered."""
    seen = part.seen
    if seen.aim_measure == series.measure and seen.baseline_to is not None:
        return seen.baseline_from, seen.baseline_to
    begun = [one.cycle.started for one in study.written.cycles if one.cycle.started is not None]
    return offered(series, min(begun, default=None)) or offered(series, None) or (None, None)


def _month(label: str, places: dict[date, str], kept: date | None, key: str) -> date | None:
    months = list(places)
    index = months.index(kept) if kept in places else None
    return st.selectbox(
        label, months, index, format_func=places.__getitem__, key=key, width=220, placeholder="Choose a month"
    )


def _level(part: OpenedForm[Project], aim: Charted | None) -> float | None:
    """How far to go, in people's unit; kept as a share where the measure is one."""
    if aim is None:
        st.write("How far you want to go can be said as soon as a measure is chosen that can be counted here.")
        return part.seen.aim_level
    kept = part.seen.aim_level if part.seen.aim_measure == aim.name else None
    label = "How far? The per cent to reach" if aim.is_rate else "How far? The number a month to reach"
    said = st.number_input(
        label, step=1.0, format="%g",
        value=None if kept is None else round(100 * kept if aim.is_rate else kept, 6),
        key=part.of(f"level {aim.name}"), width=260,
    )  # fmt: skip
    if said is None:
        return None
    return round(said / 100, 8) if aim.is_rate else said
