"""What a row is: a visit, or a line of one; cells filled once a block; lengths in hours; totals among records."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from ingest.plan.blocks import blocks_of
from ingest.plan.draft import Draft, Drafts, QuestionKind, mapping_of, not_came, reading
from ingest.plan.headings import read
from ingest.plan.look import Listed, Look
from ingest.plan.steps import ShapeStep
from ingest.plan.values import Question

#: So many more rows than patient-day-clinicians, and rows may not be one visit each.
MORE_ROWS, FEWEST = 0.08, 3
#: A clinician column filled in fewer rows than this may be filled once for a block.
ONCE_A_BLOCK = 0.6
TOTAL = (
    r"(?i)^\W*((grand|month(ly)?|week(ly)?|daily|running|group|page|provider)[\s-]+)?(sub[\s-]*|sous[\s-]*|zwischen)?"
    r"(total(e|aux|es|s)?|totaux|summe|gesamt(summe)?|somme|suma|sum|count|average|mean|moyenne|mittelwert|anzahl)\b"
)
#: A month written where a patient's number should stand: the end of a group, not a record.
MONTH_LINE = (
    r"(?i)^(jan(uary|vier|uar)?|feb(ruary|ruar)?|f[eé]v(rier)?|mar(ch|s)?|m[aä]rz|apr(il)?|avr(il)?|may|mai|june?|juni?|"
    r"juin|july?|juli?|juillet|aug(ust)?|ao[uû]t|sep(t|tember|tembre)?|o[ck]t(ober|obre)?|nov(ember|embre)?|"
    r"de[cz](ember)?|d[eé]c(embre)?)\.?,?\s+(19|20)\d\d\W*$"
)
NO_RECORD = f"{TOTAL}|{MONTH_LINE}"


def ask_rows(look: Look, drafts: Drafts) -> list[Question]:
    """Visit lists with several rows for one patient, day and clinician."""
    asked = []
    for one in look.of("visits"):
        draft, found = drafts.by_file[one.table.file], look.survey(one)
        rows, visits = found.per_visit
        if draft.aside or rows - visits < max(FEWEST, MORE_ROWS * rows):
            continue
        asked.append(
            Question(
                f"rows:{one.key}",
                "rows_per_visit",
                one.table.file,
                "",
                f"{one.table.file}: {rows} rows, but {visits} times a patient on a day with a clinician. Is each row a "
                "visit, or are there several rows for one visit (a line for each billing item, problem or status)?",
                rows - visits,
                (
                    reading("one", f"several rows for one visit: {visits} visits"),
                    reading("each", f"each row is a visit: {rows} visits"),
                ),
                "one",
                blocks_of("visits"),
            )
        )
    return asked


def settle_rows(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """One row a visit, with what all its lines say."""
    if value != "one":
        return drafts
    draft = drafts.by_file[question.file]
    by = tuple(draft.columns[n] for n in ("patient", "date", "provider") if n in draft.columns)
    joins = [draft.columns[n] for n in ("diagnosis", "reason") if n in draft.columns and draft.columns[n] not in by]
    told = {"joins": "\x1f".join(joins), **_gone(one_of(look, question.file), draft)}
    step = ShapeStep("one_a_visit", by, told)
    columns = {k: c for k, c in draft.columns.items() if k != "source_id" or "visit" in read(c).says}
    return drafts.put(question.file, replace(draft, columns=columns, steps=(*draft.steps, step)))


def one_of(look: Look, file: str) -> Listed:
    """The list of a file."""
    return next(one for one in look.lists if one.table.file == file)


def _gone(one: Listed, draft: Draft) -> dict[str, str]:
    """The status column and its words that mean that nobody came: such a line is no line of a visit."""
    words = not_came(mapping_of(one, draft).profile)
    return {"status": draft.columns["status"], "gone": "\x1f".join(sorted(words))} if "status" in draft.columns else {}


#: How many minutes one of a unit is.
UNITS_OF_TIME = {"hours": 60.0, "minutes": 1.0, "seconds": 1 / 60, "5": 5.0, "10": 10.0, "15": 15.0, "20": 20.0}
UNIT_SAYS = {
    "hours": "hours (0.25 is 15 minutes)", "minutes": "minutes", "seconds": "seconds", "5": "slots of 5 minutes",
    "10": "slots of 10 minutes", "15": "slots of 15 minutes", "20": "slots of 20 minutes",
}  # fmt: skip
#: No visit usually lasts less than 4 minutes, or longer than 4 hours: the unit is another one.
SHORTEST, LONGEST = 4, 240


def ask_hours(look: Look, drafts: Drafts) -> list[Question]:
    """A length that can hardly be minutes: parts of hours, a handful of slots, thousands of seconds."""
    asked = []
    for one in look.of("visits"):
        draft = drafts.by_file[one.table.file]
        for name in ("booked_minutes", "actual_minutes"):
            column = draft.columns.get(name)
            if draft.aside or column not in one.table.header:
                continue
            numbers = one.shape(column).filled.str.replace(",", ".").cast(pl.Float64, strict=False).drop_nulls()
            if len(numbers) and not SHORTEST <= float(numbers.median()) <= LONGEST:  # type: ignore[arg-type]
                asked.append(_unit_question(one, name, column, numbers))
    return asked


def _unit_question(one: Listed, name: str, column: str, numbers: pl.Series) -> Question:
    parts = bool((numbers % 1 != 0).any())
    proposed = "seconds" if float(numbers.median()) > LONGEST else "hours" if parts else None  # type: ignore[arg-type]
    order = sorted(UNITS_OF_TIME, key=lambda unit: unit != proposed)
    return Question(
        f"hours:{one.key}:{column}", "unit_of_time", one.table.file, column,
        f'{one.table.file}: "{column}" holds lengths like {one.shape(column).filled[0]}. Are they hours, or what?',
        len(numbers), tuple(reading(unit, UNIT_SAYS[unit]) for unit in order), proposed,
        blocks_of("visits", name),
    )  # fmt: skip


def settle_hours(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """The length in minutes."""
    if value == "minutes":
        return drafts
    draft = drafts.by_file[question.file]
    name = next(n for n, c in draft.columns.items() if c == question.column)
    step = ShapeStep("hours", (question.column,), {"minutes": str(UNITS_OF_TIME[value])})
    return drafts.put(question.file, draft.with_step(name, step, f"{question.column}, minutes"))


def ask_filled_once(look: Look, drafts: Drafts) -> list[Question]:
    """Clinician, or day, written in the first row of a block only."""
    asked = []
    for one in look.of("visits"):
        draft = drafts.by_file[one.table.file]
        for name in ("provider", "date"):
            column = draft.columns.get(name)
            if draft.aside or column not in one.table.header or not _once_a_block(one, column):
                continue
            asked.append(
                Question(
                    f"filled:{one.key}:{column}",
                    "filled_once",
                    one.table.file,
                    column,
                    f'{one.table.file}: "{column}" is filled in {len(one.shape(column).filled)} of '
                    f"{one.shapes[0].rows} "
                    "rows "
                    "that were looked at. Does a cell hold for the rows below it (as merged cells do)?",
                    one.shapes[0].rows - len(one.shape(column).filled),
                    (reading("down", "yes: it holds until the next one"), reading("blank", "no: blank is blank")),
                    "down",
                    blocks_of("visits", "provider" if name == "provider" else "date"),
                )
            )
    return asked


def _once_a_block(one: Listed, column: str) -> bool:
    shape = one.shape(column)
    first = shape.rows > 0 and shape.cells[0] is not None
    return first and len(shape.filled) >= 2 and shape.share_filled < ONCE_A_BLOCK


def settle_filled(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """The cell held for the rows below it."""
    if value != "down":
        return drafts
    draft = drafts.by_file[question.file]
    name = next(n for n, c in draft.columns.items() if c == question.column)
    step = ShapeStep("fill_down", (question.column,))
    return drafts.put(question.file, draft.with_step(name, step, f"{question.column}, filled down"))


def ask_totals(look: Look, drafts: Drafts) -> list[Question]:
    """Lines among the records whose first cell says total."""
    asked = []
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        if draft.aside or not one.table.header:
            continue
        patient = draft.columns.get("patient")
        for column in one.table.header:
            pattern = NO_RECORD if column == patient else TOTAL
            cells = one.shape(column).cells if column in _may_total(one, draft) else pl.Series([], dtype=pl.String)
            said = cells.str.contains(pattern).fill_null(False)
            marked = int(said.sum()) if column == patient else _without_people(one, draft, said)
            if 0 < marked < 0.5 * max(1, one.shapes[0].rows):
                asked.append(_totals(one, column, marked))
                break
    return asked


def _without_people(one: Listed, draft: Draft, marked: pl.Series) -> int:
    """How many marked rows there are, if most of them lack a patient's number or a day: a record has both."""
    if not len(marked):
        return 0
    cells = [one.shape(draft.columns[n]).cells for n in ("patient", "date") if draft.columns.get(n) in one.table.header]
    whole = marked
    for column in cells:
        whole = whole & column.str.contains(r"\d{2}").fill_null(False)
    return int(marked.sum()) if 2 * int(whole.sum()) < int(marked.sum()) or not cells else 0


def _may_total(one: Listed, draft: Draft) -> list[str]:
    """Columns in which a total may be named: the first three, the patient, the day, the clinician."""
    return [*one.table.header[:3], *(draft.columns[n] for n in ("patient", "date", "provider") if n in draft.columns)]


def _totals(one: Listed, column: str, rows: int) -> Question:
    return Question(
        f"totals:{one.key}:{column}",
        "totals_within",
        one.table.file,
        column,
        f'{one.table.file}: {rows} rows among the records say "total" in "{column}". Are they subtotals, not records?',
        rows,
        (reading("out", "yes: totals, not records"), reading("keep", "no: records")),
        "out",
        blocks_of(one.event),
    )


def settle_totals(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """Totals taken out and accounted for."""
    if value != "out":
        return drafts
    draft = drafts.by_file[question.file]
    step = ShapeStep("without", (question.column,), {"pattern": NO_RECORD})
    return drafts.put(question.file, replace(draft, steps=(step, *draft.steps)))


_NUMBERED = re.compile(r"^(.*?)[\s_\-]*\(?([1-9]\d?)\)?$")


def join_numbered(one: Listed, draft: Draft) -> Draft:
    """Several diagnosis columns (Dx1 … Dx5, Diagnosis 1 …) read as one; no question, nothing is lost by it."""
    if one.known or draft.aside or "diagnosis" not in draft.columns:
        return draft
    column = draft.columns["diagnosis"]
    stem = stem_of(column)
    used = set(draft.columns.values()) - {column}
    alike = [c for c in one.table.header if stem_of(c) == stem and c not in used]
    if len(alike) < 2 or not any(_NUMBERED.match(c) for c in alike):
        return draft
    return draft.with_step("diagnosis", ShapeStep("join", tuple(alike)), f"{stem or 'diagnosis'}, together")


def stem_of(column: str) -> str:
    """A heading without the number at its end."""
    found = _NUMBERED.match(column.strip())
    return (found[1] if found else column).strip().casefold()


KINDS = (
    QuestionKind("totals_within", ask_totals, settle_totals),
    QuestionKind("filled_once", ask_filled_once, settle_filled),
    QuestionKind("unit_of_time", ask_hours, settle_hours),
)
#: Asked once the words are known: a line that was cancelled is no line of a visit that took place.
ROWS = (QuestionKind("rows_per_visit", ask_rows, settle_rows),)
__all__ = ["KINDS", "ROWS", "join_numbered"]
