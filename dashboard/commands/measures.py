"""The command `huddleboard measures`: which measures are available, and what the others lack."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from dashboard.parts.command_line import Command, studied

if TYPE_CHECKING:
    from dashboard.records.charted import Availability


def options(command: argparse.ArgumentParser) -> None:
    """How it is printed."""
    command.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Print which measures are available, and what the others lack."""
    done = studied(arguments)
    told = [
        {
            "measure": name,
            "title": a.measure.title,
            "available": a.available,
            "state": a.state.value,
            "because": a.because,
            "missing": list(a.missing),
            "rests_on": list(a.rests_on),
        }
        for name, a in done.measures.items()
    ]
    if arguments.json:
        print(json.dumps(told, indent=1, ensure_ascii=False))
        return 0
    for row in told:
        print(f"{row['measure']}: {standing(done.measures[str(row['measure'])])}")
    return 0


def standing(one: Availability) -> str:
    """Whether a measure is available, in words."""
    if not one.available:
        return f"{one.state.value}: {one.because}"
    return "available" + (f" (rests on: {'; '.join(one.rests_on)})" if one.rests_on else "")


COMMAND = Command("measures", "which measures are available, or why not", options, run)
