"""The command `huddleboard plan`: how files would be read, what is asked, and what they would give; nothing is kept."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboard.parts.command_line import Command
from dashboard.parts.planning_files import asking, questions_told, said_beside

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ingest.plan.values import Plan


def options(command: argparse.ArgumentParser) -> None:
    """The files, and what is said beside them."""
    said_beside(command)
    command.add_argument("--json", action="store_true", help="the whole plan as JSON")
    command.add_argument("--out", type=Path, metavar="PLAN.toml", help="write the plan to a file, to be answered there")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")


def run(arguments: argparse.Namespace) -> int:
    """Make the plan and print it; the data folder is only looked at."""
    import dashboard.records  # noqa: F401  (with every table declared, the trial's own catalogue is made at once)
    from dashboard.parts.monthly_tallies import apart, question
    from ingest.folder import data_folder
    from ingest.plan.already import what_is_here
    from ingest.plan.make import make_plan
    from ingest.plan.toml import as_toml

    lists, tallies = apart(arguments.files)
    asked = [question(file, rows) for file, rows in tallies.items()]
    if asked and not lists:
        print(json.dumps(of_tallies(asked), indent=1, ensure_ascii=False) if arguments.json else asked_of(asked))
        return 0
    arguments.files = lists
    here = what_is_here(data_folder(arguments.data), arguments.clinic_id)
    made = make_plan(arguments.files, asking(arguments, here), readings=True)
    if arguments.out:
        write(arguments.out, as_toml(made.plan))
    told = made.plan.as_json()
    told["questions"] += asked
    shown = "\n".join([*lines(made.plan), *([asked_of(asked)] if asked else [])])
    print(json.dumps(told, indent=1, ensure_ascii=False) if arguments.json else shown)
    return 0


def asked_of(asked: Sequence[Mapping[str, Any]]) -> str:
    """Questions about monthly figures in words."""
    return "\n".join(f"? {one['says']}  [{one['id']}]" for one in asked)


def of_tallies(asked: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The plan of files that hold nothing but monthly figures: the keys of every plan."""
    from ingest.plan.values import Plan

    told = Plan(()).as_json()
    files = [{"file": q["file"], "sheet": "", "event": "tally", "adapter": "", "columns": [], "code_systems": {},
              "date_order": None, "rows": {"read": q["rows"]}, "left_aside": ""} for q in asked]  # fmt: skip
    return {**told, "files": files, "questions": list(asked)}


def write(file: Path, text: str) -> None:
    """Write a plan's file; Refusal where that cannot be."""
    from ingest.for_people import Refusal

    try:
        file.write_text(text, "utf-8")
    except OSError as problem:
        raise Refusal(f"{file} cannot be written: {problem.strerror}. Name another file.") from None


def lines(plan: Plan) -> list[str]:
    """The plan in words."""
    told = [f"{t.file}: {t.profile.says if t.profile else t.aside}" for t in plan.tables]
    for table in plan.tables:
        read = [f'"{c.column}" is {c.field}' + ("" if c.sure else " (not sure)") for c in table.columns if c.field]
        told += [f"  {table.file}: {', '.join(read)}"] if read else []
        r = table.rows
        told += (
            [f"  {r.read} rows = {r.accepted} accepted + {r.refused} refused + {r.repeats} repeats"] if r.read else []
        )
    told += questions_told(plan)
    given = plan.gives
    told.append(
        f"It would give: {_number(given.visits)} visits, {_number(given.lbp_visits)} low-back visits, "
        f"{_number(given.lumbar_images)} lumbar images."
    )
    return told + list(plan.notices)


def _number(number: int | None) -> str:
    return "(cannot be counted yet)" if number is None else f"{number:,}"


COMMAND = Command("plan", "how files would be read, and what is asked; nothing is kept", options, run)
