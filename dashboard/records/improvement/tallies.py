"""What is tracked by hand: what a tally counts, and its entries, which are only ever added to."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa

from dashboard.records.keeping import Kept
from ingest.database import improvement as db

SOURCES = ("tapped", "card", "pasted")


@dataclass(frozen=True, kw_only=True)
class Tally(Kept):
    """One thing tallied by hand: a measure of the catalogue (`measure` names it), or the practice's own words."""

    TABLE: ClassVar[sa.Table] = db.tallies
    FREE_TEXT: ClassVar[tuple[str, ...]] = ("title", "numerator_says", "denominator_says")

    title: str
    kind: str
    better: str
    is_rate: bool
    numerator_says: str
    started: date
    denominator_says: str = ""
    measure: str = ""
    stopped: date | None = None

    @property
    def name(self) -> str:
        """The name under which charts, cycles and reviews know it: `tally-3`."""
        return f"tally-{self.id}"


@dataclass(frozen=True)
class Entry:
    """So many counted on a day, or in the month that begins on it; an entry that `undoes` another takes it back."""

    id: int
    tally_id: int
    day: date
    every: str  # day, or month for a pasted monthly figure
    numerator: int
    denominator: int | None
    source: str  # one of SOURCES
    undoes: int | None
    who: str
    at: datetime
