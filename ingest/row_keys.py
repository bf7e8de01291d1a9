"""The key of a row: the record's own number, else a keyed digest of its cells."""

import polars as pl

from ingest.privacy import Pseudonyms
from ingest.speaking import KEYS, WITH_SOURCE_ID
from ingest.store import Staging

NOT_CELLS = ("row", "line", "date", "day", "month", "patient")


def stage_keys(
    staging: Staging, source: int, block: int, rows: pl.DataFrame, event: str, pseudonyms: Pseudonyms
) -> None:
    """Write the keys of rows whose event table does not hold the record's own number."""
    numbered = rows["source_id"] if "source_id" in rows.columns else pl.Series([None] * rows.height, dtype=pl.String)
    bare = numbered.is_null()
    if event not in WITH_SOURCE_ID:
        bare = bare | True
    if bare.any():
        some = rows.filter(bare)
        key = numbered.filter(bare)
        digests = pl.Series(cell_digests(some, pseudonyms), dtype=pl.String) if key.null_count() else key
        day = some["day"] if "day" in some.columns else pl.Series([None] * some.height, dtype=pl.Int32)
        frame = pl.DataFrame({"row": some["row"], "key": key.fill_null(digests), "day": day.cast(pl.Int32)})
        staging.write(KEYS, source, block, frame)


def cell_digests(rows: pl.DataFrame, pseudonyms: Pseudonyms) -> list[str]:
    """A keyed digest of each row's cells, for records without a number of their own."""
    cells = rows.select(pl.exclude(NOT_CELLS).cast(pl.String).fill_null(""))
    day = rows["day"].cast(pl.String).fill_null("") if "day" in rows.columns else pl.lit("").alias("day")
    whole = cells.with_columns(rows["patient"].cast(pl.String), day)
    joined = whole.select(pl.concat_str(pl.all(), separator="\x1f")).to_series()
    return [pseudonyms.digest(text) for text in joined.to_list()]
