"""A list that was brought in before, as far as a plan asks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Before:
    """A list brought in before: its table, export date and days."""

    profile_table: str
    event: str
    export_date: str | None
    first_day: int | None
    last_day: int | None
    accepted: int
    numbered: bool
    digest: str = ""
    reader: str = ""
