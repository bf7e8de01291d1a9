"""The sustainability reviews of an adopted change, and how several people rate whether it will last."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa

from dashboard.records.keeping import Kept
from dashboard.records.reason import NotKept
from ingest.database import improvement as db


@dataclass(frozen=True, kw_only=True)
class ReviewRecord(Kept):
    """One review of one adopted cycle, so many months after implementation; held, it carries what it looked at.

    `evidence` is the snapshot of that day. `finding` is what the software found then, `confirmed` what a person made
    of it; where they differ `confirmed_reason` says why.
    """

    TABLE: ClassVar[sa.Table] = db.sustainability_reviews
    FREE_TEXT: ClassVar[tuple[str, ...]] = ("owner", "confirmed_reason", "drifted", "story", "patient_story")

    project_id: int
    cycle_id: int
    months: int
    due: date
    measure: str = ""
    owner: str = ""
    held: date | None = None
    evidence: Mapping[str, Any] | None = field(default=None, hash=False)
    finding: str = ""
    finding_reason: str = ""
    confirmed: str = ""
    confirmed_reason: str = ""
    built_in: Mapping[str, Any] = field(default_factory=dict, hash=False)
    drifted: str = ""
    decision: str = ""
    next_review: date | None = None
    story: str = ""
    patient_story: str = ""
    patient_story_is: str = ""
    shared: date | None = None
    active: bool = True

    def refuse(self, before: Kept | None) -> None:
        """Overruling needs a reason; what a held review looked at stays as it was."""
        if self.confirmed and self.confirmed != self.finding and not self.confirmed_reason.strip():
            raise NotKept(
                f"You overrule “{self.finding}” with “{self.confirmed}”. Write the reason, for whoever reads it later."
            )
        if self.patient_story.strip() and self.patient_story_is not in ("real with consent", "typical"):
            raise NotKept("Say of the patient story whether it is real, with the patient's consent, or a typical one.")
        if isinstance(before, ReviewRecord) and before.held is not None:
            kept = ("held", "evidence", "finding", "finding_reason")
            if any(getattr(before, name) != getattr(self, name) for name in kept):
                raise NotKept(f"This review was held on {before.held}; what it looked at that day stays as it was.")


@dataclass(frozen=True)
class Rating:
    """One person's answers to the short self-rating of a review: factor -> 1 to 5; their newest rating speaks."""

    id: int
    review_id: int
    rater: str
    scores: Mapping[str, int]
    who: str
    at: datetime
