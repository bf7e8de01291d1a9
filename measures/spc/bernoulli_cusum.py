"""The Bernoulli CUSUM: cases one by one, yes or no, and how soon a doubled or halved risk shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from measures.spc.phase import Floats

Cases = Sequence[float | int | bool | None] | np.ndarray | pl.Series
UP, DOWN = 1.0, -1.0


@dataclass(frozen=True)
class BernoulliCusum:
    """One CUSUM in both directions. `points` has a row a case; a missing case is a row with empty cells.

    A sum starts anew at the case that made it signal: there `cusum_up` is 0, and `reached_up` says how
    high it had come. The downward sum is written below zero, as it is drawn.
    """

    points: pl.DataFrame
    p0: float  # the chance of an event that is expected
    p1: float  # the chance that the upper sum looks for
    p2: float  # the chance that the lower sum looks for
    odds_ratio: float
    limit: float
    formula: str = "S = max(0, S + x ln(p1/p0) + (1 - x) ln((1 - p1)/(1 - p0))), signal where S reaches the limit"
    source: str = "Neuburger et al. 2017, BMJ Qual Saf 26:919, doi 10.1136/bmjqs-2016-005526"

    @property
    def signals_up(self) -> tuple[int, ...]:
        """Positions (from 1) at which more events were found than expected."""
        return tuple(self.points.filter(pl.col("signal_up"))["i"])

    @property
    def signals_down(self) -> tuple[int, ...]:
        """Positions (from 1) at which fewer events were found than expected."""
        return tuple(self.points.filter(pl.col("signal_down"))["i"])


def bernoulli_cusum(x: Cases, *, target: float, odds_ratio: float = 2.0, limit: float = 3.5) -> BernoulliCusum:
    """Watch single cases (1 an event, 0 none) against the chance `target`.

    A `target` of 1 or more is the number of cases at the beginning that the chance is taken from. A missing
    case adds nothing and hides nothing: the sum waits. The lower sum looks for odds divided by `odds_ratio`.
    Neuburger et al. 2017 (doi 10.1136/bmjqs-2016-005526); 3.5 and an odds ratio of 2 are their example.
    """
    cases = _zeros_and_ones(x)
    p0 = _expected(cases, target)
    if not odds_ratio > 1:
        raise ValueError(f"odds_ratio is {odds_ratio}; it must be above 1 (2 looks for doubled and for halved odds).")
    if not limit > 0:
        raise ValueError(f"limit is {limit}; a CUSUM signals at a height above 0 (3.5 is usual).")
    p1, p2 = _chance(p0, odds_ratio), _chance(p0, 1 / odds_ratio)
    columns: dict[str, Any] = {"i": np.arange(1, len(cases) + 1), "x": cases, "p0": p0, "p1": p1, "p2": p2}
    columns |= _one_way("up", cases, _weights(cases, p0, p1), limit, UP)
    columns |= _one_way("down", cases, _weights(cases, p0, p2), limit, DOWN)
    return BernoulliCusum(_frame(columns, limit), p0, p1, p2, odds_ratio, limit)


def _zeros_and_ones(x: Cases) -> Floats:
    """The cases as floats, missing as NaN."""
    column = x if isinstance(x, pl.Series) else pl.Series("x", x, strict=False)
    cases = column.cast(pl.Float64).to_numpy()
    seen = cases[np.isfinite(cases)]
    strange = seen[(seen != 0) & (seen != 1)]
    if strange.size or np.isinf(cases).any():
        raise ValueError(f"A case is 1 (an event) or 0 (none), or missing; {[*strange, float('inf')][0]:g} is neither.")
    return cases


def _expected(cases: Floats, target: float) -> float:
    """The chance given, or the share of events in the first `target` cases."""
    if not target > 0:
        raise ValueError(f"target is {target}; give a chance above 0 and below 1, or a number of first cases.")
    if target < 1:
        return float(target)
    if target != int(target):
        raise ValueError(f"target is {target}; from 1 on it is a number of first cases, and must be whole.")
    first = cases[: int(target)]
    first = first[np.isfinite(first)]
    share = float(first.mean()) if first.size else 0.0
    if not 0 < share < 1:
        held = "no event" if share == 0 else "nothing but events"
        raise ValueError(
            f"The first {int(target)} cases hold {held}, so no chance comes of them; give target a chance."
        )
    return share


def _chance(p0: float, odds_ratio: float) -> float:
    """The chance whose odds are `odds_ratio` times those of p0."""
    odds = odds_ratio * p0 / (1 - p0)
    return odds / (1 + odds)


def _weights(cases: Floats, p0: float, p1: float) -> Floats:
    """What each case adds: the log likelihood ratio of p1 against p0 (Wald's)."""
    return cases * np.log(p1 / p0) + (1 - cases) * np.log((1 - p1) / (1 - p0))


def _one_way(name: str, cases: Floats, weights: Floats, limit: float, sign: float) -> dict[str, Any]:
    """The columns of one direction; `sign` turns the lower sum below zero."""
    reached, signal = _accumulated(weights, limit)
    return {
        f"s_{name}": weights,
        f"cusum_{name}": sign * np.where(signal, 0.0, reached) + 0.0,
        f"reached_{name}": sign * reached + 0.0,
        f"signal_{name}": signal,
    }


def _accumulated(weights: Floats, limit: float) -> tuple[Floats, np.ndarray]:
    """How high the sum stands at each case before it starts anew, and where it signals."""
    reached, height = np.full(len(weights), np.nan), 0.0
    for place in np.flatnonzero(np.isfinite(weights)):
        height = max(0.0, height + float(weights[place]))
        reached[place] = height
        height = 0.0 if height >= limit else height
    return reached, np.nan_to_num(reached, nan=0.0) >= limit


def _frame(columns: dict[str, Any], limit: float) -> pl.DataFrame:
    types = {"i": pl.Int64, "signal_up": pl.Boolean, "signal_down": pl.Boolean}
    frame = pl.DataFrame(columns, schema_overrides=types, nan_to_null=True)
    return frame.with_columns(pl.col("x").cast(pl.Int64), pl.lit(limit).alias("limit"))
