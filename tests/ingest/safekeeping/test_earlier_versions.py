"""Folders of every earlier version open, keep their figures, and are what a new one is.

The zips hold what commits b578cb4, cee73ad and 1a91d0f made of the made-up exports of `made_up_export`: two imports,
the second replacing one row of the first.
"""

import zipfile
from pathlib import Path

import pytest
from made_up_export import bring, counted, orders, visits

from ingest import database as db
from ingest.store import Store

VERSIONS = Path(__file__).parents[1] / "earlier_versions"
FILES = sorted(VERSIONS.glob("*.zip"))

SLOW = pytest.mark.slow
EVERY_DAY_THE_FIRST = [pytest.param(f, marks=[] if f.stem == "b578cb4" else [SLOW]) for f in FILES]


def made_today(place: Path) -> Path:
    """The same exports, brought in by the version of today."""
    second = {"Visit ID": "V2", "Chart No": "7"}
    bring(place, visits({}, second | {"Reason": "LBP, no red flags"}), orders({}))
    bring(place, visits({"Visit ID": "V3", "Visit Date": "03-Mar-2025"}, second | {"Status": "Cancelled"}))
    return place


@pytest.mark.slow
@pytest.mark.parametrize("zipped", EVERY_DAY_THE_FIRST, ids=[file.stem for file in FILES])
def test_a_folder_of_an_earlier_version_opens_with_its_figures(zipped: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(tmp_path)
    opened = Store(tmp_path / "data")
    assert db.revision_of(opened.engine) == db.REVISION
    assert counted(tmp_path).equals(counted(made_today(tmp_path / "today")))
    assert (tmp_path / "data" / "folder.id").exists()
    (copy,) = (tmp_path / "data" / "copies").iterdir()
    assert copy.name.startswith(f"catalogue-before-{db.REVISION}-")
    Store(tmp_path / "data")
    assert len(list((tmp_path / "data" / "copies").iterdir())) == 1


def test_there_are_folders_of_earlier_versions() -> None:
    assert len(FILES) >= 3
