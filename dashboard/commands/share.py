"""The command `huddleboard share`: what a clinic shares with its PCN, shown in full, then written to a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dashboard.parts.command_line import Command, at_desk
from ingest.for_people import Refusal


def options(command: argparse.ArgumentParser) -> None:
    """Where the file goes."""
    command.add_argument("--out", type=Path, metavar="FILE", required=True, help="the new file, to send to the PCN")
    command.add_argument("--yes", action="store_true", help="make it without asking; all of it is shown all the same")


def run(arguments: argparse.Namespace) -> int:
    """Show what would leave the clinic, ask where somebody sits at the screen, and write it."""
    from dashboard.parts.sharing import shared_of
    from dashboard.records.access import SHARE
    from dashboard.records.programme import Sight
    from dashboard.records.shares import as_text
    from dashboard.telling.shares import in_full
    from ingest.safekeeping.files import private_file

    desk = at_desk(arguments)
    if not desk.may(SHARE):
        raise Refusal("Sharing counts is not for whoever sits here. Nothing was written.")
    if arguments.out.exists():
        raise Refusal(f"{arguments.out} is there already. Name a new file; nothing was written.")
    shared = shared_of(desk.study(), desk.day)
    print("\n".join(in_full(shared)))
    if not arguments.yes and sys.stdin.isatty() and input("Write this to the file? (yes/no) ").strip() != "yes":
        raise Refusal("Nothing was written.")
    try:
        with private_file(arguments.out) as file:
            file.write(as_text(shared).encode("utf-8"))
    except OSError as problem:
        raise Refusal(f"{arguments.out} cannot be written: {problem.strerror}.") from None
    desk.records.line(Sight, desk.clinic, who=desk.person or "huddleboard share", act="share", of=desk.clinic)
    print(f"\nWritten to {arguments.out}; nothing but the above is in it.")
    return 0


COMMAND = Command("share", "show, then write, what a clinic shares with its PCN: counts, no rows", options, run)
