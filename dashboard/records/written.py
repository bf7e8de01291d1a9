"""Everything a clinic's team wrote for its improvement work, read once for each change of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Engine

from dashboard.records import (
    ChartPhase,
    CycleRecord,
    Entry,
    IdeaRecord,
    Note,
    Person,
    PhaseKind,
    Project,
    Rating,
    Records,
    ReviewRecord,
    Tally,
)


@dataclass(frozen=True)
class Written:
    """What stands in the records of one clinic now. Values only: whoever changes a record writes through `Records`."""

    projects: tuple[Project, ...]
    people: tuple[Person, ...]
    ideas: tuple[IdeaRecord, ...]
    all_cycles: tuple[CycleRecord, ...]
    all_notes: tuple[Note, ...]
    all_phases: tuple[ChartPhase, ...]
    all_reviews: tuple[ReviewRecord, ...]
    ratings: tuple[Rating, ...]
    tallies: tuple[Tally, ...]
    entries: tuple[Entry, ...]

    @property
    def project(self) -> Project | None:
        """The project the practice works on: its newest one that is not closed."""
        return next((one for one in reversed(self.projects) if one.closed is None), None)

    @property
    def cycles(self) -> tuple[CycleRecord, ...]:
        """The cycles of the project the practice works on, by number."""
        own = self.project.id if self.project else 0
        return tuple(sorted((c for c in self.all_cycles if c.project_id == own), key=lambda c: c.cycle.number))

    @property
    def team(self) -> tuple[Person, ...]:
        """Who is on the team now."""
        return tuple(person for person in self.people if person.active)

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes that stand, by day."""
        return tuple(sorted((note for note in self.all_notes if note.active), key=lambda note: (note.day, note.id)))

    @property
    def reviews(self) -> tuple[ReviewRecord, ...]:
        """The reviews that stand, of every project, the earliest due first."""
        return tuple(sorted((r for r in self.all_reviews if r.active), key=lambda r: (r.due, r.id)))

    def phases(self, measure: str) -> tuple[ChartPhase, ...]:
        """The decisions that stand for the lines of a measure's chart, the oldest first; a target moves none."""
        own = (phase for phase in self.all_phases if phase.active and phase.measure == measure)
        return tuple(phase for phase in own if phase.kind is not PhaseKind.TARGET)

    def baseline_on_the_chart(self, measure: str) -> ChartPhase | None:
        """The baseline that was decided on the chart of a measure; it holds for the aim and the verdict too."""
        return next((one for one in reversed(self.phases(measure)) if one.kind is PhaseKind.BASELINE), None)

    def standing(self, measure: str) -> tuple[ChartPhase, ...]:
        """What shapes the chart of a measure: the decisions of its own, with the aim's baseline where it has none."""
        return self.with_the_aims(measure, self.phases(measure))

    def with_the_aims(self, measure: str, decided: Sequence[ChartPhase]) -> tuple[ChartPhase, ...]:
        """Decisions about a chart, with the baseline that was set with the aim where none of them is a baseline.

        That one has no number of its own (0), for it is kept with the project.
        """
        aim = self.project
        if aim is None or aim.aim_measure != measure or aim.baseline_to is None:
            return tuple(decided)
        if any(one.kind is PhaseKind.BASELINE for one in decided):
            return tuple(decided)
        of_the_aim = ChartPhase(
            clinic=aim.clinic, measure=measure, kind=PhaseKind.BASELINE, first=aim.baseline_from, last=aim.baseline_to,
            reason="",
        )  # fmt: skip
        return (of_the_aim, *decided)

    def cycle(self, cycle_id: int) -> CycleRecord | None:
        """One cycle of any project."""
        return next((one for one in self.all_cycles if one.id == cycle_id), None)

    def tally(self, name: str) -> Tally | None:
        """A tally by the name under which charts know it (`tally-3`)."""
        return next((one for one in self.tallies if one.name == name), None)

    def entries_of(self, tally: Tally) -> tuple[Entry, ...]:
        """The entries of one tally that stand: neither taken back nor taking back, the oldest first."""
        gone = {one.undoes for one in self.entries if one.undoes is not None}
        own: Sequence[Entry] = [e for e in self.entries if e.tally_id == tally.id]
        return tuple(e for e in own if e.undoes is None and e.id not in gone)


def written(records: Records, clinic: str) -> Written:
    """What stands now; asked of the database again only when something was written since."""
    return _read(records.database, clinic, records.version(clinic))


@lru_cache(maxsize=8)
def _read(database: Engine, clinic: str, _version: int) -> Written:
    records = Records(database)
    return Written(
        projects=tuple(records.read(Project, clinic)),
        people=tuple(records.read(Person, clinic)),
        ideas=tuple(records.read(IdeaRecord, clinic)),
        all_cycles=tuple(records.read(CycleRecord, clinic)),
        all_notes=tuple(records.read(Note, clinic)),
        all_phases=tuple(records.read(ChartPhase, clinic)),
        all_reviews=tuple(records.read(ReviewRecord, clinic)),
        ratings=tuple(records.ratings(clinic)),
        tallies=tuple(records.read(Tally, clinic)),
        entries=tuple(records.entries(clinic)),
    )
