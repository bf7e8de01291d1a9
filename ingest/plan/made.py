"""What a plan is made from beside the files, and what is handed to the importer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ingest.clean import DateOrder
from ingest.plan.before import Before
from ingest.plan.values import Plan, Question, TablePlan
from ingest.plans import Plans
from ingest.recognise import Mapping as Recognised
from measures.practice import Practice


@dataclass(frozen=True)
class Asking:
    """What is given beside the files."""

    practice: Practice
    today: date
    export_date: date | None = None
    coverage_start: date | None = None
    profile: str | None = None
    order: DateOrder | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    given: Plan | None = None
    names: Sequence[str] | None = None
    here: frozenset[str] = frozenset()
    kept: Plan | None = None
    before: tuple[Before, ...] = ()
    leave_out_refused: bool = False

    @property
    def confirmed(self) -> tuple[TablePlan, ...]:
        """Lists that a person confirmed: in the plan given now, else in those the clinic kept."""
        return tuple(t for plan in (self.given, self.kept) if plan for t in plan.tables)

    def asked_fields(self, key: str) -> frozenset[str]:
        """Fields of a confirmed list whose column is or was a question: it is asked anew, its answer decides."""
        questions = [q.id.split(":") for plan in (self.given, self.kept) if plan for q in plan.questions]
        return frozenset(q[2] for q in questions if q[0] == "column" and q[1] == key)

    @property
    def said(self) -> dict[str, str]:
        """Every answer, the newest last."""
        kept, given = (dict(p.answers) if p else {} for p in (self.kept, self.given))
        return {**kept, **given, **self.answers}


@dataclass(frozen=True)
class ReadyPlan:
    """A plan with what the importer needs to carry it out."""

    plan: Plan
    mappings: tuple[Recognised, ...]
    practice: Practice
    orders: Mapping[str, DateOrder]
    settled: Mapping[str, str]
    systems: Mapping[str, Mapping[str, str]]
    dates: Mapping[str, Mapping[str, str]]

    @property
    def plans(self) -> Plans:
        """What the importer is handed: the questions that stay open even when every proposal is taken go with it."""
        left = rows_of(self.plan.unsettled)
        return Plans(self.mappings, self.plan.notices, self.orders, self.settled, self.systems, self.dates, left)


def rows_of(questions: tuple[Question, ...]) -> list[dict[str, Any]]:
    """Open questions as the catalogue keeps them; the importer adds clinic and import."""
    return [
        {
            "question": q.id, "kind": q.kind, "file": q.file, "column_name": q.column, "seen": list(q.seen),
            "says": q.says, "rows": q.rows, "readings": [[r.value, r.says] for r in q.readings],
            "proposed": q.proposed, "blocks": sorted(q.blocks),
        }
        for q in questions
    ]  # fmt: skip
