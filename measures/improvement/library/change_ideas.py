"""The nine change ideas of the Alberta toolkit's Table 1, in our own words, each with a smallest first test."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from measures.improvement.library.reading import rows

#: What a change asks of a practice, the least first, as the toolkit's Table 1 grades it.
EFFORTS = ("Low", "Medium", "High")


@dataclass(frozen=True)
class IdeaGroup:
    """Where in the work a change happens: with the patient, in how the team works, or between practices."""

    id: str
    title: str
    says: str


@dataclass(frozen=True)
class ChangeIdea:
    """Something a team can try.

    `group` is the title of its group, `measures` are names of the catalogue (first what moves when the idea is
    done, then what it is for, last what might suffer), `resources` ids of `resources()`.
    """

    id: str
    group: str
    title: str
    effort: str
    says: str
    first_test: str
    measures: tuple[str, ...]
    resources: tuple[str, ...]
    source: str


@cache
def groups() -> tuple[IdeaGroup, ...]:
    """The three groups, in the order of the toolkit."""
    return tuple(IdeaGroup(**row) for row in rows("change_ideas", "group"))


@cache
def change_ideas() -> tuple[ChangeIdea, ...]:
    """Every idea, group by group, in the order of the toolkit."""
    return tuple(ChangeIdea(**row) for row in rows("change_ideas", "idea"))
