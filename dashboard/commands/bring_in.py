"""The command `huddleboard import`: files read by their plan, what it asks, and what became of each row."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboard.parts.command_line import Command
from dashboard.parts.planning_files import asking, questions_told, said_beside

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.parts.monthly_tallies import Figures
    from ingest.plan.make import Asking, ReadyPlan
    from ingest.report import Report

#: Exit status where questions wait that change a figure; nothing was kept.
WAITING = 3
#: Kinds without whose answer nothing can be kept at all, whatever is taken for granted.
STOPS = ("date_order", "rows_after_export")


def options(command: argparse.ArgumentParser) -> None:
    """The files, and what they leave open."""
    said_beside(command)
    command.add_argument(
        "--yes", action="store_true", help="take every proposal; what has none stays open and is not counted"
    )
    command.add_argument(
        "--leave-out-vanished", action="store_true", help="drop earlier rows that these files no longer hold"
    )
    command.add_argument(
        "--leave-out-refused", action="store_true", help="keep the other rows where more than one in twenty is refused"
    )
    command.add_argument("--json", action="store_true", help="the row accounting as JSON")
    command.add_argument("--who", metavar="NAME", default="huddleboard import", help="who signs monthly tallies")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")


def run(arguments: argparse.Namespace) -> int:
    """Plan the files; bring them in, or say which questions wait. Monthly figures are kept as tallies."""
    from dashboard.parts.monthly_tallies import apart

    arguments.files, tallies = apart(arguments.files)
    return tallied(arguments, tallies) if tallies else lists_brought_in(arguments)


def tallied(arguments: argparse.Namespace, tallies: Mapping[Path, Sequence[Figures]]) -> int:
    """Ask about monthly figures, or keep them; the lists beside them first, all of it or nothing."""
    from dashboard.parts.command_line import at_desk
    from dashboard.parts.monthly_tallies import keep, question

    said = dict(one.rpartition("=")[::2] for one in arguments.answer)
    asked = [question(file, rows) for file, rows in tallies.items()]
    open_ones = [q for q in asked if q["id"] not in said]
    if open_ones and not arguments.yes:
        print(json.dumps({"questions": open_ones}, indent=1, ensure_ascii=False) if arguments.json else told_of(asked))
        print(f"huddleboard: {len(open_ones)} question(s) must be answered first; nothing was kept.", file=sys.stderr)
        return WAITING
    status = lists_brought_in(arguments) if arguments.files else 0
    if status:
        return status
    desk = at_desk(arguments)
    told = []
    for one, rows in zip(asked, tallies.values(), strict=True):
        answer = said.get(str(one["id"]), one["proposed"])
        told += [f"{one['says']} (taken as {answer})"]
        told += keep(desk, rows, arguments.who) if answer == "keep" else []
    # The JSON of lists that were brought in with them stands alone on the standard output.
    alone = json.dumps({"imported": True, "questions": asked, "tallies": told}, indent=1, ensure_ascii=False)
    as_json = arguments.json and not arguments.files
    print(alone if as_json else "\n".join(told), file=sys.stderr if arguments.json and arguments.files else sys.stdout)
    return 0


def told_of(asked: Sequence[Mapping[str, Any]]) -> str:
    """Questions about monthly figures in words."""
    lines = []
    for one in asked:
        lines += [f"? {one['says']}  [{one['id']}]", *(f"    {r['value']}: {r['says']}" for r in one["readings"])]
    return "\n".join(lines)


def lists_brought_in(arguments: argparse.Namespace) -> int:
    """Bring lists in, or say which questions wait."""
    from ingest.folder import data_folder
    from ingest.plan.already import what_is_here
    from ingest.plan.make import make_plan

    asked = asking(arguments, what_is_here(data_folder(arguments.data), arguments.clinic_id))
    made = make_plan(arguments.files, asked, figures=False)
    refuse_what_stops(made)
    if made.plan.waiting and not arguments.yes:
        return wait(made, arguments.json)
    report = carried_out(arguments, asked, made)
    print(
        json.dumps(as_dict(report, made), indent=1, ensure_ascii=False)
        if arguments.json
        else "\n".join(_told(report, made))
    )
    return 0


def refuse_what_stops(made: ReadyPlan) -> None:
    """Refuse where a question stays open without whose answer nothing can be read."""
    from ingest.date_order import date_order, peek
    from ingest.for_people import Refusal

    for question in made.plan.open:
        if question.kind == "date_order":
            mapping = next(m for m in made.mappings if m.table.file == question.file)
            date_order(peek(mapping), None)
        if question.kind in STOPS:
            shown = "; ".join(f"{r.value} ({r.says})" for r in question.readings)
            raise Refusal(f"{question.says} Nothing was imported. Say it with --answer {question.id}=… : {shown}.")


def wait(made: ReadyPlan, as_json: bool) -> int:
    """Say which questions wait; nothing is kept."""
    if as_json:
        print(json.dumps(made.plan.as_json(), indent=1, ensure_ascii=False))
    else:
        print("\n".join(questions_told(made.plan)))
    number = len(made.plan.waiting)
    print(
        f"huddleboard: {number} question{'s' * (number > 1)} must be answered first; nothing was kept. Answer with "
        "--answer ID=VALUE or in a plan (huddleboard plan … --out PLAN.toml), or take every proposal with --yes.",
        file=sys.stderr,
    )
    return WAITING


def carried_out(arguments: argparse.Namespace, asked: Asking, made: ReadyPlan) -> Report:
    """Bring the files in by the plan, and keep what was confirmed of it."""
    from dashboard.parts.command_line import opened
    from ingest.plan.carry_out import carry_out

    return carry_out(
        opened(arguments),
        asked,
        made,
        settings_given=arguments.clinic is not None,
        leave_out_vanished=arguments.leave_out_vanished,
        leave_out_refused=arguments.leave_out_refused,
        clinic_id=arguments.clinic_id,
    )


def _told(report: Report, made: ReadyPlan) -> list[str]:
    from dashboard.telling.accounting import lines

    told = lines(report)
    for question in made.plan.open:
        took = f"taken as {question.proposed}" if question.proposed else "open: what hangs on it cannot be counted yet"
        told.append(f"{question.says} ({took})")
    return told


def as_dict(report: Report, made: ReadyPlan) -> dict[str, Any]:
    """The row accounting by names: says, imported, vanished, notices, questions, and files by their names."""
    return {
        "says": report.says,
        "imported": report.changed,
        "vanished": report.vanished,
        "notices": report.notices,
        "questions": [q.as_json() for q in made.plan.open],
        "files": {file.file: file.as_json() for file in report.files},
    }


COMMAND = Command("import", "bring export files in", options, run)
