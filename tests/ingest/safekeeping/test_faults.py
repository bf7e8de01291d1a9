"""Faults of the disk, the database and the settings: each a sentence, exit status 2, and nothing changed."""

import errno
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from made_up_export import SETTINGS, bring, folder_of, visits
from test_identity import catalogue

from dashboard.cli import main
from ingest import database as db
from ingest.safekeeping import faults

LIBRARIES = ("sqlalchemy", "sqlite3", "psycopg", "polars", "Traceback", "[SQL", "Errno", "Background on this")


def refused(command: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What a refused command says; it speaks to a person."""
    assert main(command) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("huddleboard: ")
    assert not [word for word in LIBRARIES if word in told.err]
    return told.err


@pytest.fixture
def data(tmp_path: Path) -> Path:
    bring(tmp_path, visits({}))
    return tmp_path / "data"


@pytest.fixture
def locked(data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A catalogue that another program holds."""
    monkeypatch.setattr(db, "PATIENCE_SECONDS", 0.1)
    with closing(sqlite3.connect(catalogue(data), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield data
        other.execute("ROLLBACK")


def test_a_catalogue_that_another_program_holds(locked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Another program holds the catalogue" in refused(["counts", "--data", str(locked)], capsys)


@pytest.mark.parametrize("keep", [0.5, 0.1, 0.9])
def test_a_catalogue_cut_off(data: Path, keep: float, capsys: pytest.CaptureFixture[str]) -> None:
    whole = catalogue(data).read_bytes()
    catalogue(data).write_bytes(whole[: int(len(whole) * keep)])
    assert "catalogue" in refused(["counts", "--data", str(data)], capsys)


@pytest.mark.parametrize(
    "content", [b"This is no database at all. " * 200, b"\0" * 8192, b"SQLite format 3\0" + b"\xff" * 9000]
)
def test_a_catalogue_that_is_none(data: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    catalogue(data).write_bytes(content)
    assert "catalogue" in refused(["counts", "--data", str(data)], capsys)
    assert catalogue(data).read_bytes() == content


def test_a_catalogue_that_is_a_folder(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    catalogue(data).unlink()
    catalogue(data).mkdir()
    (catalogue(data) / "x").write_text("x")
    assert "catalogue" in refused(["counts", "--data", str(data)], capsys)


def test_a_data_folder_that_is_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x")
    assert "cannot be the data folder" in refused(["counts", "--data", str(tmp_path / "file")], capsys)


@pytest.mark.slow
@pytest.mark.parametrize(
    "url",
    [
        "postgresql://someone:secret@127.0.0.1:1/none",
        "nonsense",
        "mysql://x/y",
        "oracle+none://x",
        "sqlite:////no/such/folder/x.sqlite",
    ],
)
def test_a_database_that_does_not_answer_or_is_none(
    data: Path, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = folder_of(data.parent)
    monkeypatch.setenv("HUDDLEBOARD_DATABASE", url)
    assert "secret" not in refused(["counts", "--data", str(data)], capsys)
    assert folder_of(data.parent) == before


@pytest.mark.parametrize(
    "text", ["database = ", "database = 5", "database = ''", "\ufeffdatabase = 'x'", "a = " + "[" * 5000, "\xff"]
)
def test_a_faulty_settings_file_of_the_folder(data: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "huddleboard.toml").write_bytes(text.encode("latin-1" if text == "\xff" else "utf-8"))
    assert "huddleboard.toml" in refused(["counts", "--data", str(data)], capsys)


def limited() -> None:
    """No file of this process may grow beyond 24 KiB: what a full disk does, without one."""
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (24 << 10, 24 << 10))


@pytest.mark.slow
def test_a_full_disk_refuses_an_import_and_leaves_all_as_it_was(data: Path, tmp_path: Path) -> None:
    before = folder_of(tmp_path)
    more = [{"Visit ID": f"V{n}", "Chart No": str(n * 7919 % 10007), "Reason": f"thing {n}"} for n in range(4000)]
    (tmp_path / "more.csv").write_text(visits(*more), "utf-8")
    command = [sys.executable, "-m", "dashboard.cli", "import", "--data", str(data), str(tmp_path / "more.csv")]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=limited)
    assert (done.returncode, done.stdout) == (2, "")
    assert "disk is full" in done.stderr
    assert not [word for word in LIBRARIES if word in done.stderr]
    assert {k: v for k, v in folder_of(tmp_path).items() if "journal" not in k} == before
    assert main(["counts", "--data", str(data)]) == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "says"),
    [(errno.ENOSPC, "full"), (errno.EROFS, "read-only"), (errno.EACCES, "read-only"), (errno.EIO, "disk")],
)
def test_what_the_system_refuses_while_facts_are_written(
    data: Path,
    tmp_path: Path,
    number: int,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = folder_of(tmp_path)
    (tmp_path / "more.csv").write_text(visits({"Visit ID": "V2"}), "utf-8")

    def failing(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", failing)
    assert says in refused(["import", "--data", str(data), str(tmp_path / "more.csv")], capsys)
    assert folder_of(tmp_path) == before


def test_a_read_only_catalogue_still_answers_and_takes_nothing(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    engine = sa.create_engine(f"sqlite:///file:{catalogue(data)}?mode=ro&uri=true")
    with pytest.raises(faults.StoreFault, match="read-only"), faults.plainly(), engine.begin() as connection:
        connection.execute(sa.text("UPDATE clinics SET changed_at = 'x'"))


def test_a_mistake_of_ours_is_told_without_any_value_it_met(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ingest.store.Store.clinics", lambda _: {}["ASPEN, ANNA"])
    told = refused(["counts", "--data", str(data)], capsys)
    assert "something went wrong (error " in told
    assert "ASPEN" not in told


BAD = [
    "export_date = 9999-12-31", "export_date = 2025-06-30T10:00:00", "coverage_start = 2024-01-01T00:00:00Z",
    "coverage_start = 0001-01-01", "coverage_start = 9999-12-31", "export_date = '2025-06-31'",
    "export_date = 2999-01-01",
    "timezone = 'Mars/Base'", "timezone = '../../etc/passwd'", "timezone = 'America'", "timezone = ''",
    "timezone = '" + "A" * 5000 + "'", "timezone = {x = 1}", "name = ['a']", "name = {a = {b = 1}}", "adult_age = 1e9",
    "adult_age = " + "9" * 5000, "adult_age = true", "adult_age = 999", "clinician = ['x']",
    "clinician = [{id = {a = 1}}]",
    "[clinician]\nid = 'A'", "outside = ['ER']", "outside = [[[]]]", "word = ['x']", "word = [{field = 1}]",
    "exam = [[1]]", "code = [{}]", "agreed_list = [1]", "agreed_list = [[['a']]]", "chosen = [{}]", "x = " + "[" * 4000,
    "x = " + "{a=" * 3000, "name = \"\\u0000\"", "agreed_list = [\"a\\u0007\"]", "a.b.c.d = 1",
    "name = 'a'\nname = 'b'",
    "\ufeffname = 'x'", "name = ", "[[[", "\x00", "name = 5", "id = 5", "id = ['x']",
]  # fmt: skip


@pytest.mark.parametrize("text", BAD, ids=[repr(text[:30]) for text in BAD])
def test_bad_settings_are_refused_before_anything_is_kept(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "visits.csv").write_text(visits({}), "utf-8")
    (tmp_path / "clinic.toml").write_text(text, "utf-8")
    command = ["import", "--data", str(tmp_path / "data"), "--clinic", str(tmp_path / "clinic.toml")]
    told = refused([*command, str(tmp_path / "visits.csv")], capsys)
    assert len(told) < 600
    assert not list(tmp_path.rglob("facts"))


@pytest.mark.parametrize("day", [["--export-date", "9999-12-31"], ["--coverage-start", "9999-12-31"]])
def test_a_day_that_has_not_come_is_refused_on_the_command_line_too(
    tmp_path: Path, day: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "visits.csv").write_text(visits({}), "utf-8")
    (tmp_path / "clinic.toml").write_text(SETTINGS, "utf-8")
    command = ["import", "--data", str(tmp_path / "data"), "--clinic", str(tmp_path / "clinic.toml"), *day]
    assert "9999-12-31" in refused([*command, str(tmp_path / "visits.csv")], capsys)
    assert not list(tmp_path.rglob("facts"))


def test_a_settings_file_that_is_a_folder_or_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "visits.csv").write_text(visits({}), "utf-8")
    (tmp_path / "utf16.toml").write_bytes("name = 'x'".encode("utf-16"))
    for given in (tmp_path, tmp_path / "utf16.toml", tmp_path / "none.toml"):
        command = ["import", "--data", str(tmp_path / "data"), "--clinic", str(given), str(tmp_path / "visits.csv")]
        assert given.name in refused(command, capsys)
    assert not list((tmp_path / "data").rglob("*.parquet"))
