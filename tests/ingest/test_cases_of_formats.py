"""The small inputs of ../shared/cases that concern formats, codes and dates: each gives what its expected.md wants."""

import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from dashboard.study import Study
from ingest.batch import Report, bring_in
from ingest.report import Refusal
from ingest.store import Store

Brought = tuple[dict[str, int], Study, Report]


def case(shared: Path, start: str) -> Path:
    found = sorted((shared / "cases").glob(f"{start}-*")) if (shared / "cases").is_dir() else []
    if not found:
        pytest.skip(f"no case {start} under {shared / 'cases'}")
    return found[0]


def brought(folder: Path, files: list[Path], exported: str, **told: object) -> Brought:
    """Base counts of the whole coverage, the study and the report."""
    store = Store(folder / "data")
    exported_on = date.fromisoformat(exported)
    report = bring_in(store, files, export_date=exported_on, today=date(2026, 11, 30), **told)  # type: ignore[arg-type]
    study = Study(store, store.clinics()[0])
    everyone = study.counts(study.base_counts).filter(provider="ALL")
    sums = dict(everyone.group_by("measure").agg(pl.col("numerator").sum()).rows())
    return sums, study, report


def lists(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.csv"))


@pytest.mark.slow
def test_case_05_omop_with_procedures_that_no_list_knows_says_so(shared: Path, tmp_path: Path) -> None:
    sums, study, report = brought(tmp_path, lists(case(shared, "05")), "2026-02-28")
    assert sums["_lbp_visits"] == 24
    assert "imaging_rate_without_red_flags" not in study.available
    assert any("none of its 12 procedure codes" in said for said in report.notices)


@pytest.mark.slow
def test_case_07_a_modality_column_of_its_own_is_read(shared: Path, tmp_path: Path) -> None:
    sums, study, _ = brought(tmp_path, lists(case(shared, "07")), "2025-06-30")
    assert sums["_lumbar_images_all"] == 5
    found = study.events["orders"].collect().to_native().filter("lumbar")["modality"].value_counts()
    assert dict(found.rows()) == {"XR": 3, "MR": 1, "CT": 1}


@pytest.mark.slow
def test_case_11_icpc_codes_are_low_back_pain(shared: Path, tmp_path: Path) -> None:
    sums, _, _ = brought(tmp_path, lists(case(shared, "11")), "2025-12-31")
    assert (sums["_lbp_visits"], sums["_unclassified_visits"]) == (4, 1)


@pytest.mark.slow
def test_case_13_real_oscar_tables_come_in_and_the_service_waits_to_be_explained(shared: Path, tmp_path: Path) -> None:
    sums, study, _ = brought(tmp_path, lists(case(shared, "13")), "2026-02-28")
    asked = study.store.spellings(study.clinic).filter(~pl.col("known"))
    assert set(asked.filter(pl.col("field").is_in(["referrals.service", "visits.status"]))["seen"]) == {"53", "a"}
    # 24 booked: B, H, E and P took place (12), t and N and C did not, and the clinic's own letter a is asked about.
    assert sums["_visits_completed"] == 12


@pytest.mark.slow
def test_case_21_day_numbers_are_read_after_asking_once(shared: Path, tmp_path: Path) -> None:
    (file,) = lists(case(shared, "21"))
    with pytest.raises(Refusal, match="day numbers"):
        brought(tmp_path, [file], "2025-12-31")
    _, study, _ = brought(tmp_path, [file], "2025-12-31", dates={file.name: {"Visit Date": "1900"}})
    days = study.events["visits"].collect().to_native()["day"].cast(pl.Date).to_list()
    assert sorted(days) == [date(2025, 4, 3), date(2025, 5, 13)]


@pytest.mark.slow
def test_case_22_times_of_hl7_and_va_are_dated(shared: Path, tmp_path: Path) -> None:
    _, study, report = brought(tmp_path, lists(case(shared, "22")), "2025-12-31")
    assert report.files[0].refused == []
    days = study.events["visits"].collect().to_native()["day"].cast(pl.Date).to_list()
    assert sorted(days) == [date(2024, 9, 24), date(2024, 9, 27)]


@pytest.mark.slow
def test_case_25_one_table_too_many_is_named_loose_and_zipped(shared: Path, tmp_path: Path) -> None:
    folder = case(shared, "25")
    loose = brought(tmp_path / "loose", lists(folder), "2026-01-01")
    packed = brought(tmp_path / "packed", [folder / "all.zip"], "2026-01-01")
    assert zipfile.is_zipfile(folder / "all.zip")
    assert loose[0] == packed[0]
    assert loose[0]["_visits_completed"] == 24
    assert all(any("care_site.csv" in said for said in report.notices) for _, _, report in (loose, packed))


@pytest.mark.slow
def test_case_30_the_null_words_of_databases_are_blanks(shared: Path, tmp_path: Path) -> None:
    _, study, report = brought(tmp_path, lists(case(shared, "30")), "2025-12-31")
    asked = study.store.spellings(study.clinic).filter(field="visits.status").filter(~pl.col("known"))
    assert asked.select("seen", "rows").rows() == [("", 7)]
    assert not any("neither a yes nor a no" in said for said in report.notices)


@pytest.mark.slow
def test_case_31_read_codes_are_no_cancer(shared: Path, tmp_path: Path) -> None:
    folder = case(shared, "31")
    sums, _, _ = brought(tmp_path, lists(folder), "2025-12-31")
    assert (sums["_lumbar_images_all"], sums["_lumbar_images_red_flag"], sums["_lbp_visits"]) == (3, 0, 3)


@pytest.mark.slow
def test_case_41_a_birth_is_never_in_the_future(shared: Path, tmp_path: Path) -> None:
    sums, study, _ = brought(tmp_path, lists(case(shared, "41")), "2023-12-31")
    assert sums["_lbp_visits"] == 1
    ages = study.events["visits"].collect().to_native().sort("source_id")["age_low"].to_list()
    assert ages == [87, 17]
