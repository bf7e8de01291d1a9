"""The desk: who sits here, which clinic, which day; pages and commands get study and records through it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from rapidfuzz.fuzz import ratio

from dashboard.records import Records
from dashboard.records.access import OWN, READ, Member, Role, may
from dashboard.study.newest import study
from dashboard.study.one_clinic import Study
from ingest.for_people import Refusal
from ingest.store import Store
from ingest.which_clinic import checked_id, only
from measures.practice import Practice

#: How alike two names are that could be one: "Nora Feldt" and "Nora Feld" are 95 of 100; our own choice.
ALIKE = 82
REMEMBERED = "HUDDLEBOARD_DESK"
PERSON, CLINIC = "person", "clinic"


@dataclass(frozen=True)
class Desk:
    """One person at one computer with one clinic's data open, on one day."""

    store: Store
    clinic: str
    day: date
    person: str = ""
    member: Member | None = None  # who signed in, on a server for many

    def study(self, bare: bool = False) -> Study:
        """The clinic's facts and what is made of them; NothingYet without any, unless a `bare` one will do."""
        if not (self.may(READ) or any(self.may(OWN, one.clinician) for one in self.roles)):
            raise Refusal("This is not for whoever signed in here.")
        return study(self.store, self.clinic, bare=bare)

    @cached_property
    def records(self) -> Records:
        """Where what people write is kept."""
        return Records(self.store.engine)

    @property
    def practice(self) -> Practice:
        """The clinic's settings as they stand."""
        return self.store.settings(self.clinic)

    @property
    def roles(self) -> tuple[Role, ...]:
        """What whoever signed in is here; nothing at a desk of one computer."""
        return self.member.roles if self.member else ()

    @property
    def own(self) -> tuple[str, ...]:
        """The roster ids here of whoever signed in; an empty one where they have none, or at one computer."""
        return tuple(one.clinician for one in self.roles if one.clinic == self.clinic and one.clinician) or ("",)

    def may(self, act: str, whose: str = "") -> bool:
        """Whether whoever sits here may do something."""
        return may(self.person if self.member is None else self.member, act, self.practice, whose)


def desk_at(store: Store, clinic_id: str | None, day: date, person: str = "") -> Desk:
    """The desk with the clinic that is asked for; without one the folder's only clinic.

    Raises Refusal, listing the clinics there are, where several are here and none is asked for, or another is.
    """
    known = store.clinics()
    if clinic_id is not None and checked_id(clinic_id) not in (known or ["clinic"]):
        listed = ", ".join(f"{one} ({store.settings(one).name})" for one in known) or "none yet"
        raise Refusal(f"No clinic of this folder has the id {clinic_id}. Clinics here: {listed}.")
    return Desk(store, clinic_id or (only(known, store) if known else "clinic"), day, person)


def perhaps(name: str, known: Sequence[str]) -> str | None:
    """The known name that an unknown one may have been meant for; None where it is known itself or like none."""
    plain = " ".join(name.split()).casefold()
    if not plain or plain in {one.casefold() for one in known}:
        return None
    near = max(known, key=lambda one: ratio(plain, one.casefold()), default=None)
    return near if near is not None and ratio(plain, near.casefold()) >= ALIKE else None


def remembered(store: Store, what: str = PERSON) -> str:
    """Who sat at this computer last with this data folder, or which clinic was open; empty where nobody said."""
    return _all_remembered().get(_place(store), {}).get(what, "")


def remember(store: Store, told: str, what: str = PERSON) -> None:
    """Keep who sits here, or which clinic is open, on this computer only.

    Where it cannot be written down, it lasts until the tab is closed.
    """
    every = _all_remembered()
    every[_place(store)] = {**every.get(_place(store), {}), what: told}
    file = _file()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_text(json.dumps(every, ensure_ascii=False), "utf-8")
        file.chmod(0o600)
    except OSError:
        return


def _file() -> Path:
    from platformdirs import user_state_path

    told = os.environ.get(REMEMBERED)
    return Path(told) if told else user_state_path("huddleboard") / "desk.json"


def _place(store: Store) -> str:
    return str(store.folder.resolve())


def _all_remembered() -> dict[str, dict[str, str]]:
    """What was kept, by data folder; what cannot be read is as if nobody had said it."""
    try:
        told = json.loads(_file().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    kept = told.items() if isinstance(told, dict) else ()
    return {place: {str(k): str(v) for k, v in one.items()} for place, one in kept if isinstance(one, dict)}
