"""Hand-over files of earlier versions, as the present version writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.records.handover.values import damaged
from ingest.migrations.codes import history_line, in_codes

#: The lists of a file -> the table of their records.
TABLES = {
    "people": "people",
    "ideas": "ideas",
    "cycles": "cycles",
    "notes": "notes",
    "phases": "phases",
    "reviews": "sustainability_reviews",
    "tallies": "tallies",
}


def in_codes_now(told: Mapping[str, Any]) -> dict[str, Any]:
    """A file of version 1, whose phrases are codes since version 2."""
    try:
        found = {name: _list(name, part) for name, part in told.items()}
        sources = _sources(found["history"])
        cycles = [row | {"results_from": sources.get(row["number"], [])} for row in found["cycles"]]
        return found | {"project": in_codes("projects", told["project"]), "cycles": cycles}
    except (TypeError, ValueError, KeyError, AttributeError, IndexError):
        damaged("one of its parts has not the shape it should have")


def _sources(history: list[dict[str, Any]]) -> dict[int, list[Any]]:
    """Where the results of each cycle are from, as its newest line about them says."""
    lines = (line for line in history if line["record"] == "cycles" and "results" in line["changed"])
    return {line["number"]: line["changed"].get("results_from", [[], []])[1] for line in lines}


def _list(name: str, part: Any) -> Any:
    if not isinstance(part, list):
        return part
    if name == "history":
        return [history_line(line) for line in part]
    return [_row(TABLES[name], row) for row in part] if name in TABLES else part


def _row(table: str, row: Any) -> Any:
    if not isinstance(row, Mapping):
        return row
    found = in_codes(table, row)
    found.pop("finding_reason", None)
    return found
