"""The sample practice in a data folder of its own, brought in once."""

from datetime import date
from pathlib import Path

from ingest.batch import bring_in
from ingest.clinic import read_settings
from ingest.store import Store
from sample_data import clinic, files


def demo_folder(folder: Path | None = None) -> Path:
    """A data folder holding the made-up practice; a second call changes nothing."""
    from platformdirs import user_data_path

    chosen = folder or user_data_path("huddleboard") / "demo"
    settings = read_settings(clinic().read_text("utf-8"))
    bring_in(Store(chosen), files(), settings=settings, export_date=settings.export_date, today=date.today())
    return chosen
