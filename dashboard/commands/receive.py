"""The command `huddleboard receive`: takes shares files of clinics into a PCN's folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from dashboard.parts.command_line import Command, opened
from ingest.for_people import Refusal


def options(command: argparse.ArgumentParser) -> None:
    """Which files, and who takes them in."""
    command.add_argument("files", type=Path, nargs="+", metavar="FILE")
    command.add_argument("--who", metavar="NAME", default="huddleboard receive", help="who takes them in")


def run(arguments: argparse.Namespace) -> int:
    """Every file is read before the first is taken in; of each clinic the newest speaks."""
    from dashboard.records import Records
    from dashboard.records.receiving import receive
    from dashboard.records.shares import read_text
    from dashboard.telling.phrases import day_words

    found = [(path, read_text(_bytes(path))) for path in arguments.files]
    records = Records(opened(arguments).engine)
    for path, shared in found:
        done = receive(records, shared, who=arguments.who)
        said = {
            "new": "taken in; it speaks for the clinic from now on",
            "older": "taken in; a newer one of the clinic is here, and speaks",
            "again": "here already; nothing changed",
        }
        print(f"{path}: {shared.name}, made on {day_words(shared.made_on)}: {said[done]}.")
    return 0


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise Refusal(f"{path} cannot be read: {problem.strerror}. Nothing was taken in.") from None


COMMAND = Command("receive", "take in shares files of clinics; of each the newest speaks", options, run)
