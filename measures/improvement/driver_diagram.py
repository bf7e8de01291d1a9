"""A driver diagram: an aim, what it depends on, what a team changes there, and how each change is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

OTHER = "Other ideas"


@dataclass(frozen=True)
class Driver:
    """One of the few things the aim depends on."""

    name: str
    says: str = ""


@dataclass(frozen=True)
class DriverIdea:
    """A change idea at its driver, with the measures that would show it and its tests, in words."""

    title: str
    driver: str = ""
    status: str = ""
    measures: tuple[str, ...] = ()
    cycles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Branch:
    """A driver with the ideas that work on it, in the order they were given; it may have none."""

    driver: Driver
    ideas: tuple[DriverIdea, ...]


@dataclass(frozen=True)
class Diagram:
    """The aim and its branches, from the one a team reads first to the last."""

    aim: str
    branches: tuple[Branch, ...]

    @property
    def ideas(self) -> tuple[DriverIdea, ...]:
        """Every idea, branch by branch."""
        return tuple(idea for branch in self.branches for idea in branch.ideas)


def driver_diagram(aim: str, drivers: Sequence[Driver], ideas: Sequence[DriverIdea]) -> Diagram:
    """Each idea hangs at the driver it names; one that names none of them at a last branch of its own.

    Drivers keep their order and stay when they have no idea: an empty branch is a question to the team. After
    the theory a driver diagram writes down, see Bennett & Provost 2015, Quality Progress, July 2015, p. 36.
    """
    names = {driver.name for driver in drivers}
    branches = [Branch(driver, tuple(idea for idea in ideas if idea.driver == driver.name)) for driver in drivers]
    loose = tuple(idea for idea in ideas if idea.driver not in names)
    return Diagram(aim.strip(), (*branches, *([Branch(Driver(OTHER), loose)] if loose else [])))
