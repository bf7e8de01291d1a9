"""The command `huddleboard check`: a data folder compared with what was written into it."""

from __future__ import annotations

import argparse
import json

from dashboard.parts.command_line import Command, opened
from ingest.folder import data_folder
from ingest.for_people import Refusal


def options(command: argparse.ArgumentParser) -> None:
    """In which form."""
    command.add_argument("--json", action="store_true", help="what was found as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print what was found; status 2 where something is not what was written."""
    from ingest.safekeeping.check import check

    folder = data_folder(arguments.data)
    if not folder.is_dir():
        raise Refusal(f"There is no data folder {folder}. Name one with --data.")
    store = opened(arguments)
    found = check(store.folder, store.engine)
    if arguments.json:
        told = {"well": found.well, "wrong": found.wrong, "notes": found.notes, "trash": found.trash}
        print(json.dumps(told | {"fact_files": found.facts, "rows": found.rows}, indent=1, ensure_ascii=False))
    else:
        print(f"{folder}: {found.facts} fact files with {found.rows:,} rows.")
        print("\n".join([*(f"WRONG: {line}" for line in found.wrong), *found.notes, *found.trash]))
        print("Everything is what was written." if found.well else "Not everything is what was written; see above.")
    return 0 if found.well else 2


COMMAND = Command("check", "compare a data folder with what was written into it", options, run)
