"""All clinics on one page: clinics as rows, measures as columns, each cell the clinic's own verdict."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.desk import Desk
from dashboard.drawing.funnel import funnel_svg
from dashboard.drawing.svg import as_image
from dashboard.parts.seen import give
from dashboard.records.programme import PROGRAMME
from dashboard.records.shares import Shared, SharedMeasure
from dashboard.study.one_clinic import FIRST_CHOICE
from dashboard.telling.phrases import better_word
from dashboard.telling.plain_text import as_is
from dashboard.telling.programme import (
    ORDER_WORDS,
    UNSHARED,
    alike,
    columns,
    in_order,
    learned,
    mark_words,
    reviews_due,
    sizes,
    table,
    thresholds,
    under_way,
)
from dashboard.telling.shares import cell, sentence
from dashboard.telling.spreadsheet import csv_text
from dashboard.telling.verdict import MARKS
from measures.spc.funnel import funnel

FEWEST = 3  # clinics of a funnel; of two each would see the other


def overview(desk: Desk, clinics: Sequence[Shared]) -> None:
    """The table, the funnels, and the work."""
    today = desk.day
    ordered = in_order(clinics, today)
    every = columns(ordered, FIRST_CHOICE)
    few = [one for one in every if one.measure in FIRST_CHOICE]
    st.html(grid(ordered, few, "Clinics and the few measures of the huddle"))
    st.caption(f"{mark_words()}. {ORDER_WORDS}")
    for line in thresholds(ordered):
        st.caption(as_is(line))
    _download(ordered, every)
    with st.expander(f"All {len(every)} measures"):
        st.html(grid(ordered, every, "Clinics and all measures"))
    _funnels(ordered, [one for one in every if one.is_rate])
    _list("Who tests what", list(under_way(ordered)), "No clinic shares a test that is under way.")
    _list("Reviews that wait", list(reviews_due(ordered, today)), "No review waits.")
    _list("What was learned", list(learned(ordered)), "Nothing that was learned is shared yet.")


def grid(clinics: Sequence[Shared], measures: Sequence[SharedMeasure], caption: str) -> str:
    """The table as HTML; a pointer on a cell and a screen reader hear the same sentence."""
    heads = "".join(f'<th scope="col">{escape(one.title)}</th>' for one in measures)
    body = "".join(_row(one, measures) for one in clinics)
    said = escape(caption)
    return (
        f'<div class="hb-table hb-clinics" tabindex="0" role="region" aria-label="{said}"><table>'
        f'<caption>{said}</caption><thead><tr><th scope="col">Clinic</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(shared: Shared, measures: Sequence[SharedMeasure]) -> str:
    name = f'<a href="?of={escape(shared.clinic)}" target="_self">{escape(shared.name)}</a>'
    return f'<tr><th scope="row">{name}</th>{"".join(_cell(shared, one) for one in measures)}</tr>'


def _cell(shared: Shared, measure: SharedMeasure) -> str:
    own = shared.measure(measure.measure)
    if own is None:
        return f'<td class="hb-quiet">{UNSHARED}</td>'
    mark, words = MARKS[own.verdict.state], cell(own, shared.least)
    state, _, lately = words.removeprefix(f"{mark.shape} ").partition(": ")
    shape = f'<span aria-hidden="true" style="color:{mark.colour}">{mark.shape}</span>'
    return (
        f'<td title="{escape(sentence(shared, own))}">{shape} <strong>{escape(state)}</strong>'
        f"{f'<br><span>{escape(lately)}</span>' if lately else ''}</td>"
    )


def _download(clinics: Sequence[Shared], measures: Sequence[SharedMeasure]) -> None:
    """The table as a file; that it was taken is noted."""
    rows = table(clinics, measures)
    text = csv_text(rows.columns, rows.iter_rows())
    give("Table as CSV", text, "clinics.csv", "text/csv", clinic=PROGRAMME)


def _funnels(clinics: Sequence[Shared], rates: Sequence[SharedMeasure]) -> None:
    """The clinics' shares by their size, with what chance allows; one measure at a time."""
    st.header("By size")
    titles = {one.measure: one.title for one in rates}
    if not titles:
        st.write("No clinic shares a share yet.")
        return
    name = st.selectbox("Measure", list(titles), format_func=titles.__getitem__, key="funnel", width=420)
    same, others = alike(clinics, name)
    points = sizes(same)
    if len(points) < FEWEST:
        st.write(f"Fewer than {FEWEST} clinics show numbers of this measure; a funnel of so few would say nothing.")
        return
    units, numerators, denominators = zip(*points, strict=True)
    drawn = funnel(numerators, denominators, units=list(units), overdispersion="auto")
    better = next(one.better for one in rates if one.measure == name)
    outside = drawn.points.drop_nulls("outside")["unit"].to_list()
    told = f"{titles[name]}, {better_word(better)}: {_told(outside, len(points))}"
    st.html(f'<div class="hb-drawn">{as_image(funnel_svg(drawn, titles[name], "share", better=better), told)}</div>')
    st.write(as_is(_told(outside, len(points))))
    if others:
        st.caption(f"{others} clinics define this measure otherwise and are not drawn.")
    st.caption("Each clinic's newest stretches that may be shown, about a year; so the months differ by clinic.")


def _told(outside: Sequence[str], of: int) -> str:
    """What the funnel says: usually that clinics cannot be told apart."""
    if not outside:
        return f"The {of} clinics cannot be told apart: chance, and usual differences, explain what differs."
    names = ", ".join(outside)
    return f"Of {of} clinics {names} lies outside what chance, and usual differences, allow: a question to ask there."


def _list(title: str, lines: Sequence[str], nothing: str) -> None:
    st.header(title)
    st.markdown("\n".join(f"- {as_is(line)}" for line in lines) if lines else nothing)
