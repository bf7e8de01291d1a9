"""What files say of themselves above the list, by their names and dates, and what is not believed."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from ingest.of_itself import SAVED, banner, of_itself

LATEST = date(2026, 12, 1)
HEAD = "Visit ID,Chart No,Visit Date,Provider,Status\n"


@pytest.mark.parametrize(
    ("above", "name", "made"),
    [
        ("Cedar Ridge Family Practice - Visit report\nPrinted: 30-Jun-2025 10:12\n", "Cedar Ridge Family Practice",
         date(2025, 6, 30)),
        ("Clinique médicale du Vieux-Port\nImprimé le 30 juin 2025\n", "Clinique médicale du Vieux-Port",
         date(2025, 6, 30)),
        ("Report for: Northside Medical\nGenerated on June 30, 2025 by MOA\n", "Northside Medical", date(2025, 6, 30)),
        ("Report run 06/07/2025\n", "", None),  # 6 July or 7 June
        ("Visits 2024-01-01 to 2025-06-30\n", "", None),  # which days it holds, not when it was made
        ("Doctor: Dr Smith Clinic\nPatient: Moss Clinic 1234\n", "", None),
        ("Printed 2031-01-01\n", "", None),  # has not come yet
        ("", "", None),
    ],
)  # fmt: skip
def test_the_lines_above_a_list_propose_a_name_and_a_day(above: str, name: str, made: date | None) -> None:
    told = of_itself([("visits.csv", (above + HEAD).encode())], LATEST)
    assert (told.name, [day for day, _ in told.made]) == (name, [made] if made else [])


def test_a_list_s_own_cells_are_no_banner() -> None:
    assert banner("v.csv", (HEAD + "V1,1001,2025-06-30,Printed 2025-06-30 Moss Clinic,x\n").encode()) == []


def test_the_day_in_a_file_s_name_and_the_day_it_was_saved_are_told_apart() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("visits.csv", (2025, 7, 2, 9, 0, 0)), HEAD)
    files = [("visits_2024-01-01_2025-06-30.csv", HEAD.encode()), ("both.zip", packed.getvalue())]
    assert of_itself(files, LATEST).made == (
        (date(2025, 6, 30), "as the file's name says"), (date(2025, 7, 2), SAVED),
    )  # fmt: skip
    assert of_itself([("broken.zip", b"PK nothing"), ("list_20251399.csv", b"")], LATEST).made == ()
