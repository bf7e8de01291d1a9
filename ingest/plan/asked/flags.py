"""Columns that put rows out: deleted, cancelled, did not attend, test patient; a visit type that says nobody came."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingest.plan.blocks import blocks_of
from ingest.plan.draft import Draft, Drafts, QuestionKind, is_identifying, reading
from ingest.plan.headings import match, plain, read, rules
from ingest.plan.look import Listed, Look
from ingest.plan.propose import FLAGS
from ingest.plan.shapes import ColumnShape
from ingest.plan.steps import CANCELLED, DELETED, NO_SHOW, TEST, ShapeStep
from ingest.plan.values import Question
from ingest.plan.words import compared, meanings, tick_of

WORD_OF = {"deleted_flag": DELETED, "cancelled_flag": CANCELLED, "no_show_flag": NO_SHOW, "test_flag": TEST}
SAYS = {
    "deleted_flag": "was deleted",
    "cancelled_flag": "was cancelled",
    "no_show_flag": "did not take place (the patient did not come)",
    "test_flag": "is of a test patient",
}
#: Headings of which a tick is no matter for us.
NO_MATTER = frozenset(
    {"vital", "sex", "created", "updated", "money", "contact_detail", "age", "name", "family_doctor", "clerk",
     "priority",      "birth", "place", "result", "comment", "source", "external", "next", "by"}
)  # fmt: skip


def ask_flags(look: Look, drafts: Drafts) -> list[Question]:
    """Columns of ticks or dates that say a row does not count."""
    asked = []
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        if draft.aside or one.event not in ("visits", "orders", "referrals", "diagnoses", "medications"):
            continue
        used = set(draft.columns.values())
        for column in one.free if one.known else [c for c in one.table.header if c and c not in used]:
            flag = flag_of(column, one.shape(column))
            rows = marked_rows(look, one, column) if flag else 0
            if flag and rows:
                asked.append(_question(one, column, flag, rows))
    return asked


def flag_of(column: str, shape: ColumnShape) -> str | None:
    """Which flag a column is by its heading and cells, or None."""
    head = read(column)
    fitting = [
        m
        for rule in rules()
        if rule.name in FLAGS and (m := match(head, rule)) and (shape.is_tick or shape.days >= 0.6) and m.score > 0.5
    ]
    return max(fitting, key=lambda m: m.score).field if fitting else None


def marked_rows(look: Look, one: Listed, column: str) -> int:
    """Rows that a flag puts out."""
    if one.shape(column).days >= 0.6:
        return len(one.shape(column).filled)
    return sum(n for seen, n in kinds_of(look, one, column).items() if tick_of(seen))


def kinds_of(look: Look, one: Listed, column: str) -> Mapping[str, int]:
    """The different cells of a column and how often each stands there."""
    return look.survey(one).kinds.get(column) or one.shape(column).kinds


def _question(one: Listed, column: str, flag: str, rows: int) -> Question:
    return Question(
        f"flag:{one.key}:{column}",
        flag,
        one.table.file,
        column,
        f'{one.table.file}: "{column}" is marked in {rows} rows. Does it say that the row {SAYS[flag]}?',
        rows,
        (reading("out", f"yes: these rows {SAYS[flag]} and are not counted"), reading("ignore", "no: count them")),
        "out",
        blocks_of(one.event),
    )


def settle_flag(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """A status that also says what the flag says."""
    draft = drafts.by_file[question.file]
    if value != "out":
        return drafts
    one = next(o for o in look.lists if o.table.file == question.file)
    options = {"word": WORD_OF[question.kind]}
    if one.shape(question.column).days >= 0.6:
        options["filled"] = "yes"
    return drafts.put(question.file, with_status(draft, ShapeStep("flag", (question.column,), options)))


def with_status(draft: Draft, step: ShapeStep) -> Draft:
    """A status column made by a step, on top of the one that is there."""
    before = draft.columns.get("status")
    options = {**step.options, **({"status": before} if before else {})}
    made = f"status, {step.kind} {len(draft.steps) + 1}"
    return draft.with_step("status", ShapeStep(step.kind, step.columns, options), made)


def ask_type(look: Look, drafts: Drafts) -> list[Question]:
    """A visit type whose words say that nobody came, in a list without a status."""
    asked = []
    known = meanings("visits", "status")
    for one in look.of("visits"):
        draft = drafts.by_file[one.table.file]
        column = draft.columns.get("mode")
        if draft.aside or "status" in draft.columns or column not in one.table.header:
            continue
        kinds = look.survey(one).kinds.get(column, {})
        out = {w: n for w, n in kinds.items() if known.get(compared(w)) in ("no_show", "cancelled")}
        if out:
            words = ", ".join(f'"{w}"' for w in out)
            asked.append(
                Question(
                    f"type:{one.key}:{column}",
                    "status_in_type",
                    one.table.file,
                    column,
                    f'{one.table.file}: no column says what became of a visit, but the type "{column}" says {words}. '
                    "Did these patients not come?",
                    sum(out.values()),
                    (reading("out", "they did not come: not counted"), reading("ignore", "they came: count them")),
                    "out",
                    blocks_of("visits"),
                )
            )
    return asked


def settle_type(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """A status made of the visit type."""
    if value != "out":
        return drafts
    draft = drafts.by_file[question.file]
    made = with_status(draft, ShapeStep("status_in_type", (question.column,)))
    known = meanings("visits", "status")
    one = next(o for o in look.lists if o.table.file == question.file)
    for word in look.survey(one).kinds.get(question.column, {}):
        if known.get(compared(word)) in ("no_show", "cancelled"):
            made = made.with_word("mode", word, "admin")
    return drafts.put(question.file, made)


def ask_ticks(look: Look, drafts: Drafts) -> list[Question]:
    """A column of ticks under a heading nobody knows: is it one of ours, or does it put rows out?"""
    asked = []
    for one in look.of("visits"):
        draft = drafts.by_file[one.table.file]
        if draft.aside:
            continue
        used = {*draft.columns.values(), *(c for step in draft.steps for c in step.columns)}
        free = one.free if one.known else [c for c in one.table.header if c]
        for column in free:
            shape = one.shape(column)
            ours = column not in used and not is_identifying(column) and not read(column).says & NO_MATTER
            told = shape.is_tick and (len(shape.kinds) > 1 or 0 < shape.share_filled < 1)
            if ours and told and not flag_of(column, shape):
                asked.append(_tick_question(one, draft, column, marked_rows(look, one, column)))
    return asked


CHOICES = {
    "ignore": "nothing we count: leave it aside",
    "deleted_flag": "the row was deleted",
    "cancelled_flag": "it was cancelled",
    "no_show_flag": "the patient did not come",
    "came": "yes: the patient came; no: did not come",
    "live": "yes: the row stands; no: it was deleted",
    "pamphlet": "a pamphlet was given",
    "exercise": "an exercise prescription was given",
    "assessment": "the 3-minute assessment was done",
    "red_flags": "a red flag",
}


#: Headings of a tick that says whether the patient came.
CAME_WORDS = re.compile(
    r"\b(attended|attend|seen|arrived|came|showed|shown up|kept|present|presente|presence|venue?|honore|asistio|acudio|"
    r"erschienen|gekommen|verschenen|moett|compareceu)\b"
)
#: Headings of a tick that says whether the row still stands.
LIVE_WORDS = re.compile(r"\b(valide?|gultig|active|actif|aktiv|activo|is ?active|current|live|en vigueur)\b")
#: Ticks of which a no puts the row out, and what such a row then is.
UNLESS = {"came": NO_SHOW, "live": DELETED}


def _tick_question(one: Listed, draft: Draft, column: str, rows: int) -> Question:
    """Where no column says what became of a visit, a figure may hang on any tick."""
    both = len(one.shape(column).kinds) > 1
    words = plain(column)
    likely = "came" if CAME_WORDS.search(words) else "live" if LIVE_WORDS.search(words) else "ignore"
    proposed = likely if both or likely == "came" else "ignore"
    return Question(
        f"tick:{one.key}:{column}",
        "unknown_tick",
        one.table.file,
        column,
        f'{one.table.file}: "{column}" is a column of yes and no ({rows} yes). What does it say?',
        rows,
        tuple(reading(value, says) for value, says in CHOICES.items()),
        proposed,
        blocks_of("visits"),
        changes="status" not in draft.columns,
    )


def settle_tick(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """The column as a flag, or as one of our boxes."""
    draft = drafts.by_file[question.file]
    if value in WORD_OF:
        step = ShapeStep("flag", (question.column,), {"word": WORD_OF[value]})
        return drafts.put(question.file, with_status(draft, step))
    if value in UNLESS:
        one = next(o for o in look.lists if o.table.file == question.file)
        options = {"word": UNLESS[value], "unless": "yes"}
        if False not in map(tick_of, kinds_of(look, one, question.column)):
            options["blank"] = "no"  # counting.md: in a column of yes marks alone a blank is no
        step = ShapeStep("flag", (question.column,), options)
        return drafts.put(question.file, with_status(draft, step))
    if value in CHOICES and value != "ignore":
        return drafts.put(question.file, draft.with_column(value, question.column))
    return drafts


KINDS = (
    QuestionKind("flag", ask_flags, settle_flag),
    QuestionKind("status_in_type", ask_type, settle_type),
    QuestionKind("unknown_tick", ask_ticks, settle_tick),
)
