"""Rows by key: which rows of earlier files a file replaces, and which have vanished from the days it covers."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from ingest.gate import Gate
from ingest.reading import SourceReading
from ingest.speaking import VANISHED, keys_in
from ingest.store import Staging, Store


def repeated_keys(staging: Staging, source: int) -> int:
    """How many rows carry a number that a row before them has too (by 64-bit hashes, to stay small)."""
    own = keys_in(staging.folder, source)
    if own is None:
        return 0
    hashed = np.sort(own.select(pl.col("key").hash()).collect()["key"].to_numpy())
    return int((hashed[1:] == hashed[:-1]).sum())


def overlap(
    store: Store,
    staging: Staging,
    clinic: str,
    readings: Sequence[SourceReading],
    gate: Gate,
    export_date: date | None = None,
) -> int:
    """Say what the files of one table replace of earlier exports, and stage which rows have vanished; says how many.

    A row has vanished when its day lies in the span of a new file, an earlier export held it and no new file holds its
    key (earlier versions kept long record numbers as they were: both are compared behind the gate). In a list without
    record numbers nothing vanishes: on the days it covers it speaks alone.
    """
    for reading in readings:
        reading.report.repeated_keys = repeated_keys(staging, reading.source.number)
    profile = readings[0].source.mapping.profile
    lost = list(staging.instead_of.values())
    earlier = store.live_keys(clinic, profile.full_name, export_date.isoformat() if export_date else None, lost)
    earlier = _through(earlier, gate)
    if not earlier.height:
        return 0
    keys = pl.DataFrame({"key": []}, schema={"key": pl.String})
    within = pl.lit(False)
    for reading in reversed(readings):
        own = keys_in(staging.folder, reading.source.number)
        if own is None:
            continue
        held = _through(own.collect(), gate)
        before = earlier.join(held, on="key", how="semi").join(keys, on="key", how="anti").select("row")
        keys = pl.concat([keys, held.select("key").unique()])
        covers = pl.lit(False)
        if reading.first_day is not None:
            covers = pl.col("day").is_between(reading.first_day, reading.last_day)
            within = within | covers
        alone = "source_id" not in reading.source.mapping.fields
        reading.report.replaced = earlier.filter(covers).height if alone else before.height
    if "source_id" not in readings[0].source.mapping.fields:
        return 0
    gone = earlier.join(keys, on="key", how="anti").filter(within)
    staging.write(VANISHED, readings[0].source.number, 0, gone.select("row"))
    return gone.height


def _through(keys: pl.DataFrame, gate: Gate) -> pl.DataFrame:
    return keys.with_columns(gate.numbers(keys["key"])) if keys.height else keys
