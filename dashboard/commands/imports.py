"""The command `huddleboard imports`: what was brought in, taken back and redated, by whom and when."""

from __future__ import annotations

import argparse
import json
from typing import Any

from dashboard.parts.command_line import Command, opened


def options(command: argparse.ArgumentParser) -> None:
    """How it is printed."""
    command.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Print each import with its files, and what was done to it since."""
    told = listing(arguments)
    if arguments.json:
        print(json.dumps(told, indent=1, ensure_ascii=False))
        return 0
    for one in told:
        state = f"; taken back {one['taken_back']}" if one["taken_back"] else ""
        when = f"brought in {one['imported_at']}; export of {one['export_date']}{state}"
        print(f"{one['import']}: {', '.join(one['files'])}; {when}")
        for change in one["changes"]:
            print(f"    {change['at']} {change['who']}: {change['what']} {change['before']} -> {change['after']}")
    if not told:
        print("Nothing was brought in yet.")
    return 0


def listing(arguments: argparse.Namespace) -> list[dict[str, Any]]:
    """Every import, oldest first."""
    from ingest.taking_back import every_import

    store = opened(arguments)
    clinics = [c for c in store.clinics() if arguments.clinic_id in (None, c)]
    return every_import(store, clinics[0]) if clinics else []


COMMAND = Command("imports", "what was brought in, and taken back", options, run)
