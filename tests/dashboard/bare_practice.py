"""The made-up practice as its export alone has it, before its team wrote anything."""

from datetime import date
from pathlib import Path

from ingest.batch import bring_in
from ingest.clinic import read_settings
from ingest.store import Store
from sample_data import clinic, files


def bare_practice(folder: Path) -> Path:
    """A data folder with the export brought in, and no project, cycle or note."""
    settings = read_settings(clinic().read_text("utf-8"))
    bring_in(Store(folder), files(), settings=settings, export_date=settings.export_date, today=date(2026, 11, 2))
    return folder
