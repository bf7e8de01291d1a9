"""A list of requests holds more than images: only what its own word calls imaging is asked about as an exam."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboard.cli import main
from sample_data import RIVERSIDE, files

REQUESTS = "requestId,referalDate,serviceDesc,demographicNo,providerNo,status,reason,clinicalInfo\n"


def planned(folder: Path, capsys: pytest.CaptureFixture[str], *paths: Path) -> dict[str, object]:
    """The plan of files, as JSON."""
    capsys.readouterr()
    said = ["plan", "--json", "--data", str(folder / "none"), "--export-date", "2026-10-31", *map(str, paths)]
    assert main(said) == 0
    return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]


def exams(plan: dict[str, object]) -> list[str]:
    """The exam names a plan asks about."""
    return [q["id"] for q in plan["questions"] if q["kind"] == "exam"]  # type: ignore[attr-defined, index]


@pytest.mark.slow
def test_the_sample_oscar_clinic_is_read_without_a_question_about_exams(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = planned(tmp_path, capsys, *files(RIVERSIDE))
    assert exams(plan) == []
    assert plan["gives"]["counts"]["lumbar_images"] > 0  # type: ignore[index]


@pytest.mark.slow
def test_the_reason_of_a_physiotherapy_request_is_no_exam_and_that_of_an_imaging_request_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "1,2026-01-05,Physiotherapy,1,2,4,spine please\n2,2026-01-06,Diagnostic Imaging,1,2,4,spine as discussed\n"
    (tmp_path / "consultationRequests.csv").write_text(REQUESTS + rows.replace("\n", ",\n"), "utf-8")
    appointments = next(one for one in files(RIVERSIDE) if one.name == "appointment.csv")
    assert exams(planned(tmp_path, capsys, tmp_path / "consultationRequests.csv", appointments)) == [
        "exam:spine as discussed"
    ]
