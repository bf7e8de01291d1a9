"""Bringing a handed-over project in: everything is written anew in one transaction, or nothing is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError

from dashboard.records import (
    ChartPhase,
    CycleRecord,
    Entry,
    Kept,
    Note,
    Person,
    Project,
    Rating,
    Records,
    ReviewRecord,
    Tally,
)
from dashboard.records.handover.file import EARLIER, renamed, row
from dashboard.records.handover.reading import HandedOver, read
from dashboard.records.handover.values import NotTaken, damaged
from dashboard.records.keeping import Pen, keep
from measures.said import Said, said

K = TypeVar("K", bound=Kept)


class AlreadyHere(NotTaken):
    """A project with the same name and the same cycles is here; a person must say that a second one is wanted."""


@dataclass(frozen=True)
class _Hand:
    """One person writing what a file holds, for one clinic."""

    pen: Pen
    clinic: str
    because: Said
    names: Mapping[str, str]  # a tally's name in the file -> its name here

    def new(self, record: K, **now: Any) -> K:
        """Keep a record of the file as a new one, its tallies by the names they have here."""
        told: K = type(record).from_row(renamed_row(record, self.names))
        return keep(self.pen, replace(told, id=0, version=0, clinic=self.clinic, **now), because=self.because)

    def whose(self, told: Mapping[str, Any]) -> Pen:
        """A pen that says whose a row was before it was brought in."""
        return replace(self.pen, wrote=(told["who"], told["at"]))


@dataclass(frozen=True)
class _Here:
    """What belongs to the whole practice and is here already; read before the writing begins."""

    people: tuple[Person, ...]
    notes: tuple[Note, ...]
    phases: tuple[ChartPhase, ...]
    tallies: tuple[Tally, ...]
    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, records: Records, clinic: str) -> _Here:
        """As the records of a clinic stand now."""
        return cls(
            tuple(records.read(Person, clinic)),
            tuple(records.read(Note, clinic)),
            tuple(records.read(ChartPhase, clinic)),
            tuple(records.read(Tally, clinic)),
            tuple(records.entries(clinic)),
        )


def renamed_row(record: Kept, names: Mapping[str, str]) -> dict[str, Any]:
    """The columns of a record with the names of tallies replaced."""
    found: dict[str, Any] = renamed({**record.to_row(), "id": record.id}, names)
    return found


def take_over(records: Records, clinic: str, written: str, *, who: str, again: bool = False) -> Project:
    """Bring a project in as a new one of this clinic, which works on it from then on; its cycles keep their numbers.

    People, notes, phases and tallies that are here already, word for word, are not written twice. Of tally entries
    and ratings, which carry who wrote them, the first writer and moment stay readable; the history of all other
    records is kept as the file tells it. Raises NotTaken, and AlreadyHere where the same project is here (`again`
    brings it in once more).
    """
    told = read(written)
    there = already_here(records, clinic, told)
    if there is not None and not again:
        raise AlreadyHere(
            f"A project called “{there.title}” with the same cycles is here already. If you bring the file in once "
            "more, it stands here twice."
        )
    here = _Here.of(records, clinic)
    try:
        with records.writing(who) as pen:
            return _taken(pen, clinic, told, here)
    except IntegrityError:
        damaged("two of its parts claim the same place")


def already_here(records: Records, clinic: str, told: HandedOver) -> Project | None:
    """The project of this clinic that has the same name and the same cycles as the file's."""
    cycles = records.read(CycleRecord, clinic)
    own = sorted((one.cycle.number, one.cycle.title) for one in told.cycles)
    for project in records.read(Project, clinic):
        here = sorted((one.cycle.number, one.cycle.title) for one in cycles if one.project_id == project.id)
        if project.title == told.project.title and here == own:
            return project
    return None


def _taken(pen: Pen, clinic: str, told: HandedOver, here: _Here) -> Project:
    hand = _Hand(pen, clinic, said("handed_over", made_on=told.made_on), {})
    hand = replace(hand, names=_tallies(hand, told, here))
    project = hand.new(told.project)
    if told.history:
        lines = renamed([dict(line) for line in told.history], hand.names)
        pen.note(Project.TABLE, clinic, project.id, None, {EARLIER: lines}, because=hand.because)
    _people(hand, told.people, here.people)
    _missing(hand, told.notes, here.notes)
    _missing(hand, told.phases, here.phases)
    ideas = {one.id: hand.new(one, project_id=project.id).id for one in told.ideas}
    cycles = {
        one.cycle.number: hand.new(one, project_id=project.id, idea_id=one.idea_id and ideas[one.idea_id]).id
        for one in told.cycles
    }
    reviews = {one.id: hand.new(one, project_id=project.id, cycle_id=cycles[one.cycle_id]) for one in told.reviews}
    _ratings(hand, told, reviews)
    return project


def _people(hand: _Hand, people: Iterable[Person], here: Iterable[Person]) -> None:
    """Who is here under the same name stays as they are here."""
    known = {person.name.casefold() for person in here}
    for person in people:
        if person.name.casefold() not in known:
            hand.new(person)


def _missing(hand: _Hand, records: Iterable[K], here: Iterable[K]) -> None:
    """Keep what is not here yet, word for word."""
    known = [row(one) for one in here]
    for one in records:
        if renamed(row(one), hand.names) not in known:
            hand.new(one)


def _tallies(hand: _Hand, told: HandedOver, here: _Here) -> dict[str, str]:
    """Each tally's name in the file and its name here; one with the same words and entries is not made twice."""
    known = {
        one.name: (row(one), [_counted(vars(e)) for e in here.entries if e.tally_id == one.id]) for one in here.tallies
    }
    names: dict[str, str] = {}
    for tally, own in zip(told.tallies, told.entries, strict=True):
        same = (row(tally), [_counted(one) for one in own])
        found = next((name for name, those in known.items() if those == same and name not in names.values()), None)
        names[tally.name] = found or _new_tally(hand, tally, own)
    return names


def _counted(entry: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(entry[name] for name in ("day", "every", "numerator", "denominator", "source"))


def _new_tally(hand: _Hand, tally: Tally, entries: Iterable[Mapping[str, Any]]) -> str:
    kept = hand.new(tally)
    ids: list[int] = []
    for one in entries:
        values = {name: one[name] for name in ("day", "every", "numerator", "denominator", "source")}
        undoes = None if one["undoes"] is None else ids[one["undoes"] - 1]
        line = {"clinic": hand.clinic, "tally_id": kept.id, **values, "undoes": undoes}
        ids.append(hand.whose(one).add(Entry.TABLE, line, line, because=hand.because))
    return kept.name


def _ratings(hand: _Hand, told: HandedOver, reviews: Mapping[int, ReviewRecord]) -> None:
    for one in told.ratings:
        line = {"review_id": reviews[one["review"]].id, "rater": one["rater"], "scores": one["scores"]}
        hand.whose(one).add(Rating.TABLE, {"clinic": hand.clinic, **line}, line, because=hand.because)
