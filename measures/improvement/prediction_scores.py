"""How well a team's predictions held: one by one, and over all its cycles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from measures.improvement.pdsa import Cycle, Direction, Prediction

ABOUT_THE_SAME = 0.05  # of the start: within it a measure has hardly moved. Our own choice
CALIBRATED_FROM = 5  # scored predictions; with fewer, one more would move the share by over 15 points


@dataclass(frozen=True)
class Score:
    """A prediction beside its result. None: that part was not predicted, or cannot be said."""

    direction_held: bool | None
    range_held: bool | None
    missed_by: float | None  # how far outside the range, in the measure's unit; 0 inside it
    says: str


@dataclass(frozen=True)
class Calibration:
    """How often a team's predictions held; a gauge of what it knows of its own practice, never a mark.

    Nothing like a Brier score is given: it needs a stated probability, and teams predict a range or a direction.
    """

    cycles: int  # with at least one scored prediction
    directions: int
    directions_held: int
    ranges: int
    ranges_held: int
    says: str

    @property
    def direction_share(self) -> float | None:
        """The share of predicted directions that came true."""
        return self.directions_held / self.directions if self.directions else None

    @property
    def range_share(self) -> float | None:
        """The share of results that lay within the predicted range."""
        return self.ranges_held / self.ranges if self.ranges else None


def score(prediction: Prediction, result: float | None) -> Score:
    """Whether the direction came true and the range held the result; both ends belong to the range.

    A measure has gone up or down when it moved by more than 5 % of where it started, which is no test of
    chance: the chart is there for that. Without a start no direction can be judged.
    """
    if result is None:
        return Score(None, None, None, "The result could not be measured.")
    direction = _direction_held(prediction, result)
    if prediction.low is None or prediction.high is None:
        return Score(direction, None, None, _direction_words(prediction, direction))
    missed = max(prediction.low - result, result - prediction.high, 0.0)
    held = missed == 0
    told = "The result lies within the predicted range." if held else _missed_words(prediction, result)
    return Score(direction, held, missed, told)


def calibration(cycles: Iterable[Cycle]) -> Calibration:
    """Every prediction of every cycle that has a result; a cycle still in Plan or Do has none."""
    found = [
        [
            score(prediction, result)
            for prediction, result in zip(cycle.predictions, cycle.results)
            if result is not None
        ]
        for cycle in cycles
        if cycle.ended is not None
    ]
    scores = [one for of_cycle in found for one in of_cycle]
    directions = [one.direction_held for one in scores if one.direction_held is not None]
    ranges = [one.range_held for one in scores if one.range_held is not None]
    counts = (sum(map(bool, found)), len(directions), sum(directions), len(ranges), sum(ranges))
    return Calibration(*counts, says=_calibration_words(*counts))


def _direction_held(prediction: Prediction, result: float) -> bool | None:
    towards = prediction.towards
    if prediction.start is None or towards is None:
        return None
    moved = result - prediction.start
    if abs(moved) <= ABOUT_THE_SAME * abs(prediction.start):
        return towards is Direction.SAME
    return towards is (Direction.UP if moved > 0 else Direction.DOWN)


def _direction_words(prediction: Prediction, held: bool | None) -> str:
    if held is None:
        return "It is not known where the measure stood, so its direction cannot be judged."
    assert prediction.towards is not None
    return f"Predicted {prediction.towards.value}: {'so it went' if held else 'it went another way'}."


def _missed_words(prediction: Prediction, result: float) -> str:
    assert prediction.low is not None
    return (
        f"The result lies {'below' if result < prediction.low else 'above'} the predicted range: what did we not know?"
    )


def _calibration_words(cycles: int, directions: int, right: int, ranges: int, held: int) -> str:
    if not directions and not ranges:
        return "No prediction has a result yet."
    told = []
    if directions:
        told.append(f"the direction came true in {right} of {directions}")
    if ranges:
        told.append(f"the result lay within the range in {held} of {ranges}")
    few = "" if max(directions, ranges) >= CALIBRATED_FROM else " Too few yet to say how well we know our practice."
    return f"Over {cycles} {'cycle' if cycles == 1 else 'cycles'}, {' and '.join(told)}.{few}"
