"""The `huddleboard` command: the same functions without a screen, one file each in `dashboard/commands`."""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence

from dashboard import commands
from dashboard.parts.command_line import Command
from dashboard.parts.gone_readers import let_readers_leave
from ingest.safekeeping.faults import sentence

REFUSED = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; exit status 0 when done, 2 when refused with the reason on standard error."""
    let_readers_leave()
    arguments = parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
    except Exception as problem:
        print(f"huddleboard: {sentence(problem) or unforeseen(problem)}", file=sys.stderr)
        return REFUSED
    return status


def unforeseen(mistake: Exception) -> str:
    """A sentence for what nobody foresaw; its number stands in the log beside the places in our code."""
    from dashboard.parts.mistakes import noted

    return (
        f"something went wrong (error {noted(mistake)}). What was here before is safe. Try again; if it happens again, "
        "send the line above this one to whoever looks after Huddleboard."
    )


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(
        prog="huddleboard", description="Quality-improvement measures for low back pain in primary care."
    )
    places = top.add_subparsers(required=True, metavar="COMMAND")
    for command in found():
        command.add_to(places)
    return top


def found() -> list[Command]:
    """The command of each file in the folder; the folders in it hold what one command alone needs."""
    files = [file for file in pkgutil.iter_modules(commands.__path__) if not file.ispkg]
    return [importlib.import_module(f"{commands.__name__}.{file.name}").COMMAND for file in files]


if __name__ == "__main__":
    sys.exit(main())
