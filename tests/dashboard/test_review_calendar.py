"""The calendar file of reviews: short lines that read back as they were, and nothing of a patient."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.pages.changing.reviewing.calendar_file import fold, ics
from dashboard.records import CycleRecord, ReviewRecord
from measures.improvement import Cycle

WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z")), max_size=120)
NOW = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)


def calendar(title: str, owner: str, clinic: str = "Elm", due: date = date(2026, 5, 4)) -> str:
    review = ReviewRecord(clinic="elm", id=7, version=2, project_id=1, cycle_id=3, months=3, due=due, owner=owner)
    cycle = Cycle(1, title, implemented=date(2026, 2, 4))
    return ics([review], {3: CycleRecord(clinic="elm", id=3, project_id=1, cycle=cycle)}, clinic, NOW)


def parsed(text: str) -> list[tuple[str, str]]:
    """Names and values, read by the format's own rules: unfold, split at the first colon, unescape."""
    found = []
    for line in text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n"):
        name, _, value = line.partition(":")
        plain, at = "", 0
        while at < len(value):
            if value[at] == "\\":
                plain += {"n": "\n", "N": "\n"}.get(value[at + 1], value[at + 1])
                at += 2
            else:
                plain, at = plain + value[at], at + 1
        found.append((name, plain))
    return found


@given(WORDS, WORDS)
def test_every_line_of_a_calendar_file_is_short_and_reads_back_as_it_was(title: str, owner: str) -> None:
    text = calendar(title, owner)
    assert all(len(line.encode("utf-8")) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    told = dict(parsed(text))
    assert told["SUMMARY"] == f"3-month review of “{title}”"
    described = next(value for name, value in parsed(text) if name == "DESCRIPTION")
    assert f"Owner: {owner or 'nobody yet'}." in described.split("\n")


@pytest.mark.slow
@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=400))
def test_folding_loses_nothing_and_cuts_no_letter(line: str) -> None:
    pieces = list(fold(line))
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert all(len(piece.encode("utf-8")) <= 75 for piece in pieces)


def test_a_review_is_a_whole_day_with_a_reminder_a_week_before() -> None:
    told = parsed(calendar("Pamphlet; or, exercise", "Ann, Ben"))
    assert told[0] == ("BEGIN", "VCALENDAR")
    assert told[-1] == ("END", "VCALENDAR")
    for line in (
        ("UID", "review-7-elm@huddleboard"), ("DTSTAMP", "20260302T143000Z"), ("DTSTART;VALUE=DATE", "20260504"),
        ("DTEND;VALUE=DATE", "20260505"), ("TRIGGER", "-P7D"),
    ):  # fmt: skip
        assert line in told
    assert told.count(("BEGIN", "VALARM")) == told.count(("END", "VALARM")) == 1


def test_an_event_keeps_its_identity_when_its_day_moves() -> None:
    before, after = (dict(parsed(calendar("A", "B", due=due))) for due in (date(2026, 5, 4), date(2026, 6, 1)))
    assert before["UID"] == after["UID"]
    assert before["DTSTART;VALUE=DATE"] != after["DTSTART;VALUE=DATE"]
