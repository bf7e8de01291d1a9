"""What a person can pick of a measure; each pick stands in the page's address and is restored from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

import streamlit as st

from dashboard.forms.at_the_desk import reads_clinicians
from dashboard.parts.page import BRING_IN, PAGES, link
from dashboard.study import Filters, Study
from dashboard.study.case_by_case import CASES
from dashboard.study.today import today
from dashboard.telling.phrases import period_label
from dashboard.telling.plain_text import as_is
from measures.declare import Answer, Measure
from measures.discover import discover
from measures.practice import EVERYONE
from measures.series import Series
from measures.spc import rules as rules_folder
from measures.spc.from_events import GAP

EVERY = {"month": "Month", "quarter": "Quarter", "week": "Week"}
CHARTS = {
    "run": "Run chart", "p": "P chart", "pp": "P′ chart (Laney)", "c": "C chart", "i": "I chart (XmR)",
    "t": "T chart", "te": "T chart, exponential", "g": "G chart", "ge": "G chart, exact",
}  # fmt: skip
OFFERED = CHARTS | {CASES: "Bernoulli CUSUM, case by case"}  # that one is no chart of periods, and no file of methods
GAP_CHARTS = ("t", "te", "g", "ge")
FITTING = {True: ("run", "p", "pp", "i"), False: ("run", "c", "i")}  # by whether the measure is a rate
ADVISED = {"": "As advised"}
USUAL_FIRST = ("anhoej", "bestbox", "cutbox", "mdc", "mdc6", "ihi", "western_electric", "nelson", "limits")
KINDS_OF_IMAGE = {"": "All kinds", "XR": "X-ray", "CT": "CT", "MR": "MRI"}


def choose_measure(study: Study) -> str | None:
    """One of the measures the exports carry, the huddle's own first, or a tally made by hand; None without any."""
    options = _options(study)
    if not options["measure"]:
        return None
    _settle_address(study, options)
    return _pick("Measure", options["measure"], "measure", width=330)


def choose_filters(study: Study, name: str) -> Filters:
    """What part of the measure is looked at: period, kind of image, clinician, first and last day.

    No clinician can be chosen until the practice switches clinician views on; the address opens nothing. A tally
    made by hand knows neither images nor clinicians.
    """
    options = _options(study)
    counted = study.available.get(name)
    by_clinician = counted is not None and _by_clinician(study)
    every = _pick("Each point is a", options["every"], "every")
    modality = _pick("Kind of image", options["image"], "image") if counted and asks_of_images(counted) else ""
    provider = _pick("Clinician", options["clinician"], "clinician") if by_clinician else EVERYONE
    days = _days(study, name)
    return Filters(provider, every, modality or None, _day(days, "From", "from"), _day(days, "To", "to"))


def _by_clinician(study: Study) -> bool:
    """Whether a clinician can be chosen: the practice shows them, and whose a visit is waits for no answer."""
    return reads_clinicians(study) and not study.clinicians_wait_for


def clinicians_wait(study: Study) -> bool:
    """Say the questions without whose answer nothing can be told of a clinician; False where none waits."""
    for question in study.clinicians_wait_for:
        said = f"Nothing can be counted by clinician until this is answered: {as_is(question)}"
        st.warning(said, icon=":material/help:")
    if study.clinicians_wait_for:
        link(BRING_IN, "Answer it")
    return bool(study.clinicians_wait_for)


def clinician_views_wait(study: Study) -> None:
    """The same, where the practice shows clinicians at all."""
    if reads_clinicians(study):
        clinicians_wait(study)


def _options(study: Study) -> dict[str, dict[str, str]]:
    """For each word of the address, what can be asked: id -> words. The first holds when nothing is asked."""
    clinicians = {name: name for name in study.clinicians} if _by_clinician(study) else {}
    return {
        "measure": measure_words(study),
        "every": EVERY,
        "image": KINDS_OF_IMAGE,
        "clinician": {EVERYONE: "Whole practice"} | clinicians,
        "chart": ADVISED | OFFERED,
        "rules": ADVISED | rule_sets(),
    }


def measure_words(study: Study) -> dict[str, str]:
    """Everything that has a chart, by name, in the words of the list: no two alike, so that an address means one."""
    charted = study.charted
    words: dict[str, str] = {}
    for name in dict.fromkeys([*study.chosen, *charted]):
        said = charted[name].words
        words[name] = said if said not in words.values() else f"{said}, no. {name.rpartition('-')[2]}"
    return words


def choose_chart(
    series: Series, drawn: Series | None = None, single_cases: bool = False
) -> tuple[str | None, str | None]:
    """Another chart and another rule set than the advised ones (None).

    Gaps between events have charts of their own, and so have single cases where a share is made of dated ones.
    """
    fitting = (*FITTING[series.is_rate], *(GAP_CHARTS if drawn is not None and drawn.every == GAP else ()))
    fitting += (CASES,) if single_cases else ()
    charts = ADVISED | {name: OFFERED[name] for name in fitting}
    if st.session_state.get("chart") not in charts:
        st.session_state.pop("chart", None)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chart = _pick("Kind of chart", charts, "chart", width=220)
        rules = _pick("Rule set", ADVISED | rule_sets(), "rules", width=280)
    return chart or None, rules or None


@cache
def rule_sets() -> dict[str, str]:
    """Every rule set of the folder by name, the default first, those nobody ordered last."""
    found = discover(rules_folder, "RULES")
    names = [name for name in USUAL_FIRST if name in found]
    return {name: found[name].title for name in dict.fromkeys([*names, *found])}


def choose_period(series: Series) -> str | None:
    """One period of the series, the newest first; None until somebody asks for one."""
    starts = {
        row["period"]: period_label(series.every, row["start"]) for row in series.points.reverse().iter_rows(named=True)
    }
    if st.session_state.get("rows") not in starts:
        st.session_state.pop("rows", None)
    return st.selectbox(
        f"Rows behind which {series.every}?", list(starts), index=None, format_func=starts.__getitem__,
        placeholder=f"Choose a {series.every}, or click a point of the chart", key="rows",
        bind="query-params", width=420,
    )  # fmt: skip


def asks_of_images(measure: Measure) -> bool:
    """Whether its numerator counts lumbar images, so that one kind of image can be looked at by itself."""
    needed = [_fields(measure, column) for column in measure.numerator.columns]
    return any("orders.exam" in fields and fields <= {"orders.exam", "visits.day"} for fields in needed)


def _fields(measure: Measure, column: str) -> set[str]:
    answer: Answer = measure.unit.columns[column]
    return {field for need in answer.needs for field in need.fields}


def _pick(label: str, options: Mapping[str, str], key: str, width: int = 130) -> str:
    words: Callable[[str], str] = options.__getitem__
    return st.selectbox(label, list(options), format_func=words, key=key, bind="query-params", width=width)


def _days(study: Study, name: str) -> tuple[date | None, date | None]:
    """The first and the last day that can be asked for."""
    tally = study.written.tally(name)
    if tally is None:
        return study.coverage.start, study.coverage.end
    return min([tally.started, *(entry.day for entry in study.written.entries_of(tally))]), today()


def _day(days: tuple[date | None, date | None], label: str, key: str) -> date | None:
    first, last = days
    asked = st.session_state.get(key)
    if asked is not None and first and last and not first <= asked <= last:
        st.session_state.pop(key)
    return st.date_input(
        label, value=None, min_value=first, max_value=last, format="YYYY-MM-DD",
        key=key, bind="query-params", width=130,
    )  # fmt: skip


def _settle_address(study: Study, options: Mapping[str, Mapping[str, str]]) -> None:
    """Take ids in the address as their words (one redirect), and say so when it asks for what is not here."""
    asked = {key: value for key, value in st.query_params.to_dict().items() if key in options}
    words = {key: options[key][value] for key, value in asked.items() if value in options[key]}
    if any(asked[key] != word for key, word in words.items()):
        st.switch_page(PAGES / "measure.py", query_params=st.query_params.to_dict() | words)
    titles = {name: a.measure.title for name, a in study.measures.items()}
    for key, value in asked.items():
        if value not in options[key].values():
            known = titles.get(value, value if value in titles.values() else "")
            what = f"“{known}” is not available here" if known else "The address asks for something that is not here"
            st.info(f"{what}; showing “{next(iter(options[key].values()))}” instead.")
