"""The same export as a workbook, zipped, or in other separators and encodings gives the same counts."""

import csv
import gzip
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from dashboard.study import Study
from ingest.batch import bring_in
from ingest.clinic import read_settings
from ingest.store import Store
from sample_data import clinic, folder

LISTS = ("visits.csv", "di_orders.csv")


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def as_workbook(place: Path) -> list[Path]:
    book = xlsxwriter.Workbook(str(place / "export.xlsx"), {"strings_to_formulas": False})
    for name in LISTS:
        sheet = book.add_worksheet(name.removesuffix(".csv"))
        for number, row in enumerate(rows_of(folder() / name)):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell) if cell else None
    book.close()
    return [place / "export.xlsx"]


def as_zip(place: Path) -> list[Path]:
    with zipfile.ZipFile(place / "export.zip", "w") as archive:
        for name in LISTS:
            archive.write(folder() / name, name)
    return [place / "export.zip"]


def as_gzip(place: Path) -> list[Path]:
    for name in LISTS:
        (place / f"{name}.gz").write_bytes(gzip.compress((folder() / name).read_bytes()))
    return [place / f"{name}.gz" for name in LISTS]


def as_tabs_in_utf16(place: Path) -> list[Path]:
    for name in LISTS:
        with (place / name.replace(".csv", ".txt")).open("w", encoding="utf-16", newline="") as file:
            csv.writer(file, delimiter="\t").writerows(rows_of(folder() / name))
    return [place / name.replace(".csv", ".txt") for name in LISTS]


def as_semicolons_in_windows_1252(place: Path) -> list[Path]:
    for name in LISTS:
        with (place / name).open("w", encoding="cp1252", newline="", errors="replace") as file:
            csv.writer(file, delimiter=";").writerows(rows_of(folder() / name))
    return [place / name for name in LISTS]


def counted(place: Path, files: list[Path]) -> list[tuple[object, ...]]:
    settings = read_settings(clinic().read_text("utf-8"))
    store = Store(place / "data")
    bring_in(store, files, settings=settings, export_date=settings.export_date, today=date(2026, 11, 22))
    study = Study(store, store.clinics()[0])
    table = study.counts({**study.base_counts, **study.available}, "month", True)
    return sorted(table.rows())


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[object, ...]]:
    """The counts of the files as they are."""
    return counted(tmp_path_factory.mktemp("plain"), [folder() / name for name in LISTS])


@pytest.mark.slow
@pytest.mark.parametrize(
    "dressed", [as_workbook, as_zip, as_gzip, as_tabs_in_utf16, as_semicolons_in_windows_1252], ids=lambda f: f.__name__
)
def test_the_same_export_in_another_dress_gives_the_same_counts(
    dressed: Callable[[Path], list[Path]], plain: list[tuple[object, ...]], tmp_path: Path
) -> None:
    assert counted(tmp_path, dressed(tmp_path)) == plain
