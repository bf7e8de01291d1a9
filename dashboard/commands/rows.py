"""The command `huddleboard rows`: the unit rows, for checking."""

from __future__ import annotations

import argparse

from dashboard.parts.command_line import Command, UnknownChoice, emit, studied


def options(command: argparse.ArgumentParser) -> None:
    """Which rows."""
    command.add_argument("unit", choices=["visits", "images"])
    command.add_argument("--format", choices=["csv"], default="csv")


def run(arguments: argparse.Namespace) -> int:
    """Print the unit rows."""
    done = studied(arguments)
    unit = arguments.unit.removesuffix("s")
    if asked := done.rows_wait_for(unit):
        raise UnknownChoice(f"Which {arguments.unit} count cannot be told yet. {' '.join(asked)}")
    emit(done.visit_rows() if arguments.unit == "visits" else done.image_rows(), "csv")
    return 0


COMMAND = Command("rows", "print the unit rows, for checking", options, run)
