"""A project and everything that hangs on it as one JSON file, numbered within itself and without the clinic's ids."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from dashboard.records import (
    Change,
    ChartPhase,
    CycleRecord,
    Entry,
    IdeaRecord,
    Kept,
    Note,
    Person,
    Project,
    Rating,
    Records,
    ReviewRecord,
    Tally,
)
from dashboard.records.codec import plain

FORMAT = "huddleboard project"
VERSION = 2
#: Columns that only mean something inside one database; references are written as numbers within the file.
OWN = frozenset({"id", "clinic", "version", "project_id", "idea_id", "cycle_id"})
EARLIER = "earlier_history"


def handed_over(records: Records, clinic: str, project_id: int, *, made_on: date, practice: str = "") -> dict[str, Any]:
    """The project, its ideas, cycles, reviews and ratings; and of the practice its people, notes, phases and tallies.

    Who wrote what and when goes along as `history`. The same records give the same file, byte for byte.
    """
    project = _one(records.read(Project, clinic), project_id)
    people = records.read(Person, clinic)
    ideas = _of(records.read(IdeaRecord, clinic), project_id)
    cycles = sorted(_of(records.read(CycleRecord, clinic), project_id), key=lambda one: one.cycle.number)
    reviews = _of(records.read(ReviewRecord, clinic), project_id)
    notes, phases, tallies = records.read(Note, clinic), records.read(ChartPhase, clinic), records.read(Tally, clinic)
    places = _places([project], people, ideas, cycles, notes, phases, reviews, tallies)
    told = {
        "format": FORMAT,
        "version": VERSION,
        "made_on": made_on.isoformat(),
        "practice": practice,
        "project": row(project),
        "people": [row(one) for one in people],
        "ideas": [row(one) for one in ideas],
        "cycles": [row(one) | {"idea": _place(ideas, one.idea_id)} for one in cycles],
        "notes": [row(one) for one in notes],
        "phases": [row(one) for one in phases],
        "reviews": [row(one) | {"cycle": _number(cycles, one.cycle_id)} for one in reviews],
        "ratings": _ratings(reviews, records.ratings(clinic)),
        "tallies": _tallies(tallies, records.entries(clinic)),
        "history": _history(records.changes(clinic), places),
    }
    found: dict[str, Any] = renamed(told, {one.name: f"tally-{n}" for n, one in enumerate(tallies, 1)})
    return found


def as_text(told: Mapping[str, Any]) -> str:
    """The file itself, readable, with accents as they are."""
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def file_name(project: Project) -> str:
    """A name for the file that any computer can keep."""
    plain = re.sub(r"[^a-z0-9]+", "-", project.title.lower()).strip("-")[:60].strip("-")
    return f"huddleboard-{plain or 'project'}.json"


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """The same with every name of a tally replaced, wherever it stands by itself: `tally-3` becomes `tally-1`."""
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, Mapping):
        return {names.get(key, key): renamed(one, names) for key, one in value.items()}
    return [renamed(one, names) for one in value] if isinstance(value, list | tuple) else value


def row(record: Kept) -> dict[str, Any]:
    """A record as the file holds it; days as ISO text."""
    return {name: plain(value) for name, value in record.to_row().items() if name not in OWN}


def signature(one: Rating | Entry | Change) -> dict[str, str]:
    """Who added a row and when: of one that was brought in before, its first moment."""
    return {"who": one.who, "at": one.written_at or f"{one.at:%Y-%m-%d %H:%M}"}


def _one(projects: Iterable[Project], project_id: int) -> Project:
    found = next((one for one in projects if one.id == project_id), None)
    if found is None:
        raise ValueError(f"there is no project {project_id} here")
    return found


def _of(records: Iterable[Any], project_id: int) -> list[Any]:
    return [one for one in records if one.project_id == project_id]


def _place(records: Sequence[Kept], record_id: int | None) -> int | None:
    """The place of a record among its own kind in the file, from 1."""
    return next((n for n, one in enumerate(records, 1) if one.id == record_id), None)


def _number(cycles: Sequence[CycleRecord], cycle_id: int) -> int:
    return next(one.cycle.number for one in cycles if one.id == cycle_id)


def _ratings(reviews: Sequence[ReviewRecord], ratings: Iterable[Rating]) -> list[dict[str, Any]]:
    places = {one.id: n for n, one in enumerate(reviews, 1)}
    return [
        {"review": places[one.review_id], "rater": one.rater, "scores": dict(one.scores)} | signature(one)
        for one in ratings
        if one.review_id in places
    ]


def _tallies(tallies: Sequence[Tally], entries: Sequence[Entry]) -> list[dict[str, Any]]:
    return [row(tally) | {"entries": _entries([e for e in entries if e.tally_id == tally.id])} for tally in tallies]


def _entries(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    places = {one.id: n for n, one in enumerate(entries, 1)}
    return [
        {
            "day": one.day.isoformat(),
            "every": one.every,
            "numerator": one.numerator,
            "denominator": one.denominator,
            "source": one.source,
            "undoes": None if one.undoes is None else places[one.undoes],
        }
        | signature(one)
        for one in entries
    ]


def _places(*groups: Sequence[Kept]) -> dict[tuple[str, int], int | None]:
    """The number of each record of the file, among its own kind; the project has none."""
    places: dict[tuple[str, int], int | None] = {}
    for group in groups:
        for place, one in enumerate(group, 1):
            number = one.cycle.number if isinstance(one, CycleRecord) else place
            places[one.TABLE.name, one.id] = None if isinstance(one, Project) else number
    return places


def _history(changes: Iterable[Change], places: Mapping[tuple[str, int], int | None]) -> list[dict[str, Any]]:
    """A line for each change of what the file holds; what was brought in with an earlier file comes first."""
    earlier: list[dict[str, Any]] = []
    lines = []
    for change in changes:
        if (change.record, change.record_id) not in places:
            continue
        if EARLIER in (change.after or {}):
            earlier += (change.after or {})[EARLIER]
        else:
            lines.append(_line(places[change.record, change.record_id], change))
    return earlier + lines


def _line(number: int | None, change: Change) -> dict[str, Any]:
    before, after = change.before or {}, change.after or {}
    changed = {
        name: [before[name], value]
        for name, value in after.items()
        if name in before and before[name] != value and name not in OWN and name != "evidence"
    }
    why = {"reason": change.reason, "because": plain(change.because)}
    return {"record": change.record, "number": number} | signature(change) | why | {"changed": changed}
