"""Rows by key: which rows of earlier files a file replaces, and which have vanished from the days it covers."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from ingest.gate import Gate
from ingest.reading import Reading
from ingest.store import REPLACED, VANISHED, Staging, Store, keys_in


def repeated_keys(staging: Staging, source: int) -> int:
    """How many rows carry a number that a row before them has too (by 64-bit hashes, to stay small)."""
    own = keys_in(staging.folder, source)
    if own is None:
        return 0
    hashed = np.sort(own.select(pl.col("key").hash()).collect()["key"].to_numpy())
    return int((hashed[1:] == hashed[:-1]).sum())


def overlap(store: Store, staging: Staging, clinic: str, readings: Sequence[Reading], gate: Gate) -> int:
    """Stage what the files of one table replace, of earlier imports and of one another; says how many rows vanished.

    Imports of earlier versions kept long record numbers as they were: both sides are compared behind the gate.
    A later file of the same import wins over an earlier one. A row has vanished when its day lies in the span of a
    new file and no new file holds its key. A file whose facts were lost and that comes again takes the place it had:
    it replaces what came before it, and what came after has replaced rows of it.
    """
    for reading in readings:
        reading.report.repeated_keys = repeated_keys(staging, reading.source.number)
    again = [reading for reading in readings if reading.source.number in staging.instead_of]
    new = [reading for reading in readings if reading.source.number not in staging.instead_of]
    gone = sum(_overlap(store, staging, clinic, [one], again[:place], gate) for place, one in enumerate(again))
    return gone + (_overlap(store, staging, clinic, new, again, gate) if new else 0)


def _overlap(
    store: Store, staging: Staging, clinic: str, readings: Sequence[Reading], again: Sequence[Reading], gate: Gate
) -> int:
    earlier = _through(_earlier(store, staging, clinic, readings[0], again), gate)
    if len(readings) == 1 and not earlier.height:
        return 0
    keys = pl.DataFrame({"key": []}, schema={"key": pl.String})
    within = pl.lit(False)
    for reading in reversed(readings):
        own = keys_in(staging.folder, reading.source.number)
        if own is None:
            continue
        held = _through(own.collect(), gate)
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


def _earlier(store: Store, staging: Staging, clinic: str, reading: Reading, again: Sequence[Reading]) -> pl.DataFrame:
    """Keys of the live rows that came before a file; `again` are lost ones of this import that came before it too."""
    number, lost = reading.source.number, staging.instead_of.values()
    old = staging.instead_of.get(number)
    if old is not None:
        staging.write(REPLACED, number, 1, store.replaced_since(clinic, old, number, list(lost)))
    here = store.live_keys(clinic, reading.source.mapping.profile.full_name, before=old, without=list(lost))
    staged = [keys_in(staging.folder, one.source.number) for one in again]
    return pl.concat([here, *(keys.collect() for keys in staged if keys is not None)])


def _through(keys: pl.DataFrame, gate: Gate) -> pl.DataFrame:
    return keys.with_columns(gate.numbers(keys["key"])) if keys.height else keys
