"""The words of a test of change: its size, its prediction beside the result, where it stands, what it asks next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from dashboard.records.charted import Charted
from dashboard.telling.phrases import day_words, number_words
from measures.improvement.pdsa import Cycle, Decision, Direction, HowSmall, Of, Prediction, Stage, Task, stage
from measures.improvement.prediction_scores import score

Option = TypeVar("Option")

DIRECTIONS = {Direction.UP: "up", Direction.DOWN: "down", Direction.SAME: "about the same"}
DECISIONS = {
    Decision.ADAPT: ("Adapt", "change something and test again"),
    Decision.ADOPT: ("Adopt", "make it how we work"),
    Decision.ABANDON: ("Abandon", "leave this idea; what it taught stays here"),
}
DECIDED = {Decision.ADAPT: "adapted", Decision.ADOPT: "adopted", Decision.ABANDON: "abandoned"}


def title_words(cycle: Cycle) -> str:
    """A cycle as people call it: "Cycle 2: Pamphlet at check-in"."""
    return f"Cycle {cycle.number}: {cycle.title}"


def weekday_words(day: date) -> str:
    """A day of a plan: Tuesday 24 November 2026."""
    return f"{day:%A} {day_words(day)}"


def scale_words(scale: HowSmall) -> str:
    """1 patient, 2 weeks, the whole practice."""
    if scale.of is Of.PRACTICE:
        return "the whole practice" if scale.number == 1 else f"{scale.number} whole practices"
    return f"{scale.number} {scale.of.value}{'' if scale.number == 1 else 's'}"


def task_words(task: Task) -> str:
    """What, and as far as it was said who, where and when."""
    where = f" ({task.where})" if task.where else ""
    when = f", {weekday_words(task.when)}" if task.when else ""
    return f"{task.what}{where}{when}{f': {task.who}' if task.who else ''}"


def level_words(one: Charted, value: float | None) -> str:
    """A value as people say it: 41%, 12 a month."""
    if value is None:
        return "not known"
    return number_words(value, one.is_rate) + ("" if one.is_rate else " a month")


def kept_words(share: float | None, of: int) -> str:
    """A share of so many tries as a count: 4 of 5."""
    return f"{round((share or 0) * of)} of {of}"


def found_words(prediction: Prediction, result: float | None, one: Charted) -> str:
    """A result as people say it: a level of the measure, or how many of the tries of a test."""
    if prediction.of is None or result is None:
        return level_words(one, result)
    return kept_words(result, prediction.of)


def expected_words(prediction: Prediction, one: Charted) -> str:
    """What is expected of a measure, without its name: "between 20% and 30% by 31 December 2026"."""
    if prediction.of is not None:
        least = kept_words(prediction.low, prediction.of)
        return f"at least {least} go as planned by {day_words(prediction.by)}"
    now = "" if prediction.start is None else f" (was about {level_words(one, prediction.start)})"
    by = f" by {day_words(prediction.by)}{now}"
    if prediction.low is None or prediction.high is None:
        assert prediction.direction is not None
        return f"{DIRECTIONS[prediction.direction]}{by}"
    low, high = level_words(one, prediction.low), level_words(one, prediction.high)
    return f"{low if low == high else f'between {low} and {high}'}{by}"


def result_words(prediction: Prediction, result: float | None, one: Charted) -> str:
    """The prediction beside its result in one sentence; a range that missed is something learned, not a mark."""
    if result is None:
        return f"{one.words}: expected {expected_words(prediction, one)}; it cannot be told yet what came of it."
    found = score(prediction, result)
    held = {None: "", True: ", within the range", False: ", outside the range"}[found.range_held]
    way = {None: "", True: "the direction came true", False: "the direction was another one"}[found.direction_held]
    told = (
        f"{one.words}: expected {expected_words(prediction, one)}; found {found_words(prediction, result, one)}{held}"
    )
    learn = " What did we not know?" if False in (found.range_held, found.direction_held) else ""
    return f"{told}{f'; {way}' if way else ''}.{learn}"


def stands(cycle: Cycle) -> str:
    """Where a cycle stands, in a few words; abandoned and closed ones say so and stay to be seen."""
    if cycle.closed is not None:
        return f"Closed on {day_words(cycle.closed)} before it was finished"
    match stage(cycle):
        case Stage.PLAN:
            return "Being planned"
        case Stage.DO:
            return f"Running since {_day(cycle.started)}"
        case Stage.STUDY:
            return f"Ran until {_day(cycle.ended)}; to study now"
        case Stage.ACT:
            return "Studied; to decide now"
    assert cycle.decision is not None
    if cycle.decision is Decision.ADOPT:
        return f"Adopted: how we work since {_day(cycle.implemented)}"
    return f"{DECIDED[cycle.decision].capitalize()} after {_day(cycle.ended)}"


def outcome(cycle: Cycle) -> str:
    """What became of a test, in a word or two."""
    if cycle.closed is not None:
        return "closed early"
    here = stage(cycle)
    if here is Stage.CLOSED:
        return DECIDED[cycle.decision] if cycle.decision else ""
    return {Stage.PLAN: "planned", Stage.DO: "running", Stage.STUDY: "to study", Stage.ACT: "to decide"}[here]


def days_words(cycle: Cycle) -> str:
    """From when to when it ran; empty before it starts."""
    if cycle.started is None:
        return ""
    if cycle.ended is None:
        return f"{day_words(cycle.started)} to now"
    if cycle.ended == cycle.started:
        return day_words(cycle.started)
    return f"{day_words(cycle.started)} to {day_words(cycle.ended)}"


def plan_lines(cycle: Cycle, idea: str, owner: str, measures: Mapping[str, str]) -> list[tuple[str, str]]:
    """The plan as a list of what was asked and what was written; what is empty is left out."""
    told = [
        ("Question", cycle.question),
        ("Change", cycle.change),
        ("Change idea", idea),
        ("Size", scale_words(cycle.scale) if cycle.scale else ""),
        ("Led by", owner),
        ("Measures it may move", "; ".join(measures.values())),
        ("Grows out of", f"cycle {cycle.after}" if cycle.after else ""),
    ]
    return [(name, text) for name, text in told if text.strip()]


def told_apart(options: Mapping[Option, str]) -> dict[Option, str]:
    """Words to choose by, each once: a list that shows two alike would take the second for the first."""
    seen: dict[str, int] = {}
    told = {}
    for option, words in options.items():
        seen[words] = seen.get(words, 0) + 1
        told[option] = words if seen[words] == 1 else f"{words} ({seen[words]})"
    return told


def _day(day: date | None) -> str:
    return day_words(day) if day else "an unknown day"
