"""A backup is everything, locked; restoring it gives the same figures, or a sentence and nothing."""

import io
import json
import shutil
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from made_up_export import bring, counted, folder_of, orders, store, visits
from test_identity import CLINIC

from dashboard.cli import main
from dashboard.records import Person, Records
from ingest.for_people import ForPeople, Refusal
from ingest.safekeeping import lockbox
from ingest.safekeeping.backup import backup, last_backup, restore, unpacked
from ingest.safekeeping.check import age_of_backup
from ingest.safekeeping.faults import FactsDamaged
from ingest.store import Store

SECRET = "a sentence long enough to keep"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that costs little to derive: tests make many."""
    monkeypatch.setattr(lockbox, "COST", {"n": 1 << 10, "r": 8, "p": 1})
    monkeypatch.setenv("HUDDLEBOARD_PASSPHRASE", SECRET)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice with two imports, settings of its folder, and something written."""
    tmp_path = tmp_path_factory.mktemp("practice")
    bring(tmp_path, visits({}), orders({}))
    bring(tmp_path, visits({"Visit ID": "V2", "Chart No": "7"}))
    Records(store(tmp_path).engine).kept(Person(clinic=CLINIC, name="Ann Aspen"), who="Ben Birch")
    (tmp_path / "data" / "huddleboard.toml").write_text("# nothing set\n", "utf-8")
    (tmp_path / "data" / "profiles").mkdir()
    (tmp_path / "data" / "profiles" / "ours.toml").write_text("name = 'ours'\n", "utf-8")
    return tmp_path


@pytest.fixture
def place(once: Path, tmp_path: Path) -> Path:
    """The same, of its own."""
    return Path(shutil.copytree(once, tmp_path / "practice"))


def made(place: Path) -> Path:
    opened = store(place)
    backup(opened.folder, opened.engine, place / "copy.backup", SECRET)
    return place / "copy.backup"


@pytest.mark.slow
def test_a_restored_folder_has_every_figure_and_word_of_the_old_one(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", "--data", str(place / "data"), str(place / "copy.backup")]) == 0
    assert "read once more and whole" in capsys.readouterr().out
    before, words = counted(place), Records(store(place).engine).read(Person, CLINIC)
    (place / "data").rename(place / "the old computer")
    (place / "new").mkdir()
    assert main(["restore", str(place / "copy.backup"), "--data", str(place / "new" / "data")]) == 0
    assert counted(place / "new").equals(before)
    assert Records(store(place / "new").engine).read(Person, CLINIC) == words
    for name in ("huddleboard.toml", "profiles/ours.toml", f"{CLINIC}/patient.key", "folder.id"):
        assert (place / "new" / "data" / name).read_bytes() == (place / "the old computer" / name).read_bytes()
    assert main(["check", "--data", str(place / "new" / "data")]) == 0
    bring(place / "new", visits({"Visit ID": "V3"}))


def test_nothing_of_the_folder_stands_readable_in_a_backup(place: Path) -> None:
    sealed = made(place).read_bytes()
    for name in (b"ASPEN", b"Aspen", b"patient.key", b"PAR1", b"SQLite", CLINIC.encode()):
        assert name not in sealed
    assert stat.S_IMODE((place / "copy.backup").stat().st_mode) == 0o600


def test_the_trash_and_copies_stay_behind(place: Path) -> None:
    (place / "data" / "trash" / "2026-01-01").mkdir(parents=True)
    (place / "data" / "trash" / "2026-01-01" / "something").write_text("x", "utf-8")
    names = [name for name, *_ in unpacked(made(place), SECRET, None)["files"]]
    assert not [name for name in names if name.startswith(("trash", "copies", "."))]
    assert {"catalogue.sqlite", "folder.id", f"{CLINIC}/patient.key"} <= set(names)


@pytest.mark.parametrize("given", ["another", SECRET.upper(), " " + SECRET])
def test_another_passphrase_opens_nothing(place: Path, given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    file = made(place)
    monkeypatch.setenv("HUDDLEBOARD_PASSPHRASE", given)
    assert main(["restore", str(file), "--data", str(place / "new")]) == 2
    assert not (place / "new").exists()


@pytest.mark.parametrize(
    "at", [5, -2000, *(pytest.param(n, marks=pytest.mark.slow) for n in (0, 22, 40, 100, 200, -1, -17))]
)
def test_a_backup_with_one_changed_byte_is_refused_whole(place: Path, at: int) -> None:
    file = made(place)
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)
    with pytest.raises(Refusal, match=r"Nothing was"):
        restore(file, place / "new", SECRET)
    assert {path.name for path in place.iterdir()} == {"data", "exports", "copy.backup"}


@pytest.mark.parametrize(
    "keep", [0, 0.5, *(pytest.param(n, marks=pytest.mark.slow) for n in (10, 30, 150, 0.3, 0.9, 0.999))]
)
def test_a_backup_that_is_cut_off_is_refused_whole(place: Path, keep: float) -> None:
    file = made(place)
    content = file.read_bytes()
    file.write_bytes(content[: keep if isinstance(keep, int) else int(len(content) * keep)])
    with pytest.raises(Refusal, match="Nothing was changed"):
        restore(file, place / "new", SECRET)
    assert not (place / "new").exists()


def test_pieces_that_change_places_are_noticed() -> None:
    locked = io.BytesIO()
    locking = lockbox.Locking(locked, SECRET)
    for number in range(4):
        locking.write(bytes([number]) * lockbox.PIECE)
    locking.close()
    whole, size = locked.getvalue(), lockbox.PIECE + lockbox.TAG
    head = len(whole) - 4 * size
    assert lockbox.Unlocking(io.BytesIO(whole), SECRET).read() == b"".join(bytes([n]) * lockbox.PIECE for n in range(4))
    pieces = [whole[head + n * size : head + (n + 1) * size] for n in range(4)]
    for order in ([1, 0, 2, 3], [0, 2, 1, 3], [0, 1, 2], [0, 1, 3], [0, 1, 2, 3, 3]):
        with pytest.raises(Refusal):
            lockbox.Unlocking(io.BytesIO(whole[:head] + b"".join(pieces[n] for n in order)), SECRET).read()


def test_a_head_that_asks_for_all_memory_is_refused(place: Path) -> None:
    head = json.dumps({"salt": "00" * 16, "n": 1 << 40, "r": 8, "p": 1}).encode()
    (place / "evil").write_bytes(lockbox.MAGIC + len(head).to_bytes(2, "big") + head + b"x" * 100)
    with pytest.raises(Refusal, match="damaged"):
        restore(place / "evil", place / "new", SECRET)


@pytest.mark.slow
def test_nothing_is_written_over(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, before = made(place), folder_of(place)
    assert main(["restore", str(file), "--data", str(place / "data")]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert main(["backup", "--data", str(place / "data"), str(file)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert main(["backup", "--data", str(place / "data"), str(place / "data" / "inside")]) == 2
    assert main(["backup", "--data", str(place / "data"), str(place / "no such folder" / "x")]) == 2
    assert main(["restore", str(place / "none"), "--data", str(place / "new")]) == 2
    assert main(["restore", str(place / "exports" / "export0.csv"), "--data", str(place / "new")]) == 2
    assert folder_of(place) == before


@pytest.mark.slow
def test_an_empty_folder_may_be_restored_into(place: Path) -> None:
    file, before = made(place), counted(place)
    (place / "new" / "data").mkdir(parents=True)
    restore(file, place / "new" / "data", SECRET)
    assert counted(place / "new").equals(before)


def test_a_backup_of_damaged_facts_is_refused_and_the_last_good_one_stays_the_last(place: Path) -> None:
    made(place)
    first = last_backup(place / "data")
    next((place / "data").glob("*/facts/*/visits/*.parquet")).unlink()
    opened = store(place)
    with pytest.raises(FactsDamaged, match="No backup was made"):
        backup(opened.folder, opened.engine, place / "second.backup", SECRET)
    assert last_backup(place / "data") == first
    assert not list(place.glob("*second*"))


@pytest.mark.slow
def test_a_backup_while_people_write_and_import_is_of_one_moment(place: Path) -> None:
    stop, opened = threading.Event(), store(place)

    def write() -> None:
        records, number = Records(store(place).engine), 0
        while not stop.is_set():
            records.kept(Person(clinic=CLINIC, name=f"number {number}"), who="Ben Birch")
            number += 1

    at_work = threading.Thread(target=write)
    at_work.start()
    try:
        with opened.staging(CLINIC):
            for turn in range(3):
                backup(opened.folder, opened.engine, place / f"{turn}.backup", SECRET)
    finally:
        stop.set()
        at_work.join()
    for turn in range(3):
        (place / f"new{turn}").mkdir()
        restore(place / f"{turn}.backup", place / f"new{turn}" / "data", SECRET)
        records = Records(store(place / f"new{turn}").engine)
        assert len(records.read(Person, CLINIC)) == len(records.changes(CLINIC, "people"))


@pytest.mark.slow
def test_the_passphrase_can_come_from_standard_input(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("HUDDLEBOARD_PASSPHRASE")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{SECRET}\n"))
    assert main(["backup", "--data", str(place / "data"), str(place / "copy.backup")]) == 0
    assert unpacked(place / "copy.backup", SECRET, None)["files"]
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["backup", "--data", str(place / "data"), str(place / "other.backup")]) == 2
    assert "No passphrase was given" in capsys.readouterr().err


def test_the_age_of_the_last_backup_is_known(place: Path) -> None:
    now = datetime.now(UTC)
    assert "No backup" in age_of_backup(place / "data", now)
    made(place)
    assert "made today" in age_of_backup(place / "data", now)
    assert "yesterday" in age_of_backup(place / "data", now + timedelta(days=1, hours=1))
    assert "40 days ago" in age_of_backup(place / "data", now + timedelta(days=40, hours=1))


def test_check_lists_the_trash_and_says_that_all_is_well(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left = place / "data" / CLINIC / "facts" / "000099-x" / "visits"
    left.mkdir(parents=True)
    (left / "000099-00000.parquet").write_bytes(b"half")
    assert main(["check", "--data", str(place / "data"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["well"], told["wrong"], len(told["trash"])) == (True, [], 1)
    assert told["fact_files"] > 3


def test_check_finds_what_is_not_what_was_written(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = next((place / "data").glob("*/facts/*/visits/*.parquet"))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 4
    file.write_bytes(content)
    assert main(["check", "--data", str(place / "data")]) == 2
    told = capsys.readouterr()
    assert f"{file.name} is not what was written" in told.out
    assert main(["check", "--data", str(place / "nowhere")]) == 2
    assert not (place / "nowhere").exists()


def test_a_backup_is_read_and_written_piece_by_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing larger than a few pieces is ever held."""
    monkeypatch.setattr(lockbox, "PIECE", 1 << 12)
    locking = lockbox.Locking(target := io.BytesIO(), SECRET)
    for _ in range(64):
        locking.write(b"x" * (1 << 12))
        assert len(locking._rest) <= 1 << 12
    locking.close()
    unlocking = lockbox.Unlocking(io.BytesIO(target.getvalue()), SECRET)
    while unlocking.read(1000):
        assert len(unlocking._open) <= 2 << 12


def test_a_refusal_is_for_people() -> None:
    assert issubclass(lockbox.Locked, ForPeople)
    assert Store
