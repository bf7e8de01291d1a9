"""The three questions to begin with: which measure will tell, how far by when, and who is the first patient."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import streamlit as st

from dashboard.forms.at_the_desk import who_writes
from dashboard.forms.writing import keep
from dashboard.pages.changing.aim.aim_form import KINDS
from dashboard.pages.changing.aim.closing import TITLE
from dashboard.pages.changing.cycles.checks import count_problem, day_problem
from dashboard.pages.changing.cycles.predicting import of_the_test
from dashboard.records import CycleRecord, Project
from dashboard.records.charted import Charted
from dashboard.study import Study
from dashboard.study.today import today
from dashboard.telling.baseline import baseline, baseline_words, offered
from dashboard.telling.phrases import better_word
from dashboard.telling.plain_text import as_is
from dashboard.telling.sentences import words
from measures.improvement import Cycle, HowSmall, Of, months_after
from measures.improvement.charter import impossible

WITHIN = 6  # months that are offered to reach an aim in; our own choice


def first_aim(study: Study, project: Project | None) -> None:
    """Which measure will tell, how far, and by when; the months before are offered as the baseline."""
    aim = _measure(study, project)
    if aim is None:
        st.write("Nothing can be counted here yet. Bring in an export, or begin a tally by hand.")
        return
    first, last = _before(study, aim)
    with st.form("first aim", enter_to_submit=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            unit = "per cent" if aim.is_rate else "number a month"
            level = st.number_input(f"How far? The {unit} to reach", 0.0, step=1.0, value=None, format="%g", width=260)
            by = st.date_input("By when?", months_after(today(), WITHIN), format="YYYY-MM-DD", width=170)
        who = who_writes(study, "first aim")
        sent = st.form_submit_button("Keep the aim", type="primary")
    share = None if level is None else round(level / 100, 8) if aim.is_rate else level
    problem = "Say how far you want to go." if share is None else words(impossible(share, aim.is_rate))
    if sent and problem:
        st.info(as_is(f"Nothing is kept yet. {problem}"), icon=":material/edit_note:")
    elif sent:
        begun = project or Project(clinic=study.clinic, title=TITLE, started=today())
        after = replace(begun, aim_measure=aim.name, aim_level=share, aim_by=by, baseline_from=first, baseline_to=last)
        keep(lambda: study.records.kept(after, who=who), "The aim is kept. Next: who is the first patient?")


def _measure(study: Study, project: Project | None) -> Charted | None:
    """What can be counted here, outcomes first; before the first export everything that could be."""
    known = study.charted or study.named
    names = sorted(known, key=lambda name: (KINDS.index(known[name].kind), not known[name].is_rate))
    own = project.aim_measure if project else ""
    picked = st.selectbox(
        "Which measure will tell?", names, names.index(own) if own in names else 0, width=520,
        format_func=lambda name: f"{known[name].words} ({better_word(known[name].better)})",
    )  # fmt: skip
    return known[picked] if picked else None


def _before(study: Study, aim: Charted) -> tuple[date | None, date | None]:
    """The months that count as before, told; none without any."""
    series = study.series(aim.name) if aim.name in study.charted else None
    span = offered(series, None) if series else None
    if series is None or span is None:
        return None, None
    st.write(as_is(f"Usual level: {baseline_words(series, baseline(series, *span))}"))
    return span


def first_test(study: Study, project: Project) -> None:
    """What to try, with how many patients, and how many of them it is expected to go as planned with."""
    with st.form("first test", enter_to_submit=False):
        title = st.text_input("What will you try?", max_chars=80, placeholder="Pamphlet at check-in", width=520)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            of = st.number_input("With how many patients?", 1, 1000, 1, width=210)
            kept = st.number_input("How many will go as planned?", 0, 1000, None, width=260)
            by = st.date_input("Looked at on", today() + timedelta(weeks=1), format="YYYY-MM-DD", width=170)
        who = who_writes(study, "first test")
        sent = st.form_submit_button("Plan this test", type="primary")
    problem = "" if (title or "").strip() else "The test has no name yet. A few words will do."
    problem = problem or count_problem(kept, of) or day_problem(by, today()) or ""
    if sent and problem:
        st.info(as_is(problem), icon=":material/edit_note:")
    elif sent and kept:
        cycle = Cycle(0, title.strip(), predictions=(of_the_test(kept, of, by),), scale=HowSmall(of, Of.PATIENT))
        record = CycleRecord(
            clinic=study.clinic, project_id=project.id, cycle=cycle, measures=(project.aim_measure,), owner=who
        )
        keep(lambda: study.records.keep_cycle(record, who=who), "The test is planned. Start it when its day is here.")
