"""What would need more memory than a clinic's computer has is refused before it is laid out."""

import gzip
import io
import zipfile
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from made_up_export import VISIT, bring, store, visits

from dashboard.parts.ledger import entries
from ingest import delimited, unpacking
from ingest.batch import Refusal, open_files
from ingest.table import AS_THE_FIRST

HEADER = ",".join(VISIT) + "\n"


def refused(tmp_path: Path, content: bytes, name: str = "visits.csv") -> str:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Refusal) as said:
        read_whole(tmp_path / name)
    return str(said.value)


def read_whole(path: Path) -> int:
    """How many rows it holds."""
    return sum(block.rows.height for mapping in open_files([path])[0] for block in mapping.table.blocks())


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ratio is looked at from 1 MB on, so that a trap is made in no time."""
    monkeypatch.setattr(unpacking, "RATIO_LOOKED_AT", 1 << 20)


TRAP = HEADER.encode() + b"," * (4 << 20)


def zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("visits.csv", content)
    return packed.getvalue()


@pytest.mark.usefixtures("small_limits")
def test_a_zip_that_says_it_bursts_is_refused_unopened(tmp_path: Path) -> None:
    assert "more than 200 times its size" in refused(tmp_path, zipped(TRAP), "e.zip")


@pytest.mark.usefixtures("small_limits")
def test_a_gzip_that_bursts_is_stopped_while_it_unpacks(tmp_path: Path) -> None:
    assert "more than 200 times its size" in refused(tmp_path, gzip.compress(TRAP), "e.csv.gz")


@pytest.mark.usefixtures("small_limits")
def test_a_zip_that_lies_about_its_size_is_damaged(tmp_path: Path) -> None:
    packed, said = zipped(TRAP), len(TRAP).to_bytes(4, "little")
    assert packed.count(said) == 2
    assert "damaged" in refused(tmp_path, packed.replace(said, (9000).to_bytes(4, "little")), "e.zip")


@pytest.mark.slow
@pytest.mark.usefixtures("small_limits")
def test_a_real_list_packs_far_less_and_is_read(tmp_path: Path) -> None:
    rows = visits(*({"Visit ID": f"V{n}", "Chart No": str(n * 7919 % 10007)} for n in range(20_000)))
    assert len(rows) > 1 << 20
    (tmp_path / "e.zip").write_bytes(zipped(rows.encode()))
    assert read_whole(tmp_path / "e.zip") == 20_000


@pytest.mark.slow
def test_a_line_may_have_16_mb_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert delimited.LONGEST_LINE == 16 << 20
    monkeypatch.setattr(delimited, "LONGEST_LINE", 1 << 20)
    monkeypatch.setattr(delimited, "PIECE", 1 << 18)
    said = refused(tmp_path, visits({}).encode() + b"V2," + b"x" * (3 << 20))
    assert "line 3 does not end within 1 MB" in said


@pytest.mark.slow
def test_a_header_of_thousands_of_cells_is_no_list(tmp_path: Path) -> None:
    names = ",".join([*VISIT, *(f"c{n}" for n in range(9_000))])
    assert "9,008 cells, more than any list has columns" in refused(tmp_path, f"{names}\n{'1,' * 9_007}1\n".encode())


def workbook(*cells: tuple[int, int, str]) -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("Visits")
    sheet.write_row(0, 0, list(VISIT))
    sheet.write_row(1, 0, list(VISIT.values()))
    for row, column, text in cells:
        sheet.write(row, column, text)
    book.close()
    return made.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("far", [(1_048_575, 16_383), (1_048_575, 25), (2, 16_383)])
def test_one_cell_at_the_far_corner_of_a_sheet_lays_nothing_out(tmp_path: Path, far: tuple[int, int]) -> None:
    assert "a cell far from the others" in refused(tmp_path, workbook((*far, "x")), "v.xlsx")


@pytest.mark.usefixtures("small_limits")
def test_a_workbook_that_bursts_is_refused_unopened(tmp_path: Path) -> None:
    packed = io.BytesIO(workbook())
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/x.bin", "w") as member:
        member.write(bytes(3 << 20))
    assert "more than 200 times its size" in refused(tmp_path, packed.getvalue(), "v.xlsx")


def test_a_usual_workbook_is_read(tmp_path: Path) -> None:
    (tmp_path / "v.xlsx").write_bytes(workbook((400, 3, "2025-02-05")))
    assert read_whole(tmp_path / "v.xlsx") == 2


def test_a_sheet_that_stands_for_thousands_of_cells_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    row = '<table:table-row table:number-rows-repeated="900000"><table:table-cell office:value-type="float"/>'
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"<office:spreadsheet><table:table>{row}</table:table-row></table:table>")
    assert "stand for thousands" in refused(tmp_path, packed.getvalue(), "v.ods")


def few_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten in words, so that forty are many."""
    for place in ("ingest.entries", "ingest.table"):
        monkeypatch.setattr(f"{place}.KEPT_IN_WORDS", 10)


@pytest.mark.slow
def test_of_thousands_of_refused_rows_the_first_are_kept_in_words_and_all_by_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_in_words(monkeypatch)
    rows = [
        {"Visit ID": f"V{n}", "Chart No": str(n), "Visit Date": "soon" if n > 2 else "05-Feb-2025"} for n in range(40)
    ]
    report = bring(tmp_path, visits(*rows), leave_out_refused=True).files[0]
    opened = store(tmp_path)
    in_words = [row["line"] for row in opened.refusals("made-up-practice")]
    (lines,) = (tmp_path / "data").rglob("refused/*.parquet")
    by_line = pl.read_parquet(lines)
    assert [*in_words, *by_line["line"]] == [one.line for one in report.refused] == list(range(5, 42))
    assert by_line["reason"].unique().to_list() == ["date_invalid"]
    (entry,) = entries(opened, "made-up-practice")
    assert (entry.all_refused, len(entry.refused), entry.files[0].refused) == (37, 10, 37)
    again = bring(tmp_path, visits(*rows), leave_out_refused=True).files[0]
    assert again.already_there
    assert again.refused == report.refused
    assert {one.says for one in report.refused[10:]} == {AS_THE_FIRST}


@pytest.mark.slow
def test_thousands_of_blank_lines_and_repeats_are_kept_by_their_first_and_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_in_words(monkeypatch)
    rows = (
        visits({}, *[{}] * 20, {"Visit ID": "V2", "Visit Date": "07-Feb-2025"}) + "\n" * 30 + visits({"Visit ID": "V3"})
    )
    report = bring(tmp_path, rows).files[0]
    opened = store(tmp_path)
    (lines,) = (tmp_path / "data").rglob("passed/*.parquet")
    assert pl.read_parquet(lines).rows() == [(13, 22, "exact_repeat"), (33, 53, "blank"), (54, 54, "header")]
    assert opened.passed("made-up-practice")[1] == {"header": 2, "blank": 30, "exact_repeat": 20}
    (entry,) = entries(opened, "made-up-practice")
    assert (entry.files[0].repeats, entry.files[0].other_lines, entry.files[0].refused) == (20, 32, 0)
    again = bring(tmp_path, rows).files[0]
    assert (again.already_there, again.exact_repeats, again.not_data) == (True, report.exact_repeats, report.not_data)


LINES = [
    "", "\r", "a,b,c", "x,y", "x,y,z,w", "Total,,,3", "Page 1,,,", "end of report,,,,", '"q,r",s', '"q\n\n",r,s', '"q',
    "two words,,,", "one,,,", ",,,", " n/a,x", "Total visits: 3,1", "banner,1",
]  # fmt: skip


@pytest.mark.slow
@given(st.lists(st.sampled_from(LINES), max_size=8), st.sampled_from(["", "banner,1\n", "Made-up Clinic\n"]))
def test_lines_refused_at_their_first_cell_and_runs_of_blank_ones_are_what_a_look_at_each_says(
    lines: list[str], above: str
) -> None:
    text = f"{above}Visit ID,Chart No,Visit Date\n" + "".join(f"{line}\n" for line in [*lines, "V1,1,2025-02-05"])
    quickly = read_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "_blank", lambda _, starts: np.zeros(len(starts) - 1, dtype=bool))
        patch.setattr(delimited.Delimited, "_plainly_no_row", lambda *_: False)
        assert read_text(text) == quickly


def read_text(text: str) -> list[object]:
    """Everything that reading it yields."""
    table = delimited.delimited_table("a.csv", lambda: io.BytesIO(text.encode()), frozenset({"visit id", "chart no"}))
    return [(block.rows.rows(), block.refused, block.not_data) for block in table.blocks()]
