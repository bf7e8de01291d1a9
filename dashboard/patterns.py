"""What the signals of a chart consist of: which points make a run, and what a drawing calls it."""

from __future__ import annotations

import polars as pl

from measures.spc import Chart, Signal


def signal_label(chart: Chart, signal: Signal) -> str:
    """What a drawing writes at a signal: short, and whole without its colour."""
    if signal.rule == "few_crossings":
        part = chart.points["part"][signal.first - 1]
        runs = chart.runs.row(by_predicate=pl.col("part") == part, named=True)
        found = {0: "no crossing", 1: "only 1 crossing"}.get(runs["crossings"], f"only {runs['crossings']} crossings")
        return f"{found}; chance: {runs['crossings_min']} or more"
    side = "above" if signal.direction == "up" else "below"
    return f"{run_length(chart, signal)} in a row {side}"


def run_length(chart: Chart, signal: Signal) -> int:
    """How many points make the run; those on the line, missing or left out are not among them."""
    return useful_points(chart).filter(pl.col("i").is_between(signal.first, signal.last)).height


def is_going_on(chart: Chart, signal: Signal) -> bool:
    """Whether the run reaches the newest point that is off the line."""
    useful = useful_points(chart)
    return useful.height > 0 and bool(useful["i"][-1] == signal.last)


def useful_points(chart: Chart) -> pl.DataFrame:
    """The points that the run rules count."""
    return chart.points.filter(pl.col("include") & (pl.col("y") != pl.col("centre")))


def newest(chart: Chart) -> pl.DataFrame:
    """The points of the newest phase."""
    return chart.points.filter(pl.col("part") == pl.col("part").max())


def newest_signals(chart: Chart) -> list[Signal]:
    """The signals of the newest phase: long runs from the newest back, then few crossings."""
    start = chart.parts[-1] if chart.parts else 0
    mine = [signal for signal in chart.signals if signal.first > start]
    return sorted(mine, key=lambda signal: (signal.rule == "few_crossings", -signal.last))


def own_unit(chart: Chart, value: float | None) -> float | None:
    """A plotted value back in the measure's own unit: a share, a count."""
    return None if value is None else value / chart.multiply
