"""Suggested phases: where a long run says that the middle line may have moved; a person decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from measures.spc.phase import Floats

Numbers = Sequence[float | int | None] | np.ndarray | pl.Series
Found = tuple[float, int, int, str]  # median, first and last place among the values there are, kind

DIRECTIONS = {"above": (1,), "below": (-1,), "both": (1, -1)}

SCHEMA: dict[str, Any] = {
    "phase": pl.Int64,
    "median": pl.Float64,
    "first": pl.Int64,
    "last": pl.Int64,
    "extend_to": pl.Int64,
    "kind": pl.String,
}


def suggest_phases(
    y: Numbers,
    n: Numbers | None = None,
    *,
    x: Sequence[Any] | pl.Series | None = None,
    baseline: int = 13,
    run_length: int = 9,
    direction: str = "both",
) -> pl.DataFrame:
    """Phases that the runs suggest, a row each: phase, median, first, last, extend_to, kind, and the same as x.

    The first `baseline` values give a median. The first run of `run_length` values on one side of it, in the
    `direction` asked, gives the next median, from those values alone; then the search goes on behind them.
    Positions count from 1 in the whole series: `first` to `last` are the values that the median comes from,
    `extend_to` is where the next phase begins, or the last value. A value on the median neither breaks nor
    lengthens a run; a missing one, and one of 0, is passed over. With too few values there is one baseline
    phase, without any value none. Nothing is changed: only a person, with a reason, makes a phase.
    MacKintosh, runcharter 0.2 (results reproduced); 9 is a run that chance seldom makes, Anhøj & Olesen 2014.
    """
    _refuse_unknown(baseline, run_length, direction)
    values = _plotted(y, n)
    present = np.flatnonzero(np.isfinite(values))
    found = _phases(values[present], baseline, run_length, DIRECTIONS[direction])
    frame = _frame(found, present + 1)
    labels = pl.Series("x", range(1, len(values) + 1) if x is None else x)
    if len(labels) != len(values):
        raise ValueError(f"x has {len(labels)} values and y has {len(values)}; each point needs its own.")
    return frame.with_columns(
        labels.gather(frame[name] - 1).alias(f"{name}_x") for name in ("first", "last", "extend_to")
    )


def parts_of(phases: pl.DataFrame) -> tuple[int, ...]:
    """Suggested phases as `parts` for `analyse`: the last point before each new phase."""
    return tuple(first - 1 for first in phases["first"][1:])


def _refuse_unknown(baseline: int, run_length: int, direction: str) -> None:
    if direction not in DIRECTIONS:
        raise ValueError(f'direction is "{direction}"; it may be {", ".join(DIRECTIONS)}.')
    for name, number in {"baseline": baseline, "run_length": run_length}.items():
        if number < 2:
            raise ValueError(f"{name} is {number}; fewer than 2 points say nothing about a middle.")


def _plotted(y: Numbers, n: Numbers | None) -> Floats:
    """The values on the chart, a gap as NaN."""
    values = _floats(y)
    if n is None:
        return np.where(np.isfinite(values), values, np.nan)
    sizes = _floats(n)
    if len(sizes) != len(values):
        raise ValueError(f"y has {len(values)} values and n has {len(sizes)}; each y needs its n.")
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(sizes > 0, values / sizes, np.nan)


def _floats(values: Numbers) -> Floats:
    column = values if isinstance(values, pl.Series) else pl.Series(values, dtype=pl.Float64, strict=False)
    return column.cast(pl.Float64).to_numpy()


def _phases(values: Floats, baseline: int, run_length: int, asked: Sequence[int]) -> list[Found]:
    """The baseline, and then each run that is long enough, searched for behind the one before."""
    if not len(values):
        return []
    end = min(baseline, len(values))
    found = [(float(np.median(values[:end])), 0, end - 1, "baseline")]
    while run := _first_long_run(values, found[-1][0], end, run_length, asked):
        found.append((float(np.median(values[run])), run[0], run[-1], "sustained"))
        end = run[-1] + 1
    return found


def _first_long_run(values: Floats, median: float, start: int, run_length: int, asked: Sequence[int]) -> list[int]:
    """Places of the first `run_length` values in a row on an asked side of the median; empty when there is none."""
    run: list[int] = []
    side = 0
    for place in range(start, len(values)):
        now = int(np.sign(values[place] - median))
        if now:
            run = [*run, place] if now == side else [place]
            side = now
        if len(run) == run_length and side in asked:
            return run
    return []


def _frame(found: list[Found], positions: np.ndarray) -> pl.DataFrame:
    """Places among the values there are, as positions in the whole series."""
    begins = [int(positions[first]) for _, first, _, _ in found]
    ends = [*begins[1:], int(positions[-1])] if found else []
    rows = [
        (phase, median, begins[phase - 1], int(positions[last]), ends[phase - 1], kind)
        for phase, (median, _, last, kind) in enumerate(found, start=1)
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
