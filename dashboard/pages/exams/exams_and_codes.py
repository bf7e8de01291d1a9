"""Exams and codes: what nothing recognised, settled by a person who knows what it means here, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl
import streamlit as st

from dashboard.forms.at_the_desk import open_study
from dashboard.forms.writing import say_kept
from dashboard.parts.html_table import show_table
from dashboard.study import Study
from dashboard.telling.phrases import number_words
from dashboard.telling.plain_text import as_is
from measures.catalogue import measures
from measures.declare import Measure
from measures.practice import Practice
from measures.unmapped import effect, unmapped

KINDS = {"exam": "Exam name", "code": "Diagnosis code"}
MEANINGS: dict[str, dict[str, str]] = {
    "exam": {
        "XR": "an X-ray of the lumbar spine",
        "CT": "a CT of the lumbar spine",
        "MR": "an MRI of the lumbar spine",
        "no": "not an image of the lumbar spine",
    },
    "code": {
        "A": "low back pain",
        "B": "a disorder of the lower back with its own name (sciatica, disc, stenosis)",
        "C": "back pain only where the words say the low back",
        "no": "not low back pain",
    },
}
SHOWN = 30
TITLE = "Exams and codes"
SETTLED = "Settled. Every count follows from now on; below you can take it back."


def page() -> None:
    """What waits to be settled, one at a time with what it would change, and what was settled so far."""
    study = open_study()
    st.title(TITLE)
    say_kept()
    found = waiting(study)
    if found.is_empty():
        st.write("Every exam name and diagnosis code that an export wrote is recognised or settled.")
    else:
        st.write(
            f"{found.height:,} exam names and codes of your exports are in no list we know, or say too little to count "
            "by themselves. Say what one means here, look at what that changes, and settle it. Nothing is guessed."
        )
        show_table(told(found), "Exam names and codes that nothing recognised")
        _settle_one(study, found)
    _settled(study)


def _settle_one(study: Study, found: pl.DataFrame) -> None:
    names = [f"{KINDS[kind]}: {text}" for kind, text in found.select("kind", "text").rows()]
    place = st.selectbox("Which one", range(len(names)), format_func=names.__getitem__)
    kind, text = found["kind"][place or 0], found["text"][place or 0]
    meanings = MEANINGS[kind]
    means = st.radio("Here it means", list(meanings), index=None, format_func=meanings.__getitem__)
    if not means:
        return
    changes = before_and_after(study, kind, text, means)
    show_table(changes, "What this would change, over everything the exports cover")
    if changes.is_empty():
        st.write("No figure changes.")
    if st.button("Settle it", type="primary"):
        practice = study.store.settings(study.clinic)
        _keep(study, practice.knowing(kind, text, means), SETTLED)


def _settled(study: Study) -> None:
    practice = study.store.settings(study.clinic)
    said = settled_so_far(practice)
    if said:
        st.header("Settled here")
    for number, (kind, text, words) in enumerate(said):
        row = st.container(horizontal=True, vertical_alignment="center")
        row.write(f"{KINDS[kind]} “{as_is(text)}”: {words}.")
        if row.button("Ask again", key=f"again {number}"):
            _keep(study, without(practice, kind, text), "Taken back. Every count follows.")


def _keep(study: Study, practice: Practice, done: str) -> None:
    study.store.save_settings(practice)
    st.session_state["kept"] = done
    st.rerun()


def waiting(study: Study) -> pl.DataFrame:
    """What nobody settled yet (`measures.unmapped`), what would change most first."""
    return unmapped(study.events, study.practice)


def told(found: pl.DataFrame) -> pl.DataFrame:
    """The list as people read it."""
    return found.head(SHOWN).select(
        pl.col("text").alias("As the export writes it"),
        pl.col("kind").replace_strict(KINDS).alias("What it is"),
        pl.col("rows").alias("Rows"),
        pl.col("first").dt.strftime("%-d %B %Y").alias("First"),
        pl.col("last").dt.strftime("%-d %B %Y").alias("Last"),
        pl.col("would_add").alias("Would be counted in addition"),
    )


def before_and_after(study: Study, kind: str, text: str, means: str) -> pl.DataFrame:
    """The measures that an answer would move, over the whole coverage."""
    moved = effect(study.events, study.practice, kind, text, means)
    named = [(measures()[row["measure"]], row) for row in moved.to_dicts()]
    return pl.DataFrame(
        [(m.title, _figure(m, row, "before"), _figure(m, row, "after")) for m, row in named],
        schema={"Measure": pl.String, "Now": pl.String, "Then": pl.String},
        orient="row",
    )


def _figure(measure: Measure, row: Mapping[str, int | None], when: str) -> str:
    numerator, denominator = row[f"numerator_{when}"] or 0, row[f"denominator_{when}"] or 0
    unknown = f", {row[f'unknown_{when}']:,} unknown" if row[f"unknown_{when}"] else ""
    if not measure.is_rate:
        return f"{numerator:,}{unknown}"
    share = f"{number_words(numerator / denominator, is_rate=True)}, " if denominator else ""
    return f"{share}{numerator:,} of {denominator:,}{unknown}"


def settled_so_far(practice: Practice) -> list[tuple[str, str, str]]:
    """What was settled: kind, text, and what it was said to be, in words."""
    exams = [("exam", seen, MEANINGS["exam"].get(means, means)) for seen, means in practice.exams.items()]
    return exams + [("code", seen, MEANINGS["code"].get(means, means)) for seen, means in practice.codes.items()]


def without(practice: Practice, kind: str, text: str) -> Practice:
    """The settings with one answer taken back."""
    if kind == "exam":
        return replace(practice, exams={seen: means for seen, means in practice.exams.items() if seen != text})
    return replace(practice, codes={seen: means for seen, means in practice.codes.items() if seen != text})
