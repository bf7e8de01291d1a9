"""Order lists that write one order in several lines, a line a status, without saying by a number that they are one."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ingest.plan.draft import Draft, Drafts, QuestionKind, reading
from ingest.plan.look import Listed, Look
from ingest.plan.steps import ShapeStep, order_numbers
from ingest.plan.values import Question

#: Lines of one order follow each other within so many days.
LINE_DAYS = 60
#: So many lines more than orders, and at least so large a share, are asked about.
FEWEST, SHARE = 3, 0.1
#: Of a format in which every order is one record, whatever became of it.
ONE_A_ROW = "an_order_a_row"


def ask_lines(look: Look, drafts: Drafts) -> list[Question]:
    """Several lines for one patient and exam, close together, with different words for the status."""
    asked = []
    for one in look.of("orders"):
        draft = drafts.by_file[one.table.file]
        if one.known and ONE_A_ROW in one.known.profile.traits:
            continue
        if draft.aside or not {"patient", "date", "exam", "status"} <= draft.columns.keys():
            continue
        lines, orders = lines_and_orders(one, draft)
        if lines - orders >= max(FEWEST, SHARE * lines):
            asked.append(_question(one, lines, orders))
    return asked


def lines_and_orders(one: Listed, draft: Draft) -> tuple[int, int]:
    """Lines that are not yet under a number of an order, and how many orders they would be.

    Lines of one order differ in their status; lines alike in it, two of one status, are two orders.
    """
    columns = {n: draft.columns[n] for n in ("patient", "date", "exam", "status", *_NUMBERS) if n in draft.columns}
    if not {columns[n] for n in ("patient", "date", "exam", "status")} <= set(one.table.header):
        return 0, 0
    cells = {n: one.shape(c).cells for n, c in columns.items() if c in one.table.header}
    rows = pl.DataFrame(cells).drop_nulls(["patient", "date", "exam"]).with_row_index("line")
    numbered = [n for n in _NUMBERS if n in cells]
    if numbered and rows.height and rows.select(numbered).n_unique() < rows.height * (1 - SHARE):
        return 0, 0
    runs = rows.join(order_numbers(rows, "patient", "date", ["exam"], LINE_DAYS, draft.order), on="line")
    per_order = runs.group_by("number").agg(lines=pl.len(), words=pl.col("status").n_unique())
    of_several = per_order.filter((pl.col("lines") > 1) & (pl.col("lines") == pl.col("words")))
    return rows.height, rows.height - int((of_several["lines"] - 1).sum())


_NUMBERS = ("requisition", "source_id")


def _question(one: Listed, lines: int, orders: int) -> Question:
    says = (
        f"{one.table.file}: {lines} lines, but {orders} orders if the lines of one patient and exam within {LINE_DAYS} "
        "days, each with another status, are one order. Is each line an order, or is it a line for each status?"
    )
    readings = (
        reading("one", f"a line for each status: {orders} orders, the newest status decides"),
        reading("each", f"each line is an order: {lines} orders"),
    )
    blocks = frozenset({"orders.exam"})
    return Question(
        f"lines:{one.key}", "order_lines", one.table.file, "", says, lines - orders, readings, "one", blocks
    )


def settle_lines(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """The lines of one order under one number."""
    if value != "one":
        return drafts
    draft = drafts.by_file[question.file]
    order = {"order": draft.order.value} if draft.order else {}
    columns = tuple(draft.columns[n] for n in ("patient", "date", "exam"))
    step = ShapeStep("one_an_order", columns, {"days": str(LINE_DAYS), **order})
    left = {n: c for n, c in draft.columns.items() if n != "source_id"}
    made = replace(draft, columns=left).with_step("requisition", step, "order, its lines together")
    return drafts.put(question.file, made)


KINDS = (QuestionKind("order_lines", ask_lines, settle_lines),)
