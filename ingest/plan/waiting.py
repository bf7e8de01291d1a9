"""Questions of imports that nobody has answered yet, and which fields cannot be counted with until then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import polars as pl
import sqlalchemy as sa

from ingest import database as db
from ingest.for_people import Refusal
from ingest.plan.keep import keep_answer
from ingest.plan.roster import rostered, ticked_in
from ingest.store import Store, keep_settings
from measures.declare import CODES_UNDECIDED, Measure
from measures.letters import bare
from measures.practice import Practice

UNDECIDED_SAYS = "In which code system are the diagnoses?"


@dataclass(frozen=True)
class Waiting:
    """A question that waits: its number in the catalogue, its words, and the fields it holds back."""

    number: int
    question: str
    kind: str
    file: str
    column: str
    says: str
    rows: int
    readings: tuple[tuple[str, str], ...]
    proposed: str | None
    blocks: frozenset[str]
    import_id: int = 0
    now: tuple[str, ...] = ()  # the readings that count without reading the files again

    @property
    def at_once(self) -> bool:
        """Whether any answer counts without reading the files again."""
        return bool(self.now)


def waiting(store: Store, clinic: str) -> list[Waiting]:
    """The clinic's open questions; those its settings answer by now (words, exams, roster) are open no more."""
    practice = store.settings(clinic)
    sources = store.sources(clinic)
    asked = [row for row in store.questions(clinic) if not _answered(row, practice, sources)]
    rows = {row["question"]: row for row in asked}
    return [
        Waiting(
            row["id"], row["question"], row["kind"], row["file"], row["column_name"], row["says"], row["rows"],
            tuple((value, says) for value, says in row["readings"]), row["proposed"], frozenset(row["blocks"]),
            row["import_id"], _now(row, sources),
        )
        for row in rows.values()
    ]  # fmt: skip


def asked_in(store: Store) -> set[str]:
    """The clinics of a folder in which a question waits, or did before their settings answered it."""
    joined = sa.select(db.questions.c.clinic).distinct().join_from(db.questions, db.imports)
    waits = joined.where(db.questions.c.answer.is_(None), db.imports.c.taken_back.is_(None))
    with store.engine.connect() as connection:
        return set(connection.execute(waits).scalars())


#: A list that was waited for, by the question, and what its rows are.
COMPANION_OF = {"companion:dxresearch": "diagnoses", "companion:condition_occurrence": "diagnoses"}


def _answered(row: Mapping[str, Any], practice: Practice, sources: Sequence[Mapping[str, Any]]) -> bool:
    seen = (row["seen"] or [""])[0]
    if row["kind"] == "missing_list":
        return COMPANION_OF.get(row["question"]) in {source["event"] for source in sources}
    if row["kind"] == "word":
        field = row["question"].split(":")[2]
        return any(name.endswith("." + field) and word == seen for name, word, _ in practice.words)
    if row["kind"] == "exam":
        return bare(seen) in {bare(name) for name in practice.exams}
    return row["kind"] == "orderers" and bool(practice.clinicians) and _at_once(row, sources)


def _at_once(row: Mapping[str, Any], sources: Sequence[Mapping[str, Any]]) -> bool:
    """Whether an answer applies when counting.

    A roster does only where the order lists were read as lists of outside orders too: in others whoever is not on it
    would order for the practice.
    """
    if row["kind"] == "orderers":
        return all(OUTSIDE_TRAIT in one["traits"] for one in sources if one["event"] == "orders")
    return row["kind"] in AT_ONCE


#: Readings that leave a file as it was read while the question was open: chosen, they only let the figures go.
AS_IT_WAS_READ = {
    "unlisted_codes": "no_flag", "few_refused": "leave_out", "other_separator": "as_read", "much_no_data": "no_data",
    "deleted_flag": "ignore", "cancelled_flag": "ignore", "no_show_flag": "ignore", "test_flag": "ignore",
    "unknown_tick": "ignore", "unknown_date": "ignore", "unknown_age": "ignore", "status_in_type": "ignore",
    "missing_list": "without", "mixed_clinicians": "apart", "more_codes": "ignore", "gone_reason": "keep",
    "status_in_reason": "keep", "image_appointments": "keep", "none_held": "booked",
    "partial_days": "leave_out", "exam_code": "no",
    "exam_region": "no",
}  # fmt: skip


def _now(row: Mapping[str, Any], sources: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The readings whose choice needs no file: all of those that apply when counting, else the one it was read by."""
    values = tuple(value for value, _ in row["readings"])
    if row["kind"] == "word":
        return tuple(value for value in values if value not in READ_AGAIN)
    if _at_once(row, sources):
        return values
    return tuple(value for value in values if value == AS_IT_WAS_READ.get(row["kind"]))


def held_back(asked: list[Waiting], carried: frozenset[str]) -> dict[str, str]:
    """Field -> the question it waits for; also where a column's code system is undecided."""
    held = {block: one.says for one in reversed(asked) for block in sorted(one.blocks)}
    return held | ({CODES_UNDECIDED: UNDECIDED_SAYS} if CODES_UNDECIDED in carried else {})


def in_doubt(carried: frozenset[str], field: str) -> frozenset[str]:
    """What the exports carry, were this one field not there (or its code system undecided)."""
    return carried | {CODES_UNDECIDED} if field == CODES_UNDECIDED else carried - {field}


def hangs_on(measure: Measure, field: str, carried: frozenset[str]) -> bool:
    """Whether a figure hangs on a field in doubt: it could not be counted without it, or would change with it."""
    return measure.hangs_on(field, carried) or bool(measure.missing(in_doubt(carried, field)))


#: Kinds whose answer counts at once, since it applies when counting; the others decide how a file is read.
AT_ONCE = ("exam", "word")
#: Meanings of a word that only reading its rows anew can follow.
READ_AGAIN = ("imaging", "blank")
OUTSIDE_TRAIT = "outside_orders"


def answered_at_once(one: Waiting) -> bool:
    """Whether an answer counts without reading the files again."""
    return one.at_once


def answer(store: Store, clinic: str, number: int, value: str, who: str) -> None:
    """Keep an answer with who gave it and when, and let every count follow it, in one transaction.

    Raises Refusal where it is none of the readings, and where only reading the files again could follow it.
    """
    row = next((r for r in store.questions(clinic) if r["id"] == number), None)
    if row is None:
        raise Refusal("This question is answered already, or its import was taken back.")
    if value not in [v for v, _ in row["readings"]] and (row["kind"] != "orderers" or ticked_in(value) is None):
        raise Refusal(f"{value!r} is none of the answers: {', '.join(v for v, _ in row['readings'])}.")
    practice = _with_answer(store, clinic, row, value)
    told = {"answer": value, "who": who, "at": datetime.now(UTC).isoformat(timespec="seconds")}
    with store.engine.begin() as connection:
        connection.execute(sa.update(db.questions).where(db.questions.c.id == number).values(**told))
        keep_settings(connection, practice)
        if AS_IT_WAS_READ.get(row["kind"]) == value:
            keep_answer(store.folder, clinic, row, value)


def _with_orderers(store: Store, practice: Practice, value: str) -> Practice:
    """The roster as the answer has it, from the clinicians of the lists that are here."""
    seeing, ordering = (clinicians_of(store, practice.clinic, event) for event in ("visits", "orders"))
    return rostered(practice, seeing, ordering, value)


def clinicians_of(store: Store, clinic: str, event: str) -> dict[str, int]:
    """Clinicians of an event's lists as they are spelt, with their rows, most rows first."""
    rows = store.spellings(clinic).filter(field=f"{event}.provider").group_by("seen").agg(pl.col("rows").sum())
    return dict(rows.sort("rows", "seen", descending=[True, False]).rows())


def _with_answer(store: Store, clinic: str, row: Mapping[str, Any], value: str) -> Practice:
    """The settings with the answer; Refusal where the answer decides how the file is read."""
    practice, seen = replace(store.settings(clinic), clinic=clinic), (row["seen"] or [""])[0]
    if row["kind"] == "exam":
        return practice.knowing("exam", seen, value)
    if row["kind"] == "orderers" and _at_once(row, store.sources(clinic)):
        return _with_orderers(store, practice, value)
    if row["kind"] == "word" and value not in READ_AGAIN:
        name = row["question"].split(":")[2]
        event = next(s["event"] for s in store.sources(clinic) if s["file"] == row["file"])
        return replace(practice, words=(*practice.words, (f"{event}.{name}", seen, value)))
    if AS_IT_WAS_READ.get(row["kind"]) == value:
        return practice
    raise Refusal(
        "This answer decides how the file is read. Take the import back, bring its files in again, and answer it there."
    )
