"""The command `huddleboard project`: a project as one file, written or brought in."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboard.parts.command_line import Command, at_desk
from ingest.for_people import Refusal

if TYPE_CHECKING:
    from dashboard.desk import Desk
    from dashboard.records import Project, Records
    from ingest.store import Store


def options(command: argparse.ArgumentParser) -> None:
    """Out or in, which project, and by whom."""
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("--export", type=Path, metavar="FILE", help="write the project to a new file")
    what.add_argument("--import", type=Path, metavar="FILE", dest="bring_in", help="bring a project in from a file")
    command.add_argument(
        "--number", type=int, metavar="N", help="which project, the oldest is 1 (default: the present)"
    )
    command.add_argument("--who", metavar="NAME", default="", help="who brings it in; needed with --import")
    command.add_argument("--again", action="store_true", help="bring in a project that is here already once more")
    command.add_argument("--json", action="store_true", help="what was done as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Write a project to a file, or bring one in."""
    print(told(at_desk(arguments), arguments))
    return 0


def told(desk: Desk, arguments: argparse.Namespace) -> str:
    """Do what was asked of the clinic at the desk, and say it; raises Refusal with the reason where it is not done."""
    from dashboard.records import NotKept

    try:
        if arguments.export:
            done = _export(desk.store, desk.records, desk.clinic, arguments, desk.day)
        else:
            done = _bring_in(desk.records, desk.clinic, arguments)
    except NotKept as problem:
        raise Refusal(str(problem)) from None
    return json.dumps(done, indent=1, ensure_ascii=False) if arguments.json else str(done["says"])


def _export(store: Store, records: Records, clinic: str, arguments: argparse.Namespace, today: date) -> dict[str, Any]:
    from dashboard.records.handover.file import as_text, handed_over

    project = _which(records, clinic, arguments.number)
    if arguments.export.exists():
        raise Refusal(f"{arguments.export} is there already. Name a new file; nothing was written.")
    practice = store.settings(clinic).name
    text = as_text(handed_over(records, clinic, project.id, made_on=today, practice=practice))
    try:
        arguments.export.write_text(text, "utf-8")
    except OSError as problem:
        raise Refusal(f"{arguments.export} cannot be written: {problem.strerror}.") from None
    says = f"“{project.title}” is written to {arguments.export}."
    return {"project": project.title, "id": project.id, "file": str(arguments.export), "says": says}


def _bring_in(records: Records, clinic: str, arguments: argparse.Namespace) -> dict[str, Any]:
    from dashboard.records.handover.reading import text_of
    from dashboard.records.handover.taking import AlreadyHere, take_over

    try:
        given = arguments.bring_in.read_bytes()
    except OSError:
        raise Refusal(f"{arguments.bring_in}: there is no such file.") from None
    try:
        project = take_over(records, clinic, text_of(given), who=arguments.who, again=arguments.again)
    except AlreadyHere as problem:
        raise Refusal(f"{problem} To do so all the same, add --again.") from None
    then = "it is closed, and can be read" if project.closed else "the practice works on it from now on"
    says = f"“{project.title}” is brought in; {then}."
    return {"project": project.title, "id": project.id, "file": str(arguments.bring_in), "says": says}


def _which(records: Records, clinic: str, number: int | None) -> Project:
    from dashboard.records import Project
    from dashboard.records.written import written

    projects = records.read(Project, clinic)
    if not projects:
        raise Refusal("There is no project yet. Begin one on the page “Our aim”.")
    if number is None:
        return written(records, clinic).project or projects[-1]
    if not 1 <= number <= len(projects):
        names = "; ".join(f"{n} {one.title}" for n, one in enumerate(projects, 1))
        raise Refusal(f"There is no project {number}. There are: {names}.")
    return projects[number - 1]


COMMAND = Command("project", "hand a project over as one file", options, run)
