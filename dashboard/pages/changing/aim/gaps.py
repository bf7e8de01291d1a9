"""The part "Gaps" of the page: the checklist a team goes through once, and the change ideas its answers point to."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.forms.at_the_desk import who_writes
from dashboard.forms.edit import OpenedForm, opened
from dashboard.pages.changing.aim.keeping import settle
from dashboard.parts.charter import answer_of, answer_words, note_of
from dashboard.parts.page import link
from dashboard.records import Project
from dashboard.telling.plain_text import as_is
from measures.improvement.library import ANSWERS, change_ideas, gap_checklist

if TYPE_CHECKING:
    from dashboard.study import Study


def gaps_part(study: Study, project: Project) -> None:
    """Ask every question of the checklist; an answer may stay open."""
    st.write(
        "Go through this together, about ten minutes. “No” or “not sure” is useful: it shows where to begin. There is "
        "no score, and nobody is named."
    )
    for line in pointing_to(project):
        st.markdown(f"- {as_is(line)}")
    if pointing_to(project):
        link("change_ideas", "Look at the change ideas")
    part = opened(project, "gaps", gap_checklist()[0].id)
    with st.form(part.key, enter_to_submit=False):
        answers: dict[str, Any] = {}
        for group, items in groupby(gap_checklist(), key=lambda item: item.group):
            st.markdown(f"**{group}**")
            for item in items:
                answers[item.id] = _ask(part, item.id, item.asks)
        who = who_writes(study, part.key)
        sent = st.form_submit_button("Keep the answers", type="primary")
    kept = {item: said for item, said in answers.items() if said["answer"] or said["note"]}
    others = {item: said for item, said in part.seen.gaps.items() if item not in answers}
    settle(study, part, {"gaps": others | kept}, sent, "The answers are kept.", who)


def pointing_to(project: Project) -> list[str]:
    """The change ideas that would help most gaps, with how many, the most helpful first; at most four."""
    titles = {idea.id: idea.title for idea in change_ideas()}
    helps = [idea for item in gap_checklist() if answer_of(project, item.id) in ANSWERS[1:] for idea in item.ideas]
    found = sorted(
        {idea for idea in helps if idea in titles}, key=lambda idea: (-helps.count(idea), list(titles).index(idea))
    )
    gaps = {1: "one of the gaps you see"}
    return [
        f"{titles[i]}: would help with {gaps.get(helps.count(i), f'{helps.count(i)} of the gaps you see')}."
        for i in found[:4]
    ]


def _ask(part: OpenedForm[Project], item: str, asks: str) -> dict[str, str]:
    question, note = st.columns([3, 2], vertical_alignment="bottom")
    kept = answer_of(part.seen, item)
    said = question.radio(
        asks,
        ANSWERS,
        ANSWERS.index(kept) if kept in ANSWERS else None,
        horizontal=True,
        key=part.of(item),
        format_func=answer_words,
    )
    noted = note.text_input(
        f"Note: {asks}", note_of(part.seen, item), key=part.of(f"note {item}"), label_visibility="collapsed",
        placeholder="A note, if you like",
    )  # fmt: skip
    return {"answer": said or "", "note": (noted or "").strip()}
