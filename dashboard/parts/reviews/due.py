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


def overdue_words(written: Written, today: date) -> list[str]:
    """A sentence for each review that is due or overdue and not held, for the huddle."""
    waiting = (When.DUE, When.OVERDUE)
    return [reminder(*one) for one in due_now(written, today) if one[2].when in waiting]


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
