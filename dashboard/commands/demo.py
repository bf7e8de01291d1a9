"""The command `huddleboard demo`: the app on the sample practice, brought in once, with its team's project."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from dashboard.parts.command_line import Command


def options(command: argparse.ArgumentParser) -> None:
    """Where it answers."""
    command.add_argument("--port", type=int, default=8501)
    command.add_argument("--pcn", action="store_true", help="the made-up PCN of twelve clinics, not the one practice")


def run(arguments: argparse.Namespace) -> int:
    """Open the app on the made-up practice, or the made-up PCN."""
    from dashboard.parts.server import serve

    return serve(demo_pcn() if arguments.pcn else demo_folder(), arguments.port)


def demo_pcn(folder: Path | None = None) -> Path:
    """A data folder holding the made-up PCN; the first call takes a minute and says which clinic it is at."""
    from platformdirs import user_data_path

    from dashboard.parts.sample_pcn import sample_pcn

    return sample_pcn(folder or user_data_path("huddleboard") / "demo-pcn", say=lambda line: print(line, flush=True))


def demo_folder(folder: Path | None = None) -> Path:
    """A data folder holding the made-up practice; a second call changes nothing."""
    from platformdirs import user_data_path

    from dashboard.records import Project, Records
    from dashboard.records.handover.taking import take_over
    from ingest.batch import bring_in
    from ingest.clinic import read_settings
    from ingest.store import Store
    from sample_data import clinic, files, project

    chosen = folder or user_data_path("huddleboard") / "demo"
    settings = read_settings(clinic().read_text("utf-8"))
    store = Store(chosen)
    bring_in(store, files(), settings=settings, export_date=settings.export_date, today=date.today())
    records, practice = Records(store.engine), store.clinics()[0]
    if not records.read(Project, practice):
        take_over(records, practice, project().read_text("utf-8"), who="Huddleboard demo")
    return chosen


COMMAND = Command("demo", "open the app on made-up sample data", options, run, of_a_folder=False)
