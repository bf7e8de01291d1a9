"""A project as its charter says it, and the change ideas it has taken up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

import sqlalchemy as sa

from dashboard.records.keeping import Kept
from ingest.database import improvement as db


@dataclass(frozen=True, kw_only=True)
class Project(Kept):
    """What a team sets out to do; a practice works on its newest project that is not closed.

    `aim_level` is in the measure's own unit, a share between 0 and 1 or events a period. `measures` are the few that
    were chosen, by name. `gaps` is the gap checklist: item -> what the team answered and noted.
    """

    TABLE: ClassVar[sa.Table] = db.projects
    FREE_TEXT: ClassVar[tuple[str, ...]] = ("title", "aim_words")

    title: str
    aim_words: str = ""
    aim_measure: str = ""
    aim_level: float | None = None
    aim_by: date | None = None
    baseline_from: date | None = None
    baseline_to: date | None = None
    measures: tuple[str, ...] = ()
    gaps: Mapping[str, Any] = field(default_factory=dict, hash=False)
    started: date | None = None
    closed: date | None = None

    def texts(self) -> Any:
        """Its own words, and the notes of the gap checklist."""
        yield from super().texts()
        for answer in self.gaps.values():
            yield from (
                ("gap checklist", str(text)) for text in (answer.values() if isinstance(answer, dict) else [answer])
            )


@dataclass(frozen=True, kw_only=True)
class IdeaRecord(Kept):
    """A change idea that a project has taken up: one of the library (`library` names it), or the practice's own."""

    TABLE: ClassVar[sa.Table] = db.ideas
    FREE_TEXT: ClassVar[tuple[str, ...]] = ("title", "says")

    project_id: int
    title: str
    library: str = ""
    group: str = ""
    effort: str = ""
    says: str = ""
    measures: tuple[str, ...] = ()
    status: str = "considering"
