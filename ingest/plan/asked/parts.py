"""Sheets that were read as more than one list: is it so, or does only the first of them count?"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from ingest.plan.blocks import blocks_of
from ingest.plan.draft import Drafts, QuestionKind, reading
from ingest.plan.group_headings import DAY, FIELD
from ingest.plan.look import Listed, Look
from ingest.plan.values import Question

_PART = re.compile(r"^(.*) > list (\d+)$")


def ask_parts(look: Look, drafts: Drafts) -> list[Question]:
    """Each sheet of several lists, once; lists that were all confirmed before are what they were."""
    parts = [(m[1], o) for o in look.lists if (m := _PART.match(o.table.file))]
    asked = []
    for of_file, n in Counter(file for file, _ in parts).items():
        own = [o for of, o in parts if of == of_file]
        if all(o.called for o in own):
            continue
        lists = ", ".join(f"{o.event} of {look.survey(o).rows} rows" for o in own)
        says = f"{of_file} holds {n} lists in one sheet: {lists}. Is each of them a list of its own?"
        readings = (
            reading("each", f"yes: all {n} are read"),
            reading("first", "no: only the first is read, the others are left aside"),
        )
        blocks = frozenset().union(*(blocks_of(o.event) for o in own))
        rows = sum(look.survey(o).rows for o in own)
        number, file = f"parts:{own[0].key}", own[0].table.file
        asked.append(Question(number, "several_lists", file, "", says, rows, readings, "each", blocks))
    return asked


def settle_parts(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """The other parts left aside, where only the first counts."""
    if value != "first":
        return drafts
    file = question.file.rpartition(" > list ")[0]
    for one in look.lists:
        told = _PART.match(one.table.file)
        if told and told[1] == file and told[2] != "1":
            drafts = drafts.put(one.table.file, replace(drafts.by_file[one.table.file], aside="said"))
    return drafts


def ask_groups(look: Look, drafts: Drafts) -> list[Question]:
    """Lists whose day or clinician stands in lines of its own above the records."""
    asked = []
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        for column in FIELD:
            if column in one.table.header and not draft.aside:
                asked.append(_groups_question(one, column))
    return asked


def _groups_question(one: Listed, column: str) -> Question:
    what = "day" if column == DAY else "clinician"
    said = len(one.shape(column).kinds)
    says = (
        f"{one.table.file}: lines between the records hold nothing but a {what} ({said} different ones). Is it the "
        f"{what} of the records below, until the next such line?"
    )
    readings = (
        reading("down", f"yes: each record has the {what} above it"),
        reading("blank", f"no: the {what} is not known"),
    )
    blocks = blocks_of(one.event, FIELD[column])
    rows = one.shapes[0].rows
    return Question(
        f"group:{one.key}:{column}", "group_headings", one.table.file, column, says, rows, readings, "down", blocks
    )


def settle_groups(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """The heading of each block as the day or the clinician of its records."""
    draft = drafts.by_file[question.file]
    kept = draft.with_column(FIELD[question.column], question.column if value == "down" else None)
    return drafts.put(question.file, kept)


KINDS = (
    QuestionKind("parts", ask_parts, settle_parts),
    QuestionKind("group_headings", ask_groups, settle_groups),
)
