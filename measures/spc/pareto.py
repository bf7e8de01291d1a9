"""Pareto: which few kinds make up most of the count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

MISSING = "not recorded"

SCHEMA: dict[str, Any] = {
    "category": pl.String,
    "count": pl.Int64,
    "share": pl.Float64,
    "cumulative": pl.Float64,
}


def pareto(
    categories: Iterable[Any] | pl.Series | Mapping[Any, int], counts: Iterable[int] | pl.Series | None = None
) -> pl.DataFrame:
    """Categories from the largest to the smallest: category, count, share, cumulative (shares from 0 to 1).

    Give one category an event, or categories with their counts (two lists, or a mapping). Equal counts stand
    in the order of their names, so the same data give the same chart. An event without a category is counted
    under "not recorded" and takes its place by size: leaving it out would flatter all the others.
    Juran's use of Pareto's name; Montgomery, Statistical Quality Control, ch. 5.
    """
    frame = _counted(categories, counts).group_by("category").agg(pl.col("count").sum())
    _refuse_negative(frame)
    count = pl.col("count")
    return (
        frame.filter(count > 0)
        .sort("count", "category", descending=[True, False])
        .with_columns((count / count.sum()).alias("share"), (count.cum_sum() / count.sum()).alias("cumulative"))
        .select(list(SCHEMA))
        .cast(pl.Schema(SCHEMA))
    )


def _counted(categories: Any, counts: Any) -> pl.DataFrame:
    """One row a name and its count, before names are brought together."""
    if isinstance(categories, Mapping):
        categories, counts = list(categories.keys()), list(categories.values())
    names = [_name(category) for category in categories]
    numbers = [1] * len(names) if counts is None else [_whole(count) for count in counts]
    if len(numbers) != len(names):
        raise ValueError(f"There are {len(names)} categories and {len(numbers)} counts; each category needs its own.")
    return pl.DataFrame({"category": names, "count": numbers}, schema={"category": pl.String, "count": pl.Int64})


def _name(category: Any) -> str:
    """A category in words; none, not-a-number and blank are all "not recorded"."""
    blank = category is None or category != category or not str(category).strip()
    return MISSING if blank else str(category).strip()


def _whole(count: Any) -> int:
    """A count that is missing is no event."""
    if count is None or count != count:
        return 0
    if count != int(count):
        raise ValueError(f"A count of events is a whole number; {count} is not.")
    return int(count)


def _refuse_negative(frame: pl.DataFrame) -> None:
    below = frame.filter(pl.col("count") < 0)
    if below.height:
        name, count = below.row(0)
        raise ValueError(f'"{name}" is counted {count} times; a count cannot be below 0.')
