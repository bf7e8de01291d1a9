"""What is kept of several clinics together: shares received, the programme, who signs in, the province's reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar

import sqlalchemy as sa

from dashboard.records.codec import typed
from dashboard.records.keeping import WritingDesk, moment
from dashboard.records.kind import added
from dashboard.records.reason import without_numbers

#: In the place of a clinic: the programme (a PCN) that all clinics of the folder belong to. No clinic id has a tilde.
PROGRAMME = "~programme"
SIGNED = ("id", "who", "at", "brought_by", "written_at")


@added("received_shares")
class Received:
    """A shares file as it came. `share` is what it holds; of one clinic the newest `made_on` speaks."""

    TABLE: ClassVar[sa.Table]

    id: int
    of_clinic: str
    made_on: date
    share: Mapping[str, Any]
    who: str
    at: datetime
    brought_by: str | None = None
    written_at: str | None = None


@added("programmes")
class Programme:
    """What the clinics do together: its name and its own aim in words. The newest line speaks."""

    TABLE: ClassVar[sa.Table]

    id: int
    name: str
    aim: str
    who: str
    at: datetime
    brought_by: str | None = None
    written_at: str | None = None


@added("memberships")
class Membership:
    """Who may sign in as what: `person` as the provider calls them (an address), `of_clinic` or the programme.

    `clinician` is the roster id of a physician. Of one person, role and clinic the newest line speaks; one that is not
    `active` has ended.
    """

    TABLE: ClassVar[sa.Table]

    id: int
    person: str
    name: str
    role: str
    of_clinic: str
    clinician: str
    active: bool
    who: str
    at: datetime
    brought_by: str | None = None
    written_at: str | None = None


@added("sights")
class Sight:
    """What somebody looked at, or took away, that is not everybody's: `act` is a code, `of` whose page or which one."""

    TABLE: ClassVar[sa.Table]

    id: int
    act: str
    of: str
    who: str
    at: datetime
    brought_by: str | None = None
    written_at: str | None = None


@added("shut_pages")
class ShutPage:
    """A physician's own page, shut with a passphrase: `passphrase` is its argon2 hash, empty once it is open again."""

    TABLE: ClassVar[sa.Table]

    id: int
    clinician: str
    passphrase: str
    who: str
    at: datetime
    brought_by: str | None = None
    written_at: str | None = None


@added("province_reports")
class ProvinceReport:
    """One figure of a report that the province makes, with what it counts; it never joins our own counts.

    `report` is panel (X-ray, CT and MRI of the panel, wherever ordered) or orderer (CT and MRI that the physician
    ordered, for anyone). `level` is whose figure it is, `modalities` are codes with commas between them.
    """

    TABLE: ClassVar[sa.Table]

    id: int
    report: str
    year: int
    level: str
    clinician: str
    modalities: str
    numerator: int | None
    denominator: int | None
    rate: float | None
    definition: str
    who: str
    at: datetime
    brought_by: str | None = None
    written_at: str | None = None


L = TypeVar("L", Received, Programme, Membership, Sight, ShutPage, ProvinceReport)
TYPED = {"name", "aim", "definition"}


class ManyClinics(WritingDesk):
    """Lines that are only ever added; which of them speaks is for whoever reads them to say."""

    def line(self, kind: type[L], clinic: str, *, who: str, **values: Any) -> int:
        """Add a signed line; gives its id. Raises NotKept where a text may hold a patient's number."""
        for name in TYPED & set(values):
            without_numbers(values[name], f"The {name}")
        told = {name: value for name, value in values.items() if name not in ("share", "passphrase")}
        with self.writing(who) as pen:
            return pen.add(kind.TABLE, {"clinic": clinic, **values}, told)

    def lines(self, kind: type[L], clinic: str) -> list[L]:
        """Every line of one kind of a clinic, the oldest first."""
        table = kind.TABLE
        found = self.rows(sa.select(table).where(table.c.clinic == clinic).order_by(table.c.id))
        return [_line(kind, row) for row in found]


def _line(kind: type[L], row: Mapping[str, Any]) -> L:
    own = {one.name for one in fields(kind)}
    values = {name: value for name, value in row.items() if name in own}
    for name in ("made_on",):
        if name in values:
            values[name] = typed(date, values[name])
    return kind(**{**values, "at": moment(row["at"])})
