"""Tests of change: the PDSA cycles of the project, all together or one by one."""

import streamlit as st

from dashboard.forms.at_the_desk import who_writes
from dashboard.forms.writing import say_kept
from dashboard.pages.cycles import asked, overview, planning
from dashboard.pages.cycles.one_test import one_test
from dashboard.parts.page import link, open_study
from dashboard.telling.cycles import title_words
from dashboard.telling.plain_text import as_is

TITLE = "Tests of change"
ICON = ":material/science:"
ORDER = 15
SECTION = "Improvement"

study = open_study(bare=True)
overview.style()
wanted = asked.asked_for(study)
if wanted.new is not None:
    st.title("A new test")
    say_kept()
    link("tests_of_change", "All tests")
    asked.grows_out_of(study, wanted.new)
    planning.new_test(study, who_writes(study, "new test"), wanted.new)
elif wanted.record is not None:
    st.title(as_is(title_words(wanted.record.cycle)))
    say_kept()
    link("tests_of_change", "All tests")
    one_test(asked.desk(study, wanted.record))
else:
    st.title(TITLE)
    say_kept()
    if wanted.says:
        st.info(as_is(wanted.says))
    overview.overview(study)
