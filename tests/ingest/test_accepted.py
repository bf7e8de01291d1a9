"""Judging the rows of a block: refusals come before repeats, and nothing is repaired."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_export import TODAY, orders, visits

from ingest.accepted import Repeats, Sifted, sift
from ingest.batch import open_files

EDMONTON = "America/Edmonton"


def sifted(folder: Path, text: str) -> Sifted:
    path = folder / "rows.csv"
    path.write_text(text, "utf-8")
    (mapping,) = open_files([path])[0]
    (block,) = list(mapping.table.blocks())
    return sift(block, mapping, None, Repeats(), EDMONTON, TODAY)


def test_two_equal_refused_rows_are_two_refusals_and_no_repeat(tmp_path: Path) -> None:
    found = sifted(tmp_path, visits({}, {"Visit Date": ""}, {"Visit Date": ""}))
    assert [r.line for r in found.refused] == [3, 4]
    assert found.repeats == ()


def test_a_missing_patient_is_told_before_a_missing_date(tmp_path: Path) -> None:
    (refused,) = sifted(tmp_path, visits({}, {"Chart No": "", "Visit Date": ""})).refused
    assert refused.reason == "patient_missing"


def test_accepted_rows_keep_only_columns_that_have_a_meaning(tmp_path: Path) -> None:
    found = sifted(tmp_path, visits({"Patient Name": "Someone", "Shoe Size": "42"}))
    assert set(found.rows.columns) == {
        "line",
        "source_id",
        "patient",
        "birth_date",
        "date",
        "provider",
        "status",
        "diagnosis",
        "reason",
        "day",
        "month",
    }


def test_a_timestamp_belongs_to_the_clinics_day_not_to_utc(tmp_path: Path) -> None:
    found = sifted(tmp_path, orders({"Order Date": "2025-03-01T02:30:00Z"}))
    assert found.rows.select("date", "month").rows() == [(date(2025, 2, 28), 2025 * 12 + 1)]


def test_leading_zeros_make_another_patient(tmp_path: Path) -> None:
    found = sifted(tmp_path, visits({"Chart No": "0042"}, {"Chart No": "42"}))
    assert found.rows["patient"].to_list() == ["0042", "42"]


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 6), max_size=14), st.integers(1, 5))
def test_a_repeat_is_any_record_seen_before_however_the_file_is_cut_into_blocks(records: list[int], size: int) -> None:
    repeats = Repeats()
    hashes = np.array(records, dtype=np.uint64)
    marks = [again for at in range(0, len(records), size) for again in repeats.mark(hashes[at : at + size])]
    assert marks == [record in records[:place] for place, record in enumerate(records)]
