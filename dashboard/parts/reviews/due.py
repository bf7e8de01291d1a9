"""Which reviews of adopted changes are due, and how the huddle is reminded of them."""

from __future__ import annotations

from datetime import date, timedelta

from dashboard.records import CycleRecord, ReviewRecord
from dashboard.records.written import Written
from dashboard.telling.phrases import day_words
from measures.improvement import DueReview, When
from measures.improvement.reviews import due_review

Due = tuple[ReviewRecord, CycleRecord, DueReview]


def due_now(written: Written, today: date) -> tuple[Due, ...]:
    """Every review that stands, with its cycle and where it stands today, the earliest due first."""
    found = []
    for review in written.reviews:
        cycle = written.cycle(review.cycle_id)
        if cycle is not None:
            found.append((review, cycle, due_review(review.months, review.due, today, review.held is not None)))
    return tuple(found)


def waiting(written: Written, today: date) -> list[Due]:
    """The reviews that are due and not held, of each change the latest: it looks at all that an earlier one would.

    None of a change whose later review was held already.
    """
    found, latest = due_now(written, today), {}
    for one in found:
        if one[0].held or one[2].when in (When.DUE, When.OVERDUE):
            latest[one[0].cycle_id] = one
    return [one for one in found if latest.get(one[0].cycle_id) is one and not one[0].held]


def overdue_words(written: Written, today: date) -> list[str]:
    """A sentence for each review that waits, for the huddle."""
    return [reminder(*one) for one in waiting(written, today)]


def reminder(review: ReviewRecord, record: CycleRecord, due: DueReview) -> str:
    """When one review is or was due, and who owns it, as one sentence."""
    now = due.due + timedelta(days=due.days)
    day = day_words(due.due).removesuffix(f" {now.year}")
    when = "Due today" if due.days == 0 else f"Due {'since' if due.days > 0 else 'on'} {day}"
    return f"{when}: {title(review, record)} ({review.owner or 'nobody owns it yet'})."


def shortly(review: ReviewRecord, due: DueReview) -> str:
    """The same under the review's own title."""
    owner = f"Owner: {review.owner}." if review.owner else "Nobody owns it yet."
    if review.held:
        return f"Held on {day_words(review.held)}. {owner}"
    return f"Due on {day_words(due.due)}, {_away(due.days)}. {owner}"


def title(review: ReviewRecord, record: CycleRecord) -> str:
    """What a review is called: 3-month review of “Pamphlet at check-in”."""
    return f"{review.months}-month review of “{record.cycle.title}”"


def _away(days: int) -> str:
    if days == 0:
        return "today"
    many = f"{abs(days)} {'day' if abs(days) == 1 else 'days'}"
    return f"{many} ago" if days > 0 else f"in {many}"
