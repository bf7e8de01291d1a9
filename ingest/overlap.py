"""Rows by key: which rows of earlier files a file replaces, and which have vanished from the days it covers."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from ingest.reading import Reading
from ingest.store import REPLACED, VANISHED, Staging, Store, keys_in


def repeated_keys(staging: Staging, source: int) -> int:
    """How many rows carry a number that a row before them has too (by 64-bit hashes, to stay small)."""
    own = keys_in(staging.folder, source)
    if own is None:
        return 0
    hashed = np.sort(own.select(pl.col("key").hash()).collect()["key"].to_numpy())
    return int((hashed[1:] == hashed[:-1]).sum())


def overlap(store: Store, staging: Staging, clinic: str, readings: Sequence[Reading]) -> int:
    """Stage what the files of one table replace, of earlier imports and of one another; says how many rows vanished.

    A later file of the same import wins over an earlier one. A row has vanished when its day lies in the span of a
    new file and no new file holds its key.
    """
    for reading in readings:
        reading.report.repeated_keys = repeated_keys(staging, reading.source.number)
    earlier = store.live_keys(clinic, readings[0].source.mapping.profile.full_name)
    if len(readings) == 1 and not earlier.height:
        return 0
    keys = pl.DataFrame({"key": []}, schema={"key": pl.String})
    within = pl.lit(False)
    for reading in reversed(readings):
        own = keys_in(staging.folder, reading.source.number)
        if own is None:
            continue
        held = own.collect()
        beside = held.join(keys, on="key", how="semi").select("row")
        before = earlier.join(held, on="key", how="semi").join(keys, on="key", how="anti").select("row")
        staging.write(REPLACED, reading.source.number, 0, pl.concat([beside, before]))
        reading.report.replaced = before.height
        keys = pl.concat([keys, held.select("key").unique()])
        if reading.first_day is not None:
            within = within | pl.col("day").is_between(reading.first_day, reading.last_day)
    gone = earlier.join(keys, on="key", how="anti").filter(within)
    staging.write(VANISHED, readings[0].source.number, 0, gone.select("row"))
    return gone.height
