"""What does not fit in what somebody typed about a test: what was seen, and what to do; None where all fits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.records.charted import Charted
from dashboard.telling.phrases import day_words
from measures.improvement import Cycle, Direction, Prediction, Task


def start_problem(cycle: Cycle, day: date | None, today: date) -> str | None:
    """A test starts on a day that is here, and before it ended."""
    if day is None:
        return "Say on which day the test starts."
    if day > today:
        return (
            f"{day_words(day)} is still to come. Start the test when its day is here: until then the plan and its "
            "prediction can change. A task can carry the day."
        )
    if cycle.ended is not None and day > cycle.ended:
        return _crossed(day, cycle.ended)
    return None


def end_problem(cycle: Cycle, day: date | None, today: date) -> str | None:
    """A test ends on a day that is here, and not before it started."""
    if day is None:
        return "Say on which day the test ended."
    if cycle.started is not None and day < cycle.started:
        return _crossed(cycle.started, day)
    if day > today:
        return f"{day_words(day)} is still to come. End the test when its last day is here."
    return implemented_problem(cycle, cycle.implemented, day)


def implemented_problem(cycle: Cycle, day: date | None, ended: date | None = None) -> str | None:
    """A change is how things are done only after its test has ended; the day may be still to come."""
    last = ended or cycle.ended
    if day is not None and last is not None and day < last:
        return (
            f"The test ended on {day_words(last)}, and the change would be how you work since {day_words(day)}, "
            "before that. Correct one of the two days."
        )
    return None


def prediction_problem(one: Charted, by: date | None, today: date, numbers: Sequence[float | None]) -> str | None:
    """`numbers` are where it stands now, and the two ends of the range, as typed: per cent in a share."""
    return day_problem(by, today) or next(
        (told for number in numbers if number is not None and (told := _impossible(one, number))), None
    )


def day_problem(by: date | None, today: date) -> str | None:
    """A prediction names a day still to come."""
    if by is None:
        return "Say by which day you expect it."
    if by <= today:
        return f"{day_words(by)} is not ahead of us. A prediction names a day still to come."
    return None


def count_problem(kept: int | None, of: int | None) -> str | None:
    """So many of so many: both are said, and the first is not the larger one."""
    if kept is None or not of:
        return "Say how many of how many tries you expect to go as planned, such as 4 of 5."
    if kept > of:
        return f"{kept} of {of} cannot be: the first number is a part of the second."
    if kept == 0:
        return "At least 0 lies under every result. Say at least 1, so that the result can surprise you."
    return None


def range_problem(one: Charted, low: float | None, high: float | None) -> str | None:
    """A range has two ends, the low one first, and could be wrong."""
    if low is None or high is None:
        return "A range has two ends: type both. A rough guess is enough to learn from."
    if low > high:
        return f"The range runs from {low:g} to {high:g}: type the lower number first."
    if one.is_rate and low > 0 and high <= 1:
        meant = f"If you mean {low * 100:g}% to {high * 100:g}%, type {low * 100:g} and {high * 100:g}."
        return f"The range runs from {low:g}% to {high:g}%. {meant}"
    if one.is_rate and low == 0 and high == 100:
        return "Between 0 and 100% lies every result. Narrow the range, so that the result can surprise you."
    return None


def prediction_of(
    one: Charted, by: date, start: float | None, ends: tuple[float, float] | None, way: Direction | None
) -> Prediction:
    """A prediction from what was typed in people's units: per cent becomes a share."""
    per = 100 if one.is_rate else 1
    low, high = (None, None) if ends is None else (ends[0] / per, ends[1] / per)
    return Prediction(one.name, by, way, low, high, None if start is None else start / per)


def tasks_problem(tasks: Sequence[Task]) -> str | None:
    """A task says at least what is to be done."""
    for number, task in enumerate(tasks, 1):
        if not task.what and (task.who or task.where or task.when):
            return f"Task {number} does not say what is to be done. Write it, or clear the line."
    return None


def _crossed(started: date, ended: date) -> str:
    return (
        f"The test would have started on {day_words(started)} and ended on {day_words(ended)}, before it began. "
        "Correct one of the two days."
    )


def number_problem(one: Charted, typed: float | None, of: str) -> str | None:
    """A result that was counted by hand is a number the measure can have."""
    if typed is None:
        return f"You chose your own number for {of}: type it, or choose “cannot tell yet”."
    return _impossible(one, typed)


def _impossible(one: Charted, number: float) -> str | None:
    if number >= 0 and not (one.is_rate and number > 100):
        return None
    most = "a share lies between 0 and 100%" if one.is_rate else "a count is 0 or more"
    return f"“{one.title}” cannot be {number:g}: {most}."
