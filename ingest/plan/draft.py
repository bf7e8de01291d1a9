"""A plan in the making: what each list would be read as, as questions are settled one after another."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from ingest.clean import DateOrder
from ingest.plan.look import BIRTHS, Listed, Look
from ingest.plan.propose import FLAGS
from ingest.plan.steps import FLAG_WORDS, ShapeStep, shaped
from ingest.plan.values import Question, Reading
from ingest.plan.words import compared, meanings, tick_of
from ingest.profile import TableProfile
from ingest.recognise import Mapping as Recognised
from ingest.table import normalise
from measures.practice import Practice

OWN = "own"
#: Fields whose cells are words with a meaning.
WORDED = ("status", "mode", "service")
TICKED = (
    "red_flags", "pamphlet", "exercise", "assessment", "agreement", "barriers", "ran_over", "sought_elsewhere",
    "eligible",
)  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """One list as it would be read: field -> column, changes of shape, meanings of words, order of dates."""

    event: str
    columns: Mapping[str, str]
    steps: tuple[ShapeStep, ...] = ()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    order: DateOrder | None = None
    aside: str = ""
    traits: tuple[str, ...] = ()
    confirmed: frozenset[str] = frozenset()

    def with_column(self, name: str, column: str | None) -> Draft:
        """A field read from another column, or from none."""
        left = {k: c for k, c in self.columns.items() if k != name and c != column}
        return replace(self, columns={**left, name: column} if column else left, confirmed=self.confirmed | {name})

    def with_step(self, name: str, step: ShapeStep, made: str) -> Draft:
        """One more change of shape, whose new column serves a field."""
        steps = (*self.steps, replace(step, options={**step.options, "as": made}))
        return replace(self, columns={**self.columns, name: made}, steps=steps)

    def with_word(self, name: str, word: str, means: str) -> Draft:
        """One more word explained."""
        return replace(self, values={**self.values, name: {**self.values.get(name, {}), word: means}})


@dataclass(frozen=True)
class Drafts:
    """Every list's draft by file, and what is settled for the set."""

    by_file: Mapping[str, Draft]
    practice: Practice
    export_date: date | None = None
    settled: Mapping[str, str] = field(default_factory=dict)

    def put(self, file: str, draft: Draft) -> Drafts:
        """With one list's draft changed."""
        return replace(self, by_file={**self.by_file, file: draft})


@dataclass(frozen=True)
class QuestionKind:
    """A kind of question: when it is asked, and what an answer changes."""

    name: str
    ask: Callable[[Look, Drafts], list[Question]]
    settle: Callable[[Look, Drafts, Question, str], Drafts]


def first_draft(one: Listed) -> Draft:
    """A list as the profile, or the sure and likely proposals, have it; flags and ticks speak only when asked."""
    if one.event == "none":
        return Draft("none", {}, aside="none")
    flags = {*FLAGS, "test_flag"}
    columns = {name: column for name, column in one.columns.items() if name not in flags}
    if not columns.keys() & set(BIRTHS):
        columns |= {n: one.table.header[f.place] for n, f in one.extra.items() if n in BIRTHS and f.sure}
    if not columns.keys() & {"source_id", "requisition"}:
        columns |= {n: one.table.header[f.place] for n, f in one.extra.items() if n == "source_id" and f.sure}
    return Draft(one.event, columns)


def reading(value: str, says: str = "") -> Reading:
    """A reading in its words."""
    return Reading(value, says or value)


def profile_of(one: Listed, draft: Draft) -> TableProfile:
    """The table profile a draft amounts to; a shipped one with what is added, or the list's own."""
    columns = {name: (normalise(column),) for name, column in draft.columns.items()}
    base = one.known.profile if one.known else None
    values = {name: dict(words) for name, words in (base.values if base else {}).items()}
    for name, certain in _certain(one, draft).items():
        values[name] = {**certain, **values.get(name, {})}
    exact = base.case_matters if base else frozenset()
    for name, words in draft.values.items():
        said = {w if name in exact else w.casefold(): m for w, m in words.items()}
        values[name] = {**values.get(name, {}), **said}
    if any(step.kind in ("flag", "status_in_type", "test_people", "blank") for step in draft.steps):
        values["status"] = {**values.get("status", {}), **_flag_words(draft.event)}
    if base:
        return replace(base, columns={**base.columns, **columns}, values=values, traits=(*base.traits, *draft.traits))
    return TableProfile(
        profile=OWN,
        name=one.key,
        says=SAYS[draft.event],
        event=draft.event,
        must=tuple(n for n in ("patient", "date") if n in draft.columns),
        columns=columns,
        values=values,
        case_matters=frozenset(),
        blanks={},
        feeds=(),
        traits=draft.traits,
        code_system=None,
    )


def not_came(profile: TableProfile) -> frozenset[str]:
    """Words of the status column that mean that nobody came, in small letters."""
    return frozenset(w.casefold() for w, means in profile.values.get("status", {}).items() if means != "completed")


SAYS = {
    "visits": "visit list", "orders": "imaging order list", "referrals": "referral list",
    "medications": "prescriptions", "diagnoses": "problem list",
    "responses": "patient survey", "patients": "patient list", "none": "list",
}  # fmt: skip


def _flag_words(event: str) -> dict[str, str]:
    if event == "visits":
        return dict(FLAG_WORDS)
    as_order = {"completed": "live", "admin": "deleted", "no_show": "cancelled"}
    if event == "orders":
        as_order |= {"deleted": "entered_in_error", "admin": "entered_in_error"}
    return {word: as_order.get(means, means) for word, means in FLAG_WORDS.items()}


def _certain(one: Listed, draft: Draft) -> dict[str, dict[str, str]]:
    """Words of the list that mean the same everywhere, spelt as the list spells them."""
    found: dict[str, dict[str, str]] = {}
    for name in (*WORDED, *TICKED):
        column = source_of(one, draft, name)
        kinds = one.shape(column).kinds if column is not None else {}
        words = {seen: means for seen in kinds if (means := certain_meaning(draft.event, name, seen))}
        found[name] = {seen.casefold(): means for seen, means in words.items()}
    return found


def source_of(one: Listed, draft: Draft, name: str) -> str | None:
    """The column of the file that a field's words come from, also through steps."""
    column = draft.columns.get(name)
    for step in reversed(draft.steps):
        if step.options.get("as") == column:
            column = step.options.get("status", step.columns[0] if "unless" in step.options else None)
    return column if column in one.table.header else None


def certain_meaning(event: str, name: str, seen: str) -> str | None:
    """What a word means in any list; None where it has to be asked about."""
    if name in TICKED:
        tick = tick_of(seen)
        return None if tick is None else "yes" if tick else "no"
    means = meanings(event, name).get(compared(seen))
    return None if (means, name) in TO_CONFIRM or compared(seen) in AMBIGUOUS else means


#: What is never taken without asking: that a clinic's own word for a service is imaging.
TO_CONFIRM = {("imaging", "service")}
#: Words that one system writes for a visit that took place and another for one that did not.
AMBIGUOUS = frozenset(
    ["confirmed", "open", "closed", "left", "billed", "signed", "waiting", "in progress", "arrived", "present", "show",
     "message", "home", "pain", "spine", "email", "consulted", "confirme", "confirmee", "confirmado", "bestatigt"]
)  # fmt: skip


def likely_meaning(event: str, name: str, seen: str) -> str | None:
    """What a word most likely means; it may have to be confirmed: "x - Cancelled", "cancelled by the parents"."""
    known = meanings(event, name)
    exact = known.get(compared(seen)) or known.get(compared(_SHORT_CODE.sub("", seen)))
    if exact or name != "status":
        return exact
    words = compared(_SHORT_CODE.sub("", seen)).split()
    begun = (" ".join(words[:n]) for n in range(len(words) - 1, 0, -1))
    return next((known[w] for w in begun if len(w) >= LONG_ENOUGH and w in known), None)


#: A code before the words of a status: "4 - Charge entered", "x: cancelled".
_SHORT_CODE = re.compile(r"^\w{1,3}\s*[-–:.]\s+")
#: A shorter first word ("no", "in") says nothing of the words behind it.
LONG_ENOUGH = 5


def mapping_of(one: Listed, draft: Draft) -> Recognised:
    """The list as the importer takes it."""
    table = shaped(one.table, draft.steps) if draft.steps else one.table
    profile = profile_of(one, draft)
    places = {name: table.header.index(column) for name, column in draft.columns.items() if column in table.header}
    used = {*draft.columns.values(), *(c for step in draft.steps for c in step.columns)}
    known = one.known
    dropped = known.dropped if known else tuple(c for c in one.table.header if is_identifying(c) and c not in used)
    ignored = known.ignored if known else ()
    unknown = tuple(c for c in one.table.header if c not in {*used, *dropped, *ignored})
    # The importer shows the file's own heading row; columns that steps add stand behind it.
    return Recognised(table, profile, places, ignored, dropped, unknown)


def is_identifying(column: str) -> bool:
    """Whether a heading speaks of a person's name, number of health insurance, address or telephone."""
    from ingest.plan.headings import read
    from ingest.privacy import IDENTIFYING

    says = read(column).says
    named = "name" in says and not says & {
        "provider",
        "ordering",
        "drug",
        "exam",
        "place",
        "specialty",
        "service",
        "visit",
    }
    return normalise(column) in IDENTIFYING or named or bool(says & {"health_number", "contact_detail"})


def left_over(one: Listed, draft: Draft) -> list[str]:
    """Columns of a list that serve nothing yet and that name nobody."""
    used = {*draft.columns.values(), *(c for step in draft.steps for c in step.columns)}
    free = one.free if one.known else [c for c in one.table.header if c]
    return [c for c in free if c not in used and not is_identifying(c)]
