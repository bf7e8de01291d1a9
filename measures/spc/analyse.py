"""From numbers to a chart: split into phases, draw each phase's lines, judge each by one rule set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from measures.series import Series
from measures.spc.chart import Chart, Signal
from measures.spc.folders import method_called, rule_set_called
from measures.spc.methods import Method
from measures.spc.phase import Booleans, Floats, Lines, Phase, split
from measures.spc.rules import Finding, RuleSet
from measures.spc.runs import Runs, count_runs, sides

Numbers = Sequence[float | int | None] | np.ndarray | pl.Series
Judged = tuple[Phase, Lines, Runs, bool]


def analyse(
    y: Numbers,
    n: Numbers | None = None,
    *,
    x: Sequence[Any] | pl.Series | None = None,
    chart: str = "run",
    freeze: int | Sequence[int] | None = None,
    parts: Sequence[int] = (),
    exclude: Sequence[int] = (),
    centre: float | None = None,
    multiply: float = 1.0,
    rules: str = "anhoej",
    better: str | None = None,
    target: float | None = None,
    shaded: Sequence[int] = (),
) -> Chart:
    """Judge one series in order of time. Positions count from 1; `parts` ends each phase but the last.

    A missing value, and a denominator of 0, are gaps: they keep their place, and neither make nor hide a
    signal. Excluded and shaded points are drawn, but are outside centre, limits and rules. `centre` and
    `target` are given in the measure's own unit, before `multiply`.
    """
    method, rule_set = method_called(chart), rule_set_called(rules)
    _refuse_unknown_better(better)
    values, sizes = _plotted(_numbers(y, "y"), None if n is None else _numbers(n, "n"))
    total = values.shape[-1]
    cuts = _positions(parts, total - 1, "parts")
    frozen = _positions([freeze] if isinstance(freeze, int) else freeze or (), total, "freeze")
    left_out, pale = _positions(exclude, total, "exclude"), _positions(shaded, total, "shaded")
    phases = split(values, sizes, _include(total, left_out + pale), cuts, frozen, centre)
    judged = [_judge(phase, method, rule_set) for phase in phases]
    return Chart(
        chart=method.name,
        title=method.title,
        centre_says=method.centre_says,
        rules=rule_set.name,
        rules_title=rule_set.title,
        points=_points(judged, _labels(x, total), multiply),
        runs=_runs(judged),
        signals=_signals(judged, rule_set, better),
        freeze=frozen,
        parts=cuts,
        exclude=left_out,
        shaded=pale,
        centre_given=centre is not None,
        multiply=multiply,
        better=better,
        target=None if target is None else target * multiply,
    )


def analyse_series(series: Series, **choices: Any) -> Chart:
    """The chart of a measure's series: its shares or counts, its periods as x, its open periods shaded."""
    return analyse(
        series.points["numerator"],
        series.denominators(),
        x=series.points["period"],
        shaded=series.shaded(),
        better=series.better,
        **choices,
    )


def _judge(phase: Phase, method: Method, rule_set: RuleSet) -> Judged:
    lines = method.lines(phase)
    runs = count_runs(sides(phase.y, lines.centre, phase.include))
    return phase, lines, runs, bool(rule_set.signals(phase, lines, runs)[0])


def _numbers(values: Numbers, name: str) -> Floats:
    """One row of floats, missing as NaN. Infinity is a mistake of the caller, not a value."""
    column = values if isinstance(values, pl.Series) else pl.Series(values, dtype=pl.Float64, strict=False)
    row = column.cast(pl.Float64).to_numpy()[None, :]
    if np.isinf(row).any():
        raise ValueError(f"{name} holds an infinite number; a value that does not exist is None.")
    return row


def _plotted(y: Floats, n: Floats | None) -> tuple[Floats, Floats | None]:
    """The values on the chart: y, or y of n with 0/0 as a gap."""
    if n is None:
        return y, None
    if n.shape != y.shape:
        raise ValueError(f"y has {y.shape[-1]} values and n has {n.shape[-1]}; each y needs its n.")
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(n > 0, y / n, np.nan), n


def _positions(points: Sequence[int], last: int, name: str) -> tuple[int, ...]:
    """Positions in order, each once. One past the end waits for its point, and changes nothing yet."""
    ordered = sorted({int(point) for point in points})
    if ordered and ordered[0] < 1:
        raise ValueError(f"{name} names point {ordered[0]}; points are counted from 1.")
    return tuple(point for point in ordered if point <= last)


def _include(total: int, left_out: Sequence[int]) -> Booleans:
    include = np.ones(total, dtype=bool)
    include[[point - 1 for point in left_out]] = False
    return include


def _labels(x: Sequence[Any] | pl.Series | None, total: int) -> pl.Series:
    labels = pl.Series("x", range(1, total + 1) if x is None else x)
    if len(labels) != total:
        raise ValueError(f"x has {len(labels)} values and y has {total}; each point needs its own.")
    return labels


def _refuse_unknown_better(better: str | None) -> None:
    if better not in (None, "lower", "higher", "neither", "none"):
        raise ValueError(f'better is "{better}"; it may be lower, higher or neither.')


def _points(judged: Sequence[Judged], labels: pl.Series, multiply: float) -> pl.DataFrame:
    total = len(labels)
    return pl.DataFrame(
        [
            pl.Series("i", range(1, total + 1), dtype=pl.Int64),
            labels.alias("x"),
            _column("part", [np.full(p.y.shape[-1], p.part) for p, *_ in judged], pl.Int64),
            _measured("y", [p.y[0] * multiply for p, *_ in judged]),
            _measured("n", [np.full(p.y.shape[-1], np.nan) if p.n is None else p.n[0] for p, *_ in judged]),
            _column("baseline", [p.baseline for p, *_ in judged], pl.Boolean),
            _column("include", [p.include for p, *_ in judged], pl.Boolean),
            _measured("centre", [lines.centre[0] * multiply for _, lines, *_ in judged]),
            _measured("lower", [_limit(p, lines.lower, multiply) for p, lines, *_ in judged]),
            _measured("upper", [_limit(p, lines.upper, multiply) for p, lines, *_ in judged]),
            _column("runs_signal", [np.full(p.y.shape[-1], signal) for p, *_, signal in judged], pl.Boolean),
        ]
    )


def _limit(phase: Phase, limit: Floats | None, multiply: float) -> Floats:
    return np.full(phase.y.shape[-1], np.nan) if limit is None else limit[0] * multiply


def _column(name: str, pieces: Sequence[np.ndarray], dtype: Any) -> pl.Series:
    return pl.Series(name, np.concatenate(pieces) if pieces else [], dtype=dtype)


def _measured(name: str, pieces: Sequence[Floats]) -> pl.Series:
    """Numbers with missing as null: NaN never leaves the engine."""
    values = np.concatenate(pieces) if pieces else np.empty(0)
    return pl.Series(name, values, dtype=pl.Float64, nan_to_null=True)


def _runs(judged: Sequence[Judged]) -> pl.DataFrame:
    """A row a phase; where no point is useful there is nothing to compare, and the cells are empty."""
    rows = [_runs_row(phase, runs, signal) for phase, _, runs, signal in judged]
    return pl.DataFrame(rows, schema=RUNS_SCHEMA, orient="row")


RUNS_SCHEMA: dict[str, Any] = {
    "part": pl.Int64,
    "n_useful": pl.Int64,
    "longest_run": pl.Int64,
    "longest_run_max": pl.Int64,
    "crossings": pl.Int64,
    "crossings_min": pl.Int64,
    "runs_signal": pl.Boolean,
}


def _runs_row(phase: Phase, runs: Runs, signal: bool) -> tuple[Any, ...]:
    counts = (runs.longest, runs.longest_max, runs.crossings, runs.crossings_min)
    useful = int(runs.useful[0])
    return phase.part, useful, *(int(count[0]) if useful else None for count in counts), signal


def _signals(judged: Sequence[Judged], rule_set: RuleSet, better: str | None) -> tuple[Signal, ...]:
    return tuple(
        Signal(found.rule, found.first, found.last, found.direction, _meaning(found, better))
        for phase, lines, runs, signal in judged
        if signal
        for found in rule_set.findings(phase, lines, runs, 0)
    )


def _meaning(found: Finding, better: str | None) -> str:
    """A pattern with a side is good or not only where somebody said which side is better."""
    if found.direction is None or better not in ("lower", "higher"):
        return "change"
    return "improvement" if (found.direction == "up") == (better == "higher") else "concern"
