"""Tests of change: the PDSA cycles of the project, all together or one by one."""

import streamlit as st

from dashboard.forms.at_the_desk import open_study, who_writes
from dashboard.forms.writing import say_kept
from dashboard.pages.changing.cycles import asked, overview, planning
from dashboard.pages.changing.cycles.one_test import one_test
from dashboard.parts.page import link
from dashboard.records import CycleRecord
from dashboard.study import Study
from dashboard.telling.cycles import title_words
from dashboard.telling.plain_text import as_is

TITLE = "Tests of change"


def page() -> None:
    """The test that the address asks for, a new one, or all of them."""
    study = open_study(bare=True)
    overview.style()
    wanted = asked.asked_for(study)
    if wanted.new is not None:
        _new(study, wanted.new)
    elif wanted.record is not None:
        _titled(as_is(title_words(wanted.record.cycle)))
        link("our_change", "All tests", see="tests")
        one_test(asked.desk(study, wanted.record))
    else:
        _titled(TITLE)
        if wanted.says:
            st.info(as_is(wanted.says))
        overview.overview(study)


def _new(study: Study, start: CycleRecord) -> None:
    _titled("A new test")
    link("our_change", "All tests", see="tests")
    asked.grows_out_of(study, start)
    planning.new_test(study, who_writes(study, "new test"), start)


def _titled(title: str) -> None:
    st.title(title)
    say_kept()
