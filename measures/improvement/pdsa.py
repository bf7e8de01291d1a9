"""Plan, do, study, act: a cycle as a team writes it, the stage it is in, and its prediction against the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum


class Stage(Enum):
    """Where a cycle is, as its own entries say; it is worked out each time and never stored."""

    PLAN = "Plan"
    DO = "Do"
    STUDY = "Study"
    ACT = "Act"
    CLOSED = "Closed"


class Decision(Enum):
    """What a team does with a change once it has studied it."""

    ADAPT = "adapt"
    ADOPT = "adopt"
    ABANDON = "abandon"


class Direction(Enum):
    """Which way a measure was predicted to go."""

    UP = "up"
    DOWN = "down"
    SAME = "same"


#: What a prediction of a test itself has in the place of a measure's name.
ITSELF = ""


@dataclass(frozen=True)
class Prediction:
    """What the team expects to see, where and when, written before it does anything.

    Numbers are in the measure's own unit, a share between 0 and 1 or events a period. With `low` and `high` the
    prediction is a range; without them only its direction can hold or not. `start` is where the measure stands when
    the prediction is made; it says which way a range points. With `of` it is about the test itself, whatever the
    measures show: at least a share `low` of so many tries goes as planned ("4 of 5 will keep it"); `measure` is then
    `ITSELF`.
    """

    measure: str
    by: date
    direction: Direction | None = None
    low: float | None = None
    high: float | None = None
    start: float | None = None
    of: int | None = None

    def __post_init__(self) -> None:
        if self.of is not None and (self.measure != ITSELF or self.of < 1 or self.low is None):
            raise ValueError("A prediction of a test itself says how many of at least one try go as planned.")
        if (self.low is None) != (self.high is None):
            raise ValueError("A range has two ends: give low and high, or neither.")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"The range runs from {self.low} to {self.high}; its low end comes first.")
        if self.direction is None and self.low is None:
            raise ValueError("A prediction says which way the measure goes, or between which numbers it will lie.")

    @property
    def towards(self) -> Direction | None:
        """The direction that was said, or that the range lies in from where the measure stood; None where neither says.

        A range around the start says none: a result within it is right, whichever way it moved.
        """
        if self.direction is not None or self.start is None or self.low is None or self.high is None:
            return self.direction
        if self.low > self.start:
            return Direction.UP
        return Direction.DOWN if self.high < self.start else None


@dataclass(frozen=True)
class Task:
    """One thing to do in a cycle: what, by whom, where and when."""

    what: str
    who: str = ""
    where: str = ""
    when: date | None = None
    done: bool = False


class Of(Enum):
    """What a test is counted in, the smallest first; a time is not smaller or larger than a number of people."""

    PATIENT = "patient"
    CLINICIAN = "clinician"
    PRACTICE = "practice"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class HowSmall:
    """How small a test is: 1 patient, 2 clinicians, 1 week."""

    number: int
    of: Of

    def __post_init__(self) -> None:
        if self.number < 1:
            raise ValueError(f"A test is of at least 1 {self.of.value}, not {self.number}.")

    @property
    def small(self) -> bool:
        """Whether a first test of this size can still be learned from cheaply: our own reading of "small scale".

        Up to 10 patients, 2 clinicians, 10 days or 2 weeks; a whole practice or a month is no small test.
        """
        return self.number <= SMALL.get(self.of, 0)


SMALL = {Of.PATIENT: 10, Of.CLINICIAN: 2, Of.DAY: 10, Of.WEEK: 2}


@dataclass(frozen=True)
class Cycle:
    """One test of one change. Dates say how far it has come: nobody sets a stage.

    `after` is the number of the cycle it grew out of, so that cycles make a ramp. `implemented` is the day from
    which an adopted change is how things are done; the reviews count from it.
    """

    number: int
    title: str
    question: str = ""
    change: str = ""
    predictions: tuple[Prediction, ...] = ()
    scale: HowSmall | None = None
    tasks: tuple[Task, ...] = ()
    started: date | None = None  # the first day of Do; it locks the predictions
    as_planned: bool | None = None
    observations: str = ""
    surprises: str = ""
    ended: date | None = None  # the last day of Do
    results: tuple[float | None, ...] = ()  # one for each prediction, None where it could not be measured
    learning: str = ""
    decision: Decision | None = None
    next_step: str = ""
    implemented: date | None = None
    closed: date | None = None
    after: int | None = None

    @property
    def watched(self) -> tuple[str, ...]:
        """The measures its predictions are about; a prediction of the test itself is about none."""
        return tuple(one.measure for one in self.predictions if one.of is None)

    @property
    def below_the_practice(self) -> bool:
        """Whether it is too small to move a measure of the whole practice, so that it is judged by itself first."""
        return self.scale is None or self.scale.of not in (Of.PRACTICE, Of.MONTH)

    @property
    def locked(self) -> bool:
        """Whether its predictions can no longer change: from the day Do starts."""
        return self.started is not None

    @property
    def studied(self) -> bool:
        """Whether the result stands beside the prediction, and the team has written what it learned."""
        return self.ended is not None and bool(self.learning.strip())


def stage(cycle: Cycle) -> Stage:
    """The first part of the cycle that is not finished.

    Plan until it starts, Do until it ends, Study until learning is written, Act until the team has decided and,
    where it adopts, named the day from which the change is how things are done. A cycle may be closed at any time.
    """
    if cycle.closed is not None:
        return Stage.CLOSED
    if cycle.started is None:
        return Stage.PLAN
    if cycle.ended is None:
        return Stage.DO
    if not cycle.studied:
        return Stage.STUDY
    if cycle.decision is None or (cycle.decision is Decision.ADOPT and cycle.implemented is None):
        return Stage.ACT
    return Stage.CLOSED


def still_to_write(cycle: Cycle) -> tuple[str, ...]:
    """The codes of what the present stage still asks for, in the order of the page."""
    asked: dict[Stage, Sequence[tuple[str, bool]]] = {
        Stage.PLAN: (
            ("question", bool(cycle.question.strip())),
            ("prediction", bool(cycle.predictions)),
            ("scale", cycle.scale is not None),
            ("tasks", bool(cycle.tasks)),
            ("started", False),
        ),
        Stage.DO: (("observations", bool(cycle.observations.strip())), ("ended", False)),
        Stage.STUDY: (
            ("results", len(cycle.results) == len(cycle.predictions)),
            ("learning", bool(cycle.learning.strip())),
        ),
        Stage.ACT: (
            ("decision", cycle.decision is not None),
            ("implemented", cycle.decision is not Decision.ADOPT or cycle.implemented is not None),
        ),
        Stage.CLOSED: (),
    }
    return tuple(what for what, there in asked[stage(cycle)] if not there)
