"""Reading an export: every line is a row, a refusal or a named line without data."""

import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from ingest.read import Block, Table, UnreadableFile, contents, normalise, tables

KNOWN = frozenset(map(normalise, ["Visit ID", "Chart No", "Visit Date", "Provider", "Reason"]))
HEADER = "Visit ID,Chart No,Visit Date,Provider,Reason\n"


def read(tmp_path: Path, text: str | bytes, name: str = "visits.csv") -> tuple[Table, Block]:
    """The one table of a file with this content, and all its blocks as one."""
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (table,) = tables(path, KNOWN)
    return table, whole(table.blocks())


def whole(several: Iterator[Block]) -> Block:
    every = list(several)
    return Block(
        pl.concat([one.rows for one in every]),
        tuple(refused for one in every for refused in one.refused),
        tuple(line for one in every for line in one.not_data),
    )


def kinds(block: Block) -> list[tuple[int, str]]:
    return [(one.line, one.kind) for one in block.not_data]


def refusals(block: Block) -> list[tuple[int, str]]:
    return [(one.line, one.reason) for one in block.refused]


def test_cells_are_trimmed_and_what_says_nothing_is_null(tmp_path: Path) -> None:
    _, block = read(tmp_path, HEADER + 'V1, 12 ,"  ",NULL,"n/a"\nV2,-,NaN, nan ,\u00a0LBP\u00a0\n')
    assert block.rows.rows() == [(2, "V1", "12", None, None, None), (3, "V2", None, None, None, "LBP")]


def test_a_note_over_several_lines_is_one_record_on_its_first_line(tmp_path: Path) -> None:
    _, block = read(tmp_path, HEADER + 'V1,12,x,y,"one\n\ntwo, ""three"""\nV2,13,x,y,z\n')
    assert block.rows.rows() == [
        (2, "V1", "12", "x", "y", 'one\n\ntwo, "three"'),
        (5, "V2", "13", "x", "y", "z"),
    ]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_give_the_same_rows(tmp_path: Path, ends: str) -> None:
    _, block = read(tmp_path, (HEADER + 'V1,12,x,y,"a\nb"\n\nV2,13,x,y,z\n').replace("\n", ends))
    assert block.rows["line"].to_list() == [2, 5]
    assert block.rows["c4"].to_list() == ["a\nb", "z"]
    assert kinds(block) == [(1, "header"), (4, "blank")]


def test_an_unclosed_quote_costs_its_own_line_only(tmp_path: Path) -> None:
    _, block = read(tmp_path, HEADER + 'V1,12,x,y,"cough, worse\nV2,13,x,"SMITH, JOHN (12345)",z\nV3,14,x,y,z\n')
    assert refusals(block) == [(2, "broken_quote")]
    assert block.rows["c0"].to_list() == ["V2", "V3"]
    assert block.refused[0].column == "Reason"


def test_a_quote_that_never_closes_does_not_swallow_the_rest(tmp_path: Path) -> None:
    rows = "".join(f"V{number},12,x,y,z\n" for number in range(3, 5000))
    _, block = read(tmp_path, HEADER + 'V2,12,x,y,"z\n' + rows)
    assert refusals(block) == [(2, "broken_quote")]
    assert block.rows.height == 4997


def test_a_quote_inside_a_text_is_ordinary(tmp_path: Path) -> None:
    _, block = read(tmp_path, HEADER + 'V1,12,x,y,5" scar\nV2,12,"x",y,3" by 4" lipoma\nV3,13,a "b, c" d,z\n')
    assert block.rows["c4"].to_list() == ['5" scar', '3" by 4" lipoma', "z"]
    assert block.rows.row(2) == (4, "V3", "13", 'a "b', 'c" d', "z")


def test_a_refusal_says_what_to_do_and_never_what_the_cells_hold(tmp_path: Path) -> None:
    _, block = read(tmp_path, HEADER + 'V1,99887766,x,SMITH,JOHN,y\nV2,99887766\nV3,99887766,x,y,"z" z\n')
    assert refusals(block) == [(2, "field_count"), (3, "field_count"), (4, "broken_quote")]
    for refused in block.refused:
        assert "99887766" not in refused.says + refused.seen
        assert f"Line {refused.line} of visits.csv" in refused.says
        assert "bring the file in again" in refused.says
    assert block.refused[0].seen == "6 cells, expected 5"


def test_a_letterhead_repeated_headers_totals_and_page_lines_are_no_records(tmp_path: Path) -> None:
    text = (
        "Prairie Family Practice\nVisit report;January\n\n" + HEADER + "V1,12,x,y,z\n,,,,\n"
        "Page 1 of 2\nPrairie Family Practice\n" + HEADER + "V2,13,x,y,z\nGrand total:,,,,2\n2 rows\n"
        "Imprimé le 2025-01-02 par la réception,,,,\nEnd of report\n"
    )
    table, block = read(tmp_path, text)
    assert table.header_line == 4
    assert [kind for _, kind in kinds(block)] == [
        *("banner", "banner", "blank", "header", "blank", "footer", "banner", "header"),
        *("totals", "footer", "footer", "footer"),
    ]
    assert block.rows["c0"].to_list() == ["V1", "V2"]
    assert not block.refused


@pytest.mark.parametrize(
    "row",
    [
        "V1,,2025-01-02,y,LBP",
        ",,2025-01-02,,Printed handout given",
        "Total hip x-ray,,2025-01-02,,",
        "Sum of pains,,,y,2025-01-02",
        "Page,12,2025-01-02,y,z",
        "125,,2025-01-02,,",
        "End of report phoned in,12,,,",
        "Confidential,,2025-01-02,,LBP",
    ],
)
def test_a_record_without_its_patient_stays_a_record(tmp_path: Path, row: str) -> None:
    _, block = read(tmp_path, HEADER + "V0,11,x,y,z\n" + row + "\nV9,19,x,y,z\n")
    assert block.rows.height == 3
    assert kinds(block) == [(1, "header")]


def test_words_alone_below_the_last_record_are_a_footer_and_above_it_refused(tmp_path: Path) -> None:
    _, block = read(tmp_path, HEADER + "Seen at the north site\nV1,12,x,y,z\nSeen at the north site\nask Bob,,,,\n\n")
    assert refusals(block) == [(2, "field_count")]
    assert kinds(block) == [(1, "header"), (4, "footer"), (5, "footer"), (6, "blank")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_usual_encoding_and_separator_is_understood(tmp_path: Path, encoding: str, separator: str) -> None:
    text = HEADER.replace(",", separator) + separator.join(["V1", "12", "é", '"LÉVESQUE, A; B|C\tD"', "“dos”"])
    table, block = read(tmp_path, text.encode(encoding))
    assert table.separator == separator
    assert block.rows.row(0)[3:] == ("é", "LÉVESQUE, A; B|C\tD", "“dos”")


def test_bytes_that_windows_1252_leaves_undefined_do_not_stop_the_reading(tmp_path: Path) -> None:
    table, block = read(tmp_path, HEADER.encode() + b"V1,12,x,y,\x81\x8d\xe9\n")
    assert table.encoding == "windows-1252"
    assert block.rows["c4"].to_list() == ["\x81\x8dé"]


def test_utf8_must_hold_to_the_last_byte(tmp_path: Path) -> None:
    table, block = read(tmp_path, HEADER.encode() + b"V1,12,x,y,z\n" * 9000 + b"V2,12,x,y,\xe9\n")
    assert table.encoding == "windows-1252"
    assert block.rows["c4"][-1] == "é"


def test_gzip_and_zip_hold_the_same_tables(tmp_path: Path) -> None:
    plain = (HEADER + "V1,12,x,y,z\n").encode()
    (tmp_path / "visits.csv.gz").write_bytes(gzip.compress(plain, mtime=0))
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("march/visits.csv", plain)
        archive.writestr("__MACOSX/._visits.csv", b"\0\1")
        archive.writestr("empty.csv", b"")
    (zipped,) = tables(tmp_path / "export.zip", KNOWN)
    (gzipped,) = tables(tmp_path / "visits.csv.gz", KNOWN)
    assert (zipped.file, gzipped.file) == ("export.zip > march/visits.csv", "visits.csv.gz")
    assert zipped.digest == gzipped.digest
    assert whole(zipped.blocks()).rows.equals(whole(gzipped.blocks()).rows)
    assert whole(zipped.blocks()).rows.equals(whole(zipped.blocks()).rows)
    assert [name for name, _ in contents(tmp_path / "export.zip", KNOWN).unreadable] == ["export.zip > empty.csv"]


def archive_in_archive() -> bytes:
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("visits.csv", HEADER)
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
    return outer.getvalue()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "empty"),
        (b",,,\n,,,\n", "blank"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, "not text"),
        (b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>", "web page"),
        (b'{"kind":"Patient","id":"1"}\n', "JSON"),
        (b"PK\x03\x04broken", "damaged"),
        (gzip.compress(HEADER.encode() * 900, mtime=0)[:60], "gzip"),
        (archive_in_archive(), "inside an archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Excel"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "export"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=word) as refused:
        tables(path, KNOWN)
    assert str(refused.value).startswith("export")
    assert str(refused.value).endswith(".")


def test_a_sheet_is_read_with_its_own_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet, hidden, empty = (
        book.add_worksheet("Visits"),
        book.add_worksheet("Hidden"),
        book.add_worksheet("Empty"),
    )
    assert empty.name == "Empty"
    hidden.write(0, 0, "secret")
    hidden.hide()
    day, clock = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "hh:mm"})
    sheet.write(1, 0, "Prairie Family Practice")
    sheet.write_row(3, 0, HEADER.strip().split(","))
    sheet.write_row(4, 0, [8846.0, 123456789012345, 724.25, " LBP ", "nan"])
    sheet.write_row(6, 0, ["V2", True])
    sheet.write(6, 2, 45356, day)
    sheet.write(6, 3, 45356.5, day)
    sheet.write(6, 4, 0.5868055555555556, clock)
    sheet.write_row(7, 0, ["Total", "", "", "", 2])
    book.close()
    (table,) = tables(path, KNOWN)
    block = whole(table.blocks())
    assert (table.file, table.header_line) == ("book.xlsx > Visits", 4)
    assert block.rows.rows() == [
        (5, "8846", "123456789012345", "724.25", "LBP", None),
        (7, "V2", "true", "2024-03-05", "2024-03-05 12:00:00", "14:05:00"),
    ]
    assert kinds(block) == [
        (1, "blank"),
        (2, "banner"),
        (3, "blank"),
        (4, "header"),
        (6, "blank"),
        (8, "totals"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "mac_roman", "utf-16"])
def test_accents_are_read_in_whatever_a_french_clinic_writes(tmp_path: Path, encoding: str) -> None:
    text = "No dossier;Médecin;Motif\n1;ÉPINETTE, RÉMI;lombalgie à gauche, très gênée\n2;Zoë CÔTÉ;naïve\n"
    path = tmp_path / "liste.csv"
    path.write_bytes(text.encode(encoding))
    (table,) = tables(path, frozenset({"no dossier"}))
    (block,) = table.blocks()
    assert block.rows["c1"].to_list() == ["ÉPINETTE, RÉMI", "Zoë CÔTÉ"]


def test_curly_quotes_of_windows_are_no_accents_of_an_old_mac(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("Chart No,Reason\n1,“can’t bend” – “stuck”\n".encode("cp1252"))
    (table,) = tables(path, frozenset({"chart no"}))
    assert table.encoding == "windows-1252"
