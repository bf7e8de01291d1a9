"""What a clinician answers to one order on a form, and what is kept of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import streamlit as st

from dashboard.records import NotKept
from dashboard.telling.why import flag_words, within
from measures.agreement import ABSENT, ANY, CANNOT_TELL, PRESENT
from measures.red_flags.names import DEFAULT_ATOMS

ANSWERS = {
    PRESENT: "Yes, at least one",
    ABSENT: "No, none",
    CANNOT_TELL: "The chart does not let me tell",
}
QUESTION = "Did the chart show a red flag on the day of the order?"


@dataclass(frozen=True)
class Ticked:
    """The form as it was sent: the answer to the one question, and the red flags ticked or left open."""

    any: str | None
    present: Collection[str] = ()
    open: Collection[str] = ()


def answers(ticked: Ticked) -> dict[str, str]:
    """What is kept: every red flag has an answer, so that each can be compared.

    Raises NotKept, with what to change, where the form leaves it open or contradicts itself.
    """
    if ticked.any is None:
        raise NotKept("Choose one of the three answers first.")
    if ticked.any == CANNOT_TELL:
        _nothing_ticked(ticked.present, "the chart does not let you tell")
        return dict.fromkeys((ANY, *DEFAULT_ATOMS), CANNOT_TELL)
    if ticked.any == ABSENT:
        _nothing_ticked([*ticked.present, *ticked.open], "there is none")
        return dict.fromkeys((ANY, *DEFAULT_ATOMS), ABSENT)
    if not ticked.present:
        raise NotKept("Which one? Tick it; “not named” where the chart only says that there is one.")
    both = sorted(set(ticked.present) & set(ticked.open))
    if both:
        raise NotKept(f"{_named(both)} is ticked and left open. Choose one of the two.")
    each = {atom: PRESENT if atom in ticked.present else ABSENT for atom in DEFAULT_ATOMS}
    return {ANY: PRESENT, **each, **dict.fromkeys(ticked.open, CANNOT_TELL)}


def _nothing_ticked(ticked: Collection[str], says: str) -> None:
    if ticked:
        raise NotKept(f"You ticked {_named(ticked)}, and answered that {says}. Change one of the two.")


def _named(atoms: Collection[str]) -> str:
    return ", ".join(within(flag_words(atom)) for atom in atoms)


def ask(key: str, label: str) -> Ticked | None:
    """The form; None until it is sent."""
    with st.form(f"answers {key}", enter_to_submit=False):
        said = st.radio(QUESTION, list(ANSWERS), index=None, format_func=ANSWERS.__getitem__, key=f"any {key}")
        st.write("If yes: which? What you leave unticked counts as not there.")
        left, right = st.columns(2)
        half = (len(DEFAULT_ATOMS) + 1) // 2
        present = []
        for place, atom in enumerate(DEFAULT_ATOMS):
            with left if place < half else right:
                if st.checkbox(flag_words(atom), key=f"{atom} {key}"):
                    present.append(atom)
        unsure = st.multiselect(
            "Left open by the chart, if any", DEFAULT_ATOMS, format_func=flag_words, key=f"open {key}",
            placeholder="Choose red flags nobody can tell about",
        )  # fmt: skip
        sent = st.form_submit_button(label, type="primary")
    return Ticked(said, present, unsure) if sent else None
