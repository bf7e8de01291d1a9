"""Who the rows are of: test patients left in the export, and patients of one list that are not found in the other."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ingest.plan.asked.columns import blocks_of
from ingest.plan.asked.flags import with_status
from ingest.plan.draft import Draft, Drafts, QuestionKind, is_identifying, reading
from ingest.plan.headings import read
from ingest.plan.look import Listed, Look
from ingest.plan.shapes import mean
from ingest.plan.steps import TEST, ShapeStep, people_as
from ingest.plan.values import Question

#: How numbers and names of test patients begin.
TEST_PATTERN = (
    r"(?i)^(zz+|xx+)?[-_ ,]*(test|testing|demo|dummy|fake|training|testpt|mickey ?mouse|patient, ?test)"
    r"([-_ ,\d]|pt|patient|$|[a-z]?\d)"
)
#: Two lists meet when so many of the patients of the smaller one are in the visit list.
MEET, GAIN = 0.5, 0.2
WAYS = ("suffix", "width", "zeros", "letters", "digits")
SAYS = {
    "suffix": "a spreadsheet has written .0 behind them",
    "width": "the leading zeros are lost",
    "zeros": "they differ by leading zeros",
    "letters": "they differ by signs and capital letters",
    "digits": "they differ by a prefix or by signs between the digits",
}
FEWEST = 3


def ask_test(look: Look, drafts: Drafts) -> list[Question]:
    """Rows whose patient number, or whose name or flag, says that it is no real patient."""
    asked = []
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        if draft.aside or one.event not in ("visits", "orders", "referrals", "medications", "diagnoses"):
            continue
        for column in _naming(one, draft):
            filled = one.shape(column).filled
            marked = int(filled.str.contains(TEST_PATTERN).sum())
            if 0 < marked < 0.5 * len(filled):
                asked.append(_test_question(one, column, marked))
                break
    return asked


def _naming(one: Listed, draft: Draft) -> list[str]:
    names = [c for c in one.table.header if is_identifying(c) and "contact_detail" not in read(c).says]
    own = [draft.columns["patient"]] if draft.columns.get("patient") in one.table.header else []
    return [*own, *names]


def _test_question(one: Listed, column: str, rows: int) -> Question:
    return Question(
        f"test:{one.key}:{column}",
        "test_patients",
        one.table.file,
        column,
        f'{one.table.file}: in at least {rows} rows "{column}" begins like a test patient (test, demo, ZZ …). '
        "Are these rows of test patients?",
        rows,
        (reading("out", "yes: test patients, not counted"), reading("keep", "no: real patients, count them")),
        "out",
        blocks_of(one.event),
    )


def settle_test(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """Rows of test patients put out by their status."""
    if value != "out":
        return drafts
    step = ShapeStep("test_people", (question.column,), {"word": TEST, "pattern": TEST_PATTERN})
    return drafts.put(question.file, with_status(drafts.by_file[question.file], step))


def ask_meet(look: Look, drafts: Drafts) -> list[Question]:
    """Lists whose patients are not, or hardly, in the visit list."""
    visits = next((v for v in look.of("visits") if not drafts.by_file[v.table.file].aside), None)
    if visits is None or len(look.survey(visits).people) < FEWEST:
        return []
    asked = []
    for one in look.lists:
        if one is visits or one.event in ("visits", "none") or drafts.by_file[one.table.file].aside:
            continue
        if question := _meet_question(look, one, visits):
            asked.append(question)
    return asked


def _meet_question(look: Look, one: Listed, visits: Listed) -> Question | None:
    here, there = look.survey(one).people, look.survey(visits).people
    if len(here) < FEWEST:
        return None
    now = met(here, there)
    best = max(WAYS, key=lambda how: met(*as_both(here, there, how)))
    then = met(*as_both(here, there, best))
    if then < MEET or then < now + GAIN:
        return _nobody(one, visits, here) if now == 0 and len(here) >= FEWEST else None
    column = _patient(one, look)
    many = round(then * len(here))
    return Question(
        f"meet:{one.key}",
        "patients_meet",
        one.table.file,
        column,
        f"{one.table.file}: {round(now * len(here))} of its {len(here)} patients are in {visits.table.file} as the "
        f"numbers are written; {many} are if {SAYS[best]}. Are they the same patients?",
        look.survey(one).rows,
        (reading(best, f"yes: {SAYS[best]}"), reading("keep", "no: they are other patients")),
        best,
        blocks_of("visits") if one.event == "diagnoses" else blocks_of(one.event),
    )


def _nobody(one: Listed, visits: Listed, here: pl.Series) -> Question:
    return Question(
        f"meet:{one.key}",
        "patients_meet",
        one.table.file,
        "",
        f"{one.table.file}: none of its {len(here)} patients is in {visits.table.file}, and no other way to write the "
        "numbers makes them meet. Do the two lists number patients in different ways?",
        len(here),
        (reading("keep", "they are other patients: count them apart"), reading("aside", "leave this list aside")),
        None,
        blocks_of("visits") if one.event == "diagnoses" else blocks_of(one.event),
    )


def met(here: pl.Series, there: pl.Series) -> float:
    """Share of the people of one list who are in the other."""
    return mean(here.is_in(there.implode()))


def as_both(here: pl.Series, there: pl.Series, how: str) -> tuple[pl.Series, pl.Series]:
    """The people of both lists written another way; `width` fills up the shorter ones only to the other's one width."""
    if how != "width":
        return people_as(here, how).unique(), people_as(there, how).unique()
    width = width_of(there) or width_of(here)
    return (people_as(here, how, width).unique(), people_as(there, how, width).unique()) if width else (here, there)


def width_of(people: pl.Series) -> int:
    """The one length that all numbers of a list have, some with leading zeros; 0 where there is none."""
    lengths = people.str.len_chars()
    same = lengths.n_unique() == 1 and bool(people.str.starts_with("0").any())
    return int(lengths[0]) if same else 0


def _patient(one: Listed, look: Look) -> str:
    return one.columns.get("patient", "")


def settle_meet(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """Both lists' patients written the same way."""
    if value == "aside":
        return drafts.put(question.file, replace(drafts.by_file[question.file], aside="said"))
    if value == "keep":
        return drafts
    visits = next(v for v in look.of("visits") if not drafts.by_file[v.table.file].aside)
    here = next(o for o in look.lists if o.table.file == question.file)
    width = width_of(look.survey(visits).people) or width_of(look.survey(here).people)
    # Only the list that lost something is written anew where one can tell which; so earlier imports meet it too.
    both = [here] if value == "width" and width_of(look.survey(visits).people) else list(look.lists)
    for one in both:
        draft = drafts.by_file[one.table.file]
        column = draft.columns.get("patient")
        if column and not draft.aside and not column.startswith("patient, "):
            step = ShapeStep("same_people", (column,), {"how": value, "width": str(width)})
            drafts = drafts.put(one.table.file, draft.with_step("patient", step, f"patient, {value}"))
    return drafts


KINDS = (QuestionKind("test_patients", ask_test, settle_test), QuestionKind("patients_meet", ask_meet, settle_meet))
