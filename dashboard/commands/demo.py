"""The sample practice in a data folder of its own, brought in once, with the improvement project of its team."""

from datetime import date
from pathlib import Path

from dashboard.records import Project, Records
from dashboard.records.handover.taking import take_over
from ingest.batch import bring_in
from ingest.clinic import read_settings
from ingest.store import Store
from sample_data import clinic, files, project


def demo_folder(folder: Path | None = None) -> Path:
    """A data folder holding the made-up practice; a second call changes nothing."""
    from platformdirs import user_data_path

    chosen = folder or user_data_path("huddleboard") / "demo"
    settings = read_settings(clinic().read_text("utf-8"))
    store = Store(chosen)
    bring_in(store, files(), settings=settings, export_date=settings.export_date, today=date.today())
    records, practice = Records(store.engine), store.clinics()[0]
    if not records.read(Project, practice):
        take_over(records, practice, project().read_text("utf-8"), who="Huddleboard demo")
    return chosen
