"""Reading a hand-over file: every part is checked before anything is written, and a refusal says what was seen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn, TypeVar

from dashboard.records import ChartPhase, CycleRecord, IdeaRecord, Kept, Note, Person, Project, ReviewRecord, Tally
from dashboard.records.codec import Misfit, plain, typed
from dashboard.records.handover.earlier import in_codes_now
from dashboard.records.handover.file import FORMAT, OWN, VERSION
from dashboard.records.handover.values import (
    NotTaken,
    damaged,
    day,
    mapping,
    minute,
    misfit,
    no_patient,
    signed_text,
    text,
    whole,
)
from dashboard.records.kind import columns_of, unknown_code
from dashboard.records.kinds import SOURCES
from measures.said import Said

R = TypeVar("R", bound=Kept)
Row = Mapping[str, Any]
LARGEST_FILE = 20_000_000  # bytes; a project with years of tallying is well below
NO_JSON = (
    "This is no hand-over file: it cannot be read as JSON. Choose the file that was downloaded from the page “Our "
    "aim”; its name ends in .json."
)


@dataclass(frozen=True)
class HandedOver:
    """A hand-over file that was found whole: records without a clinic, their `id` their place in the file (from 1)."""

    made_on: date
    practice: str
    project: Project
    people: tuple[Person, ...]
    ideas: tuple[IdeaRecord, ...]
    cycles: tuple[CycleRecord, ...]  # idea_id is the place of the idea
    notes: tuple[Note, ...]
    phases: tuple[ChartPhase, ...]
    reviews: tuple[ReviewRecord, ...]  # cycle_id is the number of the cycle
    ratings: tuple[Row, ...]
    tallies: tuple[Tally, ...]
    entries: tuple[tuple[Row, ...], ...]  # of each tally, the oldest first
    history: tuple[Row, ...]


def text_of(given: bytes) -> str:
    """The text of a file as it came; raises NotTaken where it is too large for a project, or no text."""
    if len(given) > LARGEST_FILE:
        raise NotTaken("This file is larger than a project ever is. Choose the one downloaded from the page “Our aim”.")
    try:
        return given.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotTaken(NO_JSON) from None


def read(written: str) -> HandedOver:
    """What the file holds; raises NotTaken where it is none of ours, from a newer version, damaged, or names a patient.

    Kinds of values, references and long numbers are all checked here; what people typed once more when it is kept.
    """
    told = _opened(written)
    no_patient(told)
    tallies = _records(told, "tallies", Tally, {"entries": ""})
    reviews = _records(told, "reviews", ReviewRecord, {"cycle": "cycle_id"})
    found = HandedOver(
        made_on=day(told.get("made_on"), "the day it was made"),
        practice=text(told.get("practice"), "the name of the practice"),
        project=record_of("the project", told.get("project"), Project, {}, 0),
        people=_records(told, "people", Person),
        ideas=_records(told, "ideas", IdeaRecord),
        cycles=_records(told, "cycles", CycleRecord, {"idea": "idea_id"}),
        notes=_records(told, "notes", Note),
        phases=_records(told, "phases", ChartPhase),
        reviews=reviews,
        ratings=tuple(_rating(one, place, len(reviews)) for place, one in _rows(told, "ratings")),
        tallies=tallies,
        entries=tuple(
            _entries(one["entries"], tally) for (_, one), tally in zip(_rows(told, "tallies"), tallies, strict=True)
        ),
        history=tuple(_line(one, place) for place, one in _rows(told, "history")),
    )
    _fits_together(found)
    return found


def _opened(written: str) -> Row:
    """The file as JSON of our format and of a version we can read."""
    try:
        told = json.loads(written, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise NotTaken(NO_JSON) from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise NotTaken(
            "This file does not say that it holds a Huddleboard project. Choose the file that was downloaded from the "
            "page “Our aim”."
        )
    version = told.get("version")
    if type(version) is not int or version < 1:
        damaged("its version is not a number")
    if version > VERSION:
        raise NotTaken(
            f"This file was made by a newer Huddleboard (version {version} of the file; this one reads up to "
            f"{VERSION}). Bring this Huddleboard up to date first, then bring the file in."
        )
    return in_codes_now(told) if version == 1 else told


def _no_constant(word: str) -> NoReturn:
    raise ValueError(word)


def _rows(told: Row, name: str) -> list[tuple[int, Row]]:
    """The rows of one list with their places."""
    rows = told.get(name)
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        damaged(f"its {name} are not a list")
    return list(enumerate(rows, 1))


def _records(told: Row, name: str, kind: type[R], beside: Mapping[str, str] | None = None) -> tuple[R, ...]:
    """The records of one list; `beside` names what stands beside their columns, and the field that it becomes."""
    return tuple(
        record_of(f"number {place} of the {name}", one, kind, beside or {}, place) for place, one in _rows(told, name)
    )


def record_of(where: str, told: Any, kind: type[R], beside: Mapping[str, str], place: int) -> R:
    """One record, its columns checked one by one."""
    if not isinstance(told, dict):
        damaged(f"{where} is missing")
    known = {name: one for name, one in columns_of(kind).items() if name not in OWN}
    values = {name: value for name, value in told.items() if name not in beside}
    if set(values) - set(known) or set(beside) - set(told):
        damaged(f"{where} lacks a part, or has one that does not belong there")
    for name, becomes in beside.items():
        if becomes:
            values[becomes] = None if told[name] is None else whole(told[name], f"“{name}” of {where}")
    own = {"id": place, "version": 0, "clinic": ""} | ({"project_id": 0} if "project_id" in kind.TABLE.c else {})
    if "cycle_id" in beside.values() and values["cycle_id"] is None:
        damaged("a review belongs to no cycle")
    try:
        found = kind.from_row(values | own)
    except Misfit as problem:
        misfit(problem, known, where)
    except (ValueError, TypeError, AttributeError):
        damaged(f"{where} lacks a part, or does not fit together")
    if unknown := unknown_code(found):
        damaged(f"{where} does not fit together: {unknown}")
    return found


def _rating(told: Row, place: int, reviews: int) -> Row:
    where = f"number {place} of the ratings"
    if not 1 <= whole(told.get("review"), f"the review of {where}") <= reviews:
        damaged(f"{where} belongs to no review")
    scores = mapping(told.get("scores"), f"the scores of {where}")
    return {
        "review": told["review"],
        "rater": signed_text(told.get("rater"), f"the rater of {where}"),
        "scores": {name: whole(score, f"a score of {where}") for name, score in scores.items()},
    } | _signed(told, where)


def _signed(told: Row, where: str) -> dict[str, str]:
    return {
        "who": signed_text(told.get("who"), f"the writer of {where}"),
        "at": minute(told.get("at"), f"the moment of {where}"),
    }


def _entries(told: Any, tally: Tally) -> tuple[Row, ...]:
    """The entries of one tally; one that takes another back names an earlier one and is its opposite."""
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        damaged(f"the entries of the tally “{tally.title}” are not a list")
    found: list[Row] = []
    for place, one in enumerate(told, 1):
        found.append(_entry(one, tally, found, f"entry {place} of the tally “{tally.title}”"))
    undone = [one["undoes"] for one in found if one["undoes"] is not None]
    if len(undone) != len(set(undone)):
        damaged(f"an entry of the tally “{tally.title}” is taken back twice")
    return tuple(found)


def _entry(told: Row, tally: Tally, earlier: list[Row], where: str) -> Row:
    numerator = whole(told.get("numerator"), f"the number of {where}")
    out_of = told.get("denominator")
    undoes = told.get("undoes")
    if told.get("source") not in SOURCES or told.get("every") not in ("day", "month"):
        damaged(f"{where} does not say how it was counted")
    if (out_of is None) == tally.is_rate:
        damaged(f"{where} has no “out of”, or one too many")
    both = (numerator, None if out_of is None else whole(out_of, f"the “out of” of {where}"))
    if undoes is None and min(both[0], both[1] or 0) < 0:
        damaged(f"{where} is below 0")
    if undoes is not None:
        _opposite(both, whole(undoes, f"what {where} takes back"), earlier, where)
    same = {"day": day(told.get("day"), f"the day of {where}"), "every": told["every"], "source": told["source"]}
    return same | {"numerator": both[0], "denominator": both[1], "undoes": undoes} | _signed(told, where)


def _opposite(both: tuple[int, int | None], undoes: int, earlier: list[Row], where: str) -> None:
    one = earlier[undoes - 1] if 1 <= undoes <= len(earlier) else None
    if (
        one is None
        or one["undoes"] is not None
        or both[0] != -one["numerator"]
        or -(both[1] or 0) != (one["denominator"] or 0)
    ):
        damaged(f"{where} takes back what is not there")


def _line(told: Row, place: int) -> Row:
    where = f"line {place} of the history"
    return {
        "record": text(told.get("record"), f"the subject of {where}"),
        "number": None if told.get("number") is None else whole(told["number"], f"the number of {where}"),
        "reason": signed_text(told.get("reason"), f"the reason of {where}"),
        "because": _because(told.get("because"), where),
        "changed": mapping(told.get("changed"), f"what changed in {where}"),
    } | _signed(told, where)


def _because(told: Any, where: str) -> Any:
    try:
        return plain(typed(Said | None, told))
    except Misfit:
        damaged(f"the occasion of {where} has not the shape it should have")


def _fits_together(found: HandedOver) -> None:
    """Every reference of the file leads to something in it, and no number is given twice."""
    numbers = [one.cycle.number for one in found.cycles]
    if len(numbers) != len(set(numbers)) or any(number < 1 for number in numbers):
        damaged("two cycles have the same number, or one has none")
    _lead_to((one.idea_id for one in found.cycles), range(1, len(found.ideas) + 1), "a cycle names a change idea")
    _lead_to((one.cycle.after for one in found.cycles), numbers, "a cycle grew out of one")
    _lead_to((one.cycle_id for one in found.reviews), numbers, "a review belongs to a cycle")
    when = [(one.cycle_id, one.months) for one in found.reviews]
    if len(when) != len(set(when)):
        damaged("a cycle has two reviews after the same number of months")


def _lead_to(references: Iterable[int | None], there: Iterable[int], what: str) -> None:
    if {one for one in references if one is not None} - set(there):
        damaged(f"{what} that the file does not hold")
