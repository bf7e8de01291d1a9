"""Bringing exports in: what is accepted, what refused, what a second file changes (section 7)."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from made_up_export import (
    PRACTICE,
    bring,
    counted,
    folder_of,
    orders,
    responses,
    store,
    studied,
    total,
    visits,
)
from sqlalchemy.exc import SQLAlchemyError

from ingest import batch
from ingest.dates import DateOrder
from ingest.for_people import Refusal


def numbered(*numbers: int, **columns: str) -> list[dict[str, str]]:
    """Visits V1, V2 ... of patients 1001, 1002 ... on the 1st, 2nd ... of February 2025."""
    return [
        {"Visit ID": f"V{n}", "Chart No": str(1000 + n), "Visit Date": f"{n:02d}-Feb-2025", **columns} for n in numbers
    ]


def refused(report: batch.Report) -> list[tuple[int, str]]:
    return [(r.line, r.reason) for r in report.files[0].refused]


def test_rows_read_are_accepted_refused_or_exact_repeats_and_other_lines_stand_beside(tmp_path: Path) -> None:
    rows = visits(*numbered(1, 2, 1), {"Chart No": ""}, {"Visit Date": ""}) + ",,,,,,,\n"
    (file,) = bring(tmp_path, rows).files
    assert (file.rows_read, file.accepted, len(file.refused), len(file.exact_repeats)) == (5, 2, 2, 1)
    assert file.exact_repeats == [4]
    assert [(n.line, n.kind) for n in file.not_data] == [(1, "header"), (7, "blank")]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ({"Chart No": ""}, "patient_missing"),
        ({"Chart No": "N/A"}, "patient_missing"),
        ({"Chart No": "4.71E+08"}, "patient_key_scientific"),
        ({"Visit Date": "NULL"}, "date_missing"),
        ({"Visit Date": "31-Feb-2025"}, "date_invalid"),
        ({"Visit Date": "0001-01-01"}, "date_invalid"),
        ({"Visit Date": "01-Jan-1900"}, "date_invalid"),
        ({"Visit Date": "9999-12-31"}, "date_invalid"),
    ],
)
def test_a_refused_row_has_its_line_its_column_what_was_seen_and_what_to_do(
    tmp_path: Path, cell: dict[str, str], reason: str
) -> None:
    report = bring(tmp_path, visits({}, cell))
    ((line, why),) = refused(report)
    (said,) = report.files[0].refused
    assert (line, why, said.column) == (3, reason, next(iter(cell)))
    assert "Row 3" in said.says
    assert "left out" in said.says


@pytest.mark.slow
def test_a_patient_number_is_never_shown_in_a_refusal(tmp_path: Path) -> None:
    report = bring(tmp_path, visits({}, {"Chart No": "4.71E+08"}, {"Chart No": "88776655", "Visit Date": "soon"}))
    said = " ".join(r.says + r.seen for r in report.files[0].refused)
    assert "4.71" not in said
    assert "88776655" not in said


@pytest.mark.slow
def test_a_default_date_in_an_optional_column_is_empty_and_the_row_is_kept(tmp_path: Path) -> None:
    report = bring(tmp_path, visits({"Birth Date": "01-Jan-1900"}))
    assert report.files[0].accepted == 1
    assert total(tmp_path, "_lbp_visits_age_unknown") == 1


@pytest.mark.slow
def test_an_exact_repeat_is_known_across_the_blocks_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest import delimited

    monkeypatch.setattr(delimited, "PIECES_A_BLOCK", 1)
    filler = [{"Visit ID": f"F{n}", "Chart No": str(n), "Dx": "401.9", "Reason": "x" * 900} for n in range(1, 8000)]
    rows = visits(*numbered(1), *filler, *numbered(1))
    (file,) = bring(tmp_path, rows).files
    assert file.exact_repeats == [8002]


@pytest.mark.slow
def test_a_row_that_differs_in_an_ignored_column_is_no_repeat(tmp_path: Path) -> None:
    (file,) = bring(tmp_path, visits({"Sex": "F"}, {"Sex": "M"})).files
    assert (file.accepted, file.exact_repeats, file.repeated_keys) == (2, [], 1)


@pytest.mark.slow
def test_the_same_file_again_changes_nothing_in_counts_or_on_disk(tmp_path: Path) -> None:
    bring(tmp_path, visits(*numbered(1, 2)), orders({}))
    before, counts = folder_of(tmp_path), counted(tmp_path)
    again = bring(tmp_path, visits(*numbered(1, 2)), orders({}), settings=None)
    assert not again.changed
    assert all(file.already_there for file in again.files)
    assert folder_of(tmp_path) == before
    assert counted(tmp_path).equals(counts)


@pytest.mark.slow
def test_the_same_file_under_another_name_is_still_the_same_file(tmp_path: Path) -> None:
    bring(tmp_path, visits(*numbered(1)))
    again = bring(tmp_path, orders({}), visits(*numbered(1))).files[-1]
    assert (again.already_there, again.rows_read, again.accepted) == (True, 1, 1)
    assert total(tmp_path, "_lbp_visits") == 1


@pytest.mark.slow
def test_an_overlapping_file_replaces_by_key_and_says_how_many(tmp_path: Path) -> None:
    bring(tmp_path, visits(*numbered(1, 2, 3)))
    report = bring(tmp_path, visits(*numbered(2, 3, 4, Status="No Show")))
    assert (report.files[0].replaced, report.vanished) == (2, 0)
    assert total(tmp_path, "_lbp_visits") == 1


@pytest.mark.slow
def test_rows_that_vanished_are_counted_kept_and_left_out_when_asked(tmp_path: Path) -> None:
    bring(tmp_path, visits(*numbered(1, 2, 3, 9)))
    report = bring(tmp_path, visits(*numbered(1, 3)))
    assert report.vanished == 1  # number 2 lies between the days of the new file; number 9 after it
    assert total(tmp_path, "_lbp_visits") == 4
    store(tmp_path).leave_out_vanished(report.import_id or 0, True)
    assert total(tmp_path, "_lbp_visits") == 3
    store(tmp_path).leave_out_vanished(report.import_id or 0, False)
    assert total(tmp_path, "_lbp_visits") == 4


@pytest.mark.slow
def test_a_vanished_row_that_comes_back_counts_once(tmp_path: Path) -> None:
    bring(tmp_path, visits(*numbered(1, 2, 3)))
    bring(tmp_path, visits(*numbered(1, 3)), leave_out_vanished=True)
    bring(tmp_path, visits(*numbered(1, 2, 3, 4)))
    assert total(tmp_path, "_lbp_visits") == 4


@pytest.mark.slow
def test_a_list_without_numbers_of_its_own_is_replaced_by_its_cells(tmp_path: Path) -> None:
    three = [{"Chart No": str(n)} for n in (1, 2, 3)]
    bring(tmp_path, visits(*numbered(1)), responses(*three))
    report = bring(tmp_path, responses({"Chart No": "9"}, *three))
    assert report.files[0].replaced == 3


@pytest.mark.slow
def test_two_files_of_one_kind_at_once_are_both_read(tmp_path: Path) -> None:
    report = bring(tmp_path, visits(*numbered(1, 2)), visits(*numbered(3)), orders({}))
    assert [file.accepted for file in report.files] == [2, 1, 1]
    assert total(tmp_path, "_lbp_visits") == 3


@pytest.mark.slow
def test_two_overlapping_files_brought_in_at_once_count_a_visit_once(tmp_path: Path) -> None:
    bring(tmp_path, visits(*numbered(1, 2, 3)), visits(*numbered(3, 4)))
    assert total(tmp_path, "_lbp_visits") == 4


@pytest.mark.slow
def test_what_one_of_two_files_holds_has_not_vanished_from_the_other(tmp_path: Path) -> None:
    bring(tmp_path, visits(*numbered(1, 2, 3, 4)))
    report = bring(tmp_path, visits(*numbered(1, 3), {"Reason": "new"}), visits(*numbered(2, 4), {"Reason": "newer"}))
    assert report.vanished == 0


def test_dates_that_read_both_ways_refuse_the_file_with_both_readings_and_change_nothing(
    tmp_path: Path,
) -> None:
    bring(tmp_path, visits(*numbered(1)))
    before = folder_of(tmp_path)
    with pytest.raises(
        Refusal, match=r"day 5 of month 2.*or day 2 of month 5|day 05 of month 02.*or day 02 of month 05"
    ):
        bring(tmp_path, visits({"Visit Date": "05/02/2025", "Birth Date": "1961-05-13"}))
    assert folder_of(tmp_path) == before


@pytest.mark.slow
def test_the_person_may_choose_the_order_of_dates(tmp_path: Path) -> None:
    bring(tmp_path, visits({"Visit Date": "05/02/2025", "Birth Date": "1961-05-13"}), order=DateOrder.DMY)
    (row,) = studied(tmp_path).visit_rows().to_dicts()
    assert str(row["date"]) == "2025-02-05"


@pytest.mark.slow
def test_one_date_in_the_file_settles_all_of_them(tmp_path: Path) -> None:
    bring(tmp_path, visits({"Visit Date": "05/02/2025", "Birth Date": "25/12/1961"}))
    (row,) = studied(tmp_path).visit_rows().to_dicts()
    assert str(row["date"]) == "2025-02-05"


def test_dates_of_both_orders_in_one_file_are_refused(tmp_path: Path) -> None:
    mixed = [{"Visit Date": "25/02/2025"}, {"Visit ID": "V2", "Visit Date": "02/25/2025"}]
    with pytest.raises(Refusal, match=r"some dates can only be day first and others only month first"):
        bring(tmp_path, visits(*mixed))


def test_a_birth_date_is_not_shown_when_it_is_the_ambiguous_one(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as said:
        bring(tmp_path, visits({"Birth Date": "03/04/1961"}))
    assert "03/04/1961" not in str(said.value)


def test_one_bad_file_of_two_refuses_both_and_leaves_nothing(tmp_path: Path) -> None:
    before = folder_of(tmp_path) if store(tmp_path) else {}
    with pytest.raises(Refusal, match="both ways"):
        bring(tmp_path, visits(*numbered(1)), orders({"Order Date": "05/02/2025"}))
    assert folder_of(tmp_path).keys() - before.keys() <= {"made-up-practice/patient.key"}
    assert store(tmp_path).clinics() == []


def test_a_file_of_no_known_emr_is_refused_without_showing_what_may_be_data(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="is a column name we know"):
        bring(tmp_path, "Fruit,Colour\napple,red\npear,green\n")


def test_a_profile_nobody_ships_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"no profile 'nightingale'.*accuro.*omop.*oscar"):
        bring(tmp_path, visits({}), profile="nightingale")


def test_a_missing_file_is_named_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"^absent\.csv: there is no such file"):
        batch.bring_in(store(tmp_path), [tmp_path / "absent.csv"], today=date(2025, 7, 1))


@pytest.mark.slow
def test_a_refused_import_leaves_the_facts_as_they_were_when_it_fails_half_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(tmp_path, visits(*numbered(1)))
    before = folder_of(tmp_path)
    monkeypatch.setattr(batch.entries, "file_rows", lambda *_: {"sources": [{"id": "not a number"}]})
    with pytest.raises(SQLAlchemyError):
        bring(tmp_path, visits(*numbered(2)))
    assert {k: v for k, v in folder_of(tmp_path).items() if "facts" in k} == {
        k: v for k, v in before.items() if "facts" in k
    }
    assert total(tmp_path, "_lbp_visits") == 1


# What a blank cell means


def handouts(folder: Path, *cells: str) -> tuple[int, int, int]:
    """numerator, denominator and unknown of the pamphlet measure over one visit per cell."""
    rows = [{"Visit ID": f"V{n}", "Chart No": str(n), "Handout": cell} for n, cell in enumerate(cells)]
    bring(folder, visits(*rows))
    done = studied(folder)
    table = done.counts({"pamphlet_or_exercise": done.available["pamphlet_or_exercise"]})
    return int(table["numerator"].sum()), int(table["denominator"].sum()), int(table["unknown"].sum())


@pytest.mark.slow
def test_a_blank_in_a_column_of_yes_marks_only_is_no(tmp_path: Path) -> None:
    assert handouts(tmp_path, "X", "", "") == (1, 3, 0)


@pytest.mark.slow
def test_a_blank_in_a_column_with_yes_and_no_marks_is_not_recorded(tmp_path: Path) -> None:
    assert handouts(tmp_path, "X", "N", "") == (1, 2, 1)


@pytest.mark.slow
def test_a_word_that_is_neither_mark_is_not_a_blank(tmp_path: Path) -> None:
    assert handouts(tmp_path, "X", "see scanned note", "") == (1, 2, 1)


@pytest.mark.slow
def test_a_blank_red_flag_box_is_never_a_denial(tmp_path: Path) -> None:
    rows = [{"Visit ID": f"V{n}", "Chart No": str(n), "Red Flags": cell} for n, cell in enumerate(("X", ""))]
    bring(tmp_path, visits(*rows))
    assert studied(tmp_path).visit_rows()["red_flag"].to_list() == ["present", "not_recorded"]


# Settings, coverage, versions


@pytest.mark.slow
def test_settings_apply_when_counting_and_need_no_new_import(tmp_path: Path) -> None:
    bring(tmp_path, visits({"Birth Date": "01-Jan-2008"}), orders({"Ordering Provider": "CEDAR, CID"}))
    assert total(tmp_path, "_lbp_visits") == 0
    opened = store(tmp_path)
    opened.save_settings(replace(opened.settings(), adult_age=16))
    assert total(tmp_path, "_lbp_visits") == 1


def test_coverage_ends_with_the_export_and_begins_as_set(tmp_path: Path) -> None:
    bring(tmp_path, visits(*numbered(1)))
    covered = store(tmp_path).coverage("made-up-practice")
    assert (str(covered.start), str(covered.end)) == ("2024-01-01", "2025-06-30")


@pytest.mark.slow
def test_without_settings_coverage_is_from_the_first_row_to_the_last_and_says_so(tmp_path: Path) -> None:
    report = bring(tmp_path, visits(*numbered(3, 9)), settings=None, export_date=None)
    covered = store(tmp_path).coverage(store(tmp_path).clinics()[0])
    assert (str(covered.start), str(covered.end)) == ("2025-02-03", "2025-02-09")
    assert "the first accepted row" in covered.says
    assert any("No export date" in notice for notice in report.notices)


def test_an_export_date_belongs_to_its_import_and_not_to_the_next(tmp_path: Path) -> None:
    dated = replace(PRACTICE, export_date=date(2025, 3, 31))
    bring(tmp_path, visits(*numbered(1)), settings=dated, export_date=None)
    bring(tmp_path, visits(*numbered(1)), settings=dated, export_date=None)  # already there
    assert store(tmp_path).settings().export_date is None


@pytest.mark.slow
def test_a_new_version_of_the_reader_reads_the_same_file_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(tmp_path, visits({"Reason": "LBP, no red flags"}))
    first = store(tmp_path).readers("made-up-practice")
    monkeypatch.setattr(batch, "READER_VERSION", "a newer one")
    report = bring(tmp_path, visits({"Reason": "LBP, no red flags"}))
    assert report.changed
    assert report.files[0].replaced == 1
    assert first != ["a newer one"]
    assert store(tmp_path).readers("made-up-practice") == ["a newer one"]
    assert total(tmp_path, "_lbp_visits") == 1


@pytest.mark.slow
def test_a_chart_of_two_readers_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(tmp_path, visits({"Reason": "LBP, no red flags"}))
    monkeypatch.setattr(batch, "READER_VERSION", "a newer one")
    bring(tmp_path, visits({"Visit ID": "V2", "Chart No": "5", "Reason": "LBP, no red flags"}))
    assert len(studied(tmp_path).mixed_readers) == 2


@pytest.mark.slow
def test_an_order_without_a_birth_date_knows_the_age_from_the_visits(tmp_path: Path) -> None:
    child = {"Birth Date": "01-Jan-2015"}
    bring(tmp_path, visits(child), orders({}))
    assert total(tmp_path, "_lumbar_images_all") == 0


@pytest.mark.slow
def test_rows_whose_own_number_is_blank_are_replaced_by_their_cells(tmp_path: Path) -> None:
    two = [{"Visit ID": "", "Chart No": str(n)} for n in (1, 2)]
    bring(tmp_path, visits(*two))
    bring(tmp_path, visits(*two, {"Visit ID": "", "Chart No": "3"}))
    assert total(tmp_path, "_lbp_visits") == 3
