"""Clinics counted in one pass have the very cells that each has alone."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from test_several_clinics import bring, exports, lists

from dashboard.cli import main
from dashboard.parts.programme import counts_of_all
from dashboard.study import Study
from ingest.store import Store

__all__ = ["exports"]
SAME_NAME = """
name = "Cedar Practice"
coverage_start = 2024-07-01
agreed_list = ["Back in Motion Physio"]
[[clinician]]
id = "A"
spellings = ["CEDAR, CARL"]
[[outside]]
spellings = ["ASPEN, ANNA"]
"""


def alone(store: Store, clinic: str) -> pl.DataFrame:
    """The counts of one clinic by itself."""
    study = Study(store, clinic)
    return study.counts(study.available).sort("measure", "period")


@pytest.mark.slow
def test_clinics_with_the_same_patient_numbers_and_names_are_kept_apart(
    exports: dict[str, list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One clinic's clinician is the other's outside orderer, their coverage differs, and both have a patient 1000."""
    (tmp_path / "cedar.toml").write_text(SAME_NAME, "utf-8")
    data = tmp_path / "data"
    cedar = lists(tmp_path / "again", "CEDAR, CARL", 1000, 25)
    assert bring(data, "maple", exports["maple"]) == 0
    assert bring(data, "cedar", cedar, "--clinic-id", "cedar-practice") == 0
    store = Store(data)
    found = counts_of_all(store, store.clinics())
    assert set(found) == {"cedar-practice", "maple-practice"}
    for clinic, counted in found.items():
        own = alone(store, clinic)
        assert own["numerator"].sum() > 10
        assert counted.sort("measure", "period").equals(own)
    capsys.readouterr()
    assert main(["counts", "--data", str(data), "--all-clinics"]) == 0
    assert set(pl.read_csv(capsys.readouterr().out.encode())["clinic"]) == set(found)


@pytest.mark.slow
def test_clinics_of_four_emrs_have_the_cells_that_each_has_alone(tmp_path: Path) -> None:
    from dashboard.commands.demo import demo_pcn
    from sample_data.pcn import MEMBERS

    few = [one for one in MEMBERS if one.id in ("dogwood", "gorse-creek", "ironwood", "larch-view", "birch-lane")]
    store = Store(demo_pcn(tmp_path, [one.id for one in few]))
    found = counts_of_all(store, store.clinics())
    assert len({one.emr for one in few}) == 4
    for member in few:
        assert found[member.id].sort("measure", "period").equals(alone(store, member.id))


@pytest.mark.slow
def test_a_row_for_which_a_later_export_speaks_is_silent_in_one_pass_too(
    exports: dict[str, list[str]], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    assert bring(data, "maple", exports["maple"]) == 0
    assert bring(data, "cedar", exports["cedar"], "--clinic-id", "cedar-practice") == 0
    later = lists(tmp_path / "later", "CEDAR, CARL", 5000, 25)
    assert bring(data, "cedar", later, "--clinic-id", "cedar-practice", settings=False) == 0
    store = Store(data)
    for clinic, counted in counts_of_all(store, store.clinics()).items():
        assert counted.sort("measure", "period").equals(alone(store, clinic))
