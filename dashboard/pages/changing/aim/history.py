"""Who changed a project's charter, when and what, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.records import Change, Project
from dashboard.records.charted import Charted
from dashboard.records.codec import typed
from dashboard.records.handover.file import EARLIER
from dashboard.telling.codes import RECORDS
from dashboard.telling.labels import LABELS, labels_of
from dashboard.telling.phrases import begun, day_words, number_words
from dashboard.telling.sentences import why_words
from dashboard.telling.sentences import words as words_of
from measures.said import Said

WORDS = labels_of(Project)
LONGEST = 60


@dataclass(frozen=True)
class PastLine:
    """One line of the history: when, who, what changed, and the reason where one was given."""

    when: str
    who: str
    what: str
    why: str = ""


def history_of(changes: Sequence[Change], known: Mapping[str, Charted], zone: ZoneInfo) -> list[PastLine]:
    """What became of a project, the newest first; what a hand-over file told of its earlier days comes last."""
    here: list[PastLine] = []
    earlier: list[Mapping[str, Any]] = []
    for change in reversed(changes):
        lines = (change.after or {}).get(EARLIER)
        if lines is not None:
            earlier += reversed(lines)
        else:
            moment = _moment(change.at.astimezone(zone))
            here.append(PastLine(moment, change.who, _what(change, known), why_words(change)))
    return here + [_handed_over(line, zone) for line in sorted(earlier, key=lambda line: line["at"], reverse=True)]


def _handed_over(line: Mapping[str, Any], zone: ZoneInfo) -> PastLine:
    words = LABELS.get(line["record"], {})
    changed = ", ".join(str(words.get(name, name)).replace("_", " ") for name in line["changed"])
    at = datetime.fromisoformat(line["at"]).replace(tzinfo=UTC).astimezone(zone)
    new = "begun" if line["record"] == "projects" else "added"
    what = " ".join(str(part) for part in (RECORDS.get(line["record"], ""), line["number"]) if part)
    why = line["reason"] or words_of(typed(Said | None, line["because"]))
    return PastLine(_moment(at), line["who"], f"{begun(what)}: {changed or new}", why)


def _what(change: Change, known: Mapping[str, Charted]) -> str:
    if change.before is None:
        return "The project was begun"
    before, after = change.before, change.after or {}
    rate = _is_rate(after.get("aim_measure", ""), known)
    told = [
        f"{WORDS[name]}: {_told(name, before.get(name), known, rate)} → {_told(name, after.get(name), known, rate)}"
        for name in WORDS
        if before.get(name) != after.get(name) and name != "gaps"
    ]
    gaps = _gaps(before.get("gaps") or {}, after.get("gaps") or {})
    return "; ".join([*told, *([gaps] if gaps else [])])


def _moment(at: datetime) -> str:
    return f"{day_words(at.date())}, {at:%H:%M}"


def _gaps(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    count = sum(before.get(item) != after.get(item) for item in {*before, *after})
    return "" if not count else f"gap checklist: {count} {'answer' if count == 1 else 'answers'}"


def _told(name: str, value: Any, known: Mapping[str, Charted], rate: bool) -> str:
    if value in (None, "", [], ()):
        return "nothing"
    if name == "aim_measure":
        return known[value].words if value in known else str(value)
    if name == "measures":
        return ", ".join(known[one].words if one in known else str(one) for one in value)
    if name == "aim_level":
        return number_words(float(value), rate)
    if isinstance(value, date):
        return day_words(value)
    text = str(value)
    return (
        f"“{text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + '…'}”"
        if name in ("title", "aim_words")
        else text
    )


def field_words(project: Project, name: str, known: Mapping[str, Charted]) -> str:
    """One value of a project as people read it."""
    return _told(name, getattr(project, name), known, _is_rate(project.aim_measure, known))


def _is_rate(name: str, known: Mapping[str, Charted]) -> bool:
    return known[name].is_rate if name in known else True
