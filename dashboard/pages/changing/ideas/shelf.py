"""The library on the page: every idea as a card by group, with a way to take it up, and where to read more."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.forms.writing import keep
from dashboard.parts.charter import answer_of
from dashboard.parts.choose import measure_words
from dashboard.parts.page import link
from dashboard.records import Project
from dashboard.records.idea_taken_up import idea_record
from dashboard.records.ideas_standing import IdeaStanding
from dashboard.telling.phrases import kind_word
from dashboard.telling.plain_text import as_is
from measures.catalogue import measures as catalogue
from measures.improvement.library import (
    ANSWERS,
    NOTE,
    ChangeIdea,
    Resource,
    change_ideas,
    gap_checklist,
    groups,
    resources,
)

if TYPE_CHECKING:
    from dashboard.study import Study

TALLY_IT = "not in your exports; a tally by hand could count it"


def library(study: Study, project: Project | None, found: tuple[IdeaStanding, ...], who: str) -> None:
    """The ideas of the toolkit, group by group; those already taken up say where they stand."""
    st.header("The library", anchor="library")
    st.write(
        "Nine changes from the Low Back Pain Toolkit (Choosing Wisely Alberta, 2017), in our words, each with a test "
        "small enough for tomorrow."
    )
    taken = {one.idea.library: one for one in found if one.idea.library}
    pointed = pointed_to(project) if project else frozenset()
    for number, group in enumerate(groups()):
        st.subheader(group.title)
        st.write(group.says)
        with st.container(key=f"ideas-{number}"):
            for idea in change_ideas():
                if idea.group == group.title:
                    with st.container(key=f"idea-{idea.id}"):
                        if idea.id in taken:
                            st.html(taken_html(idea, taken[idea.id]))
                        else:
                            st.html(card_html(idea, idea.id in pointed))
                            _offer(study, project, idea, who)
                        _linked(study, idea)


def card_html(idea: ChangeIdea, pointed: bool) -> str:
    """Title, effort, what it is, its smallest first test, and whether the gap checklist points to it."""
    gap = '<p class="hb-idea-stands">Your gap checklist points here.</p>' if pointed else ""
    return (
        f'{_heading(idea)}<p class="hb-idea-says">{escape(idea.says)}</p>'
        f'<p class="hb-idea-first"><strong>Smallest first test:</strong> {escape(idea.first_test)}</p>{gap}'
    )


def taken_html(idea: ChangeIdea, taken: IdeaStanding) -> str:
    """An idea that stands among the project's own already: where it stands, and nothing twice."""
    return (
        f'{_heading(idea)}<p class="hb-idea-stands">{escape(taken.says)}</p>'
        '<p class="hb-note">Taken up: it stands above, under “In this project”.</p>'
    )


def _heading(idea: ChangeIdea) -> str:
    return f'<h4 class="hb-idea">{escape(idea.title)}</h4><p class="hb-role">{escape(idea.effort)} effort</p>'


def pointed_to(project: Project) -> frozenset[str]:
    """The ideas that would help where the team answered "no" or "not sure" in its gap checklist."""
    open_ones = [item for item in gap_checklist() if answer_of(project, item.id) in ANSWERS[1:]]
    return frozenset(idea for item in open_ones for idea in item.ideas)


def measure_links(study: Study, names: tuple[str, ...]) -> None:
    """A link to the chart of each measure that can be counted here; of another, its title and what could be done."""
    charted, words = study.charted, measure_words(study)
    for name in names:
        if name in charted:
            one = charted[name]
            link("measure", f"{kind_word(one.kind)}: {as_is(one.words)}", measure=words[name])
        elif name in catalogue():
            measure = catalogue()[name]
            st.markdown(f"{kind_word(measure.kind.value)}: {as_is(measure.title)} ({TALLY_IT})")


def further_reading() -> None:
    """Every resource with its publisher and year; nothing is fetched."""
    st.header("Where to read more", anchor="reading")
    st.markdown("\n".join(f"- {resource_words(one)}" for one in resources()))
    st.caption(NOTE)


def resource_words(one: Resource) -> str:
    """A resource as a line of Markdown."""
    return f"[{as_is(one.title)}]({one.address}): {as_is(one.says)} {as_is(one.publisher)}, {as_is(one.year)}."


def _offer(study: Study, project: Project | None, idea: ChangeIdea, who: str) -> None:
    if project is None:
        return
    if st.button("Take it up", key=f"take {idea.id}", help=f"Put “{idea.title}” among the ideas of this project"):
        record = idea_record(study.clinic, project.id, idea)
        keep(
            lambda: study.records.kept(record, who=who),
            f"Taken up: {as_is(idea.title)}. You can plan a test of it now.",
        )


def _linked(study: Study, idea: ChangeIdea) -> None:
    known = {one.id: one for one in resources()}
    with st.expander("Measures and material"):
        measure_links(study, idea.measures)
        st.markdown("\n".join(f"- {resource_words(known[name])}" for name in idea.resources))
