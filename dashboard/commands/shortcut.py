"""The command `huddleboard shortcut`: something to click on the desktop, so that no Tuesday begins in a terminal."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dashboard.parts.command_line import Command


def options(command: argparse.ArgumentParser) -> None:
    """Where it is put, and what it opens."""
    command.add_argument("--to", type=Path, metavar="FOLDER", help="put it into this folder (default: the desktop)")
    command.add_argument("--port", type=int, default=8501)


def run(arguments: argparse.Namespace) -> int:
    """Write a starter that this computer opens with a double click, and say where it is."""
    from dashboard.parts.starter import desktop, starter, write
    from ingest.folder import data_folder

    folder = arguments.to or desktop(Path.home())
    made = starter(sys.platform, sys.executable, data_folder(arguments.data).resolve(), arguments.port)
    print(f"Double-click {write(made, folder)} to open Huddleboard. Its window stays open while it runs.")
    return 0


COMMAND = Command("shortcut", "put something to click on the desktop that opens the app", options, run)
