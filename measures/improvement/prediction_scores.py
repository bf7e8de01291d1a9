"""How well a team's predictions held: one by one, and over all its cycles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from measures.improvement.pdsa import Cycle, Direction, Prediction
from measures.said import Said, said

ABOUT_THE_SAME = 0.05  # of the start: within it a measure has hardly moved. Our own choice
CALIBRATED_FROM = 5  # scored predictions; with fewer, one more would move the share by over 15 points


@dataclass(frozen=True)
class Score:
    """A prediction beside its result. None: that part was not predicted, or cannot be said."""

    direction_held: bool | None
    range_held: bool | None
    missed_by: float | None  # how far outside the range, in the measure's unit; 0 inside it
    says: Said


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
    says: Said

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
        return Score(None, None, None, said("result_not_measured"))
    direction = _direction_held(prediction, result)
    if prediction.low is None or prediction.high is None:
        return Score(direction, None, None, _direction_said(prediction, direction))
    missed = max(prediction.low - result, result - prediction.high, 0.0)
    held = missed == 0
    return Score(direction, held, missed, said("range_scored", held=held, below=result < prediction.low))


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
    names = ("cycles", "directions", "directions_held", "ranges", "ranges_held")
    return Calibration(*counts, says=said("calibration", **dict(zip(names, counts)), enough=CALIBRATED_FROM))


def _direction_held(prediction: Prediction, result: float) -> bool | None:
    towards = prediction.towards
    if prediction.start is None or towards is None:
        return None
    moved = result - prediction.start
    if abs(moved) <= ABOUT_THE_SAME * abs(prediction.start):
        return towards is Direction.SAME
    return towards is (Direction.UP if moved > 0 else Direction.DOWN)


def _direction_said(prediction: Prediction, held: bool | None) -> Said:
    if held is None or prediction.towards is None:
        return said("direction_unknown")
    return said("direction_scored", towards=prediction.towards.value, held=held)
