"""The wall (`?wall`): six verdicts on one screen, readable from three metres, renewing themselves."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.drawing import paper
from dashboard.drawing.cusum import cusum_tile
from dashboard.drawing.marks import mark_image
from dashboard.drawing.svg import as_image
from dashboard.drawing.tiles import tile, with_icons
from dashboard.forms.at_the_desk import open_study
from dashboard.pages.huddling.huddle import in_order
from dashboard.parts.verdict_shown import since_words
from dashboard.study import Study
from dashboard.study.case_by_case import CASES
from dashboard.study.today import today
from dashboard.study.verdicts import verdict_of
from dashboard.telling.phrases import better_word, day_words
from dashboard.telling.plain_text import as_is
from dashboard.telling.verdict import MARKS, TO_LOOK_AT, aim_in_short, moved_words, verdict_words
from measures.verdict import MeasureVerdict

SIX = 6
RENEWS = "5m"  # a change of an import or a tally is on the wall within so long


def asked_for() -> bool:
    """Whether the address says `?wall`."""
    return "wall" in st.query_params


@st.fragment(run_every=RENEWS)
def show() -> None:
    """The whole screen, from the facts as they are each time."""
    study = open_study(bare=True)
    st.html(paper.style("wall"))
    end = study.practice.export_date
    to = f" · data to {day_words(end)}" if end else ""
    st.title(as_is(f"{study.practice.name}{to}"))
    shown = six(study)
    if not shown:
        st.info("Nothing is counted here yet: bring in an export, and the wall follows.")
        return
    st.html(f'<div class="hb-wall">{"".join(wall_tile(study, one) for one in shown)}</div>')


def six(study: Study) -> list[MeasureVerdict]:
    """The chosen measures, filled up with others that have a chart; what needs a look first."""
    chosen = in_order(study, today())
    others = [name for name in study.charted if name not in study.chosen][: max(0, SIX - len(chosen))]
    found = [*chosen, *(verdict_of(study, name, today()) for name in others)]
    return sorted(found[:SIX], key=lambda one: TO_LOOK_AT.index(one.state))


def wall_tile(study: Study, found: MeasureVerdict) -> str:
    """One measure: its mark, from what to what, THE verdict, the aim and the line so far."""
    known = study.charted[found.measure]
    word = MARKS[found.state].word
    told, aim = since_words(found, known.is_rate), aim_in_short(found.aim, known.is_rate)
    direction = better_word(found.better, arrow=True)
    kind = f"hb-{found.state.replace('_', '-')}"
    return (
        f'<section class="{kind}"><h2>{escape(known.title)} <small>{escape(direction)}</small></h2>'
        f'<p class="hb-mark">{mark_image(found.state)}<strong>{escape(word)}</strong></p>'
        f'<p class="hb-moved">{escape(moved_words(found, known.is_rate))}</p>'
        f"<p>{escape(told)}</p>{f'<p><strong>{escape(aim)}</strong></p>' if aim else ''}"
        f"{_line(study, found)}</section>"
    )


def _line(study: Study, found: MeasureVerdict) -> str:
    if found.because == "unexplained_rows" or found.measure not in study.charted:
        return ""
    drawn, advice = study.drawn(study.series(found.measure))
    chart = with_icons(study.chart(drawn, target=study.target(found.measure)), drawn, found)
    told = verdict_words(found, drawn.title, study.charted[found.measure].is_rate)
    cases = study.case_by_case(drawn) if advice.chart == CASES else None
    return as_image(cusum_tile(cases.cusum, drawn.title, told) if cases else tile(chart, drawn, told), "")
