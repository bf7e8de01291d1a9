"""The command `huddleboard backup`: everything of a data folder in one locked file."""

from __future__ import annotations

import argparse
from pathlib import Path

from dashboard.parts.command_line import Command, opened


def options(command: argparse.ArgumentParser) -> None:
    """Where to."""
    command.add_argument("file", type=Path, metavar="FILE", help="a new file, best on another disk")


def run(arguments: argparse.Namespace) -> int:
    """Make the backup and say what it holds."""
    from dashboard.parts.passphrase import passphrase
    from ingest.safekeeping.backup import backup

    store = opened(arguments)
    made = backup(store.folder, store.engine, arguments.file, passphrase(twice=True))
    print(
        f"The backup is written to {arguments.file}: {made.files} files, {made.size:,} bytes, read once more and "
        "whole. Without its passphrase nobody can open it, also not you: keep that somewhere else."
    )
    return 0


COMMAND = Command("backup", "put everything of a data folder into one locked file", options, run)
