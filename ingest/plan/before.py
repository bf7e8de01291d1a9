"""A list that was brought in before, as far as a plan asks."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Before:
    """A list brought in before: its table, export date and days; `held` counts its rows of some days (inclusive)."""

    profile_table: str
    event: str
    export_date: str | None
    first_day: int | None
    last_day: int | None
    accepted: int
    numbered: bool
    digest: str = ""
    reader: str = ""
    held: Callable[[int, int], int] | None = field(default=None, repr=False, compare=False)
