"""Many series at once: one long frame in, one long frame of judged points out, the same numbers as `analyse`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from measures.spc.analyse import positions, refuse_impossible, refuse_unknown_better
from measures.spc.engine import columns, frame, judge
from measures.spc.folders import method_called, rule_set_called
from measures.spc.gather import OF_SUBGROUPS, has_an_order, numbers, of_values, plotted, says_time
from measures.spc.phase import Floats, Options, Phase


def analyse_many(
    points: pl.DataFrame,
    series: str | Sequence[str] = "series",
    y: str = "y",
    n: str | None = "n",
    *,
    x: str | None = "x",
    shaded: str | None = None,
    chart: str = "run",
    freeze: int | Sequence[int] | None = None,
    parts: Sequence[int] | int = (),
    exclude: Sequence[int] | int = (),
    centre: float | None = None,
    multiply: float = 1.0,
    rules: str = "anhoej",
    better: str | None = None,
    screen_moving_ranges: bool = True,
    floor_zero: bool = False,
) -> pl.DataFrame:
    """Judge every series of a long frame, a row a point. The names are those of its columns.

    Without a column "n" values are not divided, without a column "x" rows are taken in order; None says so too.

    Series come back in the order in which each first appears, points in the order of x (of the rows, without
    x). `shaded` names a column of booleans: true where a point is drawn but not judged. Positions hold for
    every series alike. The columns are the key, then those of `Chart.points`; raw rows are not gathered here.
    """
    method, rule_set = method_called(chart), rule_set_called(rules)
    refuse_unknown_better(better)
    if method.plots in OF_SUBGROUPS:
        raise ValueError(f"The {method.title} gathers raw rows: analyse each series by itself.")
    keys = [series] if isinstance(series, str) else list(series)
    n, x = (None if name == usual and usual not in points.columns else name for name, usual in ((n, "n"), (x, "x")))
    rows = _in_order(_known(points, [*keys, y, *(name for name in (n, x, shaded) if name)]), keys, x)
    shape = _shape(rows, keys)
    values = numbers(rows[y], y)
    sizes = of_values(values, None if n is None or not method.takes_n else numbers(rows[n], n))
    in_time_order = x is None or says_time(rows[x].unique())
    whole = Phase(
        part=1,
        first=1,
        y=shape.matrix(plotted(method, values, sizes)),
        n=None if sizes is None else shape.matrix(sizes),
        baseline=np.ones(shape.width, dtype=bool),
        include=_include(shape, rows, shaded, positions(exclude, shape.width, "exclude")),
        centre=centre,
        options=Options(screen_moving_ranges, rule_set.range_to_sigma, None, in_time_order),
    )
    refuse_impossible(method, whole)
    cuts, frozen = positions(parts, shape.width - 1, "parts"), positions(freeze, shape.width, "freeze")
    judged = judge(whole, cuts, frozen, method, rule_set, floor_zero)
    told = frame(columns(judged, rule_set, multiply), shape.there, rule_set, better) if judged else []
    place = pl.Series("i", shape.place + 1)
    labels = place.alias("x") if x is None else rows[x].alias("x")
    return pl.DataFrame([*(rows[key] for key in keys), place, labels, *told])


@dataclass(frozen=True)
class MatrixShape:
    """Where each row of the long frame stands in a matrix of (series, points)."""

    row: np.ndarray
    place: np.ndarray
    height: int
    width: int
    there: np.ndarray | None  # None where every series is as long as the longest

    def matrix(self, values: np.ndarray) -> Floats:
        """The values of each series in a row; where a series is shorter, NaN."""
        if self.there is None:
            return values.reshape(self.height, self.width)
        filled = np.full((self.height, self.width), np.nan)
        filled[self.row, self.place] = values
        return filled


def _known(points: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    missing = [name for name in names if name not in points.columns]
    if missing:
        raise ValueError(f"There is no column {', '.join(missing)}; there is {', '.join(points.columns)}.")
    return points


def _in_order(points: pl.DataFrame, keys: Sequence[str], x: str | None) -> pl.DataFrame:
    """The rows of each series together and in order of x, sorted only where they are not."""
    ids = _run_numbers(points, keys)
    runs = int(ids[-1]) + 1 if len(ids) else 0
    together = runs == points.select(pl.struct(keys).n_unique() if len(keys) > 1 else pl.col(keys[0]).n_unique()).item()
    unordered = x is not None and has_an_order(points[x].unique()) and _goes_back(points[x], ids)
    if together and not unordered:
        return points
    first = points.with_row_index("_row").with_columns(_first=pl.col("_row").min().over(keys))
    by = ["_first", x, "_row"] if unordered and x is not None else ["_first", "_row"]
    return first.sort(by, nulls_last=True).drop("_first", "_row")


def _goes_back(labels: pl.Series, ids: np.ndarray) -> bool:
    """Whether a label is lower than the one before it in the same series."""
    return bool(
        (
            (labels < labels.shift(1)).fill_null(False).to_numpy() & (np.diff(ids.astype(np.int64), prepend=-1) == 0)
        ).any()
    )


def _run_numbers(points: pl.DataFrame, keys: Sequence[str]) -> np.ndarray:
    """Neighbouring rows of one series share a number, counted from 0."""
    key = points[keys[0]] if len(keys) == 1 else points.select(pl.struct(keys).alias("key"))["key"]
    return key.rle_id().to_numpy()


def _shape(points: pl.DataFrame, keys: Sequence[str]) -> MatrixShape:
    row = _run_numbers(points, keys).astype(np.int64)
    lengths = np.bincount(row) if len(row) else np.zeros(0, dtype=np.int64)
    place = np.arange(len(row)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    width = int(lengths.max(initial=0))
    there = None
    if lengths.size and lengths.min() < width:
        there = np.arange(width) < lengths[:, None]
    return MatrixShape(row, place, len(lengths), width, there)


def _include(shape: MatrixShape, rows: pl.DataFrame, shaded: str | None, left_out: Sequence[int]) -> np.ndarray:
    include = np.ones((shape.height, shape.width), dtype=bool) if shape.there is None else shape.there.copy()
    if shaded is not None:
        include[shape.row, shape.place] = ~rows[shaded].fill_null(False).to_numpy()
    include[:, [point - 1 for point in left_out]] = False
    return include
