"""The command `huddleboard serve`: the app on a data folder."""

from __future__ import annotations

import argparse

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


def run(arguments: argparse.Namespace) -> int:
    """Open the app on a data folder."""
    from dashboard.parts.server import serve
    from ingest.folder import data_folder

    if arguments.for_many:
        from dashboard.parts.server_for_many import serve_for_many

        return serve_for_many(data_folder(arguments.data), arguments.port)
    return serve(data_folder(arguments.data), arguments.port, arguments.tally_for_phones)


COMMAND = Command("serve", "open the app on a data folder", options, run)
