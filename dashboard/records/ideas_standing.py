"""Where a change idea stands in a project, as its own tests say; only setting it aside is a person's word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.records import CycleRecord, IdeaRecord
from measures.improvement.pdsa import Cycle, Decision, Stage, stage

CONSIDERING, TESTING, ADOPTED, SET_ASIDE = "considering", "testing", "adopted", "set_aside"
#: Every standing, as a page lists them: what asks for attention first.
STANDINGS = (TESTING, CONSIDERING, ADOPTED, SET_ASIDE)
MOST_AT_ONCE = 2  # the toolkit's advice: one or two

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six")
_DECIDED = {Decision.ADAPT: "adapt it", Decision.ADOPT: "adopt it", Decision.ABANDON: "abandon it"}


@dataclass(frozen=True)
class IdeaStanding:
    """One idea with its tests, by number, and both in words."""

    idea: IdeaRecord
    status: str
    tests: tuple[CycleRecord, ...]
    words: str

    @property
    def says(self) -> str:
        """Status and tests together: "Testing: 2 tests, one running"."""
        return f"{status_words(self.status)}: {self.words}"


def status_words(status: str) -> str:
    """A standing as a sentence begins with it."""
    return status.replace("_", " ").capitalize()


def standing(idea: IdeaRecord, cycles: Sequence[CycleRecord]) -> IdeaStanding:
    """Where one idea stands. A test under way says "testing", whatever was said before it began."""
    tests = tuple(sorted((one for one in cycles if one.idea_id == idea.id), key=lambda one: one.cycle.number))
    return IdeaStanding(idea, _status(idea, [one.cycle for one in tests]), tests, in_words([t.cycle for t in tests]))


def standings(ideas: Sequence[IdeaRecord], cycles: Sequence[CycleRecord]) -> tuple[IdeaStanding, ...]:
    """Every idea, those being tested first; within one standing in the order they were taken up."""
    found = [standing(idea, cycles) for idea in ideas]
    return tuple(sorted(found, key=lambda one: (STANDINGS.index(one.status), one.idea.id)))


def in_words(cycles: Sequence[Cycle]) -> str:
    """The tests of an idea, counted: "2 tests, one running"; where none is open, what was decided last."""
    if not cycles:
        return "not tested yet"
    tests = "1 test" if len(cycles) == 1 else f"{len(cycles)} tests"
    stages = [stage(cycle) for cycle in cycles]
    counts = {
        "running": stages.count(Stage.DO),
        "to be studied": stages.count(Stage.STUDY) + stages.count(Stage.ACT),
        "planned": stages.count(Stage.PLAN),
    }
    if len(cycles) == 1:
        told = [words for words, count in counts.items() if count]
    else:
        told = [f"{_number(count)} {words}" for words, count in counts.items() if count]
    return ", ".join([tests, *told] if told else [tests, _last_decision(cycles)])


def too_many(found: Sequence[IdeaStanding]) -> str:
    """A gentle word where more ideas are being tested at once than the toolkit advises; else nothing."""
    testing = sum(one.status == TESTING for one in found)
    if testing <= MOST_AT_ONCE:
        return ""
    return (
        f"{_number(testing).capitalize()} ideas are being tested at the same time. One or two at once are easier on "
        "everybody, and you will know which of them made the difference. Could one wait?"
    )


def _status(idea: IdeaRecord, cycles: Sequence[Cycle]) -> str:
    if any(stage(cycle) in (Stage.DO, Stage.STUDY, Stage.ACT) for cycle in cycles):
        return TESTING
    if idea.status in (SET_ASIDE, ADOPTED):
        return idea.status
    if any(cycle.decision is Decision.ADOPT and cycle.implemented is not None for cycle in cycles):
        return ADOPTED
    return CONSIDERING


def _last_decision(cycles: Sequence[Cycle]) -> str:
    last = max(cycles, key=lambda cycle: cycle.number)
    if last.decision is None:
        return "closed early" if len(cycles) == 1 else "the last one closed early"
    done = "finished" if len(cycles) == 1 else "all finished"
    return f"{done}; decided to {_DECIDED[last.decision]}"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)
