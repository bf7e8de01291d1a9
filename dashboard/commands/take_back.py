"""The command `huddleboard take-back`: an import counts no longer, and what it replaced speaks again."""

from __future__ import annotations

import argparse

from dashboard.parts.command_line import Command, opened


def options(command: argparse.ArgumentParser) -> None:
    """Which import, and who says so."""
    command.add_argument("number", type=int, metavar="N", help="the import's number (huddleboard imports)")
    command.add_argument("--who", required=True, metavar="NAME", help="who takes it back; kept with the day")


def run(arguments: argparse.Namespace) -> int:
    """Take it back."""
    from ingest.taking_back import of_clinic, take_back

    store = opened(arguments)
    take_back(store, of_clinic(store, arguments.clinic_id), arguments.number, arguments.who)
    print(f"Import {arguments.number} was taken back; the rows it had replaced count again.")
    return 0


COMMAND = Command("take-back", "take an import back", options, run)
