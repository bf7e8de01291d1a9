"""Phrases that earlier versions kept, as codes: for the migration 0005 and for hand-over files of version 1.

What stands here is history and never changes: the words are those of versions up to November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Row = Mapping[str, Any]

GROUPS = {
    "At the point of care": "point_of_care",
    "A standard approach": "standard",
    "Referral and coordination": "referral",
}
FINDINGS = {"improved and held": "held", "held so far, too few points": "so_far", "cannot tell": "cannot_tell"}
WORDS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "ideas": {
        "group": GROUPS,
        "effort": {"Low": "low", "Medium": "medium", "High": "high"},
        "status": {"set aside": "set_aside"},
    },
    "phases": {"kind": {"new phase": "new_phase"}},
    "sustainability_reviews": {
        "finding": FINDINGS,
        "confirmed": FINDINGS,
        "decision": {"restart PDSA": "restart", "retire the measure": "retire"},
        "patient_story_is": {"real with consent": "real_with_consent"},
    },
}
RESULTS = "Results: "
BROUGHT = re.compile(
    r"(?P<who>.*) \((?P<written_at>\d{4}-\d\d-\d\d \d\d:\d\d) UTC; brought in by (?P<brought_by>.*)\)", re.DOTALL
)
OCCASIONS: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], dict[str, Any]]], ...] = (
    (
        "",
        re.compile(r"brought in from a hand-over file of (\d{4}-\d\d-\d\d)"),
        lambda found: said("handed_over", made_on=found[1]),
    ),
    (
        "sustainability_reviews",
        re.compile(r"set when the (\d+)-month review was held"),
        lambda found: said("set_when_held", months=int(found[1])),
    ),
    ("people", re.compile("joins the team again"), lambda _: said("rejoined")),
    ("people", re.compile("leaves the team"), lambda _: said("left")),
)


def said(code: str, **values: Any) -> dict[str, Any]:
    """A finding as JSON keeps it (`measures.said`)."""
    return {"code": code, "values": values}


def as_written(words: str) -> dict[str, Any]:
    """A sentence of an earlier version: there are no numbers to tell it anew, so it stays as it was written."""
    return said("as_written", words=words)


def in_codes(table: str, row: Row) -> dict[str, Any]:
    """A row, or what is told of one, with codes for phrases; what is a code already, or was typed, stays."""
    found = dict(row)
    for name, codes in WORDS.get(table, {}).items():
        if isinstance(found.get(name), str):
            found[name] = codes.get(found[name], found[name])
    return OTHERWISE.get(table, dict)(found)


def occasion(table: str, reason: str) -> dict[str, Any] | None:
    """The occasion that a reason of the software's own names; None where somebody typed it."""
    for of, pattern, made in OCCASIONS:
        if of in ("", table) and (found := pattern.fullmatch(reason)):
            return made(found)
    return None


def writer(who: str) -> dict[str, str]:
    """Who wrote a row, and of one that came with a file also when, and who brought it in."""
    brought = BROUGHT.fullmatch(who)
    return brought.groupdict() if brought else {"who": who}


def _project(row: dict[str, Any]) -> dict[str, Any]:
    if isinstance(row.get("gaps"), Mapping):
        row["gaps"] = {item: _answer(answer) for item, answer in row["gaps"].items()}
    return row


def _answer(answer: Any) -> Any:
    sure = isinstance(answer, Mapping) and answer.get("answer") != "not sure"
    return answer if sure or not isinstance(answer, Mapping) else {**answer, "answer": "not_sure"}


def _cycle(row: dict[str, Any]) -> dict[str, Any]:
    predictions, scale = row.get("predictions"), row.get("scale")
    if isinstance(predictions, list):
        row["predictions"] = [_with_code(one, "direction", "about the same", "same") for one in predictions]
    if scale is not None:
        row["scale"] = _with_code(scale, "of", "whole practice", "practice")
    return row


def _with_code(group: Any, name: str, words: str, code: str) -> Any:
    there = isinstance(group, Mapping) and group.get(name) == words
    return {**group, name: code} if there else group


def _review(row: dict[str, Any]) -> dict[str, Any]:
    """The reason of a finding stands in the evidence of its day, and nowhere twice."""
    reason, evidence = row.get("finding_reason"), row.get("evidence")
    if isinstance(evidence, Mapping):
        row["evidence"] = _evidence({"reason": reason or "", **evidence} if reason else evidence)
    if not reason or isinstance(evidence, Mapping):
        row.pop("finding_reason", None)
    return row


def _evidence(kept: Row) -> dict[str, Any]:
    found = dict(kept)
    if "form" in found:
        found["form"] = 2
    if isinstance(found.get("finding"), str):
        found["finding"] = FINDINGS.get(found["finding"], found["finding"])
    if "reason" in found:
        found["reason"] = _told(found["reason"])
    if isinstance(found.get("notes"), list):
        found["notes"] = [_told(note) for note in found["notes"]]
    for part in ("process", "balancing", "quality"):
        if isinstance(found.get(part), list):
            found[part] = [_line(line) for line in found[part]]
    for part in ("weekly", "aim"):
        if found.get(part):
            *names, finding, reason = found[part]
            found[part] = [*names, FINDINGS.get(finding, finding), _told(reason)]
    return found


def _line(line: Any) -> Any:
    if not isinstance(line, Mapping):
        return line
    title = line.get("title")
    return {
        "title": said("named", title=title) if isinstance(title, str) else title,
        "says": _told(line.get("says")),
        "changed": _told(line["changed"]) if line.get("changed") else None,
        "explains": _told(line["explains"]) if line.get("explains") else None,
    }


def _told(words: Any) -> Any:
    return as_written(words) if isinstance(words, str) else words


OTHERWISE: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "projects": _project,
    "cycles": _cycle,
    "sustainability_reviews": _review,
}

#: What a line of a hand-over file's history was about -> the table of its record.
SUBJECTS = {
    "project": "projects",
    "person": "people",
    "change idea": "ideas",
    "cycle": "cycles",
    "note": "notes",
    "phase": "phases",
    "review": "sustainability_reviews",
    "tally": "tallies",
}


def history_line(line: Row) -> dict[str, Any]:
    """A line of a hand-over file's history: its subject, its occasion and its values as codes."""
    subject, _, number = str(line["what"]).rpartition(" ")
    record = SUBJECTS.get(subject) or SUBJECTS.get(str(line["what"]), "")
    changed = dict(line["changed"])
    changed.pop("finding_reason", None)
    pairs = [{name: pair[side] for name, pair in changed.items()} for side in (0, 1)]
    before, after = (in_codes(record, pair) for pair in pairs)
    found = {name: value for name, value in line.items() if name != "what"}
    found |= {"record": record, "number": int(number) if number.isdigit() else None, "because": None}
    found["changed"] = {name: [before[name], after[name]] for name in changed}
    reason = str(line["reason"])
    if reason.startswith(RESULTS) and "results" in changed:
        found["reason"] = ""
        found["changed"] |= {"results_from": [[], [as_written(reason.removeprefix(RESULTS))]]}
    elif told := occasion(record, reason):
        found |= {"reason": "", "because": told}
    return found
