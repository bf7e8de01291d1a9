"""A PDSA cycle as it is kept: the cycle of `measures.improvement`, and where it belongs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, ClassVar, Self

import sqlalchemy as sa

from dashboard.records.keeping import Kept
from dashboard.records.reason import NotKept
from ingest.database import improvement as db
from measures.improvement.pdsa import Cycle, Decision, Direction, Of, Prediction, Scale, Task

_OF_CYCLE = tuple(one.name for one in fields(Cycle))
_TYPED = ("title", "question", "change", "observations", "surprises", "learning", "next_step")


@dataclass(frozen=True, kw_only=True)
class CycleRecord(Kept):
    """One cycle of a project. Its number 0 asks for the next free one; `measures` are those its charts carry it on."""

    TABLE: ClassVar[sa.Table] = db.cycles

    project_id: int
    cycle: Cycle
    measures: tuple[str, ...] = ()
    owner: str = ""
    idea_id: int | None = None

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "CycleRecord":
        """The record that a row holds."""
        own = {name: row[name] for name in ("id", "version", "clinic", "project_id", "owner", "idea_id")}
        return cls(**own, measures=tuple(row["measures"]), cycle=_cycle({name: row[name] for name in _OF_CYCLE}))

    def to_row(self) -> dict[str, Any]:
        """Its columns; predictions, scale and tasks as JSON."""
        own = {name: getattr(self, name) for name in ("version", "clinic", "project_id", "owner", "idea_id")}
        return own | {"measures": list(self.measures)} | _columns(self.cycle)

    def saying(self, names: Iterable[str]) -> dict[str, Any]:
        """What it says to these questions, of the cycle or of where it belongs."""
        return {name: getattr(self.cycle if name in _OF_CYCLE else self, name) for name in names}

    def having(self, values: Mapping[str, Any]) -> Self:
        """The same with other answers, of the cycle or of where it belongs."""
        of_cycle = {name: value for name, value in values.items() if name in _OF_CYCLE}
        own = {name: value for name, value in values.items() if name not in _OF_CYCLE}
        return replace(self, cycle=replace(self.cycle, **of_cycle), **own)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Everything typed, also in the tasks."""
        yield "owner", self.owner
        yield from ((name.replace("_", " "), getattr(self.cycle, name)) for name in _TYPED)
        yield from (("tasks", text) for task in self.cycle.tasks for text in (task.what, task.who, task.where))

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


def _columns(cycle: Cycle) -> dict[str, Any]:
    plain = {name: getattr(cycle, name) for name in _OF_CYCLE}
    return plain | {
        "predictions": [_prediction_row(one) for one in cycle.predictions],
        "scale": cycle.scale and {"number": cycle.scale.number, "of": cycle.scale.of.value},
        "tasks": [
            {"what": t.what, "who": t.who, "where": t.where, "when": _text(t.when), "done": t.done} for t in cycle.tasks
        ],
        "results": list(cycle.results),
        "decision": cycle.decision.value if cycle.decision else "",
    }


def _prediction_row(one: Prediction) -> dict[str, Any]:
    numbers = {"low": one.low, "high": one.high, "start": one.start}
    return {
        "measure": one.measure,
        "by": one.by.isoformat(),
        "direction": one.direction and one.direction.value,
        **numbers,
    }


def _cycle(row: dict[str, Any]) -> Cycle:
    predictions = tuple(
        Prediction(
            **{
                **one,
                "by": date.fromisoformat(one["by"]),
                "direction": Direction(one["direction"]) if one["direction"] else None,
            }
        )
        for one in row["predictions"]
    )
    scale = row["scale"] and Scale(row["scale"]["number"], Of(row["scale"]["of"]))
    tasks = tuple(Task(**{**one, "when": _day(one["when"])}) for one in row["tasks"])
    decision = Decision(row["decision"]) if row["decision"] else None
    read = {"predictions": predictions, "scale": scale or None, "tasks": tasks, "decision": decision}
    return Cycle(**{**row, **read, "results": tuple(row["results"])})


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
