"""Where row-level work is done: on the engine its facts lie on. What comes to the driver is counted.

Polars is the driver itself; on DuckDB and Spark a table that is asked for several times is worked out once and stays
there, so that nothing but tables of counts (and short lists of distinct words) is ever fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import count
from typing import Any

import narwhals as nw
import polars as pl


@dataclass
class Fetched:
    """How many tables, and rows of them, came from another engine to the driver."""

    tables: int = 0
    rows: int = 0
    largest: int = 0

    def add(self, rows: int) -> None:
        """One more table."""
        self.tables += 1
        self.rows += rows
        self.largest = max(self.largest, rows)


_WATCHED: ContextVar[Fetched | None] = ContextVar("watched", default=None)
_NUMBERS = count()


@contextmanager
def fetching() -> Iterator[Fetched]:
    """Count what comes to the driver inside."""
    fetched = Fetched()
    before = _WATCHED.set(fetched)
    try:
        yield fetched
    finally:
        _WATCHED.reset(before)


def native(frame: nw.LazyFrame) -> pl.DataFrame:
    """The frame as a Polars table: the one way from an engine to the driver."""
    collected: pl.DataFrame = frame.collect("polars").to_native()
    watched = _WATCHED.get()
    if watched is not None and not on_driver(frame):
        watched.add(collected.height)
    return collected


def nothing(frame: nw.LazyFrame) -> bool:
    """Whether a frame has no row at all."""
    return not native(frame.head(1)).height


def on_driver(frame: nw.LazyFrame) -> bool:
    """Whether the frame's rows are Polars' own."""
    return bool(frame.implementation.is_polars())


def keep(frame: nw.LazyFrame) -> nw.LazyFrame:
    """Work the frame out now, on whatever engine it lives, and go on from there."""
    if on_driver(frame):
        return nw.from_native(native(frame).lazy())
    if frame.implementation.is_duckdb():
        return nw.from_native(_in_duckdb(frame.to_native()))
    return nw.from_native(_in_spark(frame.to_native()))


def _in_duckdb(relation: Any) -> Any:
    """A temporary table of the relation's own connection."""
    name = f"kept_{next(_NUMBERS)}"
    relation.query("asked", f"create temporary table {name} as from asked")
    return relation.query("asked", f"select * from {name}")


def _in_spark(frame: Any) -> Any:
    """Kept by the executors, without the way it was made: each further step would else repeat it."""
    return frame.localCheckpoint(eager=False)
