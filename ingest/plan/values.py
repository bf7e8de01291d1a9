"""What a plan is made of: tables with their columns, questions with their readings, and what it would give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ingest.clean import DateOrder
from ingest.plan.state import MeasureState
from ingest.plan.steps import ShapeStep
from ingest.profile import TableProfile

#: The answer of somebody who will do something first: until then what hangs on the question cannot be counted.
WAIT = "wait"


@dataclass(frozen=True)
class ColumnPlan:
    """One column of a list: what it is read as (None: left aside), whether that needs no click, and why."""

    column: str
    field: str | None
    sure: bool
    why: str


@dataclass(frozen=True)
class Gives:
    """Figures: completed visits, low-back visits, lumbar images; None where an open question holds one back."""

    visits: int | None = None
    lbp_visits: int | None = None
    lumbar_images: int | None = None
    months: Mapping[str, Mapping[str, int | None]] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None

    def as_json(self) -> dict[str, Any]:
        """The three figures."""
        return {"visits": self.visits, "lbp_visits": self.lbp_visits, "lumbar_images": self.lumbar_images}


@dataclass(frozen=True)
class Reading:
    """One way to read what was seen, the words for it, and the figures it would give (None: not worked out)."""

    value: str
    says: str = ""
    gives: Gives | None = None


@dataclass(frozen=True)
class Question:
    """What only a person can say. `blocks` are the fields that cannot be counted with until it is answered.

    `seen` never holds a cell of an identifying column. `changes` says whether a figure hangs on it.
    """

    id: str
    kind: str
    file: str
    column: str
    says: str
    rows: int
    readings: tuple[Reading, ...]
    proposed: str | None
    blocks: frozenset[str] = frozenset()
    changes: bool = True
    seen: tuple[str, ...] = ()
    #: Clinicians to be ticked: the name, in how many rows, and whether the proposal ticks it.
    people: tuple[tuple[str, int, bool], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The stable keys of the command line."""
        return {
            "id": self.id,
            "kind": self.kind,
            "file": self.file,
            "column": self.column,
            "says": self.says,
            "rows": self.rows,
            "readings": [
                {"value": r.value, "says": r.says, "gives": r.gives.as_json() if r.gives else None}
                for r in self.readings
            ],
            "proposed": self.proposed,
            "changes_a_figure": self.changes,
        }


@dataclass(frozen=True)
class Accounting:
    """Rows of one list: read = accepted + refused + repeats; lines that are no data beside them."""

    read: int = 0
    accepted: int = 0
    refused: int = 0
    repeats: int = 0
    not_data: int = 0

    def as_json(self) -> dict[str, int]:
        """The stable keys."""
        return dict(vars(self))


@dataclass(frozen=True)
class TablePlan:
    """One file or sheet: its profile (shipped or its own), columns, changes of shape, dates and codes."""

    file: str
    sheet: str
    key: str
    fingerprint: str
    event: str
    adapter: str
    profile: TableProfile | None
    columns: tuple[ColumnPlan, ...]
    steps: tuple[ShapeStep, ...] = ()
    date_order: DateOrder | None = None
    code_systems: Mapping[str, str] = field(default_factory=dict)
    rows: Accounting = Accounting()
    aside: str = ""

    def as_json(self) -> dict[str, Any]:
        """The stable keys of the command line."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "event": self.event,
            "adapter": self.adapter,
            "columns": [vars(c) for c in self.columns],
            "code_systems": dict(self.code_systems),
            "date_order": self.date_order.value.lower() if self.date_order else None,
            "rows": self.rows.as_json(),
            "left_aside": self.aside,
        }


@dataclass(frozen=True)
class Plan:
    """How a set of files is read, what is asked, and what it would give."""

    tables: tuple[TablePlan, ...]
    questions: tuple[Question, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    clinic: str = ""
    export_date: date | None = None
    coverage_start: date | None = None
    measures: Mapping[str, tuple[MeasureState, str]] = field(default_factory=dict)
    gives: Gives = Gives()
    notices: tuple[str, ...] = ()

    @property
    def open(self) -> tuple[Question, ...]:
        """Questions a person has not answered."""
        return tuple(q for q in self.questions if q.id not in self.answers)

    @property
    def waiting(self) -> tuple[Question, ...]:
        """Unanswered questions on which a figure hangs."""
        return tuple(q for q in self.open if q.changes)

    @property
    def unsettled(self) -> tuple[Question, ...]:
        """Questions that stay open even if every proposal is taken, and those put off."""
        return tuple(q for q in self.questions if self.answers.get(q.id, q.proposed) in (None, WAIT))

    def answered(self, answers: Mapping[str, str]) -> Plan:
        """The same plan with more answers."""
        return replace(self, answers={**self.answers, **answers})

    def as_json(self) -> dict[str, Any]:
        """The stable keys of the command line."""
        return {
            "clinic": self.clinic,
            "export_date": self.export_date.isoformat() if self.export_date else None,
            "coverage_start": self.coverage_start.isoformat() if self.coverage_start else None,
            "files": [t.as_json() for t in self.tables],
            "questions": [q.as_json() for q in self.questions if q.id not in self.answers],
            "answers": dict(self.answers),
            "gives": {
                "measures": {name: {"state": s.value, "because": why} for name, (s, why) in self.measures.items()},
                "counts": self.gives.as_json(),
                "months": {m: dict(n) for m, n in self.gives.months.items()},
            },
            "notices": list(self.notices),
        }
