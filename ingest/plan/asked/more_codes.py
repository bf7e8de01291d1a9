"""A second column of codes in the rows of a list: read with the first, each cell in the system of its own column."""

from __future__ import annotations

from ingest.plan.asked.dup import stem_of
from ingest.plan.blocks import blocks_of
from ingest.plan.draft import Draft, Drafts, QuestionKind, left_over, reading
from ingest.plan.headings import read
from ingest.plan.look import Listed, Look
from ingest.plan.propose import cells_of_codes
from ingest.plan.steps import ShapeStep
from ingest.plan.values import Question
from measures.code_systems import decide

#: Lists whose rows carry a diagnosis of their own.
CODED = ("visits", "orders", "referrals", "diagnoses")
WITH = "with"


def ask_more_codes(look: Look, drafts: Drafts) -> list[Question]:
    """Columns of codes that no field is read from, beside the one that is."""
    asked = []
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        column = draft.columns.get("diagnosis")
        if draft.aside or draft.event not in CODED or column not in one.table.header:
            continue
        others = [c for c in left_over(one, draft) if stem_of(c) != stem_of(column)]
        for other in others:
            if (_codes(one, other) or _words(one, other)) and (question := _question(one, draft, column, other)):
                asked.append(question)
    return asked


def _codes(one: Listed, column: str) -> bool:
    """Whether a column holds codes of diagnoses: by its heading and its cells, or by its cells alone."""
    shape, head = one.shape(column), read(column)
    named = "diagnosis" in head.says and not head.says & {"date", "status", "type", "id", "description", "drug", "exam"}
    coded = shape.codes >= 0.6 or shape.share(r"^\d{6,18}$") >= 0.6 or decide(shape.kinds, heading=column).why in HELD
    return len(shape.filled) > 0 and ((named and coded) or cells_of_codes(head, shape))


def _words(one: Listed, column: str) -> bool:
    """Whether a column holds diagnoses in words, by its heading and its cells."""
    shape, says = one.shape(column), read(column).says
    return "diagnosis" in says and not says & NO_WORDS and shape.letters >= 0.5 and not shape.is_tick


NO_WORDS = frozenset({"date", "status", "type", "id", "drug", "exam", "provider", "onset", "resolved", "code"})
HELD = ("check digits", "padding", "heading")


def _question(one: Listed, draft: Draft, column: str, other: str) -> Question | None:
    """None where the other column never says anything of its own; codes beside words change little."""
    first, second = one.shape(column).cells, one.shape(other).cells
    alone = int((first.is_null() & second.is_not_null()).sum())
    unlike = int((second.is_not_null() & (first != second).fill_null(False)).sum())
    coded, first_coded = _codes(one, other), _codes(one, column)
    other_system = "code_system" in draft.columns and _system(one, column) != _system(one, other)
    if not alone + (unlike if coded else 0) or other_system:
        return None
    both = f"{unlike} rows have both" + (f", and {alone} say it there alone" if alone else "")
    return Question(
        f"more_codes:{one.key}:{other}", "more_codes", one.table.file, other,
        f'{one.table.file}: diagnoses are read from "{column}"; "{other}" holds some too ({both}). Do they say what '
        "the row was for as well?", alone + unlike,
        (reading(WITH, "yes: read both"), reading("ignore", "no: leave it aside (old problems, say)")),
        WITH, blocks_of(one.event), changes=first_coded or not coded,
    )  # fmt: skip


def _system(one: Listed, column: str) -> str | None:
    """The system of a column's codes; "icd" also where they are words, in which codes of ICD are read."""
    return decide(one.shape(column).kinds, heading=column).system


def settle_more_codes(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """Both columns as one; of two systems, each cell with its own, the second where the first is blank."""
    draft = drafts.by_file[question.file]
    if value != WITH:
        return drafts
    one = next(o for o in look.lists if o.table.file == question.file)
    column, other = draft.columns["diagnosis"], question.column
    systems = (_system(one, column) if column in one.table.header else None, _system(one, other))
    made = f"{column}; {other}"
    if None in systems or systems[0] == systems[1] or "icd" in systems:
        return drafts.put(question.file, draft.with_step("diagnosis", ShapeStep("join", (column, other)), made))
    told = {"systems": f"{systems[0]};{systems[1]}"}
    draft = draft.with_step("code_system", ShapeStep("system_of", (column, other), told), f"code system of {made}")
    return drafts.put(question.file, draft.with_step("diagnosis", ShapeStep("first_of", (column, other)), made))


KINDS = (QuestionKind("more_codes", ask_more_codes, settle_more_codes),)
