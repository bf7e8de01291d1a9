"""What is said where there is no chart, and which measures the exports cannot carry."""

from __future__ import annotations

import streamlit as st

from dashboard.study import Study

NO_CHART = "None of the measures can be counted from what was brought in so far; below is what each one lacks."
NO_EXPORT = "There is no chart yet. Bring in an export, or tally something by hand: its chart follows at once."


def not_available(study: Study) -> None:
    """Measures the exports cannot carry, each with what is missing; folded away."""
    missing = [a for a in study.measures.values() if not a.available]
    which = "without an export" if study.bare else "from this export"
    if missing:
        with st.expander(f"Not available {which}: {len(missing)} of {len(study.measures)} measures"):
            st.markdown("\n".join(f"- **{a.measure.title}:** {'; '.join(a.missing)}" for a in missing))
