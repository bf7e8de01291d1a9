"""The command `huddleboard serve`: the app on a data folder."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from dashboard.parts.command_line import Command


def options(command: argparse.ArgumentParser) -> None:
    """Where it answers."""
    command.add_argument("--port", type=int, default=8501)
    command.add_argument(
        "--tally-for-phones", metavar="ADDRESS",
        help="open the tally alone, on this address of the computer, for phones in the practice's network",
    )  # fmt: skip
    command.add_argument(
        "--for-many", action="store_true",
        help="for a network: people sign in, by what [sign_in] of the folder's huddleboard.toml says",
    )  # fmt: skip
    command.add_argument(
        "--inbox", metavar="DIR", type=Path, help="a folder whose new files are offered on the first page"
    )


def run(arguments: argparse.Namespace) -> int:
    """Open the app on a data folder."""
    from dashboard.parts.server import serve
    from ingest.folder import data_folder

    if arguments.inbox is not None:
        open_inbox(arguments.inbox)
    if arguments.for_many:
        from dashboard.parts.server_for_many import serve_for_many

        return serve_for_many(data_folder(arguments.data), arguments.port)
    return serve(data_folder(arguments.data), arguments.port, arguments.tally_for_phones)


def open_inbox(folder: Path) -> None:
    """Offer the new files of a folder; raises Refusal where there is no such folder."""
    from dashboard.parts.inbox import FOLDER
    from ingest.for_people import Refusal

    if not folder.is_dir():
        raise Refusal(f"{folder}: there is no such folder. Name the folder into which the EMR writes its exports.")
    os.environ[FOLDER] = str(folder.resolve())


COMMAND = Command("serve", "open the app on a data folder", options, run)
