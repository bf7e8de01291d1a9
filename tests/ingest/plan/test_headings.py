"""Heading rows of many systems: the event, the patient, the date and the clinician are found, nothing wrong is sure."""

import tomllib
from pathlib import Path

import pytest
from lists_of_cells import shapes_under

from ingest.plan.headings import read
from ingest.plan.propose import Proposal, propose
from ingest.plan.shapes import shapes
from ingest.profile import known_headers
from ingest.read import tables

GRID = [
    line.split("\t")
    for line in (Path(__file__).parent / "headings.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
FIELDS = ("patient", "date", "provider")
#: How the cases name our fields.
OURS = {"clinician": "provider", "birth": "birth_date"}


def named(proposal: Proposal, headings: list[str], field: str) -> str:
    found = proposal.found.get(field)
    return headings[found.place] if found else ""


@pytest.mark.slow
def test_on_the_grid_of_headings_nine_events_of_ten_are_right_and_nothing_wrong_is_sure() -> None:
    events = fields = asked = 0
    for event, *wanted, row in GRID:
        headings = row.split("|")
        proposal = propose(headings, shapes_under(headings, wanted), "list.csv")
        events += proposal.event == event
        assert proposal.event == event or not proposal.event_sure, row
        for field, column in zip(FIELDS, wanted, strict=True) if event != "none" else ():
            asked += 1
            right = named(proposal, headings, field) == column
            fields += right
            found = proposal.found.get(field)
            assert right or found is None or not found.sure, (row, field, found)
    assert events >= 0.95 * len(GRID)
    assert fields >= 0.97 * asked


@pytest.mark.parametrize(
    ("heading", "says"),
    [
        ("PatientId", ("patient", "id")),
        ("patient_id", ("patient", "id")),
        ("PATIENTID", ("patient", "id")),
        ("Patient #", ("patient", "id")),
        ("Behandlungsdatum", ("visit", "date")),
        ("Date de naissance", ("date", "birth")),
        ("Nº de expediente", ("id", "chart")),
        ("PlannedDurationInMinutes", ("booked", "length", "length")),
        ("No-show", ("no_show",)),
    ],
)
def test_a_heading_is_read_however_it_is_glued_spelt_or_said(heading: str, says: tuple[str, ...]) -> None:
    assert read(heading).concepts == says


def test_a_misspelt_heading_is_found_but_never_sure() -> None:
    assert read("Appointmnt Dte").near
    headings = ["Patient ID", "Appointmnt Date", "Doctor"]
    proposal = propose(headings, shapes_under(headings))
    assert named(proposal, headings, "date") == "Appointmnt Date"
    assert not proposal.found["date"].sure


@pytest.fixture
def header_cases(shared: Path) -> list[Path]:
    folder = shared / "cases" / "headers"
    if not folder.exists():
        pytest.skip("../shared/cases/headers is not here")
    return sorted(one for one in folder.iterdir() if one.is_dir())


@pytest.mark.slow
def test_the_lists_of_the_cases_are_proposed_as_they_are(header_cases: list[Path]) -> None:
    for folder in header_cases:
        wanted = tomllib.loads((folder / "expected.toml").read_text("utf-8"))
        (table,) = tables(folder / wanted["file"], known_headers())
        proposal = propose(table.header, shapes(table), wanted["file"])
        assert proposal.event in (wanted["event"], *wanted.get("also_right", ())), folder.name
        assert set(wanted["must_refuse_for"]) <= set(proposal.lacks), folder.name
        for field in ("patient", "date", "clinician"):
            found = proposal.found.get(OURS.get(field, field))
            column = table.header[found.place] if found else None
            assert column in (wanted["columns"][field] or [None]), (folder.name, field)
