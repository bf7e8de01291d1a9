"""The command `huddleboard reviews`: which reviews are due, what the data say, and what people made of it."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from dashboard.parts.command_line import Command, day, studied

if TYPE_CHECKING:
    from dashboard.parts.reviews.due import Due
    from dashboard.study import Study

NOTHING = "No review is planned yet. When a change is adopted, its reviews at 3 and 6 months are made by themselves."


def options(command: argparse.ArgumentParser) -> None:
    """As on which day."""
    command.add_argument("--today", type=day, metavar="YYYY-MM-DD", help="judge as on this day (default: today)")
    command.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Print the sustainability reviews: due, verdict, reason."""
    from dashboard.study.today import today

    print(told(studied(arguments, bare=True), arguments.today or today(), arguments.json))
    return 0


def told(study: Study, today: date, as_json: bool) -> str:
    """A line or two for each review, or all of them as a JSON list."""
    from dashboard.parts.reviews.due import due_now

    found = [as_dict(study, _as_on(today, one), today) for one in due_now(study.written, today)]
    if as_json:
        return json.dumps(found, indent=1, ensure_ascii=False)
    return "\n".join(_lines(one) for one in found) or NOTHING


def _as_on(today: date, one: Due) -> Due:
    """A review that was held only later is not held yet on this day."""
    from dashboard.parts.reviews.holding import not_held
    from measures.improvement.reviews import due_review

    review, record, _ = one
    if review.held is None or review.held <= today:
        return one
    return not_held(review), record, due_review(review.months, review.due, today)


def as_dict(study: Study, one: Due, today: date) -> dict[str, Any]:
    """What is known of one review; of one still to come there is no verdict, of one held that of its day."""
    from dashboard.parts.reviews.built_in import SHORTLY
    from dashboard.parts.reviews.evidence import evidence, judged_by
    from dashboard.parts.reviews.snapshot import of_snapshot
    from dashboard.telling.sentences import words
    from dashboard.telling.verdict_words import finding_words
    from measures.improvement import When

    review, record, due = one
    verdict, reason = review.finding, of_snapshot(review.evidence).reason if review.evidence else None
    data_to = (review.evidence or {}).get("data_to")
    if due.when in (When.DUE, When.OVERDUE):
        found = evidence(study, review, today)
        verdict, reason = found.finding, found.reason
        data_to = found.data_to.isoformat() if found.data_to else None
    return {
        "cycle": record.cycle.number,
        "title": record.cycle.title,
        "measure": judged_by(study, review, record),
        "months": review.months,
        "due": review.due.isoformat(),
        "when": due.when.value,
        "owner": review.owner or None,
        "held": review.held.isoformat() if review.held else None,
        "verdict": finding_words(verdict) or None,
        "reason": words(reason) or None,
        "data_to": data_to,
        "confirmed": finding_words(review.confirmed) or None,
        "confirmed_reason": review.confirmed_reason or None,
        "decision": SHORTLY.get(review.decision),
    }


def _lines(one: dict[str, Any]) -> str:
    owner = f", owner: {one['owner']}" if one["owner"] else ", nobody owns it yet"
    when = f"held on {one['held']}" if one["held"] else one["when"]
    lines = [f"Cycle {one['cycle']}, {one['title']}: {one['months']}-month review, due {one['due']}, {when}{owner}."]
    if one["verdict"]:
        to = f" (data to {one['data_to']})" if one["data_to"] else ""
        lines.append(f"  {one['verdict'].capitalize()}. {one['reason']}{to}")
    if one["confirmed"] and one["confirmed"] != one["verdict"]:
        lines.append(f"  The team overruled this with: {one['confirmed']}. {one['confirmed_reason']}")
    if one["decision"]:
        lines.append(f"  Decided: {one['decision']}.")
    return "\n".join(lines)


COMMAND = Command("reviews", "was the gain kept: reviews and verdicts", options, run)
