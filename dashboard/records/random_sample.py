"""A seeded random sample of visits or images for checking the reader, the same on every machine."""

from collections.abc import Mapping
from hashlib import blake2b

import polars as pl


def drawn(units: pl.DataFrame, sizes: Mapping[str, int], seed: int) -> pl.DataFrame:
    """Of `units` (key, stratum ...) up to `sizes[stratum]` of each stratum, in random order, with their weight.

    A unit's chance rests on the seed and its key alone, so neither row order nor another import of the same records
    changes the sample. Weight is the units of the stratum over those drawn of it: how many each one speaks for.
    A second draw orders them, so that the order tells nothing of the stratum.
    """
    lots = units.with_columns(
        pl.Series("_lot", [_lot(seed, "drawn", key) for key in units["key"]], dtype=pl.UInt64),
        pl.Series("_order", [_lot(seed, "order", key) for key in units["key"]], dtype=pl.UInt64),
        wanted=pl.col("stratum").replace_strict(sizes, default=0, return_dtype=pl.Int64),
    )
    ranked = lots.with_columns(pl.struct("_lot", "key").rank("ordinal").over("stratum").alias("_rank"))
    population = pl.len().over("stratum")
    weighted = ranked.with_columns(weight=population / pl.min_horizontal(population, "wanted"))
    chosen = weighted.filter(pl.col("_rank") <= pl.col("wanted"))
    return chosen.sort("_order", "key").drop("_lot", "_order", "_rank", "wanted")


def _lot(seed: int, what: str, key: str) -> int:
    return int.from_bytes(blake2b(f"{seed}|{what}|{key}".encode(), digest_size=8).digest(), "big")
