"""Who changed what of a test and when, in words; and where its results are from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.records import Change, CycleRecord
from dashboard.records.charted import Charted
from dashboard.records.codec import typed
from dashboard.telling.cycles import DECIDED, expected_words, found_words, scale_words, task_words
from dashboard.telling.labels import differences as of_kind
from dashboard.telling.phrases import day_words
from dashboard.telling.sentences import sources_words, why_words
from measures.improvement import Decision, HowSmall, Of, Prediction, Task
from measures.said import Said

DAYS = frozenset({"started", "ended", "implemented", "closed"})
SHORT = 90

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Names:
    """What turns names and numbers of a kept row into words."""

    charted: Callable[[str], Charted]
    idea: Callable[[int], str]


def history(changes: Sequence[Change], zone: ZoneInfo, names: Names) -> list[dict[str, str]]:
    """A row a change, the newest first: when, who, what and why."""
    return [
        {
            "When": f"{day_words(one.at.astimezone(zone).date())}, {one.at.astimezone(zone):%H:%M}",
            "Who": one.who, "What": "; ".join([*changed(one, names), *([why] if (why := why_words(one)) else [])]),
        }
        for one in reversed(changes)
    ]  # fmt: skip


def changed(change: Change, names: Names) -> list[str]:
    """Each thing that one writing changed, with what it was before."""
    if change.before is None:
        return ["planned this test"]
    return differences(change.before, change.after or {}, names)


def differences(before: Row, after: Row, names: Names, only: Iterable[str] | None = None) -> list[str]:
    """What two rows of a cycle say differently, field by field."""
    return of_kind(CycleRecord, before, after, lambda name, row: _value(name, row, names), only)


def results_from(record: CycleRecord, charted: Callable[[str], Charted]) -> str:
    """Where the results that stand are from, each with its measure; empty where nothing was said."""
    measures = [charted(one.measure).title for one in record.cycle.predictions]
    return sources_words(record.results_from, measures)


def closed_because(changes: Sequence[Change]) -> str:
    """Why a test was closed before it was finished, as somebody wrote it then; empty where it was not closed."""
    for one in reversed(changes):
        if (one.before or {}).get("closed") != (one.after or {}).get("closed"):
            return one.reason if (one.after or {}).get("closed") else ""
    return ""


def predicted_on(changes: Sequence[Change], zone: ZoneInfo) -> date | None:
    """The day on which the predictions were last written; None where nobody wrote one, or where it is not known.

    Here a prediction is always written before the test starts; one that came with a start was brought in from a file.
    """
    for one in reversed(changes):
        before, after = one.before or {}, one.after or {}
        if (before.get("predictions") or []) != (after.get("predictions") or []):
            return None if after.get("started") else one.at.astimezone(zone).date()
    return None


def _value(name: str, row: Row, names: Names) -> str:
    """One field of a kept row in a few words; empty where there is nothing."""
    value = row.get(name)
    if value is None or value == "" or value == []:
        return ""
    if name in DAYS:
        return day_words(_day(value))
    if name == "results":
        return _short("; ".join(_results(row, names)))
    told: dict[str, Callable[[Any], str]] = {
        "results_from": lambda sources: sources_words(typed(tuple[Said, ...], sources), _measures(row, names)),
        "predictions": lambda rows: "; ".join(_prediction(one, names) for one in rows),
        "scale": lambda scale: scale_words(HowSmall(scale["number"], Of(scale["of"]))),
        "tasks": lambda tasks: "; ".join(map(_task, tasks)),
        "as_planned": lambda yes: "yes" if yes else "not quite",
        "decision": lambda decision: DECIDED[Decision(decision)],
        "after": lambda number: f"cycle {number}",
        "measures": lambda measures: "; ".join(names.charted(one).words for one in measures),
        "idea_id": names.idea,
    }
    return _short(told.get(name, str)(value))


def _prediction(row: Row, names: Names) -> str:
    one = typed(Prediction, row)
    words = names.charted(one.measure)
    return f"{words.words} {expected_words(one, words)}"


def _measures(row: Row, names: Names) -> list[str]:
    return [names.charted(one["measure"]).title for one in row.get("predictions") or []]


def _results(row: Row, names: Names) -> list[str]:
    measures = [names.charted(one["measure"]) for one in row.get("predictions") or []]
    return [
        "cannot tell yet" if value is None else found_words(typed(Prediction, told), value, words)
        for words, told, value in zip(measures, row.get("predictions") or [], row["results"])
    ]


def _task(row: Row) -> str:
    task = Task(row["what"], row["who"], row["where"], _day(row["when"]) if row["when"] else None, row["done"])
    return f"{task_words(task)}{', done' if task.done else ''}"


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"
