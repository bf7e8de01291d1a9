"""Who may sign in as what: memberships as they stand now, begun and ended by whoever keeps the people."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.records import Records
from dashboard.records.access import MANAGER, OF_ALL, PHYSICIAN, RIGHTS, Member, Role
from dashboard.records.programme import PROGRAMME, Membership
from dashboard.records.reason import NotKept


def standing(records: Records) -> list[Membership]:
    """The memberships that have not ended, the oldest first."""
    newest: dict[tuple[str, str, str, str], Membership] = {}
    for one in records.lines(Membership, PROGRAMME):
        newest[known_as(one.person), one.role, one.of_clinic, one.clinician] = one
    return sorted((one for one in newest.values() if one.active), key=lambda one: one.id)


def known_as(person: str) -> str:
    """How a person is compared: providers write addresses in any case."""
    return person.strip().casefold()


def member(records: Records, person: str) -> Member:
    """What somebody is here; without a membership nobody's roles."""
    own = [one for one in standing(records) if person and known_as(one.person) == known_as(person)]
    roles = tuple(Role(one.role, one.of_clinic, one.clinician) for one in own if one.role in RIGHTS)
    return Member(known_as(person), own[-1].name if own else "", roles)


def begin(
    records: Records, clinics: Sequence[str], *, person: str, name: str, role: str, clinic: str = "",
    clinician: str = "", who: str,
) -> None:  # fmt: skip
    """Begin a membership; raises NotKept with what is missing."""
    told = _checked(clinics, person, name, role, clinic, clinician)
    records.line(Membership, PROGRAMME, who=who, active=True, **told)


def end(records: Records, one: Membership, *, who: str) -> None:
    """End a membership; what the person did stays theirs."""
    told = {field: getattr(one, field) for field in ("person", "name", "role", "of_clinic", "clinician")}
    records.line(Membership, PROGRAMME, who=who, active=False, **told)


def _checked(clinics: Sequence[str], person: str, name: str, role: str, clinic: str, clinician: str) -> dict[str, str]:
    if not known_as(person) or not name.strip():
        raise NotKept("Say how the sign-in calls the person (an e-mail address, or a subject) and their name.")
    if role not in RIGHTS:
        raise NotKept(f"A role is one of {', '.join(RIGHTS)}.")
    of_all = bool(RIGHTS[role] & set(OF_ALL))
    if not of_all and clinic not in clinics:
        raise NotKept(f"A {role} belongs to a clinic of this folder: {', '.join(clinics) or 'none yet'}.")
    if (role == PHYSICIAN) != bool(clinician.strip()):
        raise NotKept("A physician, and nobody else, has an id on the roster of the clinic.")
    place = PROGRAMME if of_all or role == MANAGER else clinic
    return {
        "person": known_as(person), "name": " ".join(name.split()), "role": role, "of_clinic": place,
        "clinician": clinician.strip(),
    }  # fmt: skip
