"""A clinic's facts on DuckDB or Spark: the app's own Parquet files, opened where they lie and never fetched as rows."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import narwhals as nw
import polars as pl

from ingest.for_people import ForPeople
from ingest.gate import PLAIN_NUMBER, TOKEN
from ingest.safekeeping.fact_files import FactFile, Sound, changed, refusal
from ingest.safekeeping.faults import FactsDamaged
from ingest.speaking import keys_on, numbered, silent_on
from ingest.store import Store
from measures.engine import nothing
from measures.events import TABLES, Events, schema

#: What each is called in SQL, the same on both.
SQL = {
    pl.String: "STRING", pl.Int64: "BIGINT", pl.Int32: "INT", pl.Int16: "SMALLINT", pl.Int8: "TINYINT",
    pl.Boolean: "BOOLEAN", pl.Float64: "DOUBLE",
}  # fmt: skip
KINDS: dict[Any, Any] = {
    pl.String: nw.String, pl.Int64: nw.Int64, pl.Int32: nw.Int32, pl.Int16: nw.Int16, pl.Int8: nw.Int8,
    pl.Boolean: nw.Boolean, pl.Float64: nw.Float64,
}  # fmt: skip


class NoEngine(ForPeople):
    """The engine is not installed here, or cannot start; the message says what it lacks."""


class FactsElsewhere(ForPeople):
    """No facts of the clinic lie where they were said to; the message says what was looked for."""


@dataclass(frozen=True)
class Engine:
    """One running engine: `read` opens Parquet files, `sql` answers a query; neither fetches a row."""

    read: Callable[[Sequence[Path]], nw.LazyFrame]
    sql: Callable[[str], nw.LazyFrame]


@contextmanager
def started(name: str) -> Iterator[Engine]:
    """The engine, stopped afterwards. Raises NoEngine where it is not installed."""
    opened = {"duckdb": _duckdb, "spark": _spark}[name]
    with TemporaryDirectory(prefix="huddleboard-") as spill, opened(spill) as engine:
        yield engine


def not_installed(name: str) -> NoEngine:
    """What a person is told."""
    return NoEngine(
        f"{name} is not installed here. Install it too: pip install 'huddleboard[{name}]' (in a "
        f"copy of its folder: pip install -e '.[{name}]'), or leave out --engine {name}."
    )


@contextmanager
def _duckdb(spill: str) -> Iterator[Engine]:
    try:
        import duckdb
    except ImportError:
        raise not_installed("duckdb") from None
    # Nothing is downloaded, and what does not fit in memory is spilled into a folder that goes with us.
    settings: dict[str, Any] = {
        "temp_directory": spill,
        "autoinstall_known_extensions": False,
        "preserve_insertion_order": False,
    }
    with duckdb.connect(config=settings) as connection:
        yield Engine(
            lambda files: nw.from_native(connection.read_parquet([str(f) for f in files], union_by_name=True)),
            lambda text: nw.from_native(connection.sql(text)),
        )


@contextmanager
def _spark(spill: str) -> Iterator[Engine]:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise not_installed("spark") from None
    if not (os.environ.get("JAVA_HOME") or shutil.which("java") or os.environ.get("SPARK_REMOTE")):
        raise NoEngine("Spark needs Java, and none was found here. Install Java 17, or set JAVA_HOME to where it is.")
    session = _session(SparkSession.builder, spill)
    try:
        yield Engine(
            lambda files: nw.from_native(session.read.option("mergeSchema", True).parquet(*(str(f) for f in files))),
            lambda text: nw.from_native(session.sql(text)),
        )
    finally:
        session.stop()


#: A cluster says otherwise in its own spark-defaults.conf, or in PYSPARK_SUBMIT_ARGS.
LOCAL = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "4",
    "spark.driver.memory": "4g",
}


def _session(builder: Any, spill: str) -> Any:
    told = dict(LOCAL)
    if not (os.environ.get("PYSPARK_SUBMIT_ARGS") or os.environ.get("SPARK_CONF_DIR")):
        told |= {"spark.master": "local[*]", "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
        told |= {"spark.local.dir": spill, "spark.sql.warehouse.dir": spill}
    for name, value in told.items():
        builder = builder.config(name, value)
    return builder.appName("Huddleboard").getOrCreate()


Source = dict[str, Any]


def events_on(engine: Engine, store: Store, clinic: str, facts: Path) -> Events:
    """All live facts of a clinic as `Store.events` has them, from the files under `facts`, on the engine.

    Raises FactsElsewhere where not all of the clinic's files lie there, FactsDamaged where one is not what was written.
    """
    live = store.sources(clinic)
    above, files = located(store, clinic, facts)
    sources = [{**one, "folder": below(one["folder"], above)} for one in live]
    gone = _gone(engine, store, clinic, facts, sources)
    tables = {name: _table(engine, facts, name, files, sources, gone) for name in TABLES}
    carries = frozenset(name for source in sources for name in source["carries"])
    traits = frozenset(name for source in sources for name in source["traits"])
    everyone = {"all_in_person"} if store.settings(clinic).all_in_person else set()
    return Events(tables, carries, traits | everyone)


def below(folder: str, above: int) -> str:
    """An import's folder without so many of its first parts: `clinic/facts/000001` as `facts/000001`."""
    return Path(*Path(folder).parts[above:]).as_posix()


def located(store: Store, clinic: str, facts: Path) -> tuple[int, list[FactFile]]:
    """How many folders `facts` lies inside the data folder (or its copy), and the clinic's files as they lie there.

    `facts` may be the data folder, the clinic's folder in it, or that one's `facts`. Each file is what was written.
    """
    live = {source["id"] for source in store.sources(clinic)}
    files = [one for one in store.fact_files(clinic) if one.source in live]
    ways = [[replace(one, folder=below(one.folder, above)) for one in files] for above in range(3)]
    here = [sum(one.at(facts).is_file() for one in way) for way in ways]
    above = here.index(max(here))
    if not files or here[above] < len(files):
        raise FactsElsewhere(
            f"{facts} holds {here[above]} of the {len(files)} files of facts of {clinic} that the data folder "
            f"{store.folder} knows. Give --facts that data folder, {clinic}/facts in it, or a whole copy of one of "
            "them; and --data the data folder it belongs to."
        )
    bad = changed(facts, ways[above], Sound())
    if bad:
        raise FactsDamaged(refusal(bad, store.place(clinic)))
    return above, ways[above]


def _table(
    engine: Engine, facts: Path, name: str, files: Sequence[FactFile], sources: Sequence[Source], gone: Any
) -> nw.LazyFrame:
    blank_is_no = {source["id"]: source["blank_is_no"] for source in sources if source["event"] == name}
    alike: dict[str, tuple[Mapping[str, list[int]], list[Path]]] = {}
    for file in files:
        if file.table == name:
            told = blank_is_no.get(file.source) or {}
            alike.setdefault(repr(told), (told, []))[1].append(file.at(facts))
    parts = [_shaped(engine.read(paths), name).with_columns(_blanks(told)) for told, paths in alike.values()]
    if not parts:
        return engine.sql(_empty(name))
    whole = nw.concat(parts, how="vertical") if len(parts) > 1 else parts[0]
    return whole if gone is None else whole.join(gone, on="row", how="anti")


def _shaped(frame: nw.LazyFrame, table: str) -> nw.LazyFrame:
    """The columns of the table; those that an older file lacks are unknown."""
    has = frame.collect_schema().names()
    return frame.select(
        *(
            nw.col(name).cast(KINDS[kind]) if name in has else nw.lit(None, KINDS[kind]).alias(name)
            for name, kind in schema(table).items()
        )
    )


def _blanks(told: Mapping[str, list[int]]) -> list[nw.Expr]:
    """In a column with yes marks only a blank is a no; the rows whose mark was not understood stay unknown."""
    filled = {name: nw.col(name).fill_null(False) for name in told}
    return [nw.when(~nw.col("row").is_in(odd)).then(filled[name]).alias(name) if odd else filled[name]
            for name, odd in told.items()]  # fmt: skip


def _empty(table: str) -> str:
    columns = ", ".join(f"cast(null as {SQL[kind]}) as {name}" for name, kind in schema(table).items())
    return f"select * from (select {columns}) as nothing where 1 = 0"


def _gone(engine: Engine, store: Store, clinic: str, facts: Path, sources: Sequence[Source]) -> nw.LazyFrame | None:
    """Rows that do not speak, as `Store.events` leaves them out."""
    left_out = {one["id"] for one in store.imports(clinic) if one["vanished_left_out"]}
    tables = [source["profile_table"] for source in sources]
    if len(set(tables)) == len(tables):
        return None
    for source in sources:
        _refuse_plain_numbers(engine, facts, source)
    return silent_on(facts, sources, left_out, engine.read, lambda keys: keys)


def _refuse_plain_numbers(engine: Engine, facts: Path, source: Source) -> None:
    """An earlier version kept long record numbers as they were: only the driver can make them comparable."""
    keys = keys_on(facts / source["folder"], source["id"], engine.read) if numbered(source) else None
    if keys is None:
        return
    token = nw.col("key").str.contains(TOKEN.pattern) | nw.col("key").str.contains(PLAIN_NUMBER)
    if not nothing(keys.filter(~token)):
        raise FactsElsewhere(
            f"An import of an earlier version ({source['file']}) keeps its record numbers as they were, and other "
            "engines cannot compare them. Bring that export in again, or leave out --engine."
        )
