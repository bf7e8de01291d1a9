"""Writing and reading the improvement work: what must be kept together is kept in one transaction."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from dashboard.records.keeping import Pen, WritingDesk, keep, moment
from dashboard.records.kinds import SOURCES, CycleRecord, Entry, Project, Rating, ReviewRecord, Tally
from dashboard.records.reason import NotKept, without_numbers
from ingest import database as db
from measures.improvement.pdsa import Decision
from measures.improvement.reviews import months_after, reviews_due

#: How often a new cycle asks for the next number again, when somebody else took it at the same moment.
AGAIN = 5


@dataclass(frozen=True)
class Counted:
    """What somebody counted: of a day, or of the month that begins on it."""

    day: date
    numerator: int
    denominator: int | None = None
    every: str = "day"
    source: str = "tapped"


#: Database, clinic and version of what is read as it stood when a long reading began.
_PINNED: ContextVar[tuple[Engine, str, int] | None] = ContextVar("pinned", default=None)


class Improvement(WritingDesk):
    """The improvement work of every clinic of one database."""

    def version(self, clinic: str) -> int:
        """A number that grows with everything written for a clinic."""
        pinned = _PINNED.get()
        if pinned is not None and pinned[:2] == (self.database, clinic):
            return pinned[2]
        return self._version(clinic)

    @contextmanager
    def standing_still(self, clinic: str) -> Iterator[None]:
        """For one long reading, what is written for a clinic as it is now; what comes meanwhile is read later."""
        before = _PINNED.set((self.database, clinic, self._version(clinic)))
        try:
            yield
        finally:
            _PINNED.reset(before)

    def _version(self, clinic: str) -> int:
        newest = sa.select(sa.func.max(db.changes.c.id)).where(db.changes.c.clinic == clinic)
        with self.database.connect() as connection:
            return connection.scalar(newest) or 0

    def keep_cycle(self, record: CycleRecord, *, who: str, reason: str = "") -> CycleRecord:
        """The cycle as it now stands; with it, in one transaction, the reviews at 3 and 6 months of an adopted one.

        A new cycle gets the next number of its project. Where the day of implementation is corrected, reviews not yet
        held move with it, unless somebody gave them a day of their own; where the change is no longer adopted, they
        rest.
        """
        for _ in range(AGAIN):
            try:
                return self._keep_cycle(record, who, reason)
            except IntegrityError:
                continue
        return self._keep_cycle(record, who, reason)

    def _keep_cycle(self, record: CycleRecord, who: str, reason: str) -> CycleRecord:
        with self.writing(who) as pen:
            before = _implemented(pen, record)
            kept = keep(pen, record if record.id else _numbered(pen, record), reason)
            for review in _its_reviews(_reviews_of(pen, kept), kept, _judged_by(pen, kept), before):
                keep(pen, review, reason)
            return kept

    def tally_up(self, tally: Tally, counted: Iterable[Counted], *, who: str) -> list[int]:
        """Add what was counted, all of it or nothing; gives the ids of the entries."""
        with self.writing(who) as pen:
            return [pen.add(Entry.TABLE, row, row) for row in [_entry_row(tally, one) for one in counted]]

    def take_back(self, tally: Tally, entry: Entry, *, who: str) -> None:
        """Undo one entry by another one; an entry already taken back stays so."""
        row = {"numerator": -entry.numerator, "denominator": None if entry.denominator is None else -entry.denominator}
        same = {"day": entry.day, "every": entry.every, "source": entry.source}
        told = {"clinic": tally.clinic, "tally_id": tally.id, **row, **same, "undoes": entry.id}
        try:
            with self.writing(who) as pen:
                pen.add(Entry.TABLE, told, told)
        except IntegrityError:
            return

    def entries(self, clinic: str) -> list[Entry]:
        """Every entry of every tally of a clinic, the oldest first, with those taken back and what took them back."""
        own = sa.select(Entry.TABLE).where(Entry.TABLE.c.clinic == clinic)
        return [Entry(**_signed(row)) for row in self.rows(own.order_by(Entry.TABLE.c.id))]

    def rate(self, review: ReviewRecord, rater: str, scores: Mapping[str, int], *, who: str) -> int:
        """Keep one person's rating; an earlier one of the same person stays readable and no longer speaks."""
        if not rater.strip():
            raise NotKept("Nobody is named as the one who rates. Enter a name or initials first.")
        row = {"review_id": review.id, "rater": without_numbers(rater.strip(), "The name"), "scores": dict(scores)}
        with self.writing(who) as pen:
            return pen.add(Rating.TABLE, {"clinic": review.clinic, **row}, row)

    def ratings(self, clinic: str) -> list[Rating]:
        """Every rating of a clinic's reviews, the oldest first."""
        own = sa.select(Rating.TABLE).where(Rating.TABLE.c.clinic == clinic).order_by(Rating.TABLE.c.id)
        return [Rating(**_signed(row)) for row in self.rows(own)]


def _signed(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row that is only ever added: without its clinic, its moment read."""
    return {name: value for name, value in row.items() if name != "clinic"} | {"at": moment(row["at"])}


def _entry_row(tally: Tally, one: Counted) -> dict[str, Any]:
    if one.source not in SOURCES or one.every not in ("day", "month"):
        raise ValueError(f"an entry is {', '.join(SOURCES)} of a day or month, not {one.source!r} of {one.every!r}")
    if tally.is_rate != (one.denominator is not None):
        raise ValueError(f"tally {tally.name}: a rate has denominators, a count has none")
    if one.numerator < 0 or (one.denominator is not None and one.denominator < 0):
        raise NotKept("A tally counts 0, 1, 2 …; to take something back, undo the entry.")
    numbers = {"numerator": one.numerator, "denominator": one.denominator}
    place = {"day": one.day, "every": one.every, "source": one.source, "undoes": None}
    return {"clinic": tally.clinic, "tally_id": tally.id, **numbers, **place}


def _numbered(pen: Pen, record: CycleRecord) -> CycleRecord:
    cycles = CycleRecord.TABLE.c
    newest = sa.select(sa.func.max(cycles.number)).where(cycles.project_id == record.project_id)
    number = (pen.connection.scalar(newest) or 0) + 1
    return replace(record, cycle=replace(record.cycle, number=number))


def _reviews_of(pen: Pen, record: CycleRecord) -> list[ReviewRecord]:
    table = ReviewRecord.TABLE
    own = sa.select(table).where(table.c.cycle_id == record.id).order_by(table.c.id)
    return [ReviewRecord.from_row(dict(row)) for row in pen.connection.execute(own).mappings()]


def _judged_by(pen: Pen, record: CycleRecord) -> str:
    """The measure a review looks at: the aim's, where the cycle is about it, else the first predicted, else linked."""
    projects = Project.TABLE.c
    aim = pen.connection.scalar(sa.select(projects.aim_measure).where(projects.id == record.project_id))
    own = [*record.cycle.watched, *record.measures]
    return aim if aim in own else next(iter(own), aim or "")


def _implemented(pen: Pen, record: CycleRecord) -> date | None:
    """The day of implementation as it was kept before."""
    cycles = CycleRecord.TABLE.c
    day: date | None = pen.connection.scalar(sa.select(cycles.implemented).where(cycles.id == record.id))
    return day


def _its_reviews(
    there: list[ReviewRecord], record: CycleRecord, measure: str, before: date | None
) -> list[ReviewRecord]:
    """The reviews that the cycle as it stands asks for; those held stay as they are."""
    cycle = record.cycle
    open_ones = [review for review in there if review.held is None]
    if cycle.decision is not Decision.ADOPT or cycle.implemented is None:
        return [replace(review, active=False) for review in open_ones]
    known = {review.months: review for review in there}
    asked = []
    for due in reviews_due(cycle.implemented, cycle.implemented):
        review = known.get(due.months) or ReviewRecord(
            clinic=record.clinic, project_id=record.project_id, cycle_id=record.id, months=due.months, due=due.due,
            measure=measure, owner=record.owner,
        )  # fmt: skip
        own_day = before is not None and review.id and review.due != months_after(before, due.months)
        if review.held is None:
            asked.append(replace(review, due=review.due if own_day else due.due, active=True))
    return asked
