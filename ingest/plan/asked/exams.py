"""Exam names that may be a lumbar picture and do not say which."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import polars as pl

from ingest.facts import MODALITY_WORDS
from ingest.identifying import may_be_asked
from ingest.plan.asked.meaning import masked
from ingest.plan.draft import Drafts, QuestionKind, left_over, mapping_of, reading
from ingest.plan.headings import read as read_heading
from ingest.plan.look import Listed, Look
from ingest.plan.steps import ShapeStep
from ingest.plan.values import Question
from measures.imaging import UNKNOWN_CODE, read_exams, read_procedure_codes, unrecognised_name
from measures.letters import bare

SAYS = {
    "XR": "an X-ray of the lumbar spine", "CT": "a CT of the lumbar spine", "MR": "an MRI of the lumbar spine",
    "no": "no picture of the lumbar spine",
}  # fmt: skip
#: A complaint is no exam, though it names the low back.
_ILL = re.compile(r"(?i)\b(pains?|aches?|strain|sprain|injury|lbp|sciatica|douleurs?|lombalgies?|dolor)\b|schmerz")
LUMBAR = {"XR": "XR lumbar spine", "CT": "CT lumbar spine", "MR": "MRI lumbar spine"}
MOST = 40
#: An exam that is nothing but a code of the radiology system.
CODE_ALONE = re.compile(r"[A-Z][A-Z0-9.\-]{2,8}")


def ask_exams(look: Look, drafts: Drafts) -> list[Question]:
    """Each exam name that no list settles."""
    asked: dict[str, Question] = {}
    known = {bare(name) for name in look.practice.exams}
    for one, column in _lists(look, drafts):
        kinds = _kinds(look, one, drafts, column)
        names = list(kinds)
        open_ones = _left_open(look, one, drafts, column, names)
        for name, exam in zip(names, read_exams(names), strict=True):
            told = unrecognised_name(exam.why) if name in open_ones else None
            if not told or len(asked) >= MOST or not may_be_asked(told):
                continue
            if bare(told) not in known and bare(told) not in asked:
                lumbar = exam.why.startswith("lumbar") and not _ILL.search(told)
                asked[bare(told)] = _question(one, column, told, kinds[name], lumbar)
    return list(asked.values())


def _lists(look: Look, drafts: Drafts) -> Iterator[tuple[Listed, str]]:
    """The lists that hold orders, each with its column of exams."""
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        column = draft.columns.get("exam")
        if not draft.aside and column in one.table.header and _orders(one, drafts):
            yield one, str(column)


def ask_regions(look: Look, drafts: Drafts) -> list[Question]:
    """Where the exam is "CT" alone and another column says of what: that one names the exam, "CT" how it is made."""
    asked = []
    for one, column in _lists(look, drafts):
        draft = drafts.by_file[one.table.file]
        free = [c for c in left_over(one, draft) if "body_part" in read_heading(c).says]
        regions = [c for c in free if one.shape(c).letters > 0.5]
        if regions and "modality" not in draft.columns and _modality_alone(one.shape(column).kinds):
            asked.append(_region_question(one, column, regions[0]))
    return asked


#: A cell of more letters says more than how the picture was made.
LONGEST_MODALITY = 12


def _modality_alone(kinds: Mapping[str, int]) -> bool:
    short = bool(kinds) and max(map(len, kinds)) <= LONGEST_MODALITY
    return short and all(one.modality and not one.lumbar for one in read_exams(list(kinds)))


def _region_question(one: Listed, column: str, region: str) -> Question:
    return Question(
        f"region:{one.key}:{region}", "exam_region", one.table.file, region,
        f'{one.table.file}: "{column}" says how a picture is made and not of what. Does "{region}" say of what?',
        len(one.shape(region).filled), (reading("yes", "yes: both together are the exam"), reading("no")), "yes",
        frozenset({"orders.exam"}), seen=(column,),
    )  # fmt: skip


def settle_region(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """The region as the exam's name, with the modality before it."""
    draft = drafts.by_file[question.file]
    if value != "yes":
        return drafts
    told = draft.with_column("exam", question.column).with_column("modality", question.seen[0])
    return drafts.put(question.file, told)


def ask_exam_codes(look: Look, drafts: Drafts) -> list[Question]:
    """Where every exam is nothing but a code that we cannot read: which of them are the lumbar spine?"""
    asked = []
    for one, column in _lists(look, drafts):
        kinds, draft = _kinds(look, one, drafts, column), drafts.by_file[one.table.file]
        told = any(exam.modality for exam in read_exams(list(kinds)))
        if told or {"modality", "procedure_code"} & draft.columns.keys() or not kinds or len(kinds) > MOST:
            continue
        if all(CODE_ALONE.fullmatch(name) for name in kinds):
            asked += [_code_question(one, column, name, rows) for name, rows in kinds.items()]
    return asked


def _code_question(one: Listed, column: str, name: str, rows: int) -> Question:
    return Question(
        f"exam_code:{one.key}:{name}", "exam_code", one.table.file, column,
        f'{one.table.file}: what is "{name}" in "{column}"? ({rows} rows; no code of this list is in ours)', rows,
        tuple(reading(value, says) for value, says in SAYS.items()), None, frozenset({"orders.exam"}), seen=(name,),
    )  # fmt: skip


def settle_exam_code(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """The exam in words, in the place of such a code."""
    draft, (name,) = drafts.by_file[question.file], question.seen
    if value not in LUMBAR:
        return drafts
    made = f"{question.column}, in words"
    before = next((s for s in draft.steps if s.options.get("as") == made), ShapeStep("in_words", (question.column,)))
    step = ShapeStep("in_words", before.columns, {**before.options, f"is {name}": LUMBAR[value]})
    rest = replace(draft, steps=tuple(s for s in draft.steps if s is not before))
    return drafts.put(question.file, rest.with_step("exam", step, made))


def _left_open(look: Look, one: Listed, drafts: Drafts, column: str, names: Sequence[str]) -> set[str]:
    """The names that stay unsettled once each is read with the modality of its own rows, and its code."""
    draft = drafts.by_file[one.table.file]
    modality, code = (_place(one, draft.columns.get(name)) for name in ("modality", "procedure_code"))
    alone = {name for name, exam in zip(names, read_exams(names), strict=True) if unrecognised_name(exam.why)}
    if not alone or (modality is None and code is None):
        return alone
    place, profile = one.table.header.index(column), mapping_of(one, draft).profile
    left: set[str] = set()
    for block in one.table.blocks():
        cells = {
            "name": block.rows[f"c{place}"],
            "modality": block.rows[f"c{modality}"] if modality is not None else None,
            "code": block.rows[f"c{code}"] if code is not None else None,
        }
        rows = pl.DataFrame({k: c for k, c in cells.items() if c is not None}).drop_nulls("name")
        rows = rows.filter(pl.col("name").is_in(list(alone - left))).unique()
        for row in rows.iter_rows(named=True):
            if _open(row, profile.values.get("modality", {}), "modality" in profile.case_matters):
                left.add(row["name"])
    return left


def _place(one: Listed, column: str | None) -> int | None:
    return one.table.header.index(column) if column in one.table.header else None


def _open(row: Mapping[str, str | None], means: Mapping[str, str], exact: bool) -> bool:
    """Whether an exam of one row is settled neither by its code nor by its name with the modality before it."""
    code, said = row.get("code"), row.get("modality")
    if code and read_procedure_codes([code])[0].why != UNKNOWN_CODE:
        return False
    meant = means.get(said if exact else said.casefold()) if said else None
    word = MODALITY_WORDS.get(meant or "", said or "")
    return unrecognised_name(read_exams([f"{word} {row['name']}".strip()])[0].why) is not None


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


#: Settled from the first rows: which columns the exam stands in.
REGIONS = (QuestionKind("exam_region", ask_regions, settle_region),)
KINDS = (
    QuestionKind("exam", ask_exams, settle_exam), QuestionKind("exam_code", ask_exam_codes, settle_exam_code),
)  # fmt: skip
