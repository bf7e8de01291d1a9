"""Files that others made: the example clinics with their known lines, and files built to break readers."""

import json
import zipfile
from pathlib import Path

import pytest

from ingest.read import Contents, Table, UnreadableFile, contents, normalise, tables
from ingest.table import trim

SHARED = Path(__file__).resolve().parents[3] / "shared"
READ_LEVEL = ("broken_quote", "field_count")
KNOWN = frozenset(
    map(
        normalise,
        [
            "Chart No",
            "Provider",
            "Order ID",
            "demographic_no",
            "provider_no",
            "requestId",
            "demographicNo",
            "sex",
        ],
    )
)

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data folder is not beside the project")


def line_count(table: Table) -> tuple[int, int, int]:
    """Rows, refusals and lines without data, over all blocks."""
    several = list(table.blocks())
    return (
        sum(block.rows.height for block in several),
        sum(len(block.refused) for block in several),
        sum(len(block.not_data) for block in several),
    )


@pytest.mark.slow
@pytest.mark.parametrize("clinic", ["p1_accuro", "p3_oscar"])
def test_every_line_of_an_example_clinic_is_what_its_truth_says(clinic: str) -> None:
    truth = json.loads((SHARED / "examples/truth" / clinic / "rows.json").read_text())
    for file, expected in truth.items():
        (table,) = tables(SHARED / "examples" / clinic / file, KNOWN)
        several = list(table.blocks())
        refused = [(one.line, one.reason) for block in several for one in block.refused]
        not_data = [{"line": one.line, "class": one.kind} for block in several for one in block.not_data]
        classes = [(one["line"], one["class"].split()[0]) for one in expected["refused"]]
        assert not_data == expected["not_data"], file
        assert refused == [one for one in classes if one[1] in READ_LEVEL], file
        assert sum(block.rows.height for block in several) + len(refused) == expected["rows_read"], file
        assert table.header_line == expected["header_line"]


@pytest.mark.slow
def test_the_csv_spectrum_is_read_as_its_authors_mean_it() -> None:
    path = SHARED / "data/hostile/csv_spectrum.zip"
    for table in tables(path, frozenset()):
        if "/csvs/" not in table.file.replace("> csvs", "/csvs"):
            continue
        with zipfile.ZipFile(path) as archive:
            meant = json.loads(archive.read(f"json/{Path(table.file).stem}.json"))
        meant = meant if isinstance(meant, list) else [meant]
        if table.file.endswith("location_coordinates.csv"):
            meant[0]["Contact Phone Number"] = "2095257564"  # the authors' own two files differ here
        rows = [row[1:] for block in table.blocks() for row in block.rows.rows()]
        plain = [tuple(trim(str(record[name]).replace("\r\n", "\n")) for name in table.header) for record in meant]
        assert rows == plain, table.file


@pytest.mark.slow
@pytest.mark.parametrize("name", ["csv_spectrum", "csv_test_data", "pollock_structural", "xlsx_apache_poi_basic"])
def test_no_hostile_file_stops_the_reading_or_is_lost(name: str) -> None:
    path = SHARED / f"data/hostile/{name}.zip"
    found = contents(path, frozenset())
    with zipfile.ZipFile(path) as archive:
        members = {f"{path.name} > {member}" for member in archive.namelist()}
    assert members == {" > ".join(table.file.split(" > ")[:2]) for table in found.tables} | {
        file for file, _ in found.unreadable
    }
    assert all(says.endswith(".") for _, says in found.unreadable)
    for table in found.tables:
        assert sum(line_count(table)) > 0, table.file


@pytest.mark.slow
def test_each_physical_line_of_a_pollock_file_is_accounted_for() -> None:
    for table in tables(SHARED / "data/hostile/pollock_structural.zip", frozenset()):
        if not table.file.endswith(".csv") or "/csv/" not in table.file:
            continue
        with zipfile.ZipFile(SHARED / "data/hostile/pollock_structural.zip") as archive:
            text = archive.read(table.file.split(" > ")[1]).replace(b"\r", b"\n")
        assert sum(line_count(table)) == text.count(b"\n") + (not text.endswith(b"\n")), table.file


def test_a_locked_workbook_is_named_as_locked(tmp_path: Path) -> None:
    with zipfile.ZipFile(SHARED / "data/hostile/xlsx_apache_poi_basic.zip") as archive:
        archive.extract("test-data/spreadsheet/password.xls", tmp_path)
    with pytest.raises(UnreadableFile, match="password"):
        tables(tmp_path / "test-data/spreadsheet/password.xls", frozenset())


@pytest.mark.slow
def test_notes_with_line_breaks_are_whole_records() -> None:
    found: Contents = contents(SHARED / "data/synpuf50_omop_part_a.zip", frozenset())
    counts = {table.file.split(" > ")[1]: line_count(table) for table in found.tables}
    assert counts["person.csv"] == (25, 0, 1)
    assert counts["note.csv"][1:] == (0, 1)
    assert counts["condition_occurrence.csv"] == (3078, 0, 1)
