"""One or many series through phases, lines, runs and rules: the arithmetic that every way in shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl

from measures.spc.icons import point_types
from measures.spc.methods import Method
from measures.spc.moving_ranges import plotted
from measures.spc.phase import Booleans, Floats, Lines, Phase, split
from measures.spc.rules import Marks, RuleFinding, RuleSet, beyond, spans
from measures.spc.runs import Runs, count_runs, sides

LINES = ("lower", "upper", "lower_2s", "upper_2s")


@dataclass(frozen=True)
class JudgedPhase:
    """One phase of every series, its lines, and what the rule set says of it."""

    phase: Phase
    lines: Lines
    runs: Runs
    marks: Marks
    signal: Booleans  # a series each: a pattern of runs was found
    patterns: bool  # False: only single points are judged, as neighbours say nothing here


def judge(
    whole: Phase, parts: Sequence[int], freeze: Sequence[int], method: Method, rule_set: RuleSet, floor_zero: bool
) -> list[JudgedPhase]:
    """Every phase of every series, each by itself."""
    phases = split(whole, parts, freeze)
    if method.plots == "moving_range":
        phases = [plotted(phase) for phase in phases]
    elif method.shown is not None:
        phases = [method.shown(phase) for phase in phases]
    return [_judge(phase, method, rule_set, floor_zero) for phase in phases]


def _judge(phase: Phase, method: Method, rule_set: RuleSet, floor_zero: bool) -> JudgedPhase:
    lines = method.lines(phase)
    if floor_zero:
        lines = _floored(phase, lines)
    runs = count_runs(sides(phase.y, lines.centre, phase.include))
    patterns = method.run_rules and phase.options.in_time_order
    if not patterns:
        nothing = np.zeros(phase.y.shape[0], dtype=bool)
        return JudgedPhase(phase, lines, runs, {"beyond_limits": beyond(phase, lines)}, nothing, False)
    marks = rule_set.marks(phase, lines, runs)
    return JudgedPhase(phase, lines, runs, marks, rule_set.runs_signal(phase, lines, runs, marks), True)


def _floored(phase: Phase, lines: Lines) -> Lines:
    """No limit below 0 where no value is."""
    negative = (phase.y < 0).any(axis=-1, keepdims=True)
    floored = {
        name: np.where(negative, line, np.maximum(line, 0.0))
        for name in LINES
        if (line := getattr(lines, name)) is not None
    }
    return replace(lines, **floored)


def findings(judged: JudgedPhase, rule_set: RuleSet, row: int) -> list[RuleFinding]:
    """The patterns of one series in one phase, in order of their first point."""
    if judged.patterns:
        return rule_set.findings(judged.phase, judged.lines, judged.runs, judged.marks, row)
    phase = judged.phase
    return spans("beyond_limits", phase, judged.marks["beyond_limits"][row], ~phase.judged[row])


def columns(judged: Sequence[JudgedPhase], rule_set: RuleSet, multiply: float) -> dict[str, np.ndarray]:
    """What `Chart.points` holds for every series: arrays of (series, points), phases side by side."""
    told: dict[str, list[np.ndarray]] = {
        "part": [np.full(j.phase.y.shape, j.phase.part) for j in judged],
        "y": [_times(j.phase.y, multiply) for j in judged],
        "n": [np.full(j.phase.y.shape, np.nan) if j.phase.n is None else j.phase.n for j in judged],
        "baseline": [_filled(j.phase.baseline, j.phase.y.shape) for j in judged],
        "include": [_filled(j.phase.include, j.phase.y.shape) for j in judged],
        "centre": [_times(j.lines.centre, multiply) for j in judged],
        **{name: [_times(_line(j, name), multiply) for j in judged] for name in LINES},
        "beyond_limits": [j.marks["beyond_limits"] != 0 for j in judged],
        "runs_signal": [_filled(j.signal[:, None], j.phase.y.shape) for j in judged],
        "rule_hit": [_first_hit(j, rule_set)[0] for j in judged],
    }
    if rule_set.types_points:
        told["point_type"] = [_first_hit(j, rule_set)[1] for j in judged]
    return {name: pieces[0] if len(pieces) == 1 else np.concatenate(pieces, axis=1) for name, pieces in told.items()}


def _times(cells: Floats, multiply: float) -> Floats:
    return cells if multiply == 1 else cells * multiply


def _filled(cells: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """The same for every series, or every point; of a single series, which is judged most often, without a view."""
    if shape[0] != 1:
        return np.broadcast_to(cells, shape)
    return cells.reshape(shape) if cells.size == shape[1] else np.full(shape, cells.flat[0])


def _line(judged: JudgedPhase, name: str) -> Floats:
    line = getattr(judged.lines, name)
    return np.full(judged.phase.y.shape, np.nan) if line is None else line


def _first_hit(judged: JudgedPhase, rule_set: RuleSet) -> tuple[np.ndarray, np.ndarray]:
    """The number (from 1) of the first rule that holds at each point, and that rule's side; 0 for none."""
    shape = judged.phase.y.shape
    number, side = np.zeros(shape, dtype=np.int8), np.zeros(shape, dtype=np.int8)
    names = list(rule_set.says)
    for rule in reversed(judged.marks):
        here = judged.marks[rule] != 0
        number[here] = names.index(rule) + 1
        side[here] = judged.marks[rule][here]
    return number, side


def frame(
    told: dict[str, np.ndarray], chosen: np.ndarray | None, rule_set: RuleSet, better: str | None
) -> list[pl.Series]:
    """The columns as Polars series, point after point; `chosen` leaves out what only fills a shorter series."""
    flat = {name: cells.ravel() if chosen is None else cells[chosen] for name, cells in told.items()}
    return [_series(name, cells, rule_set, better) for name, cells in flat.items()]


def _series(name: str, cells: np.ndarray, rule_set: RuleSet, better: str | None) -> pl.Series:
    if name == "rule_hit":
        return _named(cells, (None, *rule_set.says))
    if name == "point_type":
        return point_types(cells, better).alias(name)
    kind = cells.dtype.kind
    if kind == "f":
        return pl.Series(name, cells, nan_to_null=True)
    if cells.size <= FEW:
        return _of_few(name, cells, kind)
    return pl.Series(name, cells, dtype=pl.Boolean if kind == "b" else pl.Int64)


FEW = 400  # so many cells pass to Polars quicker as a list
TYPES: dict[str, Any] = {"b": pl.Boolean, "i": pl.Int64}


def _of_few(name: str, cells: np.ndarray, kind: str) -> pl.Series:
    if cells.size and (cells == cells[0]).all():
        return _alike(name, cells[0].item(), cells.size)
    return pl.Series(name, cells.tolist(), dtype=TYPES[kind])


@lru_cache(maxsize=512)
def _alike(name: str, value: int | bool, number: int) -> pl.Series:
    """The same value so many times: most charts have one phase, and every point in it."""
    return pl.Series(name, [value] * number, dtype=pl.Boolean if isinstance(value, bool) else pl.Int64)


@lru_cache(maxsize=512)
def _no_rule(number: int) -> pl.Series:
    """So many points of which none belongs to a rule."""
    return pl.Series("rule_hit", [None] * number, dtype=pl.String)


def _named(cells: np.ndarray, names: tuple[str | None, ...]) -> pl.Series:
    if cells.size <= FEW and not cells.any():
        return _no_rule(cells.size)
    if cells.size <= FEW:
        return pl.Series("rule_hit", [names[cell] for cell in cells.tolist()], dtype=pl.String)
    return pl.Series("rule_hit", names, dtype=pl.String).gather(cells).alias("rule_hit")


RUNS_SCHEMA: dict[str, Any] = {
    "part": pl.Int64,
    "n_useful": pl.Int64,
    "longest_run": pl.Int64,
    "longest_run_max": pl.Int64,
    "crossings": pl.Int64,
    "crossings_min": pl.Int64,
    "runs_signal": pl.Boolean,
    "n_limits": pl.Int64,
}


def runs_row(judged: JudgedPhase, row: int) -> tuple[Any, ...]:
    """One phase of one series; where no point is useful there is nothing to compare, and the cells are empty."""
    runs, useful = judged.runs, int(judged.runs.useful[row])
    counts = (runs.longest, runs.longest_max, runs.crossings, runs.crossings_min)
    told = (int(count[row]) if useful else None for count in counts)
    limits = int(judged.phase.counts[row].sum())
    return judged.phase.part, useful, *told, bool(judged.signal[row]), limits


def runs_of_one(judged: JudgedPhase) -> pl.DataFrame:
    """The same for a chart of one phase: small numbers that come again and again, each made a column once."""
    return pl.DataFrame([_one(*cell) for cell in zip(RUNS_SCHEMA, runs_row(judged, 0), strict=True)])


@lru_cache(maxsize=4096)
def _one(name: str, value: int | bool | None) -> pl.Series:
    return pl.Series(name, [value], dtype=RUNS_SCHEMA[name])
