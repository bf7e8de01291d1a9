"""What people call the fields of the records, and how two people's writing differs in them.

One line here is all the words that a plain field needs: its form, its comparison and its history take them from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from dashboard.records.kind import Kept, told_of
from dashboard.telling.phrases import begun, day_words

LONGEST = 90  # letters of a value, where two are told apart
#: Table of a kind of record -> field -> what it is called.
LABELS: Mapping[str, Mapping[str, str]] = {
    "people": {"name": "name", "role": "roles", "active": "on the team"},
    "projects": {
        "title": "name", "aim_words": "aim in words", "aim_measure": "measure of the aim",
        "aim_level": "level aimed at", "aim_by": "day of the aim", "baseline_from": "baseline from",
        "baseline_to": "baseline to", "measures": "few measures", "gaps": "gap checklist", "started": "begun on",
        "closed": "closed on",
    },
    "ideas": {
        "title": "title", "says": "what we do", "group": "where it belongs", "effort": "effort",
        "measures": "measures it should move", "status": "where it stands",
    },
    "cycles": {
        "title": "name", "question": "question", "change": "change", "predictions": "prediction", "scale": "size",
        "tasks": "tasks", "started": "first day", "as_planned": "done as planned", "observations": "what was seen",
        "surprises": "what surprised", "ended": "last day", "results": "results",
        "results_from": "where the results are from", "learning": "what was learned", "decision": "decision",
        "next_step": "what comes next", "implemented": "how we work since", "closed": "closed early",
        "after": "grows out of", "measures": "measures it may move", "owner": "led by", "idea_id": "change idea",
    },
    "notes": {
        "day": "day", "until": "until", "kind": "kind", "text": "what happened", "active": "stands on the charts",
    },
    "phases": {
        "measure": "measure", "kind": "kind", "first": "first day", "last": "last day", "reason": "reason",
        "active": "stands", "level": "target",
    },
    "sustainability_reviews": {
        "due": "due", "owner": "owner", "measure": "measure", "held": "held", "confirmed": "verdict of the team",
        "confirmed_reason": "reason", "built_in": "how we work", "drifted": "what drifted", "decision": "decision",
        "next_review": "next review", "story": "story", "patient_story": "patient story",
        "patient_story_is": "the patient story is", "shared": "shared with the practice",
    },
    "tallies": {
        "title": "name", "numerator_says": "what is counted", "denominator_says": "out of what",
        "started": "first day", "stopped": "last day",
    },
}  # fmt: skip

Row = Mapping[str, Any]


def labels_of(kind: type[Kept]) -> dict[str, str]:
    """Every field of a kind that people read, in the order of its declaration, with what it is called."""
    words = LABELS[kind.TABLE.name]
    return {name: words[name] for name in told_of(kind)}


def value_words(value: Any) -> str:
    """A kept value as people read it, shortened; empty where there is none."""
    if value is None or value in ("", (), [], {}):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return day_words(value)
    text = ", ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def differences(
    kind: type[Kept], before: Row, after: Row, words: Callable[[str, Row], str] | None = None,
    only: Iterable[str] | None = None,
) -> list[str]:  # fmt: skip
    """What two states of a record say differently, field by field: "Name: B (before: A)".

    The states are values by name, typed or as the audit keeps them. `words` puts a field of one of them into words
    where the plain ones do not do.
    """
    say = words or (lambda name, row: value_words(row.get(name)))
    asked = labels_of(kind)
    return [
        _one(asked[name], say(name, before), say(name, after))
        for name in (asked if only is None else only)
        if before.get(name) != after.get(name)
    ]


def _one(called: str, before: str, after: str) -> str:
    return f"{begun(called)}: {after or 'nothing'}{f' (before: {before})' if before else ''}"
