"""The part "Team" of the page: who works on it, and which roles are still open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.forms.at_the_desk import who_writes
from dashboard.forms.writing import keep
from dashboard.parts.charter import BETWEEN, filled, roles_of
from dashboard.records import Person, Project
from dashboard.telling.plain_text import as_is
from measures.improvement.library import team_roles
from measures.said import said

if TYPE_CHECKING:
    from dashboard.study import Study

TURN = "team turn"


def team_part(study: Study, _project: Project) -> None:
    """Who is on the team, the roles that nobody has yet, and the way to add or change somebody."""
    team = study.written.team
    st.write(
        "One person may have several roles; in a small practice two or three people carry it all. The team is the "
        "practice's, also for its next project."
    )
    for role in team_roles():
        who = BETWEEN.join(person.name for person in team if role.title in roles_of(person))
        st.markdown(f"**{role.title}:** {as_is(who) or 'still open'}  \n{role.brings}")
    others = [person for person in team if not filled((person,))]
    if others:
        told = ", ".join(f"{p.name} ({p.role})" if p.role else p.name for p in others)
        st.write(f"Also on the team: {as_is(told)}.")
    _add(study)
    if team:
        _change(study, team)


def _add(study: Study) -> None:
    turn = st.session_state.get(TURN, 0)
    with st.form("add somebody", enter_to_submit=False):
        st.markdown("**Add somebody**")
        name = st.text_input("Name or initials", key=f"new name {turn}", width=420)
        roles = _roles("Roles", (), f"new roles {turn}")
        who = who_writes(study, "add")
        sent = st.form_submit_button("Add to the team")
    if not sent:
        return
    told = " ".join((name or "").split())
    there = next((p for p in study.written.people if p.name.casefold() == told.casefold()), None)
    if not told:
        st.info("Nobody is named yet. Enter a name or initials.", icon=":material/block:")
    elif there and there.active:
        st.info(f"{as_is(there.name)} is on the team already. Change the roles below.", icon=":material/block:")
    else:
        own = there or Person(clinic=study.clinic, name=told)
        person = replace(own, role=BETWEEN.join(roles), active=True)

        def write() -> None:
            study.records.kept(person, who=who, because=said("rejoined") if there else None)
            st.session_state[TURN] = turn + 1

        keep(write, f"{as_is(told)} is on the team.")


def _change(study: Study, team: tuple[Person, ...]) -> None:
    with st.expander("Change a role, or let somebody leave"):
        names = {person.id: person.name for person in team}
        picked = st.selectbox("Who?", list(names), format_func=names.__getitem__, key="changed person", width=420)
        person = next(one for one in team if one.id == picked)
        with st.form(f"change {person.id}", enter_to_submit=False):
            roles = _roles("Roles now", roles_of(person), f"roles {person.id} {person.version}")
            leaves = st.checkbox(f"{as_is(person.name)} leaves the team", key=f"leaves {person.id}")
            who = who_writes(study, "change")
            sent = st.form_submit_button("Keep the change")
        if sent:
            after = replace(person, role=BETWEEN.join(roles), active=not leaves)
            told = (
                f"{as_is(person.name)} has left the team and stays the author of what they wrote."
                if leaves
                else "Kept."
            )
            keep(lambda: study.records.kept(after, who=who, because=said("left") if leaves else None), told)


def _roles(label: str, now: tuple[str, ...], key: str) -> list[str]:
    titles = list(dict.fromkeys([*(role.title for role in team_roles()), *now]))
    return st.multiselect(
        label, titles, list(now), key=key, accept_new_options=True, placeholder="Choose, or type another role",
        width=620,
    )  # fmt: skip
