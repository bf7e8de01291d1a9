"""What the advised chart does on small numbers: signals on stable series, and how soon it finds a change.

`small_numbers.py --series 20000`. Every stable series is advised by itself, from its own numbers, and judged by the
chart and rules it was given, as the app does it; series that get no chart of limits and no run chart get no verdict.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from measures.spc.advise import volumes_of  # noqa: E402
from measures.spc.by_volume import FEW_EVENTS, Candidate, Volumes, best, time_to_find  # noqa: E402
from measures.spc.false_alarms import Judging, false_alarms, judged, speaks  # noqa: E402
from measures.spc.phase import Floats  # noqa: E402
from measures.spc.series_facts import facts_of  # noqa: E402

RATES = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20)
SIZES = (1, 2, 5, 10, 20)
SHARES = (0.02, 0.1, 0.5, 0.9, 0.98)
LENGTHS = (24, 36)
DAYS = 30.4


def counts(rate: float, months: int, series: int) -> list[tuple[Floats, None, Floats]]:
    """Stable counts of dated events: numbers a month, and the days between the events."""
    rng = np.random.default_rng(int(1000 * rate) + months)
    found = []
    for _ in range(series):
        days = np.sort(rng.uniform(0, months * DAYS, rng.poisson(rate * months)))
        monthly = np.bincount((days // DAYS).astype(int), minlength=months)[:months].astype(float)
        whole = np.unique(np.ceil(days))
        found.append((monthly, None, np.diff(whole)))
    return found


def shares(share: float, size: int, months: int, series: int) -> list[tuple[Floats, Floats, Floats]]:
    """Stable shares of dated cases: numbers a month, and the cases between two of the rarer kind."""
    rng = np.random.default_rng(int(1000 * share) + 100 * size + months)
    found = []
    for _ in range(series):
        cases = rng.random(size * months) < share
        rare = cases if 2 * cases.sum() <= len(cases) else ~cases
        gaps = np.diff(np.flatnonzero(rare)) - 1.0
        found.append((cases.reshape(months, size).sum(axis=1).astype(float), np.full(months, float(size)), gaps))
    return found


def advised(y: Floats, n: Floats | None, gaps: Floats) -> tuple[Volumes, Candidate | None]:
    """What the app would advise for one series."""
    facts = facts_of(y, n, "count" if n is None else "proportion", None, (), "month")
    events = y.sum() if n is None else min(y.sum(), n.sum() - y.sum())
    volumes = volumes_of(facts, len(gaps) if events / len(y) < FEW_EVENTS else None)
    return volumes, None if facts.constant else best(volumes)


def measured(found: list[tuple[Floats, Floats | None, Floats]]) -> tuple[float, float, str]:
    """The share of series that signal, the share that get a verdict at all, and the usual chart."""
    groups: dict[tuple[Candidate, int], list[tuple[Floats, Floats | None]]] = defaultdict(list)
    for y, n, gaps in found:
        _, candidate = advised(y, n, gaps)
        if candidate is None:
            continue
        plotted = gaps if candidate.of != "periods" else y if n is None else y / n
        sizes = n if candidate.of == "periods" else None
        key = Candidate(candidate.chart, candidate.rules, candidate.of, 0.0)
        groups[key, len(plotted)].append((plotted, sizes))
    signals = sum(_signals(key, group) for (key, _), group in groups.items())
    usual: dict[str, int] = defaultdict(int)
    for (key, _), group in groups.items():
        usual[f"{key.chart}, {key.rules}"] += len(group)
    name = max(usual, key=lambda one: usual[one]) if usual else "none"
    return signals / len(found), sum(usual.values()) / len(found), name


def _signals(key: Candidate, group: list[tuple[Floats, Floats | None]]) -> int:
    y = np.array([one for one, _ in group])
    n = None if group[0][1] is None else np.array([sizes for _, sizes in group])
    kept = judged(y, n, Judging(key.chart, key.rules))
    return int(speaks(kept, (0.0, 1.0 if n is not None else None)).sum())


def row(name: str, volumes: Volumes, found: list[tuple[Floats, Floats | None, Floats]]) -> list[str]:
    """One line: signals, verdicts, the usual chart, what is printed, and the months to a halving and a doubling."""
    rate, verdicts, chart = measured(found)
    candidate = best(volumes)
    if candidate is None:
        return [name, f"{100 * rate:.1f}", f"{100 * verdicts:.0f}", chart, "-", "-", "-"]
    halved, doubled = (time_to_find(volumes, candidate, factor)[0] for factor in (0.5, 2.0))
    return [
        name, f"{100 * rate:.1f}", f"{100 * verdicts:.0f}", chart, f"{100 * candidate.false_alarms:.0f}",
        *("> 36" if months is None else f"{months:.0f}" for months in (halved, doubled)),
    ]  # fmt: skip


def printed_beside_simulated(series: int) -> float:
    """How far the rate that is printed lies from one simulated anew with other numbers, in points, at the worst."""
    from measures.spc import false_alarms as kept

    worst = 0.0
    for rate in (2, 5, 20):
        for months in LENGTHS:
            volumes = Volumes("count", float(rate), (), months)
            for chart, rules in (("run", "anhoej"), ("c", "limits"), ("c", "anhoej")):
                stable = kept.Stable("count", months, float(rate))
                y = np.random.default_rng(rate * months).poisson(rate, (series, months)).astype(float)
                fresh = float(kept.signals(y, None, stable, Judging(chart, rules)).mean())
                worst = max(worst, abs(false_alarms(stable, Judging(chart, rules)) - fresh))
            assert volumes
    return 100 * worst


def main() -> None:
    """Print the tables as Markdown."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--series", type=int, default=20_000)
    series = asked.parse_args().series
    began = time.perf_counter()
    heads = ["volume", "signals (%)", "with a verdict (%)", "usual chart", "printed (of 100)", "halving (months)",
             "doubling (months)"]  # fmt: skip
    for months in LENGTHS:
        rows = []
        for rate in RATES:
            gaps = max(round(rate * months) - 1, 0) if rate < FEW_EVENTS else None
            rows.append(row(f"{rate} a month", Volumes("count", rate, (), months, 1.0, gaps),
                            counts(rate, months, series)))  # fmt: skip
        for size in SIZES:
            for share in SHARES:
                rarer = min(share, 1 - share) * size
                gaps = max(round(rarer * months) - 1, 0) if rarer < FEW_EVENTS else None
                volumes = Volumes("proportion", share, (float(size),), months, 1.0, gaps)
                rows.append(row(f"{share:.0%} of {size}", volumes,
                                shares(share, size, months, series)))  # fmt: skip
        print(f"\n### {months} months\n")
        print("| " + " | ".join(heads) + " |\n|" + " --- |" * len(heads))
        print("\n".join("| " + " | ".join(cells) + " |" for cells in rows), flush=True)
    print(f"\nThe printed rate lies at most {printed_beside_simulated(series):.1f} points from one simulated anew.")
    print(f"\n{series:,} series a line, {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
