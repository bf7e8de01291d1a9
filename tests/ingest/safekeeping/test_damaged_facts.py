"""Facts that are gone or changed stop the figures with a sentence; the file they came from can be brought in again."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest
from made_up_export import PRACTICE, bring, counted, orders, store, total, visits
from test_identity import CLINIC, catalogue

from dashboard.cli import main
from ingest.for_people import ForPeople
from ingest.safekeeping.fact_files import UNREADABLE
from ingest.safekeeping.faults import FactsDamaged, StoreFault
from ingest.store import Store
from measures.practice import Practice

SLOW = pytest.mark.slow
THIRD_VISIT = {"Visit ID": "V3", "Chart No": "8", "Visit Date": "07-Feb-2025"}
FIRST = visits({}, {"Visit ID": "V2", "Chart No": "7"}, THIRD_VISIT)
#: V2 was cancelled meanwhile, V4 is new.
SECOND = visits({"Visit ID": "V2", "Chart No": "7", "Status": "Cancelled"}, {"Visit ID": "V4", "Chart No": "9"})


def brought(place: Path) -> Path:
    bring(place, FIRST, orders({}))
    bring(place, SECOND)
    return place


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return brought(tmp_path_factory.mktemp("once"))


@pytest.fixture
def place(once: Path, tmp_path: Path) -> Path:
    """A practice of its own, brought in twice."""
    shutil.copytree(once, tmp_path / "its own")
    return tmp_path / "its own"


def fact_file(place: Path, table: str, import_id: int = 1) -> Path:
    (found,) = (place / "data").glob(f"*/facts/{import_id:06d}-*/{table}/*.parquet")
    return found


def gone(file: Path) -> None:
    file.unlink()


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:40])


def fewer_rows(file: Path) -> None:
    pl.read_parquet(file).head(1).write_parquet(file)


def another_day(file: Path) -> None:
    pl.read_parquet(file).with_columns(pl.col("day") + 31).write_parquet(file)


@pytest.mark.slow
@pytest.mark.parametrize("fault", [gone, cut, fewer_rows, another_day])
@pytest.mark.parametrize("table", ["visits", *(pytest.param(t, marks=SLOW) for t in ("diagnoses", "orders"))])
def test_damaged_facts_stop_the_figures_with_a_sentence(
    place: Path, fault: Callable[[Path], None], table: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fault(file := sorted((place / "data").glob(f"*/facts/*/{table}/*.parquet"))[0])
    for command in (["counts"], ["rows", "visits"], ["measures"]):
        assert main([command[0], *command[1:], "--data", str(place / "data")]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert file.name in told.err
        assert "Bring in again" in told.err


def test_the_whole_folder_of_an_import_gone_is_said_too(place: Path) -> None:
    shutil.rmtree(fact_file(place, "visits").parent.parent)
    with pytest.raises(FactsDamaged, match="is missing"):
        counted(place)


def test_a_fact_file_changed_while_the_app_is_open_is_noticed(place: Path) -> None:
    opened = store(place)
    opened.events(CLINIC)
    another_day(fact_file(place, "visits"))
    with pytest.raises(FactsDamaged, match="checksum differs"):
        opened.events(CLINIC)


@pytest.mark.slow
@pytest.mark.parametrize("table", ["visits", pytest.param("diagnoses", marks=SLOW)])
def test_a_file_whose_facts_are_gone_is_brought_in_again_in_its_place(place: Path, table: str) -> None:
    """V2 stays cancelled: the second export, which came later, has said so."""
    before = counted(place)
    fact_file(place, table).unlink() if table == "visits" else gone(fact_file(place, table))
    done = bring(place, FIRST)
    assert done.changed
    assert counted(place).equals(before)
    assert not bring(place, FIRST, SECOND).changed
    assert counted(place).equals(before)


@SLOW
def test_the_newest_file_whose_facts_are_gone_replaces_again_what_it_had_replaced(place: Path) -> None:
    before = counted(place)
    shutil.rmtree(fact_file(place, "visits", 2).parent.parent)
    bring(place, SECOND)
    assert counted(place).equals(before)


@SLOW
def test_everything_gone_is_brought_in_again_at_once(place: Path) -> None:
    before = counted(place)
    for folder in (place / "data").glob("*/facts/*"):
        shutil.rmtree(folder)
    bring(place, FIRST, orders({}), SECOND)
    assert counted(place).equals(before)


def test_another_export_is_refused_while_facts_are_damaged(place: Path) -> None:
    gone(fact_file(place, "visits"))
    with pytest.raises(FactsDamaged, match="Bring in again what they came from"):
        bring(place, visits({"Visit ID": "V9"}))


def test_rows_and_checksum_of_every_fact_file_stand_in_the_catalogue(place: Path) -> None:
    with closing(sqlite3.connect(catalogue(place / "data"))) as connection:
        kept = dict(connection.execute("SELECT name, rows FROM fact_files").fetchall())
    written = {f"{f.parent.name}/{f.name}": f for f in (place / "data").glob("*/facts/*/*/*.parquet")}
    assert kept == {name: pl.read_parquet(file).height for name, file in written.items()}
    assert UNREADABLE not in kept.values()


def test_a_setting_changed_behind_our_back_is_noticed(place: Path) -> None:
    with closing(sqlite3.connect(catalogue(place / "data"))) as connection:
        connection.execute("UPDATE clinics SET settings = replace(settings, 'adult_age = 18', 'adult_age = 19')")
        connection.commit()
    with pytest.raises(StoreFault, match="clinics is not what was written"):
        store(place)


def test_settings_saved_by_us_are_no_damage(place: Path) -> None:
    for age in (19, 18, 17):
        store(place).save_settings(Practice(clinic=CLINIC, adult_age=age))
    assert store(place).settings().adult_age == 17


def flipped(file: Path, chance: random.Random) -> None:
    """One bit of a file, anywhere in it."""
    content = bytearray(file.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    file.write_bytes(content)


def figures(place: Path) -> list[object]:
    """All that is counted, with the settings and the written words it rests on; or the sentence instead."""
    try:
        opened = store(place)
        return [counted(place).rows(), opened.settings(), opened.coverage(CLINIC), opened.place(CLINIC)]
    except ForPeople:
        return []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_one_flipped_bit_never_changes_a_figure_silently(once: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    right = figures(once)
    assert right
    for what in ("facts", "catalogue"):
        place = tmp_path / what
        shutil.copytree(once, place)
        files = sorted((place / "data").glob("*/facts/*/*/*.parquet"))
        flipped(chance.choice(files) if what == "facts" else catalogue(place / "data"), chance)
        assert figures(place) in ([], right)
        if what == "facts":
            assert figures(place) == []


@pytest.mark.slow
def test_a_store_of_an_empty_practice_has_no_damage(tmp_path: Path) -> None:
    Store(tmp_path / "data").save_settings(PRACTICE)
    assert store(tmp_path).damage(CLINIC) == []
    bring(tmp_path, FIRST)
    assert total(tmp_path, "_lbp_visits") == 3
