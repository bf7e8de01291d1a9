"""Columns nobody knows that may put rows out, or say how old a patient is: short words, lone dates, ages."""

from __future__ import annotations

import polars as pl

from ingest.identifying import may_be_asked
from ingest.plan.asked.flags import with_status
from ingest.plan.blocks import blocks_of
from ingest.plan.draft import Draft, Drafts, QuestionKind, left_over, reading
from ingest.plan.headings import read
from ingest.plan.look import BIRTHS, Listed, Look
from ingest.plan.shapes import ColumnShape, mean
from ingest.plan.steps import CANCELLED, DELETED, NO_SHOW, ShapeStep
from ingest.plan.values import Question
from ingest.plan.words import compared, meanings

IGNORE = "ignore"
#: Concepts that leave open what a column of few short words is for.
OPEN_HEADINGS = frozenset({"type", "status", "status_like", "code", "visit", "id", "description", "name"})
#: So many different words, of so many letters at most, may say what became of a visit.
FEW_WORDS, SHORT = 8, 16
#: A date that is written in so few of the rows may be that of a cancellation.
SPARSE = 0.6
OUT = {"cancelled": CANCELLED, "deleted": DELETED, "no_show": NO_SHOW}
OUT_SAYS = {
    IGNORE: "nothing we count: leave it aside", "cancelled": "the visit was cancelled on that day",
    "deleted": "the row was deleted on that day", "no_show": "the patient did not come",
}  # fmt: skip


def visit_lists(look: Look, drafts: Drafts) -> list[tuple[Listed, Draft]]:
    """The lists of visits that are read, with their drafts."""
    both = [(one, drafts.by_file[one.table.file]) for one in look.of("visits")]
    return [(one, draft) for one, draft in both if not draft.aside]


#: Of an order, a kind or a name is no state: only a heading that says nothing else may be one.
OPEN_OF_ORDERS = frozenset({"status", "status_like", "code"})


def ask_unknown_words(look: Look, drafts: Drafts) -> list[Question]:
    """In a list without a status: columns of a few short words under a heading that says nothing."""
    return [
        _words_question(one, draft, column)
        for one in look.lists
        if (draft := drafts.by_file[one.table.file]).event in OF_ROWS and not draft.aside
        if "status" not in draft.columns
        for column in left_over(one, draft)
        if read(column).says <= (OPEN_HEADINGS if draft.event == "visits" else OPEN_OF_ORDERS)
        if few_words(one.shape(column)) and (draft.event == "visits" or not one.shape(column).exams)
    ]


#: What a row of each list is called.
OF_ROWS = {"visits": "a visit", "orders": "an order", "referrals": "a referral"}


def few_words(shape: ColumnShape) -> bool:
    """Whether a column holds a few short words again and again, as a status does."""
    short = all(len(word) <= SHORT for word in shape.kinds)
    often = len(shape.filled) >= max(6, 2 * len(shape.kinds))
    return 2 <= len(shape.kinds) <= FEW_WORDS and short and often and not shape.is_tick and shape.numbers < 1


def _words_question(one: Listed, draft: Draft, column: str) -> Question:
    shape = one.shape(column)
    shown = ", ".join(f'"{word}"' for word in [word for word in shape.kinds if names_nobody(word)][:4])
    what, stood = OF_ROWS[draft.event], "all took place" if draft.event == "visits" else "all stand"
    says = f'{one.table.file}: no column says what became of {what}. Does "{column}"{shown and f" ({shown})"}?'
    yes = "which visits took place" if draft.event == "visits" else "which of them were cancelled"
    return Question(
        f"status_of:{one.key}:{column}", "unknown_words", one.table.file, column, says, len(shape.filled),
        (reading(IGNORE, f"no: {stood}"), reading("status", f"yes: its words say {yes}")),
        IGNORE, blocks_of(draft.event),
    )  # fmt: skip


def names_nobody(word: str) -> bool:
    """Whether a word of a column nobody knows can be shown: a sign or two, or words that lists are known to use."""
    head = read(word)
    known = bool(head.concepts) and not head.unknown and not head.near
    return may_be_asked(word) and (len(word) <= 2 or known or compared(word) in meanings("visits", "status"))


def settle_unknown_words(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """The column as the status: each of its words is asked about then."""
    draft = drafts.by_file[question.file]
    return drafts.put(question.file, draft.with_column("status", question.column)) if value == "status" else drafts


def ask_unknown_dates(look: Look, drafts: Drafts) -> list[Question]:
    """Dates in a part of the rows only, under a heading that says nothing of what they are the dates of."""
    return [
        _dates_question(one, draft, column)
        for one, draft in visit_lists(look, drafts)
        for column in left_over(one, draft)
        if one.shape(column).days >= 0.8 and 0 < one.shape(column).share_filled <= SPARSE
        if read(column).says <= {"date", "time", "status"} and (read(column).unknown or read(column).says)
    ]


def _dates_question(one: Listed, draft: Draft, column: str) -> Question:
    rows = len(one.shape(column).filled)
    says = f'{one.table.file}: "{column}" holds a date in {rows} of {one.shape(column).rows} rows. What does it say?'
    return Question(
        f"dated:{one.key}:{column}", "unknown_date", one.table.file, column, says, rows,
        tuple(reading(value, words) for value, words in OUT_SAYS.items()), IGNORE, blocks_of("visits"),
        changes="status" not in draft.columns,
    )  # fmt: skip


def settle_unknown_dates(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """Rows with such a date put out."""
    if value not in OUT:
        return drafts
    step = ShapeStep("flag", (question.column,), {"word": OUT[value], "filled": "yes"})
    return drafts.put(question.file, with_status(drafts.by_file[question.file], step))


def ask_ages(look: Look, drafts: Drafts) -> list[Question]:
    """In a list without births: numbers that stay the same for a patient and may be an age."""
    asked = []
    for one, draft in visit_lists(look, drafts):
        if draft.columns.keys() & set(BIRTHS) or draft.columns.get("patient") not in one.table.header:
            continue
        people = one.shape(draft.columns["patient"]).cells
        likely = [c for c in left_over(one, draft) if read(c).says <= {"year", "age", "patient"}]
        asked += [_age_question(one, c) for c in likely if like_ages(one.shape(c), people, bool(read(c).says))]
    return asked


def like_ages(shape: ColumnShape, people: pl.Series, named: bool) -> bool:
    """Whether cells may be ages: up to 110, some grown up, and (unless the heading says it) the same for a patient."""
    if shape.ages < 0.95 or len(shape.kinds) < 2 or shape.share_filled < 0.5:
        return False
    number = shape.cells.str.extract(r"^(\d{1,3})").cast(pl.Int32, strict=False)
    each = pl.DataFrame({"who": people, "n": number}).drop_nulls().group_by("who").agg(
        moves=pl.col("n").max() - pl.col("n").min(), rows=pl.len()
    )  # fmt: skip
    several = each.filter(pl.col("rows") > 1)
    still = mean(several["moves"] <= 3) if several.height else 0.0
    return bool((number >= 18).any()) and (named or still >= 0.9)


def _age_question(one: Listed, column: str) -> Question:
    return Question(
        f"age:{one.key}:{column}", "unknown_age", one.table.file, column,
        f'{one.table.file}: no column says a birth, and "{column}" looks like an age. Is it the patient\'s age on the '
        "day of the row?", len(one.shape(column).filled),
        (reading("age", "yes: in years, on that day"), reading(IGNORE, "no: ages are unknown, and all count")),
        "age", blocks_of("visits"),
    )  # fmt: skip


def settle_age(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """The column as the age."""
    draft = drafts.by_file[question.file]
    return drafts.put(question.file, draft.with_column("age", question.column)) if value == "age" else drafts


KINDS = (
    QuestionKind("unknown_words", ask_unknown_words, settle_unknown_words),
    QuestionKind("unknown_age", ask_ages, settle_age),
    QuestionKind("unknown_date", ask_unknown_dates, settle_unknown_dates),
)
