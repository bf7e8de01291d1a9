"""Checking the reader: clinicians judge a small sample from the charts, then see what the software read."""

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard.forms.at_the_desk import open_study
from dashboard.forms.writing import say_kept
from dashboard.pages.checking import parts as reader_check
from dashboard.pages.checking.judging import judging
from dashboard.parts.reader_figures import Check
from dashboard.parts.why import page as why_page
from dashboard.records import Records

TITLE = "Checking the reader"
ABOUT = (
    "Does the software read red flags as a clinician would? Somebody who can open the charts judges a small sample of "
    "orders, each before its answer is shown. It checks the software: not the clinician who wrote, nor the one who "
    "judges."
)


def page() -> None:
    """The check under way, its figures, and the way to begin another."""
    study = open_study()
    records = Records(study.store.engine)
    zone = ZoneInfo(study.practice.timezone)
    st.title(TITLE)
    why_page.style()
    say_kept()
    st.write(ABOUT)
    reviews = records.reviews(study.clinic)
    review = reader_check.choose(reviews, zone) if reviews else None
    check = Check(review, records.results(review)) if review else None
    who = reader_check.who_is_here(records, study.clinic, check)
    if not who:
        st.info("Choose or type your name to begin: every answer is kept under the name of who gave it.")
    if review:
        at = reader_check.checking(study, records, review, who)
        reader_check.progress(at)
        if who:
            judging(at)
        reader_check.results(at)
    if who:
        with st.expander("Start a new check") if review else st.container():
            reader_check.start_form(study, records, who, datetime.now(zone).date())
