"""A data folder opens only where folder, key and catalogue were made together; nothing is made anew over facts."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from made_up_export import PRACTICE, SETTINGS, bring, counted, folder_of, orders, store, total, visits

from dashboard.cli import main
from ingest.clinic import slug
from ingest.safekeeping.faults import StoreFault
from ingest.safekeeping.trash import in_trash
from ingest.store import Store

CLINIC = "made-up-practice"


def filled(place: Path) -> Path:
    """A data folder with two imports; gives the folder."""
    bring(place, visits({}), orders({}))
    bring(place, visits({"Visit ID": "V2", "Chart No": "7", "Visit Date": "03-Mar-2025"}))
    return place / "data"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("made"))


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """A folder of its own with two imports."""
    shutil.copytree(made, tmp_path / "data")
    return tmp_path / "data"


def catalogue(data: Path) -> Path:
    return data / "catalogue.sqlite"


def gone(data: Path) -> None:
    catalogue(data).unlink()


def empty(data: Path) -> None:
    catalogue(data).write_bytes(b"")


def emptied(data: Path) -> None:
    """Every row of imports and their files is deleted, behind our back."""
    with closing(sqlite3.connect(catalogue(data))) as connection:
        for table in ("fact_files", "refusals", "passed_lines", "spellings", "sources", "imports"):
            connection.execute(f"DELETE FROM {table}")
        connection.commit()


def without_tables(data: Path) -> None:
    gone(data)
    with closing(sqlite3.connect(catalogue(data))) as connection:
        connection.execute("CREATE TABLE something (else_ INTEGER)")
        connection.commit()


def of_another_folder(data: Path) -> None:
    bring(data.parent / "another", visits({}))
    shutil.copy(catalogue(data.parent / "another" / "data"), catalogue(data))


def new_one(data: Path) -> None:
    Store(data.parent / "new")
    shutil.copy(catalogue(data.parent / "new"), catalogue(data))


def of_an_older_copy(data: Path) -> None:
    kept = catalogue(data).read_bytes()
    bring(data.parent, visits({"Visit ID": "V3", "Chart No": "8", "Visit Date": "04-Mar-2025"}))
    catalogue(data).write_bytes(kept)


def no_key(data: Path) -> None:
    (data / CLINIC / "patient.key").unlink()


def empty_key(data: Path) -> None:
    (data / CLINIC / "patient.key").write_bytes(b"")


def short_key(data: Path) -> None:
    (data / CLINIC / "patient.key").write_bytes(b"short")


def key_of_another_clinic(data: Path) -> None:
    (data / CLINIC / "patient.key").write_bytes(bytes(range(32)))


def another_identity(data: Path) -> None:
    (data / "folder.id").write_text("0" * 32, "ascii")


def no_identity(data: Path) -> None:
    (data / "folder.id").unlink()


def empty_identity(data: Path) -> None:
    (data / "folder.id").write_bytes(b"")


def of_a_newer_version(data: Path) -> None:
    with closing(sqlite3.connect(catalogue(data))) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


FAULTS = [
    gone, empty, emptied, without_tables, of_another_folder, new_one, of_an_older_copy, no_key, empty_key, short_key,
    key_of_another_clinic, another_identity, no_identity, empty_identity, of_a_newer_version,
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_what_does_not_belong_together_is_refused_in_a_sentence_and_left_as_it_is(
    data: Path, fault: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    fault(data)
    before = folder_of(data.parent)
    for command in (["counts"], ["measures"], ["import", str(data.parent / "exports" / "export0.csv")]):
        (data.parent / "exports").mkdir(exist_ok=True)
        (data.parent / "exports" / "export0.csv").write_text(visits({}), "utf-8")
        assert main([command[0], "--data", str(data), *command[1:]]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.startswith("huddleboard: ")
        assert "Nothing was changed" in told.err
        assert "Traceback" not in told.err
    assert folder_of(data.parent) == before


@pytest.mark.slow
def test_a_forgotten_database_setting_deletes_nothing_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUDDLEBOARD_DATABASE", f"sqlite:///{tmp_path / 'elsewhere.sqlite'}")
    bring(tmp_path, visits({}))
    facts = folder_of(tmp_path)
    monkeypatch.delenv("HUDDLEBOARD_DATABASE")
    assert main(["counts", "--data", str(tmp_path / "data")]) == 2
    assert "HUDDLEBOARD_DATABASE" in capsys.readouterr().err
    assert folder_of(tmp_path) == facts
    monkeypatch.setenv("HUDDLEBOARD_DATABASE", f"sqlite:///{tmp_path / 'elsewhere.sqlite'}")
    assert total(tmp_path, "_lbp_visits") == 1


@pytest.mark.slow
def test_one_database_serves_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDDLEBOARD_DATABASE", f"sqlite:///{tmp_path / 'elsewhere.sqlite'}")
    bring(tmp_path / "one", visits({}))
    with pytest.raises(StoreFault, match="belongs to another data folder"):
        store(tmp_path / "two")


@pytest.mark.slow
def test_a_new_folder_is_the_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        data = filled(tmp_path)
        store(tmp_path).save_settings(replace(PRACTICE, adult_age=19))
    finally:
        os.umask(before)
    wide = {p: oct(p.stat().st_mode) for p in [data, *data.rglob("*")] if stat.S_IMODE(p.stat().st_mode) & 0o077}
    assert wide == {}


def test_an_older_open_folder_is_closed_to_others(data: Path) -> None:
    data.chmod(0o755)
    Store(data)
    assert stat.S_IMODE(data.stat().st_mode) == 0o700


def test_what_was_interrupted_goes_to_the_trash_and_not_away(data: Path) -> None:
    left = data / CLINIC / "facts" / "000099-20250101T000000000000" / "visits"
    left.mkdir(parents=True)
    (left / "000099-00000.parquet").write_bytes(b"half a file")
    Store(data)
    (thrown,) = in_trash(data)
    assert (thrown.files, thrown.size) == (1, 11)
    assert not left.exists()
    Store(data)
    assert len(in_trash(data)) == 1


def test_a_start_stopped_before_its_catalogue_was_made_goes_on(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "folder.id.new").write_text("a" * 32, "ascii")
    Store(data)
    assert (data / "folder.id").read_text("ascii").strip() == "a" * 32
    (data / "folder.id").rename(data / "folder.id.new")
    Store(data)
    assert not (data / "folder.id.new").exists()


MORE_IDS = ["..", "trash", "CON", "a/b", "C:\\x", "", "x" * 300, "É!"]


@pytest.mark.parametrize(
    "said", ["/x", "../x", ".incoming", *(pytest.param(s, marks=pytest.mark.slow) for s in MORE_IDS)]
)
def test_the_id_of_a_clinic_toml_is_a_name_and_never_a_path(tmp_path: Path, said: str) -> None:
    (tmp_path / "visits.csv").write_text(visits({}), "utf-8")
    (tmp_path / "clinic.toml").write_text(f"id = '{said}'\n{SETTINGS}", "utf-8")
    command = ["import", "--data", str(tmp_path / "data"), "--clinic", str(tmp_path / "clinic.toml")]
    assert main([*command, str(tmp_path / "visits.csv")]) == 0
    (facts,) = tmp_path.rglob("facts")
    assert facts.parent.parent == tmp_path / "data"
    assert facts.parent.name == slug(facts.parent.name) == store(tmp_path).clinics()[0]
    assert total(tmp_path, "_lbp_visits") == 1
    assert {p.name for p in tmp_path.iterdir()} == {"visits.csv", "clinic.toml", "data"}


def test_a_slug_of_a_slug_is_itself() -> None:
    for name in ("Prairie Family Practice", "trash", "", "É", "a" * 80, "-a-", "com1"):
        assert slug(slug(name)) == slug(name)


@pytest.mark.slow
def test_opening_twice_changes_no_figure(data: Path) -> None:
    before = counted(data.parent)
    Store(data)
    assert counted(data.parent).equals(before)
