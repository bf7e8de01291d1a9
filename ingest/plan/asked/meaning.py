"""Words of status, mode, service and tick cells that nobody has explained."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.identifying import may_be_asked
from ingest.plan.blocks import blocks_of
from ingest.plan.draft import (
    TICKED,
    WORDED,
    Draft,
    Drafts,
    QuestionKind,
    likely_meaning,
    mapping_of,
    reading,
    source_of,
)
from ingest.plan.look import Listed, Look
from ingest.plan.steps import CAME, NO_SHOW, ShapeStep
from ingest.plan.values import Question
from ingest.plan.words import compared, tick_of
from measures.imaging import read_exams

MEANS: Mapping[str, Mapping[str, str]] = {
    "visits.status": {
        "completed": "the visit took place", "cancelled": "it was cancelled", "no_show": "the patient did not come",
        "booked": "booked only, not yet held", "admin": "an administrative entry, not a visit",
    },
    "visits.mode": {
        "in_person": "in person", "phone": "by telephone", "virtual": "by video or message",
        "admin": "an administrative entry, not a visit",
    },
    "orders.status": {
        "live": "it stands: asked for, booked or done", "cancelled": "it was cancelled or declined",
        "entered_in_error": "it was entered in error",
    },
    "referrals.status": {
        "live": "it stands", "cancelled": "it was cancelled or declined", "deleted": "it was deleted",
    },
    "diagnoses.status": {"live": "it stands", "deleted": "it was deleted or entered in error"},
    "medications.status": {"live": "it stands", "deleted": "it was deleted or entered in error"},
    "referrals.service": {
        "imaging": "imaging (X-ray, CT, MRI)", "specialist": "a surgeon or specialist for backs",
        "back_program": "the back programme", "allied": "an allied provider (physiotherapy …)",
        "emergency": "the emergency department", "other": "something else",
    },
}  # fmt: skip
WHAT = {"status": "status", "mode": "kind of visit", "service": "service"}
#: More words than this, and they are not asked one by one but left aside with one sentence.
MOST_WORDS = 60
MOST_LETTERS = 60


def ask_words(look: Look, drafts: Drafts) -> list[Question]:
    """Each word of each worded column that has no meaning yet."""
    asked = []
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        if draft.aside:
            continue
        for name in WORDED:
            asked += _of_column(look, one, draft, name)
        for name in TICKED:
            asked += _of_ticks(look, one, draft, name)
    return asked


def _is_tick(draft: Draft, column: str) -> bool:
    """Whether a status is made of a column of yes and no, of which only the other words are asked about."""
    return any("unless" in s.options and "status" not in s.options and s.columns == (column,) for s in draft.steps)


def _of_column(look: Look, one: Listed, draft: Draft, name: str) -> list[Question]:
    column, field = source_of(one, draft, name), f"{draft.event}.{name}"
    if column is None or field not in MEANS:
        return []
    profile = mapping_of(one, draft).profile
    exact = name in profile.case_matters
    known = profile.values.get(name, {})
    told = {seen for f, seen, _ in look.practice.words if f == field}
    kinds = look.survey(one).kinds.get(column) or one.shape(column).kinds
    new = [(w, n) for w, n in kinds.items() if (w if exact else w.casefold()) not in known and w not in told]
    said = _is_tick(draft, column)
    asked = [(word, n) for word, n in new if may_be_asked(word) and not (said and tick_of(word) is not None)]
    return [_word(look, one, draft, name, column, word, n) for word, n in asked[:MOST_WORDS]]


def _word(look: Look, one: Listed, draft: Draft, name: str, column: str, word: str, rows: int) -> Question:
    field = f"{draft.event}.{name}"
    proposed = None if one.known and name in one.known.profile.case_matters else likely_meaning(draft.event, name, word)
    if field == "referrals.service" and proposed is None:
        proposed = "imaging" if _exams_under(look, one, column, word) else None
    blocks = blocks_of(draft.event, name)
    if field == "referrals.service" and _may_be_imaging(one):
        blocks |= {"orders.exam"}
    return Question(
        f"word:{one.key}:{name}:{word}",
        "word",
        one.table.file,
        column,
        f'{one.table.file}: what does "{masked(word)}" in "{column}" mean as a {WHAT[name]}? ({rows} rows)',
        rows,
        tuple(reading(value, says) for value, says in MEANS[field].items()),
        proposed,
        blocks,
        seen=(word,),
    )


def _may_be_imaging(one: Listed) -> bool:
    """Whether imaging requests stand in the same list as referrals."""
    return bool(one.known and any(feed.event == "orders" for feed in one.known.profile.feeds))


def _exams_under(look: Look, one: Listed, column: str, word: str) -> bool:
    """Whether the service's own word, or the exam column of its rows, names pictures."""
    exam = one.columns.get("exam")
    rows = one.shape(column).cells == word
    texts = [word]
    if exam:
        texts += one.shape(exam).cells.filter(rows.fill_null(False)).drop_nulls().unique().head(20).to_list()
    read = read_exams(texts)
    named = [e for e in read if e.modality]
    return bool(read[0].modality) or len(named) * 2 > len(read)


def masked(word: str) -> str:
    """A word as it may be shown: long numbers and addresses are not."""
    import re

    shown = re.sub(r"\d{5,}|\S+@\S+", "…", word)
    return shown if len(shown) <= MOST_LETTERS else shown[: MOST_LETTERS - 1] + "…"


def _of_ticks(look: Look, one: Listed, draft: Draft, name: str) -> list[Question]:
    column = draft.columns.get(name)
    if column not in one.table.header or draft.event not in ("visits", "referrals"):
        return []
    kinds = look.survey(one).kinds.get(column) or one.shape(column).kinds
    odd = {w: n for w, n in kinds.items() if tick_of(w) is None}
    if len(odd) > 12:
        return [_free_text(one, draft, name, column, sum(odd.values()))]
    return [_tick(one, draft, name, column, word, n) for word, n in odd.items() if may_be_asked(word)]


def _tick(one: Listed, draft: Draft, name: str, column: str, word: str, rows: int) -> Question:
    first = tick_of(compared(word).partition(" ")[0]) if compared(word) else None
    return Question(
        f"word:{one.key}:{name}:{word}",
        "tick",
        one.table.file,
        column,
        f'{one.table.file}: does "{masked(word)}" in "{column}" mean yes or no? ({rows} rows)',
        rows,
        (reading("yes"), reading("no"), reading("blank", "it says nothing: not recorded")),
        None if first is None else "yes" if first else "no",
        frozenset({f"{draft.event}.{name}"}),
        seen=(word,),
    )


def _free_text(one: Listed, draft: Draft, name: str, column: str, rows: int) -> Question:
    return Question(
        f"filled:{one.key}:{name}",
        "tick_text",
        one.table.file,
        column,
        f'{one.table.file}: "{column}" holds words in {rows} rows. Does any word in it mean yes?',
        rows,
        (reading("yes", "filled means yes"), reading("blank", "only plain marks speak; the rest is not recorded")),
        None,
        frozenset({f"{draft.event}.{name}"}),
    )


#: So large a share of blank cells in a status column, and at least so many, are asked about.
BLANK_SHARE, BLANK_ROWS = 0.05, 3


def ask_blanks(look: Look, drafts: Drafts) -> list[Question]:
    """Blank cells of a visit's status: did these visits take place?"""
    asked = []
    for one in look.of("visits"):
        draft = drafts.by_file[one.table.file]
        column = draft.columns.get("status")
        if draft.aside or column not in one.table.header:
            continue
        rows = look.survey(one).rows
        blank = rows - sum((look.survey(one).kinds.get(column) or {}).values())
        if blank >= max(BLANK_ROWS, BLANK_SHARE * rows):
            asked.append(_blank(one, column, blank, rows))
    return asked


def _blank(one: Listed, column: str, blank: int, rows: int) -> Question:
    return Question(
        f"blank:{one.key}:{column}",
        "blank_status",
        one.table.file,
        column,
        f'{one.table.file}: "{column}" is blank in {blank} of {rows} rows. What does a blank status mean?',
        blank,
        (
            reading("completed", "the visit took place"),
            reading("no_show", "it did not take place"),
            reading("unknown", "nobody knows: unknown"),
        ),
        "completed" if blank > 0.5 * rows else None,
        blocks_of("visits"),
    )


def settle_blank(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """Blank cells as a word of their own."""
    if value == "unknown":
        return drafts
    step = ShapeStep("blank", (question.column,), {"word": CAME if value == "completed" else NO_SHOW})
    draft = drafts.by_file[question.file]
    made = f"status, blanks {len(draft.steps) + 1}"
    return drafts.put(question.file, draft.with_step("status", step, made))


def settle_word(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """The word with its meaning."""
    name = question.id.split(":")[2]
    draft = drafts.by_file[question.file]
    if value == "blank":
        return drafts
    return drafts.put(question.file, draft.with_word(name, question.seen[0], value))


def settle_nothing(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """Answered by a count or a notice; the reading stays as it is."""
    return drafts


def ask_none_held(look: Look, drafts: Drafts) -> list[Question]:
    """A status by which no visit at all took place, though some are booked on days that are past."""
    asked = []
    for one in look.of("visits"):
        draft = drafts.by_file[one.table.file]
        column = source_of(one, draft, "status")
        if draft.aside or column is None:
            continue
        kinds = look.survey(one).kinds.get(column) or one.shape(column).kinds
        means = _meant(one, draft, kinds)
        booked = {word: n for word, n in kinds.items() if means[word] == "booked"}
        if booked and "completed" not in means.values() and None not in means.values():
            asked.append(_none_held(one, column, booked))
    return asked


def _meant(one: Listed, draft: Draft, kinds: Mapping[str, int]) -> dict[str, str | None]:
    """What each word of a status means so far."""
    profile = mapping_of(one, draft).profile
    known, exact = profile.values.get("status", {}), "status" in profile.case_matters
    return {word: known.get(word if exact else word.casefold()) for word in kinds}


def _none_held(one: Listed, column: str, booked: Mapping[str, int]) -> Question:
    words = ", ".join(f'"{masked(word)}"' for word in booked if may_be_asked(word))
    return Question(
        f"none_held:{one.key}:{column}", "none_held", one.table.file, column,
        f'{one.table.file}: by "{column}" no visit took place: {sum(booked.values())} rows are only booked ({words}). '
        "Did these patients come?", sum(booked.values()),
        (reading("came", "yes: they came, nobody closes the booking"), reading("booked", "no: they are only booked")),
        "booked", blocks_of("visits"), seen=tuple(booked),
    )  # fmt: skip


def settle_none_held(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """Booked visits as held."""
    draft = drafts.by_file[question.file]
    for word in question.seen if value == "came" else ():
        draft = draft.with_word("status", word, "completed")
    return drafts.put(question.file, draft)


KINDS = (
    QuestionKind("word", ask_words, settle_word), QuestionKind("none_held", ask_none_held, settle_none_held),
    QuestionKind("blank_status", ask_blanks, settle_blank),
)  # fmt: skip
__all__ = ["KINDS", "MEANS", "masked", "settle_nothing"]
