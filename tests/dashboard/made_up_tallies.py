"""A made-up tally, as a share and as a count, and entries of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from dashboard.records import Entry, Tally

TODAY = date(2026, 6, 17)  # a Wednesday
PAMPHLET: dict[str, Any] = {
    "clinic": "elm", "title": "Pamphlet given", "kind": "process", "better": "higher",
    "numerator_says": "given a pamphlet", "denominator_says": "patients seen", "started": date(2026, 3, 2),
}  # fmt: skip
RATE = Tally(**PAMPHLET, is_rate=True, id=1)
COUNT = Tally(**PAMPHLET, is_rate=False, id=1)
WHEN = datetime(2026, 6, 17, 15, 4, tzinfo=UTC)


def entries(*told: tuple[str, int, int | None], every: str = "day", source: str = "tapped") -> list[Entry]:
    """Entries that stand, in the order told; a monthly figure is told by the first day of its month."""
    return [
        Entry(k, 1, date.fromisoformat(day), every, counted, out_of, source, None, "Ann Aspen", WHEN)
        for k, (day, counted, out_of) in enumerate(told, 1)
    ]


def pasted(*told: tuple[str, int, int | None]) -> list[Entry]:
    return entries(*told, every="month", source="pasted")
