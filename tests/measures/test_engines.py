"""One row-level work, several engines: counts on DuckDB and on Spark are those on Polars, and no row is fetched."""

import random
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from made_up_events import MadeUp

from dashboard.cli import main
from dashboard.commands.demo import _bring
from dashboard.parts.on_engine import facts_rows, study_on
from dashboard.study import Study
from ingest.batch import bring_in
from ingest.clinic import read_settings
from ingest.engines import LOCAL, Engine, started
from ingest.store import Store
from measures.base_counts import BASE_COUNTS
from measures.catalogue import measures
from measures.count import counts
from measures.engine import fetching, native
from measures.events import Events
from measures.red_flags.first_episode import RULE
from measures.units import Units
from sample_data import PRACTICES, clinic, files
from sample_data.pcn import MEMBERS

UNIT_TABLES = ("visit", "image", "episode", "referral", "response")
GENERATED = MEMBERS[-1].id


#: What makes Spark quick on a few thousand rows.
SMALL = {"spark.sql.codegen.wholeStage": "false", "spark.sql.adaptive.enabled": "false",
         "spark.sql.shuffle.partitions": "1"}  # fmt: skip


def engine_or_skip(name: str, stack: ExitStack) -> Engine:
    """The engine, or a skip that says what is missing."""
    pytest.importorskip({"duckdb": "duckdb", "spark": "pyspark"}[name], reason=f"{name} is not installed")
    if name == "spark" and not shutil.which("java"):
        pytest.skip("Spark needs Java, and none is here")
    stack.enter_context(pytest.MonkeyPatch.context()).setattr("ingest.engines.LOCAL", LOCAL | SMALL)
    return stack.enter_context(started(name))


@pytest.fixture(scope="module")
def engines() -> Iterator[Any]:
    """Each engine, started when first asked for and used by all tests of the file."""
    running: dict[str, Engine] = {}
    with ExitStack() as stack:
        yield lambda name: running.get(name) or running.setdefault(name, engine_or_skip(name, stack))


@pytest.fixture(scope="module")
def brought(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Data folders of both example clinics and a generated one, each brought in once."""
    kept: dict[str, Store] = {}

    def of(practice: str) -> Store:
        if practice not in kept:
            kept[practice] = store = Store(tmp_path_factory.mktemp("data"))
            if practice == GENERATED:
                _bring(store, MEMBERS[-1])
            else:
                settings = read_settings(clinic(practice).read_text("utf-8"))
                end = settings.export_date
                bring_in(store, files(practice), settings=settings, export_date=end, today=date(2026, 11, 22))
        return kept[practice]

    return of


def made_up() -> MadeUp:
    """A clinic of everything that is worked out: long and short steroid courses, old cancers, pain scores, ages."""
    rng, clinic = random.Random(7), MadeUp()
    for patient in range(40):
        age = {"age_low": (low := rng.choice([16, 17, 30, 50, 51, 70])), "age_high": low + rng.choice([0, 1])}
        for _ in range(rng.randint(1, 5)):
            day = rng.randint(0, 700)
            row = clinic.visit(patient, day, provider=rng.choice(["ASPEN, ANNA", "BIRCH, BEN", "B", None]), **age)
            if rng.random() < 0.3:
                clinic.says(patient, day, rng.choice(["all", "cauda_equina", "night_pain"]),
                            rng.choice(["present", "absent", "queried"]), 0, row, source="box")  # fmt: skip
            clinic.add("responses", patient, day, instrument="pain", score=float(rng.randint(4, 10)), **age)
            orderer, number = rng.choice(["A", "ELM, EVA", None]), rng.choice([None, "R1"])
            later, modality = day + rng.randint(0, 40), rng.choice(["XR", "MR"])
            clinic.order(patient, later, orderer, modality=modality, requisition=number, **age)
        for _ in range(rng.randint(0, 4)):
            clinic.add("medications", patient, rng.randint(0, 600), systemic_steroid=rng.random() < 0.8)
            given = clinic.rows["medications"][-1]
            given["end_day"] = rng.choice([None, given["day"] + 10, given["day"] + 50, given["day"] + 95])
        rule = rng.choice(["cancer since 2015", "cancer since 2022", "cancer, in remission", "diagnosis code Z85.3"])
        clinic.says(patient, rng.randint(0, 500), "cancer", rule=rule)
        clinic.add("referrals", patient, rng.randint(0, 700), service=rng.choice(["back_program", "specialist"]), **age)
    return clinic


def on(engine: Engine, events: Events, folder: Path) -> Events:
    """The same facts as the engine reads them from Parquet."""
    tables = {}
    for name, frame in events.tables.items():
        native(frame).write_parquet(folder / f"{name}.parquet")
        tables[name] = engine.read([folder / f"{name}.parquet"])
    return Events(tables, events.carries, events.traits)


def comparable(table: pl.DataFrame) -> pl.DataFrame:
    """Rows in one order, whole numbers of one width."""
    whole = table.with_columns(pl.selectors.integer().cast(pl.Int64))
    return whole.select(sorted(whole.columns)).sort("row")


def counted(study: Study, by_provider: bool = True) -> pl.DataFrame:
    """Every count of a clinic by month, and by clinician where asked."""
    return study.counts({**study.base_counts, **study.available}, "month", by_provider)


def check(engine: Engine, store: Store, monkeypatch: pytest.MonkeyPatch, by_provider: bool = True) -> None:
    """Cells equal to those on Polars, and every row that any frame gives to the driver counted."""
    (name,) = store.clinics()
    ours = counted(Study(store, name), by_provider)
    seen: list[int] = []
    collect = nw.LazyFrame.collect

    def watched(frame: nw.LazyFrame, *arguments: Any, **options: Any) -> Any:
        table = collect(frame, *arguments, **options)
        seen.append(0 if frame.implementation.is_polars() else len(table))
        return table

    monkeypatch.setattr(nw.LazyFrame, "collect", watched)
    with fetching() as fetched:
        theirs = counted(study_on(engine, store, name, store.folder), by_provider)
    assert ours["numerator"].sum() > 100
    assert ours.equals(theirs)
    assert fetched.rows == sum(seen)
    # A small clinic's lists of words (exams, codes, years) outnumber the cells of few measures; its rows they never do.
    assert fetched.rows < facts_rows(store, name)


@pytest.mark.slow
def test_a_measure_on_duckdb_is_that_on_polars_and_fetches_counts_only(engines: Any, tmp_path: Path) -> None:
    made = made_up()
    wanted = {"imaging_without_red_flags": measures()["imaging_without_red_flags"]}
    ours = counts(made.units(), wanted)
    with fetching() as fetched:
        theirs = counts(Units(on(engines("duckdb"), made.events(), tmp_path), made.practice), wanted)
    assert ours["numerator"].sum() > 5
    assert ours.equals(theirs)
    assert fetched.largest <= 24 * 31


@pytest.mark.slow
@pytest.mark.parametrize("name", ["duckdb", "spark"])
def test_what_is_worked_out_of_courses_years_and_scores_is_the_same(name: str, engines: Any, tmp_path: Path) -> None:
    made = made_up()
    known = {**BASE_COUNTS, **measures()}
    wanted = {n: m for n, m in known.items() if not m.missing(made.carries | made.traits)}
    if name == "spark":
        wanted = {n: m for n, m in wanted.items() if m.unit.name in ("visit", "image", "response_pair")}
    theirs = Units(on(engines(name), made.events(), tmp_path), made.practice)
    assert counts(made.units(), wanted).equals(counts(theirs, wanted))
    by = ["row", "atom", "state", "rule"]
    ours, found = (native(units.findings).select(sorted(native(units.findings).columns)).sort(by)
                   for units in (made.units(), theirs))  # fmt: skip
    assert {"at least 90 consecutive days of supply", RULE} <= set(ours["rule"])
    assert ours["not_urgent"].sum() > 5
    assert ours.equals(found)


@pytest.mark.slow
@pytest.mark.parametrize("practice", [*PRACTICES, GENERATED])
def test_every_count_of_a_clinic_is_the_same_on_duckdb(
    practice: str, brought: Any, engines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(engines("duckdb"), brought(practice), monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("practice", [*PRACTICES, GENERATED])
def test_every_count_of_a_clinic_is_the_same_on_spark(
    practice: str, brought: Any, engines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(engines("spark"), brought(practice), monkeypatch, by_provider=practice == PRACTICES[0])


@pytest.mark.slow
@pytest.mark.parametrize("name", UNIT_TABLES)
def test_a_unit_table_is_the_same_on_duckdb(brought: Any, engines: Any, name: str) -> None:
    store = brought(PRACTICES[0])
    study = Study(store, store.clinics()[0])
    theirs = study_on(engines("duckdb"), store, study.clinic, store.folder)
    ours, found = (comparable(native(getattr(one.units(), name))) for one in (study, theirs))
    assert ours.equals(found.select(ours.columns))


@pytest.mark.slow
def test_overlapping_exports_speak_alike_and_a_copy_of_the_facts_will_do(engines: Any, tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    settings = read_settings(clinic(PRACTICES[0]).read_text("utf-8"))
    early = [tmp_path / file.name for file in files(PRACTICES[0])]
    for short, whole in zip(early, files(PRACTICES[0])):
        lines = whole.read_bytes().splitlines(keepends=True)
        short.write_bytes(b"".join(lines[: len(lines) * 2 // 3]))
    for some, day in ((early, date(2026, 6, 30)), (files(PRACTICES[0]), date(2026, 10, 31))):
        bring_in(store, some, settings=settings, export_date=day, today=date(2026, 11, 22))
    (name,) = store.clinics()
    assert len(store.sources(name)) > len({source["profile_table"] for source in store.sources(name)})
    copied = tmp_path / "copied"
    shutil.copytree(store.folder / name / "facts", copied)
    ours = counted(Study(store, name))
    assert ours.equals(counted(study_on(engines("duckdb"), store, name, copied)))


@pytest.mark.slow
def test_the_command_prints_the_same_cells(brought: Any, engines: Any, capsys: pytest.CaptureFixture[str]) -> None:
    engines("duckdb")
    folder = str(brought(PRACTICES[0]).folder)
    assert main(["counts", "--data", folder]) == 0
    ours = capsys.readouterr().out
    assert main(["counts", "--engine", "duckdb", "--facts", folder]) == 0
    told = capsys.readouterr()
    assert told.out == ours
    assert "came to the driver" in told.err


def test_an_engine_that_is_not_installed_is_named_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, package in (("duckdb", "duckdb"), ("spark", "pyspark")):
        monkeypatch.setitem(__import__("sys").modules, package, None)
        assert main(["counts", "--data", str(tmp_path), "--engine", name, "--facts", str(tmp_path)]) == 2
        assert f"huddleboard[{name}]" in capsys.readouterr().err


@pytest.mark.slow
def test_facts_that_do_not_lie_where_they_were_said_to_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("duckdb", reason="DuckDB is not installed")
    assert main(["counts", "--data", str(tmp_path), "--engine", "duckdb", "--facts", str(tmp_path / "none")]) == 2
    assert "is no folder" in capsys.readouterr().err
    assert main(["counts", "--data", str(tmp_path), "--engine", "duckdb"]) == 2
    assert "Bring in an export first" in capsys.readouterr().err
    assert main(["counts", "--data", str(tmp_path), "--facts", str(tmp_path)]) == 2
    assert "--engine" in capsys.readouterr().err


def test_nothing_fetches_rows_but_the_one_way_that_counts_them() -> None:
    root = Path(__file__).parents[2] / "measures"
    rooms = [*(root / "units").glob("*.py"), root / "count.py", root / "silent_lists.py",
             root / "red_flags" / "steroids.py", root / "red_flags" / "first_episode.py"]  # fmt: skip
    assert len(rooms) > 12
    ways = (".collect(", ".to_arrow", ".to_pandas", ".fetch", ".toPandas", ".pl(")
    assert [f"{room.name}: {way}" for room in rooms for way in ways if way in room.read_text("utf-8")] == []


@pytest.mark.slow
def test_the_whole_catalogue_is_available_in_a_sample_practice_or_says_what_it_lacks(brought: Any) -> None:
    for practice in PRACTICES:
        store = brought(practice)
        study = Study(store, store.clinics()[0])
        assert len(study.available) > 5
        assert all(study.measures[name].missing for name in set(measures()) - set(study.available))
