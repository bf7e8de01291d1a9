"""The command `huddleboard counts`: the counts of every available measure."""

from __future__ import annotations

import argparse
import sys

from dashboard.parts.command_line import Command, UnknownChoice, emit, studied


def options(command: argparse.ArgumentParser) -> None:
    """Which measures, by what."""
    command.add_argument("--every", choices=["month", "week", "quarter"], default="month")
    command.add_argument("--by", choices=["provider"])
    command.add_argument("--measure", action="append", default=[], metavar="ID")
    command.add_argument("--format", choices=["csv", "json"], default="csv")


def run(arguments: argparse.Namespace) -> int:
    """Print counts as CSV or JSON."""
    done = studied(arguments)
    known = {**done.base_counts, **done.available}
    unknown = [name for name in arguments.measure if name not in known]
    if unknown:
        raise UnknownChoice(f"{', '.join(unknown)}: not available here. Available are: {', '.join(known)}.")
    wanted = {name: known[name] for name in arguments.measure} or known
    table = done.counts(wanted, arguments.every, arguments.by == "provider")
    emit(table.sort("measure", "period", "provider"), arguments.format)
    for question in done.held_back.values():
        print(f"huddleboard: cannot be counted yet: {question}", file=sys.stderr)
    return 0


COMMAND = Command("counts", "print the counts of every available measure", options, run)
