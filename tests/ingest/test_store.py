"""The store: what was committed is there for good, and what was not never happened."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from made_up_export import PRACTICE, bring, orders, store, studied, total, visits

from ingest.store import NothingYet, Store, data_folder, together
from measures.events import LINE_BITS, TABLES, schema


@pytest.mark.slow
def test_a_folder_without_a_catalogue_row_never_happened_and_is_swept_at_start(tmp_path: Path) -> None:
    bring(tmp_path, visits({}))
    (real,) = (tmp_path / "data").glob("*/facts/*")
    left_over = real.parent / "000099-20250101T000000000000"
    (left_over / "visits").mkdir(parents=True)
    (left_over / "visits" / "000001-00000.parquet").write_bytes(b"half a file")
    store(tmp_path)
    assert [path.name for path in real.parent.iterdir()] == [real.name]
    assert total(tmp_path, "_lbp_visits") == 1


def test_a_folder_being_written_is_not_swept_by_another_start(tmp_path: Path) -> None:
    first, other = store(tmp_path), store(tmp_path)
    with first.staging("clinic") as staging:
        other.sweep()
        assert staging.folder.is_dir()
    assert not staging.folder.exists()


@pytest.mark.slow
def test_every_event_table_comes_back_in_its_full_shape(tmp_path: Path) -> None:
    bring(tmp_path, visits({}))
    events = store(tmp_path).events("made-up-practice")
    for name in TABLES:
        found = events[name].collect("polars").to_native()
        assert dict(found.schema) == schema(name), name


@pytest.mark.slow
def test_a_row_can_be_followed_to_its_file_and_line(tmp_path: Path) -> None:
    bring(tmp_path, visits({}, {"Visit ID": "V2", "Chart No": "7"}), orders({}))
    opened = store(tmp_path)
    rows = opened.events("made-up-practice")["visits"].collect("polars").to_native()
    places = {(opened.place("made-up-practice")[row >> LINE_BITS], row % 2**LINE_BITS) for row in rows["row"]}
    assert places == {("export0.csv", 2), ("export0.csv", 3)}


@pytest.mark.slow
def test_what_the_exports_carry_is_the_union_of_all_files(tmp_path: Path) -> None:
    bring(tmp_path, visits({}))
    assert not studied(tmp_path).events.has("outside_orders")
    bring(tmp_path, orders({}))
    events = studied(tmp_path).events
    assert events.has("outside_orders")
    assert {"visits.day", "orders.exam"} <= events.carries
    assert not events.has("visits.pamphlet")


def test_nothing_brought_in_says_what_to_do_first(tmp_path: Path) -> None:
    with pytest.raises(NothingYet, match="Bring in an export first"):
        store(tmp_path).coverage("clinic")


@pytest.mark.slow
def test_a_list_that_was_not_renewed_ends_the_coverage_of_all(tmp_path: Path) -> None:
    bring(tmp_path, visits({}), orders({}), export_date=date(2025, 3, 31))
    bring(tmp_path, visits({"Visit ID": "V2", "Visit Date": "01-May-2025"}), export_date=date(2025, 6, 30))
    covered = store(tmp_path).coverage("made-up-practice")
    assert covered.end == date(2025, 3, 31)
    assert "earlier one counts" in covered.says


@pytest.mark.slow
def test_settings_kept_are_settings_found_and_every_count_knows_they_changed(tmp_path: Path) -> None:
    bring(tmp_path, visits({}))
    opened = store(tmp_path)
    before = opened.version("made-up-practice")
    wanted = replace(
        opened.settings(),
        adult_age=19,
        outside=("CEDAR, CID",),
        words=(("visits.mode", "Walk", "in_person"),),
    )
    opened.save_settings(wanted)
    assert store(tmp_path).settings() == wanted
    assert opened.version("made-up-practice") != before


@pytest.mark.slow
def test_spellings_are_listed_with_their_rows_and_whether_they_are_known(tmp_path: Path) -> None:
    rows = [
        {"Visit ID": f"V{n}", "Chart No": str(n), "Status": status}
        for n, status in enumerate(("Completed", "Roomed", "Roomed"))
    ]
    bring(tmp_path, visits(*rows))
    found = store(tmp_path).spellings("made-up-practice").filter(pl.col("field") == "visits.status")
    assert found.select("seen", "known", "rows").rows() == [("Completed", True, 1), ("Roomed", False, 2)]


@pytest.mark.slow
def test_refused_rows_can_be_looked_up_later(tmp_path: Path) -> None:
    bring(tmp_path, visits({}, {"Visit Date": "31-Feb-2025"}))
    (refused,) = store(tmp_path).refusals("made-up-practice")
    assert (refused["file"], refused["line"], refused["reason"]) == ("export0.csv", 3, "date_invalid")


@pytest.mark.slow
def test_the_only_clinic_of_a_folder_takes_every_import(tmp_path: Path) -> None:
    bring(tmp_path, visits({}))
    bring(tmp_path, orders({}), settings=replace(PRACTICE, clinic="another-name"))
    assert store(tmp_path).clinics() == ["made-up-practice"]


def test_the_data_folder_is_the_one_asked_for_else_the_one_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(tmp_path / "set"))
    assert data_folder(str(tmp_path / "asked")) == tmp_path / "asked"
    assert data_folder(None) == tmp_path / "set"


@pytest.mark.slow
def test_the_tables_made_by_migration_are_the_tables_the_code_knows(tmp_path: Path) -> None:
    import sqlalchemy as sa

    from ingest.database import metadata

    seen = sa.inspect(Store(tmp_path).engine)
    for table in metadata.sorted_tables:
        assert {c["name"] for c in seen.get_columns(table.name)} == set(table.columns.keys()), table.name
        assert "clinic" in table.columns


def test_stretches_that_overlap_or_touch_are_told_as_one() -> None:
    gaps = [
        (date(2026, 10, 1), date(2026, 11, 30)),
        (date(2026, 9, 29), date(2026, 11, 30)),
        (date(2025, 1, 1), date(2025, 1, 31)),
        (date(2025, 2, 1), date(2025, 2, 9)),
    ]
    assert together(gaps) == [(date(2025, 1, 1), date(2025, 2, 9)), (date(2026, 9, 29), date(2026, 11, 30))]
