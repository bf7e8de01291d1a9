"""The command `huddleboard demo`: the app on the sample practice, brought in once, with its team's project."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from dashboard.parts.command_line import Command

if TYPE_CHECKING:
    from ingest.store import Store
    from sample_data.pcn import Member


def options(command: argparse.ArgumentParser) -> None:
    """Where it answers."""
    command.add_argument("--port", type=int, default=8501)
    command.add_argument("--pcn", action="store_true", help="the made-up PCN of twelve clinics, not the one practice")


def run(arguments: argparse.Namespace) -> int:
    """Open the app on the made-up practice, or the made-up PCN."""
    from dashboard.parts.server import serve

    return serve(demo_pcn() if arguments.pcn else demo_folder(), arguments.port)


def demo_pcn(folder: Path | None = None, only: Collection[str] = ()) -> Path:
    """A data folder holding the made-up PCN (of it `only` these clinics, by id); a second call changes nothing.

    The first one takes a minute, and says which clinic it is at.
    """
    from platformdirs import user_data_path

    from dashboard.records import Records
    from dashboard.records.programme import PROGRAMME, Programme
    from ingest.store import Store
    from sample_data.pcn import AIM, MEMBERS, NAME

    store = Store(folder or user_data_path("huddleboard") / "demo-pcn")
    here = store.clinics()
    for one in MEMBERS:
        if one.id not in here and (not only or one.id in only):
            print(f"{one.plan.name} …", flush=True)
            _bring(store, one)
    records = Records(store.engine)
    if not records.lines(Programme, PROGRAMME):
        records.line(Programme, PROGRAMME, who="Huddleboard demo", name=NAME, aim=AIM)
    return store.folder


def _bring(store: Store, one: Member) -> None:
    """Bring one clinic in by the plan its files give, the proposals taken."""
    from ingest.batch import bring_in
    from ingest.clinic import read_settings
    from ingest.plan.made import Asking
    from ingest.plan.make import make_plan

    practice, end, today = read_settings(one.settings), one.plan.end, date.today()
    with TemporaryDirectory() as place:
        made = make_plan(
            one.write(Path(place)), Asking(practice=practice, today=today, export_date=end), figures=False
        )  # fmt: skip
        settings = made.practice
        bring_in(store, (), plans=made.plans, settings=settings, export_date=end, today=today, clinic_id=one.id)


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
