"""Which event a list is, and which column is the patient, the date, the clinician, the status …"""

from __future__ import annotations

from ingest.plan.blocks import blocks_of
from ingest.plan.draft import Draft, Drafts, QuestionKind, first_draft, is_identifying, likely_meaning, reading
from ingest.plan.headings import read
from ingest.plan.look import Listed, Look
from ingest.plan.propose import EVENTS, propose
from ingest.plan.values import Question
from ingest.plan.words import compared, meanings

#: Fields whose column, if taken wrongly, makes a figure wrong; with what cannot be counted before it is known.
ASKED = {
    "patient": "its patients",
    "date": "the date",
    "requisition": "the order's own number",
    "provider": "who it was",
    "status": "what became of it",
    "diagnosis": "the diagnosis",
    "exam": "the examination",
    "service": "the service",
    "reason": "the reason",
    "indication": "the clinical words",
    "mode": "how the patient was seen",
    "birth_date": "the date of birth",
    "birth_year": "the year of birth",
    "age": "how old the patient was on the row's day",
    "actual_minutes": "how long it took",
    "booked_minutes": "how long was booked",
    "start_time": "when it began",
    "end_time": "when it ended",
}
#: Fields that wrong would only leave something uncounted, or count nothing at all.
QUIET = ("source_id", "requisition", "mode", "birth_date", "birth_year", "reason", "indication")
WHAT = {
    "visits": "a visit list", "orders": "an order list", "referrals": "a referral list", "medications": "prescriptions",
    "diagnoses": "a problem list", "responses": "a patient survey", "patients": "a patient list",
}  # fmt: skip
NONE = "none"


def ask_event(look: Look, drafts: Drafts) -> list[Question]:
    """What a list is, where its headings and cells leave that open."""
    asked = []
    for one in look.lists:
        if one.known or one.event == NONE or one.proposal.event_sure:
            continue
        asked.append(
            Question(
                f"event:{one.fingerprint[:8]}",
                "event",
                one.table.file,
                "",
                f"{one.table.file}: by its headings this is {WHAT[one.event]}. Is it?",
                look.survey(one).rows,
                (*(reading(e, f"it is {WHAT[e]}") for e in EVENTS), reading("aside", "leave it aside")),
                one.event,
                blocks_of(one.event),
            )
        )
    return asked


def settle_event(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """The list as what a person says it is."""
    one = next(o for o in look.lists if o.table.file == question.file)
    if value == "aside":
        return drafts.put(question.file, Draft(one.event, {}, aside="said"))
    if value == one.event:
        return drafts
    again = Listed(one.table, None, propose(one.table.header, one.shapes, "", value), one.shapes)
    return drafts.put(question.file, first_draft(again))


def ask_columns(look: Look, drafts: Drafts) -> list[Question]:
    """Columns that are only likely to be what they are taken for."""
    asked = []
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        if draft.aside:
            continue
        asked += [_extra(one, look, name) for name in one.extra if name in ASKED and name not in draft.columns]
        for name in ASKED if not one.known else ():
            found = one.found(name)
            if (
                found is None
                or found.sure
                or name not in draft.columns
                or name in draft.confirmed
                or not _matters(draft, name)
            ):
                continue
            others = [one.table.header[f.place] for f in one.proposal.also.get(name, ())]
            column = draft.columns[name]
            choices = tuple(dict.fromkeys([column, *others[:5]]))
            asked.append(_question(one, look, name, choices, column, found.why))
    return asked


def _extra(one: Listed, look: Look, name: str) -> Question:
    """A field that the profile does not find and one of the columns it does not know may be."""
    found = one.extra[name]
    column = one.table.header[found.place]
    return _question(one, look, name, (column,), column, found.why)


def _matters(draft: Draft, name: str) -> bool:
    """Times matter only together: begin, end and booked length."""
    lengths = {"booked_minutes", "actual_minutes", "start_time", "end_time"}
    if name not in lengths:
        return True
    lasted = "actual_minutes" in draft.columns or {"start_time", "end_time"} <= draft.columns.keys()
    return lasted and "booked_minutes" in draft.columns


def _question(one: Listed, look: Look, name: str, choices: tuple[str, ...], proposed: str, why: str) -> Question:
    shown = '" or "'.join(choices)
    readings = [*(reading(c, f'"{c}"') for c in choices), reading(NONE, "no column says it")]
    return Question(
        f"column:{one.key}:{name}",
        "column",
        one.table.file,
        proposed,
        f'{one.table.file}: does "{shown}" say {ASKED[name]}? ({why}.)',
        len(one.shape(proposed).filled) if look.survey(one).rows <= one.shapes[0].rows else look.survey(one).rows,
        tuple(readings),
        proposed,
        blocks_of(one.event, name),
        changes=name not in QUIET,
    )


def settle_column(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """The field read from the column a person chose."""
    name = question.id.rpartition(":")[2]
    draft = drafts.by_file[question.file]
    one = next(o for o in look.lists if o.table.file == question.file)
    column = next((c for c in one.table.header if c == value), None)
    return drafts.put(question.file, draft.with_column(name, column))


def ask_other_status(look: Look, drafts: Drafts) -> list[Question]:
    """Another column whose words say that some did not come: which of the two is the status?"""
    asked = []
    for one in look.of("visits"):
        draft = drafts.by_file[one.table.file]
        if draft.aside:
            continue
        current = draft.columns.get("status")
        likely = [c for c in _free(one, draft) if _says_status(look, one, c)]
        if not likely:
            continue
        best = max([*likely, *([current] if current in one.table.header else [])], key=lambda c: _tells(look, one, c))
        choices = tuple(dict.fromkeys([best, *([current] if current else []), *likely]))
        says = (
            f'{one.table.file}: the column "{likely[0]}" holds words of a status '
            f"({', '.join(_shown(look, one, likely[0]))}). Which column says what became of the visit?"
        )
        asked.append(
            Question(
                f"column:{one.key}:status",
                "column",
                one.table.file,
                best,
                says,
                look.survey(one).rows,
                (*(reading(c, f'"{c}"') for c in choices), reading(NONE, "no column says it: all took place")),
                best,
                blocks_of("visits"),
            )
        )
    return asked


def _free(one: Listed, draft: Draft) -> list[str]:
    used = {*draft.columns.values(), *(c for step in draft.steps for c in step.columns)}
    quiet = {"created", "money", "sex", "vital", "contact_detail", "age", "name"}
    candidates = one.free if one.known else [c for c in one.table.header if c]
    return [
        c
        for c in candidates
        if c not in used and not is_identifying(c) and (c.startswith("Status") or not read(c).says & quiet)
    ]


def _tells(look: Look, one: Listed, column: str) -> tuple[int, int]:
    """How many kinds of ends a column's words tell apart, and in how many rows."""
    means = {w: likely_meaning("visits", "status", w) for w in one.shape(column).kinds}
    return len({m for m in means.values() if m}), sum(n for w, n in one.shape(column).kinds.items() if means[w])


def _says_status(look: Look, one: Listed, column: str) -> bool:
    shape = one.shape(column)
    known = meanings("visits", "status")
    means = [known.get(compared(w)) for w in shape.kinds]
    rows = sum(n for w, n in shape.kinds.items() if compared(w) in known)
    out = {"no_show", "cancelled"} & set(means)
    return len(shape.kinds) <= 30 and bool(out) and rows >= 0.5 * len(shape.filled)


def _shown(look: Look, one: Listed, column: str) -> list[str]:
    return [f'"{w}"' for w in list(one.shape(column).kinds)[:4]]


KINDS = (
    QuestionKind("event", ask_event, settle_event),
    QuestionKind("column", ask_columns, settle_column),
    QuestionKind("other_status", ask_other_status, settle_column),
)
