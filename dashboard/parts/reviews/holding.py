"""Holding a review: what the team says goes into the record with what the software found, and the next one is set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from dashboard.parts.reviews.found import ReviewEvidence
from dashboard.parts.reviews.snapshot import as_snapshot
from dashboard.records import CycleRecord, NotKept, Records, ReviewRecord
from dashboard.records.keeping import keep
from dashboard.records.reason import without_numbers
from dashboard.telling.phrases import day_words
from measures.improvement.reviews import months_between
from measures.said import said


def hold(
    records: Records, seen: ReviewRecord, record: CycleRecord, found: ReviewEvidence, said: Mapping[str, Any], *,
    who: str, today: date,
) -> ReviewRecord:  # fmt: skip
    """Keep the review as held today, with its snapshot and the team's answers; with it the next one, or neither."""
    held = replace(
        seen, held=today, evidence=as_snapshot(found), finding=found.finding,
        measure=found.series.measure if found.series else seen.measure, **said,
    )  # fmt: skip
    return _kept(records, held, record, who, today)


def correct(
    records: Records, seen: ReviewRecord, record: CycleRecord, said: Mapping[str, Any], *, who: str, today: date
) -> ReviewRecord:
    """Correct what the team said of a held review; what the software found that day stays as it was."""
    return _kept(records, replace(seen, **said), record, who, today)


def not_held(review: ReviewRecord) -> ReviewRecord:
    """A held review as it was before: its day, owner and measure, and nothing of what was found or said."""
    return replace(
        review, held=None, evidence=None, finding="", confirmed="", confirmed_reason="",
        built_in={}, drifted="", decision="", next_review=None,
    )  # fmt: skip


def _kept(records: Records, review: ReviewRecord, record: CycleRecord, who: str, today: date) -> ReviewRecord:
    _complete(review, today)
    with records.writing(who) as pen:
        kept = keep(pen, review)
        if (following := _following(records, review, record)) is not None:
            keep(pen, following, because=said("set_when_held", months=review.months))
    return kept


def _complete(review: ReviewRecord, today: date) -> None:
    if not review.decision:
        raise NotKept("Nothing is decided yet. Choose what happens next: hold, strengthen, restart or retire.")
    without_numbers(str(review.built_in.get("staff", "")), "The note on staff and training")
    if review.next_review is not None and review.next_review <= today and review.held == today:
        raise NotKept(f"The next review on {day_words(review.next_review)} is not after today. Choose a later day.")


def _following(records: Records, review: ReviewRecord, record: CycleRecord) -> ReviewRecord | None:
    """The review on the chosen day: one that is there already and open moves to it, else a further one is made."""
    day, implemented = review.next_review, record.cycle.implemented
    if day is None or implemented is None:
        return None
    of_cycle = {one.months: one for one in records.read(ReviewRecord, review.clinic) if one.cycle_id == record.id}
    if any(one.due == day and one.active and one.held is None and one.id != review.id for one in of_cycle.values()):
        return None
    months = months_between(implemented, day)
    while months in of_cycle and (of_cycle[months].held is not None or months == review.months):
        months += 1
    if months in of_cycle:
        return replace(of_cycle[months], due=day, active=True)
    return ReviewRecord(
        clinic=review.clinic, project_id=review.project_id, cycle_id=review.cycle_id, months=months, due=day,
        measure=review.measure, owner=review.owner,
    )  # fmt: skip
