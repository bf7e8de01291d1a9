"""Rows with a month or a year alone as their day: old problems are known by its end, a visit or an order of no day."""

from __future__ import annotations

import polars as pl

from ingest.plan.blocks import blocks_of
from ingest.plan.draft import Draft, Drafts, QuestionKind, reading
from ingest.plan.look import Listed, Look
from ingest.plan.partial_days import last_day_of
from ingest.plan.steps import ShapeStep
from ingest.plan.values import Question

LAST, LEAVE_OUT = "last", "leave_out"
#: Events whose records speak from their day on, so that the last possible day is safe.
STANDING = ("diagnoses",)


def ask_partial(look: Look, drafts: Drafts) -> list[Question]:
    """Date columns in which some cells are a month or a year."""
    asked = []
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        column = draft.columns.get("date")
        if draft.aside or column not in one.table.header:
            continue
        rows = partial_rows(one.shape(column).filled)
        if rows:
            asked.append(_question(one, draft, column, rows))
    return asked


def partial_rows(cells: pl.Series) -> int:
    """How many cells name a month or a year and no day."""
    kinds = cells.value_counts(name="rows")
    return sum(n for cell, n in kinds.iter_rows() if last_day_of(cell))


def _question(one: Listed, draft: Draft, column: str, rows: int) -> Question:
    out = reading(LEAVE_OUT, "nobody knows on which day: these rows are not counted, each is named with its line")
    last = reading(LAST, "of its last day: by then it was known (a problem of 2019 is one of 31 December 2019)")
    standing = draft.event in STANDING
    return Question(
        f"partial:{one.key}:{column}", "partial_days", one.table.file, column,
        f'{one.table.file}: in {rows} of the rows that were looked at "{column}" is a month or a year, not a day. Of '
        "which day are they?", rows, (last, out) if standing else (out,), LAST if standing else LEAVE_OUT,
        blocks_of(draft.event),
    )  # fmt: skip


def settle_partial(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """The date column with the last day of such a month or year, no later than the export."""
    if value != LAST:
        return drafts
    made = drafts.export_date or look.export_date or look.today
    step = ShapeStep("last_days", (question.column,), {"made": made.isoformat()})
    draft = drafts.by_file[question.file]
    return drafts.put(question.file, draft.with_step("date", step, f"{question.column}, whole days"))


KINDS = (QuestionKind("partial_days", ask_partial, settle_partial),)
