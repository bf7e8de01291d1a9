"""Names and words of the exports that nobody has explained yet, and what answers make of the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ingest.store import Store, settled
from measures.practice import Clinician, Practice, spelling

LEAVE = "leave"
OUTSIDE = "outside"
NEW = "new"

_ORDERED = {
    "live": "it stands: asked for, booked or done",
    "cancelled": "it was cancelled or declined",
    "entered_in_error": "it was entered in error",
    "deleted": "it was deleted",
}
_LISTED = {"live": "it stands", "deleted": "it was deleted or entered in error"}

#: The words whose meaning changes a count, and what each can mean.
MEANINGS: dict[str, dict[str, str]] = {
    "visits.status": {
        "completed": "the visit took place",
        "cancelled": "it was cancelled",
        "no_show": "the patient did not come",
        "booked": "booked only, not yet held",
        "admin": "an administrative entry, not a visit",
    },
    "visits.mode": {
        "in_person": "in person",
        "phone": "by telephone",
        "virtual": "by video or message",
        "admin": "an administrative entry, not a visit",
    },
    "orders.status": _ORDERED,
    "referrals.status": _ORDERED,
    "medications.status": _LISTED,
    "diagnoses.status": _LISTED,
    "referrals.service": {
        "specialist": "a surgeon or specialist",
        "back_program": "the back programme",
        "allied": "an allied provider (physiotherapy, chiropractic ...)",
        "emergency": "the emergency department",
        "imaging": "imaging (then take the import back and bring the file in again)",
        "other": "something else",
    },
}
ASKS = {
    "visits.status": "A visit's status",
    "visits.mode": "A kind of visit",
    "orders.status": "An imaging order's status",
    "referrals.status": "A referral's status",
    "medications.status": "A prescription's status",
    "diagnoses.status": "A problem list entry's status",
    "referrals.service": "A service referred to",
}
MOST_LETTERS = 60


@dataclass(frozen=True)
class Unsettled:
    """A name or word as the exports spell it, and in how many rows; `field` is empty for a clinician."""

    field: str
    seen: str
    rows: int


def unsettled_names(store: Store, clinic: str) -> list[Unsettled]:
    """Clinicians of the exports who are neither on the roster nor known to be outside, most rows first."""
    practice = store.settings(clinic)
    known = {*practice.roster, *practice.outsiders}
    rows: dict[str, int] = {}
    for field, seen, _, count in store.spellings(clinic).select("field", "seen", "known", "rows").rows():
        name = spelling(seen)
        if field.endswith(".provider") and name not in known:
            rows[name] = rows.get(name, 0) + count
    return [Unsettled("", name, count) for name, count in sorted(rows.items(), key=lambda item: (-item[1], item[0]))]


def unsettled_words(store: Store, clinic: str) -> list[Unsettled]:
    """Words for a status, a kind of visit or a service that nobody explained, most rows first."""
    explained = {(field, seen) for field, seen, _ in store.settings(clinic).words}
    found = [
        Unsettled(field, seen, rows)
        for field, seen, known, rows in store.spellings(clinic).select("field", "seen", "known", "rows").rows()
        if field in MEANINGS and not known and (field, seen) not in explained
    ]
    return sorted(found, key=lambda u: (u.field, -u.rows, u.seen))


def hand_offs_not_agreed(store: Store, clinic: str) -> list[Unsettled]:
    """Names in the warm hand-off column that are not on the agreed list, most rows first."""
    agreed = {spelling(name) for name in store.settings(clinic).agreed_list}
    rows = store.spellings(clinic).select("field", "seen", "rows").rows()
    found = [
        Unsettled(field, seen, count)
        for field, seen, count in rows
        if field == "visits.warm_referral" and spelling(seen) not in agreed and len(seen) <= MOST_LETTERS
    ]
    return sorted(found, key=lambda u: (-u.rows, u.seen))


def how_many(store: Store, clinic: str) -> int:
    """How many names and words wait for an answer."""
    return len(unsettled_names(store, clinic)) + len(unsettled_words(store, clinic))


def choices(practice: Practice) -> dict[str, str]:
    """What can be said of a clinician's name: answer -> its words."""
    own = {c.id: f"the same person as {c.id}" for c in practice.clinicians}
    return {
        LEAVE: "leave for now",
        NEW: "a clinician of our practice",
        **own,
        OUTSIDE: "someone outside our practice",
    }


def with_names(practice: Practice, answers: Mapping[str, str]) -> Practice:
    """The settings after people said who the names are; a new clinician gets the next free short name."""
    clinicians, outside = list(practice.clinicians), list(practice.outside)
    for name, answer in answers.items():
        if answer == NEW:
            clinicians.append(Clinician(next_id(clinicians), (name,)))
        elif answer == OUTSIDE:
            outside.append(name)
        elif answer != LEAVE:
            clinicians = [replace(c, spellings=(*c.spellings, name)) if c.id == answer else c for c in clinicians]
    return settled(replace(practice, clinicians=tuple(clinicians), outside=tuple(outside)), practice.clinic)


def next_id(clinicians: list[Clinician]) -> str:
    """The first of P1, P2, ... that nobody has."""
    taken = {c.id for c in clinicians}
    return next(f"P{n}" for n in range(1, len(taken) + 2) if f"P{n}" not in taken)


def with_words(practice: Practice, answers: Mapping[tuple[str, str], str]) -> Practice:
    """The settings after people said what words mean."""
    said = tuple((field, seen, means) for (field, seen), means in answers.items() if means != LEAVE)
    return settled(replace(practice, words=(*practice.words, *said)), practice.clinic)
