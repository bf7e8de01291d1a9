"""Every kind of record that people change, each declared once: what it holds, and what may follow what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa

from dashboard.records.kind import Kept, added, by_name, code, inner, kind, refers, text, whole
from dashboard.records.reason import NotKept
from measures.improvement.pdsa import Cycle
from measures.said import Said

EFFORTS = ("low", "medium", "high")
FINDINGS = ("held", "so_far", "drifting", "lost", "cannot_tell")


@kind("people")
class Person(Kept):
    """Somebody of the team; who leaves is no longer `active`, and stays the author of what they wrote.

    `role` is what the team calls it, several with commas between them: words that were chosen or typed.
    """

    name: str = text()
    role: str = text(default="")
    active: bool = True


@kind("projects")
class Project(Kept):
    """What a team sets out to do; a practice works on its newest project that is not closed.

    `aim_level` is in the measure's own unit, a share between 0 and 1 or events a period. `measures` are the few that
    were chosen, by name. `gaps` is the gap checklist: item -> what the team answered and noted.
    """

    TOGETHER = (("aim_measure", "aim_level", "baseline_from", "baseline_to"),)  # a level and a baseline are a measure's

    title: str = text(longest=80)
    aim_words: str = text(default="")
    aim_measure: str = ""
    aim_level: float | None = None
    aim_by: date | None = None
    baseline_from: date | None = None
    baseline_to: date | None = None
    measures: tuple[str, ...] = ()
    gaps: Mapping[str, Any] = by_name(typed=True)
    started: date | None = None
    closed: date | None = None


@kind("ideas")
class IdeaRecord(Kept):
    """A change idea that a project has taken up: one of the library (`library` names it), or the practice's own.

    `group` is the id of one of the library's groups.
    """

    project_id: int = refers("projects.id")
    title: str = text(longest=80)
    library: str = inner(default="")
    says: str = text(default="")
    group: str = ""
    effort: str = code(*EFFORTS, default="")
    measures: tuple[str, ...] = ()
    status: str = code("considering", "testing", "adopted", "set_aside", default="considering")


@kind("cycles", ("project_id", "number"))
class CycleRecord(Kept):
    """One cycle of a project. Its number 0 asks for the next free one; `measures` are those its charts carry it on.

    `results_from` says of each result where it is from.
    """

    TOGETHER = (("decision", "implemented"), ("results", "results_from"))

    project_id: int = refers("projects.id")
    idea_id: int | None = refers("ideas.id", default=None, inner=False)
    cycle: Cycle = whole()
    results_from: tuple[Said, ...] = text(default=())
    measures: tuple[str, ...] = ()
    owner: str = text(default="")

    def refuse(self, before: Kept | None) -> None:
        """A prediction is locked from the day Do starts, and what was started stays started."""
        if not isinstance(before, CycleRecord) or not before.cycle.locked:
            return
        if before.cycle.predictions != self.cycle.predictions:
            raise NotKept(
                f"The prediction of cycle {self.cycle.number} is locked since Do started on "
                f"{before.cycle.started}. Write what you think now under Study, or in the next cycle."
            )
        if self.cycle.started is None:
            raise NotKept(
                f"Cycle {self.cycle.number} started on {before.cycle.started}; that can be corrected to another "
                "day, not taken back. Close it, and plan a new one, if it never began."
            )


@kind("notes")
class Note(Kept):
    """Something that happened around the measures: a leave, a change of EMR; taken back, it is no longer `active`."""

    TOGETHER = (("day", "until"),)

    day: date
    until: date | None = None
    kind: str = "other"
    text: str = text(longest=200)
    active: bool = True


class PhaseKind(StrEnum):
    """What a person can decide about a chart: which days its centre comes from, a new phase, a target from a day on."""

    BASELINE = "baseline"
    NEW_PHASE = "new_phase"
    TARGET = "target"


@kind("phases")
class ChartPhase(Kept):
    """One decision about the chart of one measure, with its reason; undone, it is no longer `active`.

    A baseline runs from `first` (None: from the beginning) to `last`; a new phase begins on `first`; from `first` on a
    target is `level`, in the measure's own unit, until another one begins.
    """

    measure: str
    kind: PhaseKind
    first: date | None = None
    last: date | None = None
    reason: str = text(longest=300)
    active: bool = True
    level: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", PhaseKind(self.kind))

    def refuse(self, before: Kept | None) -> None:
        """A decision names its day and its reason."""
        if not self.reason.strip():
            raise NotKept("The reason is empty. Write why the line is set here, for whoever reads the chart later.")
        if (self.last if self.kind is PhaseKind.BASELINE else self.first) is None:
            raise NotKept("Say until which day the baseline runs, or on which day the new phase or the target begins.")
        if self.kind is PhaseKind.TARGET and self.level is None:
            raise NotKept("Say how much the target is.")


@kind("sustainability_reviews", ("cycle_id", "months"))
class ReviewRecord(Kept):
    """One review of one adopted cycle, so many months after implementation; held, it carries what it looked at.

    `evidence` is the snapshot of that day. `finding` is what the software found then, `confirmed` what a person made
    of it; where they differ `confirmed_reason` says why.
    """

    TOGETHER = (("confirmed", "confirmed_reason"), ("patient_story", "patient_story_is"))

    project_id: int = refers("projects.id")
    cycle_id: int = refers("cycles.id")
    months: int = inner()
    due: date
    owner: str = text(default="")
    measure: str = ""
    held: date | None = None
    evidence: Mapping[str, Any] | None = inner(default=None)
    finding: str = inner(default="")
    confirmed: str = code(*FINDINGS, default="")
    confirmed_reason: str = text(default="")
    built_in: Mapping[str, Any] = by_name()
    drifted: str = text(default="")
    decision: str = code("hold", "strengthen", "restart", "retire", default="")
    next_review: date | None = None
    story: str = text(default="")
    patient_story: str = text(default="")
    patient_story_is: str = code("real_with_consent", "typical", default="")
    shared: date | None = None
    active: bool = inner(default=True)

    def refuse(self, before: Kept | None) -> None:
        """Overruling needs a reason; what a held review looked at stays as it was."""
        if self.confirmed and self.confirmed != self.finding and not self.confirmed_reason.strip():
            raise NotKept("You overrule what the data say. Write the reason, for whoever reads it later.")
        if self.patient_story.strip() and not self.patient_story_is:
            raise NotKept("Say of the patient story whether it is real, with the patient's consent, or a typical one.")
        if isinstance(before, ReviewRecord) and before.held is not None:
            kept = ("held", "evidence", "finding")
            if any(getattr(before, name) != getattr(self, name) for name in kept):
                raise NotKept(f"This review was held on {before.held}; what it looked at that day stays as it was.")


@kind("tallies")
class Tally(Kept):
    """One thing tallied by hand: a measure of the catalogue (`measure` names it), or the practice's own words."""

    TOGETHER = (("started", "stopped"),)

    title: str = text(longest=80)
    measure: str = inner(default="")
    kind: str = inner()
    better: str = inner()
    is_rate: bool = inner()
    numerator_says: str = text(longest=120)
    denominator_says: str = text(default="", longest=120)
    started: date
    stopped: date | None = None

    @property
    def name(self) -> str:
        """The name under which charts, cycles and reviews know it: `tally-3`."""
        return f"tally-{self.id}"


SOURCES = ("tapped", "card", "pasted")


@added("ratings")
class Rating:
    """One person's answers to the short self-rating of a review: factor -> 1 to 5; their newest rating speaks."""

    TABLE: ClassVar[sa.Table]

    id: int
    review_id: int = refers("sustainability_reviews.id")
    rater: str
    scores: Mapping[str, int]
    who: str
    at: datetime
    brought_by: str | None = None
    written_at: str | None = None


@added("tally_entries", ("undoes",))
class Entry:
    """So many counted on a day, or in the month that begins on it; an entry that `undoes` another takes it back."""

    TABLE: ClassVar[sa.Table]

    id: int
    tally_id: int = refers("tallies.id")
    day: date
    every: str  # day, or month for a pasted monthly figure
    numerator: int
    denominator: int | None
    source: str  # one of SOURCES
    undoes: int | None = refers("tally_entries.id")
    who: str
    at: datetime
    brought_by: str | None = None
    written_at: str | None = None
