"""What has a chart: a measure of the catalogue, or a tally made by hand; one shape for pickers, cycles and reviews."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.records.kinds import Tally
from ingest.plan.state import MeasureState
from measures.declare import Measure

BY_HAND = "tallied by hand"


@dataclass(frozen=True)
class Charted:
    """What a person must know to choose it and to read a number of it."""

    name: str
    title: str
    kind: str  # outcome, process, balancing, context
    better: str  # lower, higher, neither
    is_rate: bool
    numerator_says: str
    denominator_says: str
    tally: Tally | None = None

    @property
    def words(self) -> str:
        """Its title; of a tally with its source, so that the two are never taken for one another."""
        return f"{self.title} ({BY_HAND})" if self.tally else self.title


@dataclass(frozen=True)
class Availability:
    """Whether the exports can carry a measure; `missing` names what is not there, `rests_on` what it rests on.

    `waiting` are the questions it hangs on that nobody has answered: then it cannot be counted yet.
    """

    measure: Measure
    missing: tuple[str, ...]
    rests_on: tuple[str, ...]
    waiting: tuple[str, ...] = ()

    @property
    def available(self) -> bool:
        """Whether it has a figure: nothing is missing, and no question that it hangs on waits."""
        return not self.missing and not self.waiting

    @property
    def state(self) -> MeasureState:
        """One of three: a figure, a question first, or something the exports do not carry."""
        if self.missing:
            return MeasureState.MISSING
        return MeasureState.WAITING if self.waiting else MeasureState.AVAILABLE

    @property
    def because(self) -> str:
        """What is missing, or the question that waits."""
        return "; ".join(self.missing) or " ".join(self.waiting)


def of_measure(measure: Measure) -> Charted:
    """A measure of the catalogue."""
    return Charted(
        measure.name, measure.title, measure.kind.value, measure.better.value, measure.is_rate,
        measure.numerator_says, measure.denominator_says,
    )  # fmt: skip


def of_tally(tally: Tally) -> Charted:
    """A tally made by hand."""
    return Charted(
        tally.name, tally.title, tally.kind, tally.better, tally.is_rate,
        tally.numerator_says, tally.denominator_says, tally,
    )  # fmt: skip
