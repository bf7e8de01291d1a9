"""A data folder that holds the made-up PCN, brought in clinic by clinic as any other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboard.records import Records
from dashboard.records.programme import PROGRAMME, Programme
from ingest.batch import bring_in
from ingest.clinic import read_settings
from ingest.plan.made import Asking
from ingest.plan.make import make_plan
from ingest.store import Store
from sample_data.pcn import AIM, END, MEMBERS, NAME, Member

BY = "Huddleboard demo"


def sample_pcn(chosen: Path, members: Sequence[Member] = MEMBERS, say: Callable[[str], None] = lambda _: None) -> Path:
    """Bring every clinic in that is not there yet; a second call changes nothing."""
    store = Store(chosen)
    for member in members:
        if member.id not in store.clinics():
            say(f"{member.plan.name} …")
            _bring(store, member)
    records = Records(store.engine)
    if not records.lines(Programme, PROGRAMME):
        records.line(Programme, PROGRAMME, who=BY, name=NAME, aim=AIM)
    return chosen


def _bring(store: Store, member: Member) -> None:
    """By the plan the files give, its proposals taken."""
    practice, today = read_settings(member.settings), date.today()
    with TemporaryDirectory() as place:
        files = member.write(Path(place))
        made = make_plan(files, Asking(practice=practice, today=today, export_date=END), figures=False)
        bring_in(
            store, (), plans=made.plans, settings=made.practice, export_date=END, today=today, clinic_id=member.id
        )  # fmt: skip
