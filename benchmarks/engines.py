"""The same counts on Polars, DuckDB and Spark, from one folder of ten million rows: `engines.py [--rows 10000000]`.

The facts are those of a sample practice again and again, each time of other patients. Every engine is the command
`huddleboard counts` in a process of its own; the cells must be equal, and the rows that came to the driver are said.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import polars as pl  # noqa: E402
import sqlalchemy as sa  # noqa: E402

from ingest import database as db  # noqa: E402
from ingest.batch import bring_in  # noqa: E402
from ingest.clinic import read_settings  # noqa: E402
from ingest.many_clinics import hash_of  # noqa: E402
from ingest.safekeeping.files import digest_of  # noqa: E402
from ingest.store import Store  # noqa: E402
from measures.events import TABLES  # noqa: E402
from sample_data import PRACTICES, clinic, files  # noqa: E402

LINES = 100_000  # between the lines of one copy and the next
AT_ONCE = 50  # copies made in memory together


def multiplied(store: Store, rows: int) -> int:
    """Every fact file of the folder's clinic as so many copies of it, each of other patients; how many rows that is."""
    (name,) = store.clinics()
    told = [one for one in store.fact_files(name) if one.table in TABLES]
    times = -(-rows // sum(one.rows for one in told))
    own = db.fact_files.c
    with store.engine.begin() as connection:
        for one in told:
            path = one.at(store.folder)
            _grown(path, times)
            now = {"rows": one.rows * times, "digest": digest_of(path)}
            connection.execute(
                sa.update(db.fact_files).where(own.name == one.name, own.source_id == one.source).values(**now)
            )
    return times * sum(one.rows for one in told)


def _grown(path: Path, times: int) -> None:
    frame = pl.read_parquet(path)
    salts = [hash_of(f"copy {n}") for n in range(times)]
    copies = (frame.with_columns(_moved(frame, n, salt)) for n, salt in enumerate(salts))
    parts = []
    while batch := [one for _, one in zip(range(AT_ONCE), copies, strict=False)]:
        parts.append(pl.concat(batch, rechunk=False))
    pl.concat(parts, rechunk=False).write_parquet(path, compression="lz4", row_group_size=500_000)


def _moved(frame: pl.DataFrame, copy: int, salt: int) -> list[pl.Expr]:
    patient = [pl.col("patient") ^ salt] if "patient" in frame.columns else []
    return [pl.col("row") + copy * LINES, *patient]


def counted(folder: Path, engine: str) -> tuple[str, dict[str, object]]:
    """The cells by the command, and what it took."""
    words = [sys.executable, "-m", "dashboard.cli", "counts", "--data", str(folder), "--by", "provider"]
    more = [] if engine == "polars" else ["--engine", engine, "--facts", str(folder)]
    began = time.perf_counter()
    done = subprocess.run([*words, *more], cwd=ROOT, capture_output=True, text=True, check=False)
    took = round(time.perf_counter() - began, 1)
    if done.returncode:
        raise SystemExit(f"{engine}: {done.stderr[-2000:]}")
    seen = re.search(r"(\d+) rows of (\d+) tables of counts came to the driver", done.stderr)
    fetched = {"rows_to_driver": int(seen[1]), "tables": int(seen[2])} if seen else {}
    return done.stdout, {"engine": engine, "seconds": took, **fetched}


def main() -> None:
    """Make the folder, count it on each engine, compare the cells."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rows", type=int, default=10_000_000)
    words.add_argument("--engines", nargs="+", default=["polars", "duckdb", "spark"])
    asked = words.parse_args()
    with TemporaryDirectory() as place:
        store = Store(Path(place))
        practice = PRACTICES[0]
        settings = read_settings(clinic(practice).read_text("utf-8"))
        bring_in(store, files(practice), settings=settings, export_date=settings.export_date, today=date(2026, 11, 22))
        rows = multiplied(store, asked.rows)
        cells = {}
        for engine in asked.engines:
            cells[engine], told = counted(Path(place), engine)
            share = {"share_to_driver": told["rows_to_driver"] / rows} if "rows_to_driver" in told else {}
            print(json.dumps({"rows": rows, **told, **share}), flush=True)
        alike = {sha256(text.encode()).hexdigest() for text in cells.values()}
        print(json.dumps({"cells": next(iter(cells.values())).count("\n") - 1, "equal": len(alike) == 1}))


if __name__ == "__main__":
    main()
