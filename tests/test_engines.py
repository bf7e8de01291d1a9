"""One row-level work, several engines: units and counts on DuckDB equal those on Polars."""

from datetime import date
from pathlib import Path

import narwhals as nw
import polars as pl
import pytest

from dashboard.study import Study
from ingest.batch import bring_in
from ingest.clinic import read_settings
from ingest.store import Store
from measures.catalogue import measures
from measures.count import counts
from measures.engine import native
from measures.events import Events
from measures.units import Units
from sample_data import PRACTICES, clinic, files

duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
UNIT_TABLES = ("visit", "image", "episode", "referral", "response")


@pytest.fixture(scope="module", params=PRACTICES)
def study(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The sample practice, brought in."""
    store = Store(tmp_path_factory.mktemp("data"))
    settings = read_settings(clinic(request.param).read_text("utf-8"))
    bring_in(
        store,
        files(request.param),
        settings=settings,
        export_date=settings.export_date,
        today=date(2026, 11, 22),
    )
    return Study(store, store.clinics()[0])


@pytest.fixture(scope="module")
def on_duckdb(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Units:
    """The same facts as DuckDB relations over Parquet."""
    folder: Path = tmp_path_factory.mktemp("parquet")
    connection = duckdb.connect()
    tables = {}
    for name, frame in study.events.tables.items():
        native(frame).write_parquet(folder / f"{name}.parquet")
        tables[name] = nw.from_native(connection.read_parquet(str(folder / f"{name}.parquet")))
    return Units(Events(tables, study.events.carries, study.events.traits), study.practice)


def comparable(table: pl.DataFrame) -> pl.DataFrame:
    """Rows in one order, whole numbers of one width."""
    whole = table.with_columns(pl.selectors.integer().cast(pl.Int64))
    return whole.select(sorted(whole.columns)).sort("row")


@pytest.mark.slow
@pytest.mark.parametrize("name", UNIT_TABLES)
def test_a_unit_table_is_the_same_on_both_engines(study: Study, on_duckdb: Units, name: str) -> None:
    ours, theirs = (
        comparable(native(getattr(study.units(), name))),
        comparable(native(getattr(on_duckdb, name))),
    )
    assert ours.height == theirs.height
    assert ours.equals(theirs.select(ours.columns))


@pytest.mark.slow
@pytest.mark.parametrize("every", ["month", "week"])
def test_every_count_is_the_same_on_both_engines(study: Study, on_duckdb: Units, every: str) -> None:
    wanted = {**study.base_counts, **study.available}
    assert len(study.available) > 5
    ours, theirs = (counts(units, wanted, every, True) for units in (study.units(), on_duckdb))
    assert ours["numerator"].sum() > 100
    assert ours.equals(theirs)


def test_the_whole_catalogue_is_available_in_one_sample_practice_or_says_what_it_lacks(study: Study) -> None:
    assert all(study.measures[name].missing for name in set(measures()) - set(study.available))
