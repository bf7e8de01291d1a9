"""Which export speaks for a row: the one made last, in whatever order they were brought in.

It is worked out from the exports that are live, never stored: so an import that is taken back, or whose date is
corrected, leaves the figures of a folder in which it was so from the beginning.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

KEYS = "keys"
VANISHED = "vanished"
#: Event tables that hold the record's own number, so that their keys need no file of their own.
WITH_SOURCE_ID = ("visits", "orders", "referrals", "responses", "activities")
#: Where two lists without record numbers were said to be different lists: both count.
BOTH = "both"

Source = Mapping[str, Any]
Through = Callable[[pl.Series], pl.Series]


def keys_in(folder: Path, source: int) -> pl.LazyFrame | None:
    """row, key and day of every row that one source wrote into an import's folder."""
    files = {table: sorted((folder / table).glob(f"{source:06d}-*.parquet")) for table in (KEYS, *WITH_SOURCE_ID)}
    scans = [
        pl.scan_parquet(parts)
        .select("row", pl.col("key" if table == KEYS else "source_id").alias("key"), "day")
        .drop_nulls("key")
        for table, parts in files.items()
        if parts
    ]
    return pl.concat(scans) if scans else None


def silent_rows(folder: Path, sources: Sequence[Source], left_out: set[int], through: Through) -> pl.Series:
    """Rows for which another export speaks, and rows that vanished in an export whose import left them out."""
    by_table: dict[str, list[Source]] = {}
    for source in sources:
        by_table.setdefault(source["profile_table"], []).append(source)
    parts = [_outspoken(folder, ranked(group), through) for group in by_table.values() if len(group) > 1]
    parts += [_vanished(folder, ranked(group), left_out, through) for group in by_table.values()]
    rows = pl.concat([pl.Series("row", [], dtype=pl.Int64), *parts])
    return rows.unique()


def ranked(sources: Sequence[Source]) -> list[Source]:
    """Sources from the one made first to the one made last; of one day the one brought in later speaks.

    A file that came again because its facts were lost keeps the place it had.
    """
    return sorted(sources, key=lambda s: (made_on(s), s["place"]))


def made_on(source: Source) -> str:
    """The day an export was made; where nobody said it, its last row's."""
    last = date(1970, 1, 1) + timedelta(days=source["last_day"] or 0)
    return source["export_date"] or last.isoformat()


def numbered(source: Source) -> bool:
    """Whether its rows carry the record's own number."""
    return f"{source['event']}.source_id" in source["carries"]


def _outspoken(folder: Path, sources: Sequence[Source], through: Through) -> pl.Series:
    keys = _keys(folder, sources, through)
    if keys is None:
        return pl.Series("row", [], dtype=pl.Int64)
    latest = keys.group_by("key").agg(pl.col("rank").max().alias("latest"))
    by_key = keys.join(latest, on="key", how="left").filter(pl.col("rank") < pl.col("latest"))["row"]
    return pl.concat([by_key, *(_of_covered_days(keys, older, newer, n) for n, older, newer in _pairs(sources))])


def _keys(folder: Path, sources: Sequence[Source], through: Through) -> pl.DataFrame | None:
    """Hashed keys of every row; `through` is the gate: earlier versions kept long record numbers as they were."""
    found = [
        held.select("row", "day", through(held["key"]).hash().alias("key"), pl.lit(rank, pl.Int32).alias("rank"))
        for rank, s in enumerate(sources)
        if (keys := keys_in(folder / s["folder"], s["id"])) is not None and (held := keys.collect()).height
    ]
    return pl.concat(found) if found else None


def _pairs(sources: Sequence[Source]) -> list[tuple[int, Source, Source]]:
    """Each list without numbers, or before one without, with each later list of another import."""
    return [
        (rank, older, newer)
        for rank, older in enumerate(sources)
        for newer in sources[rank + 1 :]
        if newer["import_id"] != older["import_id"] and not (numbered(older) and numbered(newer))
    ]


def _of_covered_days(keys: pl.DataFrame, older: Source, newer: Source, rank: int) -> pl.Series:
    """Rows of the older list on days that the newer one covers too: there the newer one speaks alone."""
    both = (newer["settled"] or {}).get(f"re_export:{newer['event']}") == BOTH
    if both or newer["first_day"] is None or newer["event"] == "patients":
        return pl.Series("row", [], dtype=pl.Int64)
    covered = pl.col("day").is_between(newer["first_day"], newer["last_day"])
    return keys.filter(pl.col("rank") == rank, covered)["row"]


def _vanished(folder: Path, sources: Sequence[Source], left_out: set[int], through: Through) -> pl.Series:
    """Rows of exports made earlier that a later one no longer holds, where a person left them out.

    Worked out anew from the keys, so that it is the same in whatever order the exports were brought in.
    """
    nothing = pl.Series("row", [], dtype=pl.Int64)
    held = _keys(folder, sources, through) if left_out & {s["import_id"] for s in sources} else None
    if held is None:
        return nothing
    return pl.concat([nothing, *(_gone(held, sources, one) for one in left_out)])


def _gone(keys: pl.DataFrame, sources: Sequence[Source], import_id: int) -> pl.Series:
    """Rows made before an import's files, on days they cover, of which none of them holds the key."""
    own = {rank: s for rank, s in enumerate(sources) if s["import_id"] == import_id and numbered(s)}
    days = [pl.col("day").is_between(s["first_day"], s["last_day"]) for s in own.values() if s["first_day"] is not None]
    if not days:
        return pl.Series("row", [], dtype=pl.Int64)
    theirs = keys.filter(pl.col("rank").is_in(list(own)))
    before = [rank for rank in range(min(own)) if sources[rank]["import_id"] != import_id]
    earlier = keys.filter(pl.col("rank").is_in(before) & pl.any_horizontal(days))
    return earlier.join(theirs, on="key", how="anti")["row"]
