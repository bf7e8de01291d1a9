"""The code system of a column is settled before its codes are read, or asked about."""

from pathlib import Path

import pytest
from made_up_export import EXPORTED, PRACTICE, TODAY, VISIT, bring, studied, table, total, visits

from ingest.batch import bring_in, open_files
from ingest.code_columns import code_columns
from ingest.date_order import peek
from ingest.store import Store


def coded(*codes: str) -> str:
    return visits(*({"Visit ID": f"V{n}", "Chart No": str(1000 + n), "Dx": code} for n, code in enumerate(codes)))


@pytest.mark.slow
def test_codes_that_two_systems_share_are_asked_about_and_count_nothing_until_then(tmp_path: Path) -> None:
    report = bring(tmp_path, coded("L03", "L84", "L02"))
    assert any("ICPC-2 or ICD-10" in said for said in report.notices)
    study = studied(tmp_path)
    assert "_lbp_visits" not in study.base_counts
    assert "_visits_completed" in study.base_counts
    assert "pamphlet_or_exercise" not in study.available


@pytest.mark.slow
def test_the_answer_settles_it(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text(table(VISIT, {"Dx": "L03"}, {"Visit ID": "V2", "Chart No": "7", "Dx": "L84"}), "utf-8")
    store = Store(tmp_path / "data")
    told = {"visits.csv": {"Dx": "icpc2"}}
    bring_in(store, [path], settings=PRACTICE, export_date=EXPORTED, today=TODAY, systems=told)
    assert total(tmp_path, "_lbp_visits") == 2


@pytest.mark.slow
def test_a_question_that_changes_nothing_is_not_asked(tmp_path: Path) -> None:
    report = bring(tmp_path, coded("R05", "R07"))
    assert not any("code system" in said for said in report.notices)


def test_the_column_is_a_plain_value_with_its_readings(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text(table(VISIT, {"Dx": "L03"}), "utf-8")
    (mapping,), _ = open_files([path])
    (column,) = code_columns(mapping, peek(mapping).first)
    assert (column.file, column.column, column.field, column.rows) == ("visits.csv", "Dx", "diagnosis", 1)
    assert [fit.system for fit in column.decision.readings] == ["icpc2", "icd10"]
    assert column.examples == ("L03",)


@pytest.mark.slow
def test_read_codes_are_no_cancer_of_the_lung(tmp_path: Path) -> None:
    bring(tmp_path, coded("C10F.", "N142.", "C34.."))
    assert total(tmp_path, "_lbp_visits") == 1
    assert studied(tmp_path).events["findings"].collect().to_native().filter(atom="cancer").height == 0


@pytest.mark.slow
def test_visits_that_nothing_says_the_reason_of_are_no_nought(tmp_path: Path) -> None:
    """Neither a diagnosis nor a reason is carried: low-back visits are not available, never 0."""
    bring(tmp_path, "Visit ID,Chart No,Visit Date,Provider,Status\nV1,1001,2025-02-05,A,Completed\n")
    study = studied(tmp_path)
    assert "_visits_completed" in study.base_counts
    assert "_lbp_visits" not in study.base_counts
    assert "imaging_without_red_flags" not in study.available
