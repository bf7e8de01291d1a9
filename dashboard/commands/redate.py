"""The command `huddleboard redate`: the export date of an import corrected."""

from __future__ import annotations

import argparse

from dashboard.parts.command_line import Command, day, opened


def options(command: argparse.ArgumentParser) -> None:
    """Which import, the right day, and who says so."""
    command.add_argument("number", type=int, metavar="N", help="the import's number (huddleboard imports)")
    command.add_argument("date", type=day, metavar="DATE", help="the day the export was made (YYYY-MM-DD)")
    command.add_argument("--who", required=True, metavar="NAME", help="who corrects it; kept with the day")


def run(arguments: argparse.Namespace) -> int:
    """Correct it."""
    from ingest.taking_back import of_clinic, redate

    store = opened(arguments)
    redate(store, of_clinic(store, arguments.clinic_id), arguments.number, arguments.date, arguments.who)
    print(f"Import {arguments.number} is now an export of {arguments.date}.")
    return 0


COMMAND = Command("redate", "correct the export date of an import", options, run)
