"""The command `huddleboard restore`: a data folder out of a backup, here or on a new computer."""

from __future__ import annotations

import argparse
from pathlib import Path

from dashboard.parts.command_line import Command
from ingest.folder import data_folder


def options(command: argparse.ArgumentParser) -> None:
    """From where."""
    command.add_argument("file", type=Path, metavar="FILE", help="a backup that `huddleboard backup` made")


def run(arguments: argparse.Namespace) -> int:
    """Make the folder and say how to open it."""
    from dashboard.parts.passphrase import passphrase
    from ingest.safekeeping.backup import restore

    folder = data_folder(arguments.data)
    told = restore(arguments.file, folder, passphrase(twice=False))
    print(
        f"The data folder {folder} is as it was on {told['made'][:10]}: {len(told['files'])} files, each compared with "
        f"its checksum. Open it with: huddleboard serve --data {folder}"
    )
    return 0


COMMAND = Command("restore", "make a data folder out of a backup", options, run)
