"""Which export speaks for a row: the one made last, in whatever order they were brought in.

It is worked out from the exports that are live, never stored: so an import that is taken back, or whose date is
corrected, leaves the figures of a folder in which it was so from the beginning.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from measures.engine import keep, native

KEYS = "keys"
VANISHED = "vanished"
#: Event tables that hold the record's own number, so that their keys need no file of their own.
WITH_SOURCE_ID = ("visits", "orders", "referrals", "responses", "activities")
#: Where two lists without record numbers were said to be different lists: both count.
BOTH = "both"

Source = Mapping[str, Any]
Through = Callable[[pl.Series], pl.Series]
#: Opens Parquet files on the engine that the rows are to stay on.
Read = Callable[[Sequence[Path]], nw.LazyFrame]
#: Makes keys ready to be compared.
Keyed = Callable[[nw.LazyFrame], nw.LazyFrame]


def keys_in(folder: Path, source: int) -> pl.LazyFrame | None:
    """row, key and day of every row that one source wrote into an import's folder."""
    keys = keys_on(folder, source, scanned)
    frame: pl.LazyFrame | None = None if keys is None else keys.to_native()
    return frame


def scanned(files: Sequence[Path]) -> nw.LazyFrame:
    """Parquet files as Polars reads them."""
    return nw.from_native(pl.scan_parquet(list(files)))


def keys_on(folder: Path, source: int, read: Read) -> nw.LazyFrame | None:
    """The same on the engine that `read` opens files on."""
    files = {table: sorted((folder / table).glob(f"{source:06d}-*.parquet")) for table in (KEYS, *WITH_SOURCE_ID)}
    scans = [
        read(parts)
        .select("row", nw.col("key" if table == KEYS else "source_id").alias("key"), "day")
        .filter(~nw.col("key").is_null())
        for table, parts in files.items()
        if parts
    ]
    return nw.concat(scans, how="vertical") if scans else None


def silent_rows(folder: Path, sources: Sequence[Source], left_out: set[int], through: Through) -> pl.Series:
    """Rows for which another export speaks, and rows that vanished in an export whose import left them out.

    `through` is the gate: earlier versions kept long record numbers as they were.
    """
    rows = silent_on(folder, sources, left_out, scanned, lambda keys: _hashed(keys, through))
    return pl.Series("row", [], dtype=pl.Int64) if rows is None else native(rows)["row"]


def _hashed(keys: nw.LazyFrame, through: Through) -> nw.LazyFrame:
    held = native(keys)
    return nw.from_native(held.with_columns(key=through(held["key"]).hash()).lazy())


def silent_on(
    folder: Path, sources: Sequence[Source], left_out: set[int], read: Read, keyed: Keyed
) -> nw.LazyFrame | None:
    """The same rows (`row`) on the engine that `read` opens files on; None where every row speaks."""
    by_table: dict[str, list[Source]] = {}
    for source in sources:
        by_table.setdefault(source["profile_table"], []).append(source)
    several = [ranked(group) for group in by_table.values() if len(group) > 1]
    parts = [part for group in several for part in _silent(folder, group, left_out, read, keyed)]
    return keep(nw.concat(parts, how="vertical").unique()) if parts else None


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


def _silent(
    folder: Path, sources: Sequence[Source], left_out: set[int], read: Read, keyed: Keyed
) -> list[nw.LazyFrame]:
    keys = _keys(folder, sources, read, keyed)
    return [] if keys is None else [*_outspoken(keys, sources), *_vanished(keys, sources, left_out)]


def _outspoken(keys: nw.LazyFrame, sources: Sequence[Source]) -> list[nw.LazyFrame]:
    latest = keys.with_columns(latest=nw.col("rank").max().over("key"))
    by_key = latest.filter(nw.col("rank") < nw.col("latest")).select("row")
    covered = [_of_covered_days(older, newer, rank) for rank, older, newer in _pairs(sources)]
    return [by_key, *(keys.filter(*rows).select("row") for rows in covered if rows)]


def _keys(folder: Path, sources: Sequence[Source], read: Read, keyed: Keyed) -> nw.LazyFrame | None:
    """row, day and key of every row, and the `rank` of its source."""
    found = [
        keyed(keys).select("row", "day", "key", rank=nw.lit(rank).cast(nw.Int32))
        for rank, s in enumerate(sources)
        if (keys := keys_on(folder / s["folder"], s["id"], read)) is not None
    ]
    return keep(nw.concat(found, how="vertical")) if found else None


def _pairs(sources: Sequence[Source]) -> list[tuple[int, Source, Source]]:
    """Each list without numbers, or before one without, with each later list of another import."""
    return [
        (rank, older, newer)
        for rank, older in enumerate(sources)
        for newer in sources[rank + 1 :]
        if newer["import_id"] != older["import_id"] and not (numbered(older) and numbered(newer))
    ]


def _of_covered_days(older: Source, newer: Source, rank: int) -> list[nw.Expr]:
    """Rows of the older list on days that the newer one covers too: there the newer one speaks alone."""
    both = (newer["settled"] or {}).get(f"re_export:{newer['event']}") == BOTH
    if both or newer["first_day"] is None or newer["event"] == "patients":
        return []
    return [nw.col("rank") == rank, nw.col("day") >= newer["first_day"], nw.col("day") <= newer["last_day"]]


def _vanished(keys: nw.LazyFrame, sources: Sequence[Source], left_out: set[int]) -> list[nw.LazyFrame]:
    """Rows of exports made earlier that a later one no longer holds, where a person left them out.

    Worked out anew from the keys, so that it is the same in whatever order the exports were brought in.
    """
    return [part for one in sorted(left_out) for part in _gone(keys, sources, one)]


def _gone(keys: nw.LazyFrame, sources: Sequence[Source], import_id: int) -> list[nw.LazyFrame]:
    """Rows made before an import's files, on days they cover, of which none of them holds the key."""
    own = {rank: s for rank, s in enumerate(sources) if s["import_id"] == import_id and numbered(s)}
    days = [
        (nw.col("day") >= s["first_day"]) & (nw.col("day") <= s["last_day"])
        for s in own.values()
        if s["first_day"] is not None
    ]
    before = [rank for rank in range(min(own, default=0)) if sources[rank]["import_id"] != import_id]
    if not days or not before:
        return []
    theirs = keys.filter(nw.col("rank").is_in(list(own))).select("key").unique()
    earlier = keys.filter(nw.col("rank").is_in(before), reduce(or_, days))
    return [earlier.join(theirs, on="key", how="anti").select("row")]
