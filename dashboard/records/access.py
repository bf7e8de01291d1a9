"""Who may do what, decided in this one place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass

from measures.practice import Practice

READ = "read"
READ_CLINICIANS = "read clinicians"
READ_ROWS = "read rows"  # single visits and orders
WRITE = "write"
BRING_IN = "bring in"
SETTLE = "settle"  # the practice's settings, and what its words mean
SHARE = "share"  # counts leave the clinic, after disclosure control
OWN = "read own page"  # a physician's own page
TOGETHER = "read together"  # what all clinics share
PEOPLE = "keep people"  # who may sign in as what
ACTS = (READ, READ_CLINICIANS, READ_ROWS, WRITE, BRING_IN, SETTLE, SHARE, OWN, TOGETHER, PEOPLE)

CHAMPION, PHYSICIAN, MANAGER, KEEPER = ROLES = ("champion", "physician", "manager", "keeper")
#: What each role may do; a manager's and a keeper's rights are of the programme, the others' of one clinic.
RIGHTS: Mapping[str, frozenset[str]] = {
    CHAMPION: frozenset([READ, READ_CLINICIANS, READ_ROWS, WRITE, BRING_IN, SETTLE, SHARE]),
    PHYSICIAN: frozenset([READ, OWN]),
    MANAGER: frozenset([TOGETHER]),
    KEEPER: frozenset([PEOPLE]),
}
OF_ALL = (TOGETHER, PEOPLE)
FOR_MANY = "HUDDLEBOARD_FOR_MANY"  # set by a server on which people sign in
#: Whether whoever this run is for may write, once it was asked; see `writes`.
WRITES: ContextVar[bool | None] = ContextVar("writes", default=None)


def writes() -> bool:
    """Whether the pen may write: at a desk of one computer always, for many only where a run asked and was let."""
    asked = WRITES.get()
    return not os.environ.get(FOR_MANY) if asked is None else asked


@dataclass(frozen=True)
class Role:
    """One membership: a role in a clinic; of a physician with their id on its roster."""

    role: str
    clinic: str
    clinician: str = ""


@dataclass(frozen=True)
class Member:
    """Somebody who signed in, with what they are here; without a role they may do nothing."""

    person: str
    name: str = ""
    roles: tuple[Role, ...] = ()

    def clinics(self, act: str) -> tuple[str, ...]:
        """The clinics in which they may do something."""
        return tuple(dict.fromkeys(one.clinic for one in self.roles if act in RIGHTS[one.role]))


NOBODY = Member("")


def may(person: str | Member, act: str, clinic: Practice, whose: str = "") -> bool:
    """Whether a person may do something in a clinic. Raises ValueError for an act nobody knows.

    At a desk of one computer (`person` is a name, empty where nobody said) whoever sits there may do everything, but
    nobody reads clinicians one by one where the practice has not switched that on. Somebody who signed in may do what
    their roles allow, in the clinics of these; their own page is `whose`, by the id on the roster, and nobody else's.
    """
    if act not in ACTS:
        raise ValueError(f"{act!r} is no act; there are {', '.join(ACTS)}.")
    if act == READ_CLINICIANS and not clinic.clinician_views:
        return False
    return isinstance(person, str) or any(_allows(one, act, clinic, whose) for one in person.roles)


def _allows(one: Role, act: str, clinic: Practice, whose: str) -> bool:
    if act not in RIGHTS[one.role]:
        return False
    here = act in OF_ALL or one.clinic == clinic.clinic
    if one.role == PHYSICIAN and act == READ and len(clinic.clinicians) == 2:
        return False  # the practice's figures less one's own would be the other's
    return here and (act != OWN or (bool(whose) and one.clinician == whose))
