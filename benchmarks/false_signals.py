"""How often each rule set signals where nothing changed, and how soon it sees a true change: Markdown tables.

`false_signals.py --series 20000`. Every series is made up from a fixed seed and judged by the same code as the
charts of the app, thousands of series at a time.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from measures.spc.engine import JudgedPhase, judge  # noqa: E402
from measures.spc.folders import method_called, rule_set_called  # noqa: E402
from measures.spc.phase import Booleans, Floats, Options, Phase  # noqa: E402
from measures.spc.rules.bestbox import limits as best_box  # noqa: E402
from measures.spc.rules.cutbox import limits as cut_box  # noqa: E402
from measures.spc.rules.ihi import unusual_number  # noqa: E402
from measures.spc.runs import Runs  # noqa: E402

LENGTHS = (12, 24, 36, 60)
STABLE_N, STABLE_SHARE = 50, 0.3
BEFORE, AFTER = 0.30, 0.20
USUAL_COUNTS = (20, 10, 5, 3, 2, 1)
VOLUMES = (10, 20, 50, 100)
MONTHS_AFTER = (3, 6, 12)
BASELINES = (12, 24)

NAMES = {
    "anhoej": "Anhøj",
    "bestbox": "best box",
    "cutbox": "cut box",
    "mdc": "MDC, 7 points",
    "mdc6": "MDC, 6 points",
    "ihi": "IHI",
    "western_electric": "Western Electric",
    "nelson": "Nelson",
}
RUN_CHART_SETS = ("anhoej", "bestbox", "cutbox", "ihi")
CHARTS = {"run": "run chart", "i": "I chart", "p": "P chart"}


def judged(y: Floats, n: Floats | None, chart: str, rules: str, freeze: tuple[int, ...] = ()) -> JudgedPhase:
    """Many series as one phase of a chart, judged by one rule set."""
    rule_set = rule_set_called(rules)
    everything = np.ones(y.shape[-1], dtype=bool)
    options = Options(range_to_sigma=rule_set.range_to_sigma)
    whole = Phase(1, 1, y, n, everything, everything, None, options=options)
    return judge(whole, (), freeze, method_called(chart), rule_set, floor_zero=False)[0]


def beyond(found: JudgedPhase) -> Booleans:
    """For each series: whether a point lies beyond a limit."""
    return (found.marks["beyond_limits"] != 0).any(axis=-1)


def stable(chart: str, series: int, length: int) -> tuple[Floats, Floats | None]:
    """Series in which nothing changes: normal values, or shares of 50 with a chance of 30 %."""
    rng = np.random.default_rng(length)
    if chart != "p":
        return rng.normal(size=(series, length)), None
    n = np.full((series, length), float(STABLE_N))
    return rng.binomial(STABLE_N, STABLE_SHARE, size=(series, length)) / n, n


def false_signals(series: int) -> list[list[str]]:
    """A row for each chart and rule set: the share of stable series with a signal, by number of points."""
    rows = []
    for chart, title in CHARTS.items():
        told = [judged(*stable(chart, series, length), chart, "anhoej") for length in LENGTHS]
        if chart != "run":
            rows.append([title, "3 sigma alone", *(percent(beyond(found).mean(), 1) for found in told)])
            rows.append([title, "Anhøj runs alone", *(percent(found.signal.mean(), 1) for found in told)])
        for rules in RUN_CHART_SETS if chart == "run" else NAMES:
            found = [judged(*stable(chart, series, length), chart, rules) for length in LENGTHS]
            rows.append([title, label(chart, rules), *(percent((f.signal | beyond(f)).mean(), 1) for f in found)])
    return rows


def label(chart: str, rules: str) -> str:
    """The name of a rule set as it stands on a chart: with 3 sigma where the chart has limits."""
    adds = chart != "run" and rules in RUN_CHART_SETS
    return f"{NAMES[rules]} + 3 sigma" if adds else NAMES[rules]


def small_counts(series: int) -> list[list[str]]:
    """C charts of stable Poisson counts: the fewer are counted, the less the limits keep their promise."""
    rows = []
    for usual in USUAL_COUNTS:
        cells = []
        for length in LENGTHS:
            y = np.random.default_rng(1000 + length).poisson(usual, (series, length)).astype(float)
            found = judged(y, None, "c", "anhoej")
            cells.append(percent(float((found.signal | beyond(found)).mean()), 1))
        rows.append([f"{usual} a month", *cells])
    return rows


def true_change(series: int, baseline: int) -> list[list[str]]:
    """A row for each chart and rule set: the share of series in which the change has been seen."""
    wanted = [("run", rules) for rules in RUN_CHART_SETS] + [("p", rules) for rules in NAMES]
    cells: dict[tuple[str, str], list[str]] = {key: [] for key in wanted}
    for volume in VOLUMES:
        y, n = changed(series, baseline, volume, AFTER)
        for chart, rules in wanted:
            shares = [seen(y, n, chart, rules, baseline, months).mean() for months in MONTHS_AFTER]
            cells[chart, rules].append(" / ".join(percent(share, 0) for share in shares))
    y, n = changed(series, baseline, 50, BEFORE)
    for chart, rules in wanted:
        cells[chart, rules].append(percent(seen(y, n, chart, rules, baseline, MONTHS_AFTER[-1]).mean(), 0))
    return [[CHARTS[chart], label(chart, rules), *told] for (chart, rules), told in cells.items()]


def changed(series: int, baseline: int, volume: int, after: float) -> tuple[Floats, Floats]:
    """Monthly shares of a steady volume; the chance of a case changes once, after the baseline."""
    rng = np.random.default_rng(volume)
    months = baseline + MONTHS_AFTER[-1]
    chance = np.where(np.arange(months) < baseline, BEFORE, after)
    n = np.full((series, months), float(volume))
    return rng.binomial(volume, chance, size=(series, months)) / n, n


def seen(y: Floats, n: Floats, chart: str, rules: str, baseline: int, months: int) -> Booleans:
    """For each series: some months after the change, a low mark on one of them, or too few crossings or runs."""
    end = baseline + months
    found = judged(y[:, :end], n[:, :end], chart, rules, freeze=(baseline,))
    low = np.logical_or.reduce([(marks[:, baseline:] == -1).any(axis=-1) for marks in found.marks.values()])
    return low | whole_phase(rules, found.runs)


def whole_phase(rules: str, runs: Runs) -> Booleans:
    """For each series: a signal that belongs to the whole phase and to no point of it."""
    box: dict[str, Callable[[Runs], Runs]] = {"anhoej": lambda same: same, "bestbox": best_box, "cutbox": cut_box}
    if rules == "ihi":
        return unusual_number(runs)[0]
    if rules not in box:
        return np.zeros(runs.useful.shape, dtype=bool)
    limited = box[rules](runs)
    return (limited.crossings < limited.crossings_min) & (runs.useful > 0)


def percent(share: float, decimals: int) -> str:
    return f"{100 * share:.{decimals}f}"


def table(header: list[str], rows: list[list[str]]) -> str:
    """Rows as a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--series", type=int, default=20_000)
    series = asked.parse_args().series
    began = time.perf_counter()
    print(f"### Signals where nothing changed (% of {series:,} stable series)\n")
    print(table(["chart", "rules", *(f"{length} points" for length in LENGTHS)], false_signals(series)))
    print("\n### Stable counts on a C chart with the Anhøj rules and 3 sigma, by how many are usual (%)\n")
    print(table(["usual count", *(f"{length} points" for length in LENGTHS)], small_counts(series)))
    for baseline in BASELINES:
        print(f"\n### A true change from {BEFORE:.0%} to {AFTER:.0%} seen, after {baseline} months of baseline")
        print(f"\n% of {series:,} series in which it is seen within {' / '.join(map(str, MONTHS_AFTER))} months\n")
        volumes = [f"n = {volume} a month" for volume in VOLUMES]
        print(table(["chart", "rules", *volumes, "no change, n = 50, 12 months"], true_change(series, baseline)))
    print(f"\n{time.perf_counter() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
