"""An overturned finding finds its visit or image again after another import, or is listed."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_export import bring, orders, store, studied, visits
from made_up_records import VISIT, WHY, today

from dashboard.records import ChangedMeanwhile, MachineFinding, Records, UnitId, identified, tables_of, unit_ids
from dashboard.records.unit import rows_of
from measures.engine import native


def counted_units(folder: Path, kind: str) -> pl.DataFrame:
    """The visits or images of the made-up clinic as they are counted today."""
    done = studied(folder)
    frame = native(done.units().visit if kind == "visit" else done.units().image)
    return identified(frame, kind, tables_of(done.store.sources(done.clinic)))


def overturned(folder: Path, kind: str, row: int = 0) -> tuple[Records, UnitId]:
    """Records of the made-up clinic where one visit or image has its trauma overturned."""
    done, units = studied(folder), counted_units(folder, kind)
    unit = unit_ids(units)[units.sort("row")["row"][row]]
    records = Records(done.store.engine)
    finding = MachineFinding(done.clinic, unit, "trauma", "present")
    records.overturn(finding, "not_recorded", reason=WHY, who="Ann Aspen")
    return records, unit


def found_again(folder: Path, records: Records, kind: str) -> list[UnitId]:
    units = counted_units(folder, kind)
    standing = records.standing(studied(folder).clinic, units, kind)
    return [unit_ids(units)[row] for row in standing.rows["row"]]


@pytest.mark.slow
def test_an_overturn_finds_its_visit_by_number_after_an_overlapping_import(tmp_path: Path) -> None:
    bring(tmp_path, visits({}, {"Visit ID": "V2", "Chart No": "1002"}))
    records, unit = overturned(tmp_path, "visit")
    before = counted_units(tmp_path, "visit")
    other = {"Visit ID": "V9", "Chart No": "1009", "Visit Date": "04-Feb-2025"}
    bring(tmp_path, visits(other, {"Visit ID": "V2", "Chart No": "1002"}, {"Visit Date": "06-Feb-2025"}))
    (again,) = found_again(tmp_path, records, "visit")
    assert (again.number, again.day) == (unit.number, unit.day + 1)
    assert not set(before["row"]) & set(counted_units(tmp_path, "visit")["row"])


@pytest.mark.slow
def test_an_overturn_finds_a_visit_without_a_number_by_patient_and_day(tmp_path: Path) -> None:
    bare = [{"Visit ID": "", "Chart No": number} for number in ("1001", "1002")]
    bring(tmp_path, visits(*bare))
    records, unit = overturned(tmp_path, "visit", 1)
    bring(tmp_path, visits({"Visit ID": "", "Chart No": "1003"}, *bare))
    assert found_again(tmp_path, records, "visit") == [unit]


@pytest.mark.slow
def test_where_two_visits_could_be_meant_the_overturn_is_listed_until_one_is_left(tmp_path: Path) -> None:
    bring(tmp_path, visits({"Visit ID": ""}))
    records, unit = overturned(tmp_path, "visit")
    clinic = studied(tmp_path).clinic
    # Without a number of its own an edited row stands beside the earlier one until somebody leaves that out.
    edited = bring(tmp_path, visits({"Visit ID": "", "Reason": "reviewed"}))
    standing = records.standing(clinic, counted_units(tmp_path, "visit"), "visit")
    assert (standing.rows.height, [one.finding.unit for one in standing.unplaced]) == (0, [unit])
    store(tmp_path).leave_out_vanished(edited.import_id or 0, True)
    assert found_again(tmp_path, records, "visit") == [unit]


@pytest.mark.slow
def test_an_overturn_of_an_image_follows_the_event_when_an_earlier_order_of_it_arrives(tmp_path: Path) -> None:
    bring(tmp_path, visits({}), orders({"Order ID": "D2", "Req #": "R2"}))
    records, unit = overturned(tmp_path, "image")
    earlier = {"Order ID": "D1", "Req #": "R1", "Order Date": "05-Feb-2025"}
    bring(tmp_path, visits({}), orders(earlier, {"Order ID": "D2", "Req #": "R2"}))
    (again,) = found_again(tmp_path, records, "image")
    assert (unit.number, again.number) == ("D2", "D1")
    # Who speaks again speaks of the event as it is called today, and follows the first word all the same.
    (first,) = records.overturns(studied(tmp_path).clinic)
    today_called = replace(first.finding, unit=again)
    records.overturn(today_called, "unknown", reason="cannot tell", who="Ben Birch", instead_of=first)
    with pytest.raises(ChangedMeanwhile, match="Ben Birch"):
        records.withdraw(first, reason="my mistake", who="Ann Aspen")
    assert found_again(tmp_path, records, "image") == [again]


def test_a_visit_whose_number_is_gone_is_not_taken_for_another_of_that_patient_and_day() -> None:
    assert rows_of([VISIT], today(replace(VISIT, number="V2"))) == [[]]
    assert rows_of([replace(VISIT, number=None)], today(replace(VISIT, number="V2"))) == [[1]]


def test_an_image_is_found_a_day_off_but_not_between_two_and_not_in_another_modality() -> None:
    image = replace(VISIT, kind="image", number="D1", modality="XR")
    other = replace(image, number="D2")
    assert rows_of([image], today(replace(other, day=image.day - 1))) == [[1]]
    assert rows_of([image], today(replace(other, day=image.day - 2))) == [[]]
    assert rows_of([image], today(replace(other, day=image.day - 1), replace(other, day=image.day + 1))) == [[]]
    assert rows_of([image], today(replace(other, modality="CT"))) == [[]]


def test_of_several_rows_with_one_number_all_are_meant() -> None:
    assert rows_of([VISIT], today(VISIT, replace(VISIT, day=VISIT.day + 1))) == [[1, 2]]


def test_numbers_of_two_tables_of_an_export_are_not_confused() -> None:
    other = replace(VISIT, table="oscar.appointments")
    assert today(VISIT)["key"].to_list() != today(other)["key"].to_list()


@given(st.sampled_from(["visit", "image"]), st.none() | st.text("#|V1", max_size=4), st.integers(-(2**63), 2**63 - 1))
def test_an_identity_read_from_a_table_of_units_has_the_key_that_table_says(
    kind: str, number: str | None, patient: int
) -> None:
    unit = UnitId(kind, "accuro.visits", patient, 20_000, number, "XR" if kind == "image" else None)
    units = today(unit)
    assert unit_ids(units) == {1: unit}
    assert units["key"].to_list() == [unit.key]


@pytest.mark.slow
def test_what_is_gone_from_the_export_is_listed_and_not_dropped(tmp_path: Path) -> None:
    bring(tmp_path, visits({}, {"Visit ID": "V2", "Chart No": "1002"}))
    records, unit = overturned(tmp_path, "visit")
    bring(tmp_path, visits({"Status": "Cancelled"}, {"Visit ID": "V2", "Chart No": "1002"}))
    clinic, units = studied(tmp_path).clinic, counted_units(tmp_path, "visit")
    standing = records.standing(clinic, units, "visit")
    assert standing.rows.is_empty()
    assert [one.finding.unit for one in standing.unplaced] == [unit]
    assert records.standing(clinic, units, "image").unplaced == ()
    records.withdraw(standing.unplaced[0], reason="the visit was cancelled", who="Ann Aspen")
    assert records.standing(clinic, units, "visit").unplaced == ()
