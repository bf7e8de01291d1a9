"""Lines that would be no records, rows that would be refused, and rows separated otherwise than the column names."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ingest.plan.blocks import blocks_of
from ingest.plan.draft import Draft, Drafts, QuestionKind, reading
from ingest.plan.look import Listed, Look
from ingest.plan.steps import ShapeStep
from ingest.plan.values import WAIT, Question
from ingest.report import FEW_LINES, KIND_WORDS, ONE_IN_TWENTY, SIGN_WORDS, listed, many_no_data

NO_DATA, RECORDS, AS_READ, LEAVE_OUT, AGAIN = "no_data", "records", "as_read", "leave_out", "export_again"


def lists(look: Look, drafts: Drafts) -> list[tuple[Listed, Draft]]:
    """The lists that are read, with their drafts."""
    both = [(one, drafts.by_file[one.table.file]) for one in look.lists]
    return [(one, draft) for one, draft in both if not draft.aside and draft.event != "none"]


def ask_no_data(look: Look, drafts: Drafts) -> list[Question]:
    """More than a few lines, or more than one in fifty, taken for letterhead, totals or footers."""
    told = [(one, look.survey(one)) for one, _ in lists(look, drafts)]
    return [
        _no_data(one, found.no_data, found.refused[1])
        for one, found in told
        if many_no_data(len(found.no_data), found.refused[1])
    ]


def _no_data(one: Listed, lines: tuple[object, ...], rows: int) -> Question:
    kinds = Counter(line.kind for line in lines)  # type: ignore[attr-defined]
    why = ", ".join(f"{n:,} {KIND_WORDS.get(kind, kind)}" for kind, n in kinds.items())
    shown = listed([line.line for line in lines])  # type: ignore[attr-defined]
    says = f"{one.table.file}: {len(lines):,} lines are taken for no records ({why}; lines {shown}). Are they none?"
    records = reading(RECORDS, "they are records: each is read as a row, and refused where it cannot be")
    readings = (
        reading(NO_DATA, f"yes: they are no records; {rows:,} rows are read"),
        records if one.table.every_line else reading(WAIT, "they are records: I will correct the export first"),
    )
    return Question(
        f"no_data:{one.key}",
        "much_no_data",
        one.table.file,
        "",
        says,
        len(lines),
        readings,
        NO_DATA,
        blocks_of(one.event),
    )


def settle_no_data(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """Every line below the column names as a row."""
    if value != RECORDS:
        return drafts
    draft = drafts.by_file[question.file]
    return drafts.put(question.file, replace(draft, steps=(ShapeStep("every_line"), *draft.steps)))


def ask_separator(look: Look, drafts: Drafts) -> list[Question]:
    """Column names separated by one sign and rows by another."""
    return [
        _separator(one, look.survey(one).rows)
        for one, _ in lists(look, drafts)
        if one.table.header_separator and one.table.header_separator != one.table.separator
    ]


def _separator(one: Listed, rows: int) -> Question:
    signs = (SIGN_WORDS.get(sign, "another sign") for sign in (one.table.header_separator, one.table.separator))
    names, cells = signs
    says = (
        f"{one.table.file}: the column names are separated by {names}, the rows by {cells}; each was read with its "
        "own. Do the names belong to these rows?"
    )
    readings = (
        reading(AS_READ, f"yes: they are records, {rows:,} rows read with {cells} between the cells"),
        reading(WAIT, "no: I will export it again first"),
    )
    return Question(
        f"separator:{one.key}",
        "other_separator",
        one.table.file,
        "",
        says,
        rows,
        readings,
        AS_READ,
        blocks_of(one.event),
    )


def ask_few_refused(look: Look, drafts: Drafts) -> list[Question]:
    """Rows that cannot be read, few but more than one in twenty; where there are many, the import itself stops."""
    asked = []
    for one, draft in lists(look, drafts):
        refused, rows = look.survey(one).refused
        settled = "date" not in draft.columns or look.survey(one).days.height
        if settled and 0 < refused <= FEW_LINES and refused * ONE_IN_TWENTY > rows and refused < rows:
            asked.append(_refused(one, refused, rows))
    return asked


def _refused(one: Listed, refused: int, rows: int) -> Question:
    says = (
        f"{one.table.file}: {refused} of {rows} rows cannot be read (too few or too many cells, another separator, no "
        "patient, no date, or a number that a spreadsheet has spoilt), more than one in twenty. The import names each "
        "with its line."
    )
    readings = (
        reading(LEAVE_OUT, f"leave these {refused} out: {rows - refused} rows are kept"),
        reading(WAIT, "I will correct the export first"),
    )
    number, blocks = f"refused:{one.key}", blocks_of(one.event)
    # One row alone is said, and stops nobody: a list of a few rows would be stopped by a single slip.
    return Question(
        number, "few_refused", one.table.file, "", says, refused, readings, LEAVE_OUT, blocks, changes=refused > 1
    )  # fmt: skip


def settle_nothing(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """Read as it is; put off, what hangs on it is held back."""
    return drafts


KINDS = (
    QuestionKind("much_no_data", ask_no_data, settle_no_data),
    QuestionKind("other_separator", ask_separator, settle_nothing),
    QuestionKind("few_refused", ask_few_refused, settle_nothing),
)
