"""When a gain is reviewed: 3 and 6 months after implementation, and what is due today."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

AFTER_MONTHS = (3, 6)  # Alberta Low Back Pain Toolkit, "Sustaining Early Success"
GRACE = timedelta(days=14)  # our own choice: two huddles to hold a review before it is called overdue


class When(Enum):
    """Where a review stands today."""

    TO_COME = "to come"
    DUE = "due"
    OVERDUE = "overdue"
    DONE = "held"


@dataclass(frozen=True)
class DueReview:
    """One review of one adopted change."""

    months: int
    due: date
    when: When
    days: int  # from the due day to today; below 0 while it is to come


def reviews_due(implemented: date, today: date, held: Collection[int] = ()) -> tuple[DueReview, ...]:
    """The reviews of a change, counted from its implementation and not from the start of the project.

    `held` names those (in months) that have taken place. The same day of the month; where a month is too short
    its last day.
    """
    dues = [(months, months_after(implemented, months)) for months in AFTER_MONTHS]
    return tuple(due_review(months, due, today, months in held) for months, due in dues)


def due_review(months: int, due: date, today: date, held: bool = False) -> DueReview:
    """Where one review stands today, whoever set its day."""
    return DueReview(months, due, _when(due, today, held), (today - due).days)


def months_between(implemented: date, day: date) -> int:
    """How many months after implementation a day is, to the nearest month and at least 1."""
    whole = (day.year - implemented.year) * 12 + day.month - implemented.month
    near = min((whole - 1, whole, whole + 1), key=lambda months: abs(months_after(implemented, months) - day))
    return max(1, near)


def months_after(day: date, months: int) -> date:
    """The same day so many months later: 31 August and 6 months is the last day of February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _when(due: date, today: date, held: bool) -> When:
    if held:
        return When.DONE
    if today < due:
        return When.TO_COME
    return When.DUE if today <= due + GRACE else When.OVERDUE
