"""The storyboard of a change, read from top to bottom: aim, idea, tests, chart, kept?, story; with one question."""

from __future__ import annotations

import streamlit as st

from dashboard.forms.writing import say_kept
from dashboard.parts.page import link, open_study


def page() -> None:
    """Where the change stands, step by step."""
    study = open_study(bare=True)
    st.title("Our change")
    say_kept()
    assert study
    for see, label in (
        ("aim", "Our aim"),
        ("ideas", "Change ideas"),
        ("tests", "Tests of change"),
        ("reviews", "Reviews"),
        ("notes", "What happened"),
        ("team", "Our team"),
        ("few", "The few measures"),
        ("gaps", "Gaps"),
        ("diagram", "Driver diagram"),
        ("project", "The project"),
    ):
        link("our_change", label, see=see)
