"""The ideas of this project: where each stands, its tests, how it is changed or set aside, and a new one of our own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.forms.at_the_desk import who_writes
from dashboard.forms.edit import OpenedForm, close, opened, settle, told, value_words
from dashboard.forms.writing import keep
from dashboard.pages.changing.ideas.shelf import measure_links
from dashboard.parts.charter import measure_words
from dashboard.parts.page import link
from dashboard.records import IdeaRecord, Project
from dashboard.records.idea_taken_up import library_idea
from dashboard.records.ideas_standing import ADOPTED, CONSIDERING, SET_ASIDE, TESTING, IdeaStanding, too_many
from dashboard.records.kind import longest, told_of
from dashboard.records.kinds import EFFORTS
from dashboard.telling.codes import group_words
from dashboard.telling.phrases import begun
from dashboard.telling.plain_text import as_is
from measures.improvement import stage
from measures.improvement.library import groups

if TYPE_CHECKING:
    from dashboard.study import Study

#: What a person says of an idea; that it is being tested its tests say.
SAID = {
    CONSIDERING: "considering it",
    ADOPTED: "it is how we do things now",
    SET_ASIDE: "set aside for now",
}


def beginning(study: Study, project: Project | None) -> str:
    """What has to come first, or else who writes on this page."""
    if project is None:
        st.info("First say what you aim for; then ideas can be taken up and tested here. All can be read already.")
        link("our_aim", "Say what we aim for")
        return ""
    return who_writes(study, "ideas")


def in_this_project(study: Study, project: Project, found: Sequence[IdeaStanding], who: str) -> None:
    """What was taken up so far, those being tested first."""
    st.header("In this project", anchor="ours")
    if told := too_many(found):
        st.info(told)
    if not found:
        st.write("Nothing is taken up yet. Look through the library below; “Take it up” puts an idea here.")
    with st.container(key="ideas-ours"):
        for one in found:
            with st.container(key=f"idea-ours-{one.idea.id}"):
                _card(study, one, who)
    with st.expander("Add an idea of our own"):
        _new(study, project, who)


def card_html(one: IdeaStanding) -> str:
    """Title, group and effort, where it stands, what it is, and until the first test how that could look."""
    own = "" if one.idea.library else "our own idea"
    effort = f"{one.idea.effort.capitalize()} effort" if one.idea.effort else ""
    role = begun(" · ".join(part for part in (group_words(one.idea.group), own, effort) if part))
    known = library_idea(one.idea.library)
    first = f"<strong>Smallest first test:</strong> {escape(known.first_test)}" if known and not one.tests else ""
    return (
        f'<h3 class="hb-idea">{escape(one.idea.title)}</h3><p class="hb-role">{escape(role)}</p>'
        f'<p class="hb-idea-stands">{escape(one.says)}</p><p class="hb-idea-says">{escape(one.idea.says)}</p>'
        f'<p class="hb-idea-first">{first}</p>'
    )


def _card(study: Study, one: IdeaStanding, who: str) -> None:
    st.html(card_html(one))
    for test in one.tests:
        cycle = test.cycle
        link(
            "tests_of_change",
            f"Test {cycle.number}: {as_is(cycle.title)} ({stage(cycle).value})",
            cycle=str(cycle.number),
        )
    if one.status != SET_ASIDE:
        link("tests_of_change", "Plan a test of this", idea=str(one.idea.id))
    with st.expander("Measures"):
        if not one.idea.measures:
            st.write("No measure is linked yet. Without one, a test has nothing to be held against.")
        measure_links(study, one.idea.measures)
    with st.expander("Change it, or take it up again" if one.status == SET_ASIDE else "Change it, or set it aside"):
        _edit(study, one, who)


def _edit(study: Study, one: IdeaStanding, who: str) -> None:
    form = opened(one.idea, "edit", "title")
    with st.form(form.key, enter_to_submit=False, border=False):
        asked = _fields(study, form)
        status = _ask_status(form, one)
        sent = st.form_submit_button("Keep the change")
    values = replace(asked, status=status).saying(told_of(IdeaRecord))
    settle(
        form, values, sent and _complete(asked), f"Kept: {as_is(asked.title)}.",
        lambda idea: study.records.kept(idea, who=who),
        newest=lambda: next((idea for idea in study.written.ideas if idea.id == one.idea.id), None),
        differences=told(IdeaRecord, lambda idea, name: _words(study, idea, name)),
        by=lambda: study.records.changes(study.clinic, "ideas", one.idea.id)[-1].who,
    )  # fmt: skip


def _words(study: Study, idea: IdeaRecord, name: str) -> str:
    if name == "measures":
        return ", ".join(measure_words(study.charted, measure) for measure in idea.measures)
    said = {
        "status": SAID.get(idea.status, idea.status),
        "group": group_words(idea.group),
        "effort": idea.effort.capitalize(),
    }
    return said.get(name) or value_words(getattr(idea, name))


def _ask_status(form: OpenedForm[IdeaRecord], one: IdeaStanding) -> str:
    options = list(SAID)
    now = form.seen.status if form.seen.status in SAID else CONSIDERING
    if one.status == TESTING:
        st.caption("A test of it is under way, so it shows as testing until that is finished.")
    chosen = st.radio(
        "Where it stands", options, options.index(now), format_func=SAID.__getitem__, key=form.of("status")
    )
    return chosen or now


def _new(study: Study, project: Project, who: str) -> None:
    form = opened(IdeaRecord(clinic=study.clinic, project_id=project.id, title=""), "own", "title", f" {project.id}")
    with st.form(form.key, enter_to_submit=False, border=False):
        asked = _fields(study, form)
        sent = st.form_submit_button("Keep this idea", type="primary")
    if sent and _complete(asked):

        def write() -> None:
            study.records.kept(asked, who=who)
            close(form)

        keep(write, f"Kept: {as_is(asked.title)}. You can plan a test of it now.")


def _fields(study: Study, form: OpenedForm[IdeaRecord]) -> IdeaRecord:
    """The idea as the fields say it."""
    idea, charted = form.seen, study.charted
    linked = [name for name in idea.measures if name in charted]
    title = st.text_input(
        "Title", idea.title, max_chars=longest(IdeaRecord, "title"), key=form.of("title"),
        placeholder="In a few words",
    )  # fmt: skip
    says = st.text_area("What we do", idea.says, key=form.of("says"), placeholder="Who does what differently, and when")
    known = list(dict.fromkeys([*(group.id for group in groups()), *([idea.group] if idea.group else [])]))
    group = st.selectbox(
        "Where it belongs", known, known.index(idea.group) if idea.group in known else None,
        placeholder="Choose one, if it fits", key=form.of("group"), format_func=group_words,
    )  # fmt: skip
    effort = st.selectbox(
        "Effort", EFFORTS, EFFORTS.index(idea.effort) if idea.effort in EFFORTS else None,
        placeholder="As you guess it", key=form.of("effort"), format_func=str.capitalize,
    )  # fmt: skip
    measures = st.multiselect(
        "Measures it should move", list(charted), linked, format_func=lambda name: charted[name].words,
        placeholder="Choose one or two", key=form.of("measures"),
    )  # fmt: skip
    elsewhere = tuple(name for name in idea.measures if name not in charted)
    return replace(
        idea, title=title.strip(), says=says.strip(), group=group or "", effort=effort or "",
        measures=(*measures, *elsewhere),
    )  # fmt: skip


def _complete(idea: IdeaRecord) -> bool:
    if not idea.title:
        st.info("The idea has no title yet. A few words are enough, so that everybody calls it the same.")
    return bool(idea.title)
