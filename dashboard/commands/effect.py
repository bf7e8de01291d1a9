"""The command `huddleboard effect`: how far a measure lies from where its own past was leading it."""

from __future__ import annotations

import argparse
import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from dashboard.parts.command_line import Command, charted, known_here

if TYPE_CHECKING:
    from dashboard.study import Study
    from measures.improvement import Effect


def options(command: argparse.ArgumentParser) -> None:
    """What changed, and since when."""
    command.add_argument("measure", metavar="MEASURE")
    command.add_argument("--since", type=month, required=True, metavar="YYYY-MM", help="the month the change began")
    command.add_argument("--provider", metavar="ID", default="ALL")
    command.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Print how far a measure lies from where its past was leading it."""
    done = charted(arguments)
    known_here(done, arguments.measure, arguments.provider)
    print(told(done, arguments.measure, arguments.since, arguments.provider, arguments.json))
    return 0


def month(text: str) -> date:
    """The first day of a month written as 2026-05."""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text) or text.startswith("0000"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a month like 2026-05")
    return date.fromisoformat(f"{text}-01")


def told(study: Study, name: str, since: date, provider: str, as_json: bool) -> str:
    """The estimate in one sentence with its method, or the reason for none; as JSON with every part by its name."""
    from dashboard.study import Filters
    from dashboard.telling.sentences import words
    from measures.improvement import effect

    found = effect(study.series(name, Filters(provider=provider)), since)
    if as_json:
        return json.dumps(as_dict(found), indent=1, ensure_ascii=False)
    return words(found.says) if found.refused else f"{words(found.says)}\nMethod: {words(found.method)}"


def as_dict(found: Effect) -> dict[str, Any]:
    """measure, since, points, interval, relative, relative_interval, method, refused; missing is null."""
    from dashboard.telling.sentences import words

    return {
        "measure": found.measure,
        "since": f"{found.since:%Y-%m}",
        "points": found.points,
        "interval": None if found.interval is None else list(found.interval),
        "relative": found.relative,
        "relative_interval": None if found.relative_interval is None else list(found.relative_interval),
        "method": words(found.method),
        "refused": words(found.refused) or None,
    }


COMMAND = Command("effect", "did it work: a measure since a month", options, run)
