"""Two clinics in one folder: an export is never poured into another clinic, and each counts as it does alone."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from dashboard.cli import main
from tests import made_up_export as made_up

MAPLE = """
name = "Maple Practice"
coverage_start = 2024-01-01
[[clinician]]
id = "A"
spellings = ["ASPEN, ANNA"]
"""
CEDAR = """
name = "Cedar Practice"
coverage_start = 2024-01-01
[[clinician]]
id = "C"
spellings = ["CEDAR, CARL"]
"""
PATIENTS = 40


def lists(folder: Path, provider: str, first: int, images: int) -> list[str]:
    """A visit list of 40 patients, and an order list of some of them."""
    folder.mkdir()
    rows = [{"Visit ID": f"{provider}{k}", "Chart No": str(first + k), "Provider": provider} for k in range(PATIENTS)]
    ordered = [
        {
            "Order ID": f"{provider}{k}",
            "Req #": f"{provider}{k}",
            "Chart No": str(first + k),
            "Ordering Provider": provider,
        }
        for k in range(images)
    ]
    (folder / "visits.csv").write_text(made_up.visits(*rows), "utf-8")
    (folder / "orders.csv").write_text(made_up.orders(*ordered), "utf-8")
    return [str(folder / "visits.csv"), str(folder / "orders.csv")]


@pytest.fixture
def exports(tmp_path: Path) -> dict[str, list[str]]:
    """Files and settings of two clinics, some of whose patients have the same number."""
    (tmp_path / "maple.toml").write_text(MAPLE, "utf-8")
    (tmp_path / "cedar.toml").write_text(CEDAR, "utf-8")
    return {
        "maple": lists(tmp_path / "maple", "ASPEN, ANNA", 1000, 10),
        "cedar": lists(tmp_path / "cedar", "CEDAR, CARL", 5000, 20),
    }


def bring(data: Path, clinic: str, files: list[str], *more: str, settings: bool = True) -> int:
    """`huddleboard import` of one clinic's lists."""
    said = ["--clinic", str(Path(files[0]).parents[1] / f"{clinic}.toml")] if settings else []
    return main(["import", "--data", str(data), "--export-date", "2025-06-30", *said, *more, *files])


def counted(data: Path, capsys: pytest.CaptureFixture[str], *more: str) -> pl.DataFrame:
    """Every count of a clinic."""
    capsys.readouterr()
    assert main(["counts", "--data", str(data), "--by", "provider", *more]) == 0
    return pl.read_csv(capsys.readouterr().out.encode(), infer_schema=False)


@pytest.mark.slow
def test_an_export_whose_clinic_toml_names_another_clinic_is_refused_with_both_ways_out(
    tmp_path: Path, exports: dict[str, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    assert bring(data, "maple", exports["maple"]) == 0
    before = counted(data, capsys)
    assert bring(data, "cedar", exports["cedar"]) == 2
    said = capsys.readouterr().err
    assert "“Cedar Practice”" in said
    assert "--clinic-id maple-practice" in said
    assert "--clinic-id cedar-practice" in said
    assert counted(data, capsys).equals(before)


@pytest.mark.slow
def test_an_export_whose_patients_and_clinicians_meet_nobody_here_is_refused(
    tmp_path: Path, exports: dict[str, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    assert bring(data, "maple", exports["maple"]) == 0
    assert bring(data, "cedar", exports["cedar"], settings=False) == 2
    assert "Of 40 patients in these files 0 are known here" in capsys.readouterr().err


@pytest.mark.slow
def test_a_later_export_of_the_same_clinicians_goes_on_though_the_patients_are_new(
    tmp_path: Path, exports: dict[str, list[str]]
) -> None:
    data = tmp_path / "data"
    assert bring(data, "maple", exports["maple"]) == 0
    later = lists(tmp_path / "later", "ASPEN, ANNA", 2000, 3)
    assert bring(data, "maple", later, settings=False) == 0


@pytest.mark.slow
def test_two_clinics_of_one_folder_count_what_each_counts_alone(
    tmp_path: Path, exports: dict[str, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    both = tmp_path / "both"
    assert bring(both, "maple", exports["maple"]) == 0
    assert bring(both, "cedar", exports["cedar"], "--clinic-id", "cedar") == 0
    alone = {}
    for clinic in ("maple", "cedar"):
        assert bring(tmp_path / clinic / "alone", clinic, exports[clinic]) == 0
        alone[clinic] = counted(tmp_path / clinic / "alone", capsys)
    assert counted(both, capsys, "--clinic-id", "maple-practice").equals(alone["maple"])
    assert counted(both, capsys, "--clinic-id", "cedar").equals(alone["cedar"])


@pytest.mark.slow
def test_with_several_clinics_a_command_asks_which_and_lists_them(
    tmp_path: Path, exports: dict[str, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    assert bring(data, "maple", exports["maple"]) == 0
    assert bring(data, "cedar", exports["cedar"], "--clinic-id", "cedar") == 0
    assert main(["counts", "--data", str(data)]) == 2
    said = capsys.readouterr().err
    assert "cedar (Cedar Practice), maple-practice (Maple Practice)" in said
    assert main(["counts", "--data", str(data), "--clinic-id", "birch"]) == 2
    assert "No clinic of this folder has the id birch" in capsys.readouterr().err


@pytest.mark.slow
def test_patients_of_two_clinics_with_one_number_never_meet(
    tmp_path: Path, exports: dict[str, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    same = lists(tmp_path / "same", "CEDAR, CARL", 1000, 20)
    assert bring(data, "maple", exports["maple"]) == 0
    assert bring(data, "cedar", same, "--clinic-id", "cedar") == 0
    store = made_up.Store(data)
    keys = [set(store.events(one)["visits"].select("patient").collect()["patient"]) for one in store.clinics()]
    assert len(keys[0]) == len(keys[1]) == PATIENTS
    assert not keys[0] & keys[1]


@pytest.mark.slow
@pytest.mark.parametrize("clinic_id", ["/x", "../x", ".incoming", "Maple Practice", ""])
def test_what_is_no_id_is_refused_with_one_that_could_be(
    tmp_path: Path, exports: dict[str, list[str]], clinic_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring(tmp_path / "data", "maple", exports["maple"], "--clinic-id", clinic_id) == 2
    assert "cannot be a clinic's id" in capsys.readouterr().err
