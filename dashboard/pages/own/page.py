"""The parts of a physician's own page: a year, the trend, the orders with their reasons, the province, the letter."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard.desk import Desk
from dashboard.drawing.svg import as_image
from dashboard.drawing.tiles import chart_svg
from dashboard.forms.writing import keep
from dashboard.parts.no_chart import rows_wait
from dashboard.parts.seen import give
from dashboard.parts.why.card import Shown, card_html
from dashboard.parts.why.page import row_at, shown_card
from dashboard.records.programme import ProvinceReport
from dashboard.study import Filters, Study
from dashboard.study.own_figures import covered_years, images_by_year, is_own, own_orders, own_year
from dashboard.telling.own_words import ACTIONS, REPORTS, letter_html, reconciled, year_words
from dashboard.telling.plain_text import as_is
from measures.why import NoSuchRecord

FIRST = "imaging_rate_without_red_flags"
SHARES = (FIRST, "pamphlet_or_exercise", "red_flags_recorded")
SHOWN = 100


def figures(study: Study, clinician: str) -> None:
    """A year of each share, the trend of the first, and the letter."""
    known = [name for name in SHARES if name in study.available]
    if not known:
        st.write("None of these measures can be counted from the exports here.")
        return
    found = {name: own_year(study, clinician, name) for name in known}
    told = [
        year_words(one.series.title, one.numerator, one.denominator, one.practice, one.by_chance)
        for one in found.values()
    ]
    for sentence in told:
        st.write(as_is(sentence))
    filters = Filters(provider=clinician)
    drawn, _ = study.drawn(found[known[0]].series, filters)
    picture = chart_svg(study.chart(drawn), drawn)
    st.html(f'<div class="hb-drawn">{as_image(picture, told[0])}</div>')
    letter = letter_html(clinician, told[:2], picture, ACTIONS[known[0]])
    give("The letter, to print", letter, "in-confidence.html", "text/html")


def orders(study: Study, clinician: str) -> Shown | None:
    """My orders with what became of each; one of them with its card."""
    st.subheader("My orders")
    if rows_wait(study, "image"):
        return None
    rows = own_orders(study, clinician)
    if not rows.height:
        st.write("No lumbar image of yours is in the exports.")
        return None
    names = [f"{day} · {why or kind}" for day, kind, why in rows.select("date", "class", "why").head(SHOWN).iter_rows()]
    places = [f"{file}:{line}" for file, line in rows.select("file", "line").head(SHOWN).iter_rows()]
    picked = st.selectbox(
        f"{rows.height} orders; choose one to see why it was counted", range(len(names)),
        format_func=names.__getitem__, index=None, key="own order",
    )  # fmt: skip
    return _card(study, clinician, places[picked]) if picked is not None else None


def _card(study: Study, clinician: str, place: str) -> Shown | None:
    try:
        row = row_at(study, "image", place)
        if not is_own(study, clinician, row):
            return None
        shown = shown_card(study, "image", row)
    except NoSuchRecord as gone:
        st.info(str(gone))
        return None
    st.html(card_html(shown))
    return shown


def province(desk: Desk, study: Study, clinician: str) -> None:
    """CT and MRI by year, and the province's reports beside them in sentences."""
    st.subheader("CT and MRI by year, and the province's reports")
    if study.rows_wait_for("image"):
        st.write("Until the question above is answered, no order can be counted.")
        return
    ours, covered = images_by_year(study, clinician), covered_years(study)
    for year in sorted({*ours, *covered}):
        part = "" if year in covered else " (the exports cover a part of this year)"
        st.write(f"{year}: {ours.get(year, 0)} ordered here{part}.")
    for one in desk.records.lines(ProvinceReport, desk.clinic):
        if one.clinician == clinician:
            st.markdown("\n".join(f"- {as_is(line)}" for line in reconciled(one, ours, covered)))
    _report_form(desk, clinician)


def _report_form(desk: Desk, clinician: str) -> None:
    with st.expander("Enter a figure of a report"), st.form("province"):
        report = st.selectbox("Report", list(REPORTS), format_func=REPORTS.__getitem__)
        year = st.number_input("Year", 2000, date.today().year, desk.day.year - 1)
        level = st.selectbox("Whose figure", ("physician", "PCN", "zone"))
        kinds = st.multiselect("Kinds of image", ("XR", "CT", "MR"), default=["CT", "MR"])
        number = st.number_input("Images (or, for a rate, leave empty)", 0, 1_000_000, value=None)
        rate = st.number_input("Rate per 1,000", 0.0, 1_000_000.0, value=None)
        definition = st.text_input("How the report defines it", max_chars=300)
        if st.form_submit_button("Keep"):
            if (number is None) == (rate is None) or not kinds:
                st.info("Enter the number of images or a rate, not both, and the kinds of image it is of.")
                return
            values = {
                "report": report, "year": int(year), "level": level, "clinician": clinician,
                "modalities": ",".join(kinds), "numerator": None if number is None else int(number),
                "denominator": None, "rate": rate, "definition": definition,
            }  # fmt: skip
            keep(
                lambda: desk.records.line(ProvinceReport, desk.clinic, who=desk.person or clinician, **values), "Kept."
            )
