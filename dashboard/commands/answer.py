"""The command `huddleboard answer`: questions that wait, and an answer that needs no file."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from dashboard.parts.command_line import Command, opened

if TYPE_CHECKING:
    from ingest.plan.waiting import Waiting


def options(command: argparse.ArgumentParser) -> None:
    """Which question, what is answered, and who says so; nothing: the questions that wait."""
    command.add_argument("number", type=int, nargs="?", metavar="N", help="the question's number (none: list them)")
    command.add_argument("value", nargs="?", metavar="VALUE", help="the answer")
    command.add_argument("--who", metavar="NAME", default="huddleboard answer", help="who answers; kept with the day")


def run(arguments: argparse.Namespace) -> int:
    """List them, or keep one answer."""
    from ingest.for_people import Refusal
    from ingest.plan.waiting import answer, waiting
    from ingest.taking_back import of_clinic

    store = opened(arguments)
    clinic = of_clinic(store, arguments.clinic_id)
    if arguments.number is None:
        print("\n".join(line for one in waiting(store, clinic) for line in _told(one)) or "No question waits.")
        return 0
    if arguments.value is None:
        raise Refusal("Say the answer too: huddleboard answer N VALUE. Without both, the questions are listed.")
    answer(store, clinic, arguments.number, arguments.value, arguments.who)
    print("The answer is kept. Every count follows it from now on.")
    return 0


def _told(one: Waiting) -> list[str]:
    """A question with its number, and each reading with what it takes."""
    after = {
        value: "" if value in one.now else "  (needs the files: take the import back)" for value, _ in one.readings
    }
    return [f"{one.number} {one.says}", *(f"    {value}: {says}{after[value]}" for value, says in one.readings)]


COMMAND = Command("answer", "answer a question that waits, or list them", options, run)
