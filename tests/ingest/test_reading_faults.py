"""What is wrong with a file is said in a sentence, with exit 2 and nothing kept: no traceback, no library's words."""

import gzip
import io
import os
import zipfile
from pathlib import Path

import polars as pl
import pytest
from made_up_export import bring, store, table, visits

from dashboard.cli import main
from ingest.read import UnreadableFile, tables
from ingest.reading_faults import DamagedFile, in_words

ROWS = visits(*({"Visit ID": f"V{n}", "Chart No": str(n), "Reason": f"LBP {n * 7919 % 1000}"} for n in range(400)))


def zipped(**members: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name + ".csv", text)
    return packed.getvalue()


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :]


def imported(tmp_path: Path, content: bytes | Path, name: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command says of a file that it refuses; nothing is left in the data folder."""
    path = content if isinstance(content, Path) else tmp_path / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    assert main(["import", "--data", str(tmp_path / "data"), "--export-date", "2025-06-30", str(path)]) == 2
    said = capsys.readouterr()
    assert not said.out
    assert said.err.count("\n") == 1
    assert not list((tmp_path / "data").glob("*/facts/*"))
    return said.err


@pytest.mark.parametrize("place", [60, 400, 1500])
def test_a_damaged_member_of_a_zip_stops_the_import_and_is_named(
    tmp_path: Path, place: int, capsys: pytest.CaptureFixture[str]
) -> None:
    said = imported(tmp_path, flipped(zipped(visits=ROWS, more=ROWS.replace("V", "W")), place), "e.zip", capsys)
    assert "e.zip" in said
    assert "damaged" in said


@pytest.mark.parametrize(
    "content", [zipped(visits=ROWS)[:-30], zipped(visits=ROWS)[:900], gzip.compress(ROWS.encode())[:-9]]
)
def test_a_file_cut_off_is_named_as_damaged(tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    assert "damaged" in imported(tmp_path, content, "export", capsys)


def test_a_gzip_whose_bytes_are_wrong_further_down_is_damaged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packed = gzip.compress(ROWS.encode(), mtime=0)
    assert "damaged" in imported(tmp_path, flipped(packed, len(packed) - 6), "visits.csv.gz", capsys)


@pytest.mark.slow
def test_what_is_no_file_is_never_opened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert "is a pipe or a device" in imported(tmp_path, tmp_path / "pipe.csv", "", capsys)
    (tmp_path / "folder.csv").mkdir()
    assert "is a folder" in imported(tmp_path, tmp_path / "folder.csv", "", capsys)
    assert "is a pipe or a device" in imported(tmp_path, Path("/dev/zero"), "", capsys)
    (tmp_path / "round.csv").symlink_to(tmp_path / "round.csv")
    assert "leads back to itself" in imported(tmp_path, tmp_path / "round.csv", "", capsys)
    assert "has too long a name" in imported(tmp_path, tmp_path / ("long" * 100), "", capsys)
    assert "no such file" in imported(tmp_path, tmp_path / "absent.csv", "", capsys)


def test_a_file_that_may_not_be_opened_says_so(tmp_path: Path) -> None:
    with pytest.raises(DamagedFile, match=r"^v\.csv may not be opened by you"), in_words("v.csv"):
        raise PermissionError(13, "Permission denied", "/home/somebody/909876543.csv")


@pytest.mark.parametrize(
    "problem",
    [
        OSError(5, "Input/output error", "909876543"),
        MemoryError("909876543"),
        ValueError("invalid literal: 909876543"),
        pl.exceptions.InvalidOperationError('conversion failed: ["909876543"]'),
        zipfile.BadZipFile("Bad CRC-32 for file 909876543"),
    ],
)
def test_no_librarys_own_words_reach_a_person(problem: Exception) -> None:
    with pytest.raises(DamagedFile) as said, in_words("visits.csv"):
        raise problem
    assert str(said.value).startswith("visits.csv")
    assert "909876543" not in str(said.value)
    assert said.value.__cause__ is None


def test_a_fault_further_down_is_said_by_whoever_reads_on(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text(ROWS, "utf-8")
    (one,) = tables(path, frozenset({"visit id", "chart no"}))
    path.unlink()
    with pytest.raises(UnreadableFile, match="no such file"):
        list(one.blocks())


@pytest.mark.slow
def test_what_nobody_foresaw_is_a_sentence_with_a_number_and_no_value(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise ArithmeticError("patient 909876543")

    monkeypatch.setattr("ingest.plan.carry_out.bring_in", stumble)
    said = imported(tmp_path, ROWS.encode(), "visits.csv", capsys)
    assert "something went wrong (error " in said
    assert "ArithmeticError" in caplog.text
    assert "909876543" not in said + caplog.text


def digits(text: str, zero: str) -> str:
    return "".join(chr(ord(zero) + int(sign)) if sign in "0123456789" else sign for sign in text)


@pytest.mark.slow
@pytest.mark.parametrize("zero", ["\uff10", "\u0660", "\u06f0", "\u0966", "\U0001d7ce"])
def test_digits_of_other_scripts_are_digits(tmp_path: Path, zero: str) -> None:
    odd = {"Visit ID": digits("V7", zero), "Chart No": digits("1001", zero), "Visit Date": digits("2025-02-06", zero)}
    report = bring(tmp_path, visits({"Visit Date": "2025-02-05"}, odd)).files[0]
    assert (report.accepted, report.refused) == (2, [])
    made = store(tmp_path).events("made-up-practice")["visits"].select("patient", "source_id").collect("polars")
    assert made.to_native()["patient"].n_unique() == 1
    assert "V7" in made.to_native()["source_id"].to_list()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("month", "day"), [("5", "0"), ("2", "31"), ("2", "29"), ("4", "31"), ("5", "99"), ("13", "1")]
)
def test_a_day_of_birth_that_no_month_has_costs_an_age_and_not_the_import(tmp_path: Path, month: str, day: str) -> None:
    person = {"demographic_no": "11", "year_of_birth": "1961", "month_of_birth": month, "date_of_birth": day}
    whole = {**person, "demographic_no": "12", "month_of_birth": "5", "date_of_birth": "13"}
    seen = {"appointment_no": "1", "demographic_no": "11", "appointment_date": "2025-02-05", "provider_no": "1"}
    report = bring(
        tmp_path,
        table(person, {}, whole),
        table(seen | {"status": "B"}, {}, {"appointment_no": "2", "demographic_no": "12"}),
    )
    assert [file.accepted for file in report.files] == [2, 2]
    ages = store(tmp_path).events("made-up-practice")["visits"].sort("row").select("age_low", "age_high")
    first, second = ages.collect("polars").to_native().rows()
    assert second == (63, 63)
    assert first == ((63, 64) if month == "13" else (None, None))
