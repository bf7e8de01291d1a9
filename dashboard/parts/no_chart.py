"""What is said where there is no chart, and which measures the exports cannot carry."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from dashboard.parts.page import BRING_IN, link
from dashboard.parts.verdict_shown import verdict_html
from dashboard.records.charted import Availability
from dashboard.study import Study
from dashboard.telling.plain_text import as_is
from measures.verdict import waits

NO_CHART = "None of the measures can be counted from what was brought in so far; below is what each one lacks."
NO_EXPORT = "There is no chart yet. Bring in an export, or tally something by hand: its chart follows at once."


def questions_first(study: Study) -> None:
    """Each question that holds measures back, with how many, and where it is answered; nothing where none waits."""
    held = Counter(says for one in study.measures.values() for says in one.waiting)
    for says, measures in held.items():
        many = "1 measure" if measures == 1 else f"{measures} measures"
        st.warning(f"{many} cannot be counted until this is answered: {as_is(says)}", icon=":material/help:")
    if held:
        link(BRING_IN, "Answer it")


def rows_wait(study: Study, unit: str) -> bool:
    """Say the questions without whose answer nobody can tell what the visits or images are; False where none waits."""
    asked = study.rows_wait_for(unit)
    for question in asked:
        said = f"Which {unit}s count cannot be told until this is answered: {as_is(question)}"
        st.warning(said, icon=":material/help:")
    if asked:
        link(BRING_IN, "Answer it")
    return bool(asked)


def waits_for_an_answer(study: Study) -> Availability | None:
    """The measure that the address asks for, where it cannot be counted until a question is answered."""
    asked = st.query_params.get("measure", "")
    waiting = [one for one in study.measures.values() if one.waiting]
    return next((one for one in waiting if asked in (one.measure.name, one.measure.title)), None)


def say_it_waits(one: Availability) -> None:
    """The question in the place of a chart."""
    st.title(one.measure.title)
    st.html(verdict_html(waits(one.measure.name, one.measure.better.value, one.waiting), one.measure.is_rate))
    link(BRING_IN, "Answer it")


def not_available(study: Study) -> None:
    """Measures without a figure, each with what is missing or the question it waits for; folded away."""
    missing = [a for a in study.measures.values() if not a.available]
    which = "without an export" if study.bare else "from this export"
    if missing:
        with st.expander(f"Not available {which}: {len(missing)} of {len(study.measures)} measures"):
            st.markdown("\n".join(f"- **{a.measure.title}:** {_why(a)}" for a in missing))


def _why(one: Availability) -> str:
    return f"cannot be counted yet. {as_is(one.because)}" if one.waiting else one.because
