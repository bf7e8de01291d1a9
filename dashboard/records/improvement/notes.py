"""What happened at a day and stands on the charts, and the baselines and new phases that people decided on."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa

from dashboard.records.keeping import Kept
from dashboard.records.reason import NotKept
from ingest.database import improvement as db


@dataclass(frozen=True, kw_only=True)
class Note(Kept):
    """Something that happened around the measures: a leave, a change of EMR; taken back, it is no longer `active`."""

    TABLE: ClassVar[sa.Table] = db.notes
    FREE_TEXT: ClassVar[tuple[str, ...]] = ("text",)

    day: date
    text: str
    until: date | None = None
    kind: str = "other"
    active: bool = True


class PhaseKind(StrEnum):
    """What a person can decide about a chart: which days its centre comes from, or that a new phase begins."""

    BASELINE = "baseline"
    NEW_PHASE = "new phase"


@dataclass(frozen=True, kw_only=True)
class Phase(Kept):
    """One decision about the chart of one measure, with its reason; undone, it is no longer `active`.

    A baseline runs from `first` (None: from the beginning) to `last`; a new phase begins on `first`.
    """

    TABLE: ClassVar[sa.Table] = db.phases
    FREE_TEXT: ClassVar[tuple[str, ...]] = ("reason",)

    measure: str
    kind: PhaseKind
    reason: str
    first: date | None = None
    last: date | None = None
    active: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", PhaseKind(self.kind))

    def refuse(self, before: Kept | None) -> None:
        """A decision names its day and its reason."""
        if not self.reason.strip():
            raise NotKept("The reason is empty. Write why the line is set here, for whoever reads the chart later.")
        if (self.last if self.kind is PhaseKind.BASELINE else self.first) is None:
            raise NotKept("Say until which day the baseline runs, or on which day the new phase begins.")
