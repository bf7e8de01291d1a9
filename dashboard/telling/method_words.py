"""The words of how a team uses the PDSA method: what is still to write, how predictions held, what would help next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

TO_WRITE = {
    "question": "the question",
    "prediction": "a prediction with its measure and date",
    "scale": "the scale of the test",
    "tasks": "who does what, where and when",
    "started": "the day it starts",
    "observations": "what was observed",
    "ended": "the day it ended",
    "results": "the result beside each prediction",
    "learning": "what was learned",
    "decision": "adapt, adopt or abandon",
    "implemented": "the day of implementation",
}
TOWARDS = {"up": "up", "down": "down", "same": "about the same"}
FEATURES = {
    "iterative": "iterative",
    "prediction": "prediction",
    "small_scale": "small scale",
    "data_over_time": "data over time",
}


def to_write_words(asked: Sequence[str]) -> list[str]:
    """What a stage still asks for, in words."""
    return [TO_WRITE[one] for one in asked]


def result_not_measured() -> str:
    """No result."""
    return "The result could not be measured."


def direction_unknown() -> str:
    """No start to judge from."""
    return "It is not known where the measure stood, so its direction cannot be judged."


def direction_scored(towards: str, held: bool) -> str:
    """Whether it went where it was said to go."""
    return f"Predicted {TOWARDS[towards]}: {'so it went' if held else 'it went another way'}."


def range_scored(held: bool, below: bool) -> str:
    """Whether the result lies within the range."""
    if held:
        return "The result lies within the predicted range."
    return f"The result lies {'below' if below else 'above'} the predicted range: what did we not know?"


def calibration(cycles: int, directions: int, directions_held: int, ranges: int, ranges_held: int, enough: int) -> str:
    """How often predictions held, over all cycles."""
    if not directions and not ranges:
        return "No prediction has a result yet."
    told = []
    if directions:
        told.append(f"the direction came true in {directions_held} of {directions}")
    if ranges:
        told.append(f"the result lay within the range in {ranges_held} of {ranges}")
    few = "" if max(directions, ranges) >= enough else " Too few yet to say how well we know our practice."
    return f"Over {cycles} {'cycle' if cycles == 1 else 'cycles'}, {' and '.join(told)}.{few}"


def none_started() -> str:
    """Too early for every feature."""
    return "No cycle has started yet."


def builds_on(cycle: int, after: int) -> str:
    """A ramp."""
    return f"Cycle {cycle} builds on what cycle {after} taught."


def one_so_far() -> str:
    """Too early for a ramp."""
    return "One cycle so far; the next can start from what this one teaches."


def side_by_side() -> str:
    """No ramp."""
    return "Naming the cycle each one grew out of would make them a ramp; so far they stand side by side."


def all_predicted() -> str:
    """Every cycle has its prediction."""
    return "Every cycle says beforehand what it expects."


def without_prediction(cycles: Sequence[int], begun: int) -> str:
    """Some cycles have none."""
    which = f"Cycle {cycles[0]} has" if len(cycles) == 1 else f"{len(cycles)} of {begun} cycles have"
    return f"{which} no prediction; a rough number is enough to learn from."


def size_not_said(cycle: int) -> str:
    """How large the test is was left open."""
    return f"Cycle {cycle} does not say how large its test is."


def first_tests_small() -> str:
    """As it should be."""
    return "First tests are small, so that a surprise costs little."


def began_large(cycle: int) -> str:
    """A large first test."""
    return f"Cycle {cycle} began large. A first test with a few patients would teach sooner."


def points_of_data(points: int, wanted: int) -> str:
    """How long the chart is."""
    if points >= wanted:
        return f"{points} points of data over time."
    there = "1 point" if points == 1 else f"{points} points"
    return f"{there} of data so far; {wanted}, or weekly ones, would show a pattern."


def rigour(there: int, of: int, missing: str | None) -> str:
    """How many of the features are there, and one that would help next."""
    if there == of:
        return "All four features of the method are there, which few published projects can say."
    told = f"{there} of the {of} features of the method are there; most published projects lack at least one."
    return f"{told} One that would help next: {missing}" if missing else told


SENTENCES: Mapping[str, Callable[..., str]] = {
    one.__name__: one
    for one in (
        result_not_measured, direction_unknown, direction_scored, range_scored, calibration, none_started, builds_on,
        one_so_far, side_by_side, all_predicted, without_prediction, size_not_said, first_tests_small, began_large,
        points_of_data, rigour,
    )
}  # fmt: skip
