"""Exam names that may be a lumbar picture and do not say which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from ingest.identifying import may_be_asked
from ingest.plan.asked.meaning import masked
from ingest.plan.draft import Drafts, QuestionKind, mapping_of, reading
from ingest.plan.look import Listed, Look
from ingest.plan.values import Question
from measures.imaging import read_exams, unrecognised_name
from measures.letters import bare

SAYS = {
    "XR": "an X-ray of the lumbar spine", "CT": "a CT of the lumbar spine", "MR": "an MRI of the lumbar spine",
    "no": "no picture of the lumbar spine",
}  # fmt: skip
MOST = 40


def ask_exams(look: Look, drafts: Drafts) -> list[Question]:
    """Each exam name that no list settles."""
    asked: dict[str, Question] = {}
    known = {bare(name) for name in look.practice.exams}
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        column = draft.columns.get("exam")
        if draft.aside or column not in one.table.header or not _orders(one, drafts):
            continue
        kinds = _kinds(look, one, drafts, column)
        names = list(kinds)
        for name, exam in zip(names, read_exams(names), strict=True):
            told = unrecognised_name(exam.why)
            if not told or len(asked) >= MOST or not may_be_asked(told):
                continue
            if bare(told) not in known and bare(told) not in asked:
                asked[bare(told)] = _question(one, column, told, kinds[name], exam.why.startswith("lumbar"))
    return list(asked.values())


def _kinds(look: Look, one: Listed, drafts: Drafts, column: str) -> Mapping[str, int]:
    """Exams with their rows; in a list that holds other requests too, those of rows whose word makes them orders."""
    profile = mapping_of(one, drafts.by_file[one.table.file]).profile
    feed = next((feed for feed in profile.feeds if feed.event == "orders"), None)
    seen = look.survey(one)
    if feed is None or not seen.divided:
        return seen.kinds.get(column) or one.shape(column).kinds
    meant, exact = profile.values.get(feed.field, {}), feed.field in profile.case_matters
    found: Counter[str] = Counter()
    for word, exams in seen.divided.items():
        if meant.get(word if exact else word.casefold()) in feed.means:
            found.update(exams)
    return found


def _orders(one: Listed, drafts: Drafts) -> bool:
    profile = mapping_of(one, drafts.by_file[one.table.file]).profile
    return profile.event == "orders" or any(feed.event == "orders" for feed in profile.feeds)


def _question(one: Listed, column: str, name: str, rows: int, lumbar: bool) -> Question:
    return Question(
        f"exam:{bare(name)}",
        "exam",
        one.table.file,
        column,
        f'{one.table.file}: what is "{masked(name)}" in "{column}"? ({rows} rows)',
        rows,
        tuple(reading(value, says) for value, says in SAYS.items()),
        "XR" if lumbar else None,
        frozenset({"orders.exam"}),
        seen=(name,),
    )


def settle_exam(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """The name settled in the clinic's settings."""
    return replace(drafts, practice=drafts.practice.knowing("exam", question.seen[0], value))


KINDS = (QuestionKind("exam", ask_exams, settle_exam),)
