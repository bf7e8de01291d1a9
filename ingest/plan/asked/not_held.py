"""Rows that say in passing that nobody was seen: a reason of a cancellation, words before a reason, an image alone."""

from __future__ import annotations

import re

from ingest.plan.asked.flags import with_status
from ingest.plan.blocks import blocks_of
from ingest.plan.draft import Draft, Drafts, QuestionKind, left_over, reading
from ingest.plan.headings import read
from ingest.plan.look import Listed, Look
from ingest.plan.steps import CANCELLED, DELETED, IMAGE_ONLY, NO_SHOW, ShapeStep
from ingest.plan.values import Question
from measures.imaging import read_exams

OUT, KEEP = "out", "keep"
#: A column of these, with the word that a row with anything in it gets.
GONE = {"cancelled": CANCELLED, "no_show": NO_SHOW, "deleted": DELETED}
#: How people begin a reason for a visit that was not held.
NOT_HELD = (
    r"(?i)^\W*(cancel(l?ed|lation)?|cxl?d|no[ -]?shows?|n/s|dna|dnka|did not (attend|come|show)|failed to attend|"
    r"annul[eé]e?s?|ne s'est pas pr[eé]sent[eé]|abgesagt|storniert|nicht erschienen|cancelad[oa]|anulad[oa]|"
    r"no acudi[oó]|afgezegd|geannuleerd|entered in error|deleted)(\W|$)"
)
#: How the name of an image begins where an appointment is for the image alone.
IMAGE = (
    r"(?i)^\W*(x[ -]?rays?|xr|ct|cat scan|mri?|irm|tdm|rx|radiographi?e?s?|r(ö|oe|o)ntgen|ultra ?sounds?|u/?s|scanner|"
    r"mrt|bone density|dexa|mammogra(m|phy|phie))(\W|$)"
)


def ask_gone_reasons(look: Look, drafts: Drafts) -> list[Question]:
    """In a list without a status: a column that says why, or by whom, a row was cancelled or deleted."""
    asked = []
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        if draft.aside or "status" in draft.columns or draft.event not in ("visits", "orders", "referrals"):
            continue
        asked += [_reasons_question(one, c) for c in left_over(one, draft) if _gone(c) and _in_part(one, c)]
    return asked


def _gone(column: str) -> str | None:
    """What a column tells more of: a cancellation, a deletion, somebody who did not come."""
    says = read(column).says
    return next((word for concept, word in GONE.items() if concept in says and says & MORE), None)


MORE = frozenset({"reason", "by", "comment", "code", "type", "clerk", "provider", "description", "name"})


def _in_part(one: Listed, column: str) -> bool:
    """Whether a column is filled in some rows and not in most; ticks and days are asked about elsewhere."""
    shape = one.shape(column)
    return 0 < shape.share_filled <= 0.6 and not shape.is_tick and shape.days < 0.6


def _reasons_question(one: Listed, column: str) -> Question:
    rows = len(one.shape(column).filled)
    return Question(
        f"gone:{one.key}:{column}", "gone_reason", one.table.file, column,
        f'{one.table.file}: no column says what became of a row, and "{column}" is filled in {rows} of the rows that '
        "were looked at. Are these rows out (cancelled, deleted, nobody came)?", rows,
        (reading(OUT, "yes: they are not counted"), reading(KEEP, "no: count them")), OUT, blocks_of(one.event),
    )  # fmt: skip


def settle_gone_reasons(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """A status in which rows with such a cell are out."""
    if value != OUT:
        return drafts
    step = ShapeStep("flag", (question.column,), {"word": _gone(question.column) or CANCELLED, "filled": "yes"})
    return drafts.put(question.file, with_status(drafts.by_file[question.file], step))


def ask_said_in_reason(look: Look, drafts: Drafts) -> list[Question]:
    """In a list without a status: reasons that begin with "cancelled" or "no show"."""
    asked = []
    for one in look.of("visits"):
        draft = drafts.by_file[one.table.file]
        if draft.aside or "status" in draft.columns:
            continue
        for column in _wordy(one, draft):
            rows = int(one.shape(column).filled.str.contains(NOT_HELD).sum())
            if rows:
                asked.append(_said_question(one, column, rows))
    return asked


def _wordy(one: Listed, draft: Draft) -> list[str]:
    """The reason and the columns of free words that serve nothing."""
    told = [draft.columns["reason"]] if draft.columns.get("reason") in one.table.header else []
    return told + [c for c in left_over(one, draft) if read(c).says & {"reason", "comment", "description"}]


def _said_question(one: Listed, column: str, rows: int) -> Question:
    return Question(
        f"said:{one.key}:{column}", "status_in_reason", one.table.file, column,
        f'{one.table.file}: no column says what became of a visit, and {rows} cells of "{column}" begin with a word '
        'like "cancelled" or "no show". Did these patients not come?', rows,
        (reading(OUT, "they did not come: not counted"), reading(KEEP, "they came: count them")), OUT,
        blocks_of("visits"),
    )  # fmt: skip


def settle_said_in_reason(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """A status in which rows with such words are out."""
    return _marked(drafts, question, value, NOT_HELD, CANCELLED)


def _marked(drafts: Drafts, question: Question, value: str, pattern: str, word: str) -> Drafts:
    if value != OUT:
        return drafts
    step = ShapeStep("test_people", (question.column,), {"pattern": pattern, "word": word})
    return drafts.put(question.file, with_status(drafts.by_file[question.file], step))


def ask_images_alone(look: Look, drafts: Drafts) -> list[Question]:
    """Appointments whose service or kind is an image: the patient comes for the picture, not to be seen."""
    asked = []
    for one in look.of("visits"):
        draft = drafts.by_file[one.table.file]
        if draft.aside:
            continue
        for column in one.table.header:
            rows = _images(one, draft, column)
            if rows:
                asked.append(_images_question(one, column, rows))
    return asked


def _images(one: Listed, draft: Draft, column: str) -> int:
    """In how many of the rows that were looked at a column of services or kinds names an image."""
    says, shape = read(column).says, one.shape(column)
    if not says & {"service", "type", "mode"} or says & {"order", "ordering", "referral"} or len(shape.kinds) > 200:
        return 0
    images = [word for word in shape.kinds if re.match(IMAGE, word)]
    rows = sum(shape.kinds[word] for word in images)
    named = any(exam.modality for exam in read_exams(images))
    return rows if named and rows < len(shape.filled) else 0


def _images_question(one: Listed, column: str, rows: int) -> Question:
    return Question(
        f"images:{one.key}:{column}", "image_appointments", one.table.file, column,
        f'{one.table.file}: in {rows} of the rows that were looked at "{column}" is an image (an X-ray, CT, MRI). Are '
        "these appointments for the image alone?", rows,
        (reading(OUT, "yes: nobody was seen, they are no visits"), reading(KEEP, "no: these are visits")), OUT,
        blocks_of("visits"),
    )  # fmt: skip


def settle_images_alone(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """A status in which such appointments are no visits."""
    return _marked(drafts, question, value, IMAGE, IMAGE_ONLY)


KINDS = (
    QuestionKind("gone_reason", ask_gone_reasons, settle_gone_reasons),
    QuestionKind("status_in_reason", ask_said_in_reason, settle_said_in_reason),
    QuestionKind("image_appointments", ask_images_alone, settle_images_alone),
)
