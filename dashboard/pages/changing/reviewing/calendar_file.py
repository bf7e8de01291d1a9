"""Reviews as a calendar file (RFC 5545), for any calendar to read: who, what and when, and nothing of a patient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from dashboard.parts.reviews.due import title
from dashboard.records import CycleRecord, ReviewRecord
from dashboard.telling.phrases import day_words

OCTETS = 75  # RFC 5545, 3.1: the most a line may hold before its line break
AHEAD = "-P7D"  # the reminder: a week before


def ics(
    reviews: Sequence[ReviewRecord], cycles: Mapping[int, CycleRecord], clinic_name: str, now: datetime,
    tests: Sequence[tuple[CycleRecord, date]] = (),
) -> str:  # fmt: skip
    """One event of a whole day for each review, and for each test on the day its prediction names.

    A review is reminded of a week before, a test on its day; lines end in CRLF, folded at 75 octets.

    The identity of an event is that of its record, so that a file taken later moves the event and adds no second one.
    Text carries the names of the change and of the owner, no number of any measure.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Huddleboard//Sustainability reviews//EN"]
    for review in reviews:
        lines += _event(review, cycles[review.cycle_id], clinic_name, now)
    for record, day in tests:
        lines += _study(record, day, clinic_name, now)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in fold(line))


def _event(review: ReviewRecord, record: CycleRecord, clinic_name: str, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:review-{review.id}-{_plain_word(review.clinic)}@huddleboard"
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{review.version}"
    yield f"DTSTART;VALUE=DATE:{_day(review.due)}"
    yield f"DTEND;VALUE=DATE:{_day(review.due + timedelta(days=1))}"
    yield f"SUMMARY:{escaped(_summary(review, record))}"
    yield f"DESCRIPTION:{escaped(_description(review, record, clinic_name))}"
    yield "TRANSP:TRANSPARENT"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{AHEAD}")
    yield f"DESCRIPTION:{escaped(f'In a week: {title(review, record)}')}"
    yield from ("END:VALARM", "END:VEVENT")


def _study(record: CycleRecord, day: date, clinic_name: str, now: datetime) -> Iterator[str]:
    """The day on which a test asks what came of it."""
    asked = f"Study “{record.cycle.title}”: what came of it?"
    told = f"{clinic_name}: open Huddleboard, place Our change, and write down the number that was predicted."
    yield "BEGIN:VEVENT"
    yield f"UID:test-{record.id}-{_plain_word(record.clinic)}@huddleboard"
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{record.version}"
    yield f"DTSTART;VALUE=DATE:{_day(day)}"
    yield f"DTEND;VALUE=DATE:{_day(day + timedelta(days=1))}"
    yield f"SUMMARY:{escaped(asked)}"
    yield f"DESCRIPTION:{escaped(told)}"
    yield "TRANSP:TRANSPARENT"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:PT8H", f"DESCRIPTION:{escaped(asked)}")
    yield from ("END:VALARM", "END:VEVENT")


def _summary(review: ReviewRecord, record: CycleRecord) -> str:
    said = title(review, record)
    return f"{said} (held)" if review.held else said


def _description(review: ReviewRecord, record: CycleRecord, clinic_name: str) -> str:
    since = record.cycle.implemented
    told = [
        f"{clinic_name}: has the gain of “{record.cycle.title}” been kept"
        + (f" since {day_words(since)}?" if since else "?"),
        f"Owner: {review.owner or 'nobody yet'}.",
        "Bring in a fresh export first, then open Huddleboard, place Our change.",
    ]
    return "\n".join(told)


def escaped(text: str) -> str:
    """Text as a value of the format: a backslash before what would end it, and line breaks as \\n."""
    plain = "".join(sign for sign in text.replace("\r\n", "\n") if sign == "\n" or sign >= " ")
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\n", "\\n")


def fold(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, each but the first begun with a space; no letter is cut in two."""
    piece, room = "", OCTETS
    for sign in line:
        size = len(sign.encode("utf-8"))
        if size > room:
            yield piece
            piece, room = " ", OCTETS - 1
        piece, room = piece + sign, room - size
    yield piece


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _plain_word(text: str) -> str:
    return "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in text)
