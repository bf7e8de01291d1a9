"""Every line of an export is accounted for: to be no data is a claim that a line must earn."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_export import bring

from ingest.above import settled_shape
from ingest.batch import Refusal, open_files
from ingest.delimited import blocks
from ingest.header import shape_of
from ingest.not_data import lone_words, looks_like_a_row
from ingest.report import FileReport

HEADER = "Visit ID,Chart No,Birth Date,Visit Date,Provider,Status,Dx,Reason"
KNOWN = frozenset(name.lower() for name in HEADER.split(","))
SIGNS = ",;\t|"


def row(number: int, sign: str = ",") -> str:
    cells = [f"V{number}", str(1000 + number), "1960-05-07", f"2025-01-{number % 28 + 1:02d}", "Dr A"]
    return sign.join([*cells, "Completed", "724.2", "low back pain"])


def read(*lines: str) -> tuple[list[int], list[tuple[int, str]], list[tuple[int, str]]]:
    """Lines of rows, of refusals with their reasons, and of lines without data with their kinds."""
    text = ("\n".join(lines) + "\n").encode()
    shape = shape_of(text, KNOWN)
    assert shape
    several = list(blocks("visits.csv", settled_shape(text, shape, "visits.csv"), iter([text])))
    rows = [line for block in several for line in block.rows["line"].to_list()]
    refused = [(one.line, one.reason) for block in several for one in block.refused]
    return rows, refused, [(one.line, one.kind) for block in several for one in block.not_data]


def file_of(tmp_path: Path, *lines: str) -> FileReport:
    return bring(tmp_path, "\n".join(lines) + "\n").files[0]


@pytest.mark.parametrize("header", SIGNS)
@pytest.mark.parametrize("rows", SIGNS)
def test_a_header_and_rows_with_different_separators_are_read_each_with_its_own(header: str, rows: str) -> None:
    read_lines, refused, others = read(HEADER.replace(",", header), *(row(n, rows) for n in range(12)))
    assert (read_lines, refused, others) == (list(range(2, 14)), [], [(1, "header")])


@pytest.mark.slow
@given(
    st.lists(st.sampled_from(SIGNS), min_size=1, max_size=30),
    st.lists(st.sampled_from(SIGNS), max_size=20),
    st.sampled_from(SIGNS),
)
@settings(max_examples=60)
def test_no_record_above_or_below_the_header_is_ever_called_no_data(
    below: list[str], above: list[str], header: str
) -> None:
    lines = [*(row(n, sign) for n, sign in enumerate(above)), HEADER.replace(",", header)]
    lines += [row(n, sign) for n, sign in enumerate(below, len(above))]
    rows, refused, others = read(*lines)
    assert others == [(len(above) + 1, "header")]
    named = {*rows, *(line for line, _ in refused)}
    assert named == set(range(1, len(lines) + 1)) - {len(above) + 1}


def test_records_moved_above_the_header_are_refused_one_by_one() -> None:
    rows, refused, others = read("Prairie Family Practice,,,,,,,", *(row(n) for n in range(40)), HEADER, row(50))
    assert refused == [(line, "above_header") for line in range(2, 42)]
    assert (rows, others) == ([43], [(1, "banner"), (42, "header")])


@pytest.mark.parametrize(
    "banner",
    [
        "Prairie Family Practice,,,,,,,",
        "Exported:,2025-01-02,,,,,,",
        "Printed on,2025-01-02,by reception,,,,,",
        "Patient,,,Visit,,,,",
        "Visits of January 2025, all sites",
        "",
    ],
)
def test_a_letterhead_is_no_row_also_where_a_spreadsheet_padded_it(banner: str) -> None:
    rows, refused, others = read(banner, HEADER, row(1))
    assert (rows, refused) == ([3], [])
    assert others[0][1] in ("banner", "blank")


@pytest.mark.parametrize("below", ["see visit 1002", "moved to 2025-02-03", "ask Bob; he knows", "ask Bob | he knows"])
def test_words_below_the_last_row_with_a_number_or_a_separator_in_them_are_a_refused_row(below: str) -> None:
    _, refused, others = read(HEADER, row(1), row(2), below)
    assert (refused, others) == ([(4, "field_count")], [(1, "header")])


@pytest.mark.parametrize("cell", [1, 4, 7])
def test_a_stray_quotation_mark_that_closes_lines_later_swallows_no_record(cell: int) -> None:
    lines = [HEADER, *(row(n) for n in range(6))]
    opened, closed = lines[2].split(","), lines[4].split(",")
    opened[cell], closed[cell] = '"' + opened[cell], closed[cell] + '"'
    lines[2], lines[4] = ",".join(opened), ",".join(closed)
    rows, refused, _ = read(*lines)
    assert {3, 4, 5} <= {*rows, *(line for line, _ in refused)}
    assert (3, "broken_quote") in refused


def test_a_note_over_lines_with_a_date_in_it_stays_one_record() -> None:
    text = '"seen 2024-12-01, better\nreturns in spring, or before"'
    rows, refused, _ = read(HEADER, row(1).replace("low back pain", text), row(2))
    assert (rows, refused) == ([2, 4], [])


def test_an_import_of_nothing_is_no_success(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="holds column names and no rows"):
        file_of(tmp_path, HEADER)
    with pytest.raises(Refusal, match="none of its 2 rows can be read"):
        file_of(tmp_path, HEADER, row(1).replace("2025-01-02", "soon"), row(2).replace("1002", ""))
    assert not list((tmp_path / "data").glob("*/facts/*"))


@pytest.mark.slow
def test_more_than_one_refused_row_in_twenty_is_agreed_to_before_anything_is_kept(tmp_path: Path) -> None:
    lines = [HEADER, *(row(n) for n in range(20)), *(row(n, ";") for n in range(20, 26))]
    with pytest.raises(Refusal, match="6 of 26 rows cannot be read"):
        file_of(tmp_path, *lines)
    report = bring(tmp_path, "\n".join(lines), leave_out_refused=True).files[0]
    assert (report.accepted, len(report.refused)) == (20, 6)
    assert [doubt.kind for doubt in report.doubts] == ["much_refused"]


def test_a_few_refused_rows_are_said_and_stop_nothing(tmp_path: Path) -> None:
    report = file_of(tmp_path, HEADER, row(1), row(2).replace("2025-01-03", "soon"), row(3, ";"))
    assert (report.accepted, len(report.refused), report.doubts) == (1, 2, [])


def test_more_than_five_lines_of_no_data_are_shown(tmp_path: Path) -> None:
    text = "\n".join([*(f"Page {n} of 9" for n in range(1, 7)), HEADER, row(1), "", ""])
    report = bring(tmp_path, text)
    (doubt,) = report.files[0].doubts
    assert (doubt.kind, doubt.stops, doubt.lines) == ("much_no_data", False, (1, 2, 3, 4, 5, 6))
    assert doubt.says in report.notices


@pytest.mark.slow
def test_a_separator_of_its_own_is_said(tmp_path: Path) -> None:
    report = bring(tmp_path, "\n".join([HEADER.replace(",", ";"), *(row(n) for n in range(3))]))
    (doubt,) = report.files[0].doubts
    assert "separated by a semicolon, the rows by a comma" in doubt.says
    assert report.files[0].accepted == 3


def test_the_two_judgements_of_a_line_say_what_they_mean() -> None:
    assert lone_words(["thank you all", None])
    assert not lone_words(["thank you, all", None])
    assert looks_like_a_row(["V1", None, "2025-01-02"], 3)
    assert not looks_like_a_row(["Report", None, "site"], 3)


def test_a_sheet_with_records_above_its_header_loses_none(tmp_path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "visits.xlsx"))
    sheet = book.add_worksheet("Visits")
    lines = [row(1), row(2), HEADER, row(3)]
    for place, line in enumerate(lines):
        sheet.write_row(place, 0, line.split(","))
    book.close()
    (mapping,), _ = open_files([tmp_path / "visits.xlsx"])
    (block,) = mapping.table.blocks()
    assert block.rows["line"].to_list() == [4]
    assert [(one.line, one.reason) for one in block.refused] == [(1, "above_header"), (2, "above_header")]
