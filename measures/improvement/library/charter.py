"""What a team answers when it starts: the gap checklist, and the roles that a project needs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from measures.improvement.library.reading import rows

#: What can be answered to an item of the gap checklist; every question is put so that "yes" means no gap.
ANSWERS = ("yes", "no", "not_sure")


@dataclass(frozen=True)
class GapItem:
    """One question of the checklist. `ideas` are the change ideas (by id) that would help where the answer is no."""

    id: str
    group: str
    asks: str
    ideas: tuple[str, ...]


@dataclass(frozen=True)
class TeamRole:
    """A part somebody plays; one person may play several in a small practice."""

    id: str
    title: str
    brings: str


@cache
def gap_checklist() -> tuple[GapItem, ...]:
    """Every question, group by group."""
    return tuple(GapItem(**row) for row in rows("charter", "gap"))


@cache
def team_roles() -> tuple[TeamRole, ...]:
    """Every role, the champion first."""
    return tuple(TeamRole(**row) for row in rows("charter", "role"))
