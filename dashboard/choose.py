"""What a person can pick of a measure; each pick stands in the page's address and is restored from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import streamlit as st

from dashboard.page import PAGES
from dashboard.phrases import period_label
from dashboard.study import Filters, Study
from measures.count import EVERYONE
from measures.declare import Answer, Measure
from measures.series import Series

EVERY = {"month": "Month", "quarter": "Quarter", "week": "Week"}
KINDS_OF_IMAGE = {"": "All kinds", "XR": "X-ray", "CT": "CT", "MR": "MRI"}


def choose_measure(study: Study) -> str | None:
    """One of the measures the exports carry, the huddle's own first; None where they carry none."""
    names = list(dict.fromkeys([*study.chosen, *study.available]))
    if not names:
        return None
    titles = {name: study.available[name].title for name in names}
    _settle("measure", titles, {name: a.measure.title for name, a in study.measures.items()})
    return st.selectbox(
        "Measure", names, format_func=titles.__getitem__, key="measure", bind="query-params", width=420
    )


def choose_filters(study: Study, name: str) -> Filters:
    """What part of the measure is looked at: period, kind of image, clinician, first and last day."""
    measure = study.available[name]
    return Filters(
        every=_pick("Each point is a", EVERY, "every") or "month",
        modality=(_pick("Kind of image", KINDS_OF_IMAGE, "image") or None) if asks_of_images(measure) else None,
        provider=_clinician(study),
        first=_day(study, "From", "from"),
        last=_day(study, "To", "to"),
    )


def choose_period(series: Series, taken: str | None = None) -> str | None:
    """One period of the series, the newest first; None until somebody asks for one."""
    starts = {
        row["period"]: period_label(series.every, row["start"])
        for row in series.points.reverse().iter_rows(named=True)
    }
    if taken in starts:
        st.session_state["rows"] = taken
    if st.session_state.get("rows") not in starts:
        st.session_state.pop("rows", None)
    return st.selectbox(
        f"Rows behind which {series.every}?", list(starts), index=None, format_func=starts.__getitem__,
        placeholder=f"Choose a {series.every}, or click a point of the chart", key="rows", width=420,
    )  # fmt: skip


def asks_of_images(measure: Measure) -> bool:
    """Whether its numerator counts lumbar images, so that one kind of image can be looked at by itself."""
    needed = [_fields(measure, column) for column in measure.numerator.columns]
    return any("orders.exam" in fields and fields <= {"orders.exam", "visits.day"} for fields in needed)


def _fields(measure: Measure, column: str) -> set[str]:
    answer: Answer = measure.unit.columns[column]
    return {field for need in answer.needs for field in need.fields}


def _clinician(study: Study) -> str:
    """Everyone, unless the practice has switched clinician views on; the address alone opens nothing."""
    if not study.practice.clinician_views:
        return EVERYONE
    options = {EVERYONE: "Whole practice"} | {name: name for name in study.clinicians}
    return _pick("Clinician", options, "clinician") or EVERYONE


def _pick(label: str, options: Mapping[str, str], key: str) -> str | None:
    _settle(key, options)
    words: Callable[[str], str] = options.__getitem__
    return st.selectbox(label, list(options), format_func=words, key=key, bind="query-params", width=150)


def _day(study: Study, label: str, key: str) -> date | None:
    covered = study.coverage
    return st.date_input(
        label, value=None, min_value=covered.start, max_value=covered.end, format="YYYY-MM-DD",
        key=key, bind="query-params", width=150,
    )  # fmt: skip


def _settle(key: str, options: Mapping[str, str], elsewhere: Mapping[str, str] = {}) -> None:
    """Take an id in the address as its words, and say so when the address asks for what is not here."""
    asked = st.query_params.get(key)
    if asked is None or asked in options.values():
        return
    if asked in options:
        st.switch_page(PAGES / "measure.py", query_params=st.query_params.to_dict() | {key: options[asked]})
    known = elsewhere.get(asked, asked if asked in elsewhere.values() else None)
    what = f"“{known}” is not available from this export" if known else "The address asks for something that is not here"
    st.info(f"{what}; showing {next(iter(options.values()))} instead.")
