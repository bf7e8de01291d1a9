"""What the advised chart does on small numbers: signals on stable series, and how soon it finds a change.

`nice python benchmarks/small_numbers.py --series 20000` (some minutes of one core). Every stable series is advised by
itself, from its own numbers and its own dates, and judged by the chart and rules it was given, open gaps and all, as
the app does it; series that get no chart of limits and no run chart get no verdict. Volumes are worked out for all
series at once; the first of every line are compared with what `advise` says. Shares of which no chart tells anything
are given the Bernoulli CUSUM of their single cases, as the app gives it, and have a table of their own.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from measures.spc.advise import advise, with_rate  # noqa: E402
from measures.spc.bernoulli_cusum import bernoulli_cusum  # noqa: E402
from measures.spc.by_volume import FEW_EVENTS, SEES_AT_LEAST, Candidate, Volumes, best, time_to_find  # noqa: E402
from measures.spc.false_alarms import Judging, judged, runs_by_chance, speaks, with_open_ends  # noqa: E402
from measures.spc.folders import method_called  # noqa: E402
from measures.spc.moving_ranges import screen  # noqa: E402
from measures.spc.phase import RANGE_TO_SIGMA, Booleans, Floats  # noqa: E402
from measures.spc.series_facts import CLEARLY_ABOVE, ERROR_OF_SIGMA  # noqa: E402
from measures.spc.single_cases import ODDS_RATIO, CusumOfCases, cusum_for, highest, sees_a_change  # noqa: E402

RATES = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20)
SIZES = (1, 2, 5, 10, 20)
SHARES = (0.02, 0.1, 0.5, 0.9, 0.98)
LENGTHS = (24, 36)
DAYS = 30.4
MOST_MONTHS, CHANGED = 36, 1000
COMPARED = 12  # series of a line whose chart is also asked of `advise`


@dataclass(frozen=True)
class Lot:
    """Stable series of one volume: numbers a month (a row each), and of each the gaps between its dated events.

    Gaps are those between two events; `before` and `after` are the open ones, from the first and to the last day.
    `cases` are the single cases of a share, yes or no, in order.
    """

    y: Floats
    n: Floats | None
    gaps: list[Floats]
    before: Floats
    after: Floats
    cases: Booleans | None = None


def counts(rate: float, months: int, series: int) -> Lot:
    """Stable counts of dated events: numbers a month, and the whole days between days with an event."""
    rng = np.random.default_rng(int(1000 * rate) + months)
    last = int(months * DAYS)
    monthly, gaps, before, after = np.zeros((series, months)), [], np.zeros(series), np.zeros(series)
    for k in range(series):
        days = rng.integers(1, last + 1, rng.poisson(rate * months))
        monthly[k] = np.bincount(((days - 1) // DAYS).astype(int), minlength=months)[:months]
        whole = np.unique(days)
        gaps.append(np.diff(whole).astype(float))
        before[k], after[k] = (whole[0], last - whole[-1]) if whole.size else (last, 0)
    return Lot(monthly, None, gaps, before, after)


def shares(share: float, size: int, months: int, series: int) -> Lot:
    """Stable shares of dated cases: numbers a month, and the cases between two of the rarer kind."""
    rng = np.random.default_rng(int(1000 * share) + 100 * size + months)
    cases = rng.random((series, size * months)) < share
    total = cases.shape[1]
    rare = np.where((2 * cases.sum(axis=1) <= total)[:, None], cases, ~cases)
    gaps, before, after = [], np.zeros(series), np.zeros(series)
    for k, row in enumerate(rare):
        places = np.flatnonzero(row)
        gaps.append(np.diff(places) - 1.0)
        before[k], after[k] = (places[0], total - 1 - places[-1]) if places.size else (total, 0)
    y = cases.reshape(series, months, size).sum(axis=2).astype(float)
    return Lot(y, np.full(y.shape, float(size)), gaps, before, after, cases)


def advised(lot: Lot) -> list[Candidate | None]:
    """What the app would advise for each series, from volumes worked out for all of them at once."""
    sizes = np.ones(lot.y.shape) if lot.n is None else lot.n
    level = lot.y.sum(axis=1) / sizes.sum(axis=1)
    room = level * (1 - level) if lot.n is not None else level
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (lot.y / sizes - level[:, None]) / np.sqrt(room[:, None] / sizes)
        stretch = screen(np.abs(np.diff(z, axis=1))).mean[:, 0] * RANGE_TO_SIGMA
    months = lot.y.shape[1]
    wide = stretch > 1 + CLEARLY_ABOVE * ERROR_OF_SIGMA / np.sqrt(months - 1)
    constant = (lot.y == lot.y[:, :1]).all(axis=1)
    rarer = lot.y.sum(axis=1) if lot.n is None else np.minimum(lot.y.sum(axis=1), (sizes - lot.y).sum(axis=1))
    few = rarer / months < FEW_EVENTS
    runs = [runs_by_chance(row) for row in lot.y / sizes]
    kind, of = ("count", ()) if lot.n is None else ("proportion", (float(sizes[0, 0]),))
    return [
        None if constant[k] else with_rate(
            best(Volumes(kind, float(level[k]), of, months, float(stretch[k]) if wide[k] else 1.0,
                         len(lot.gaps[k]) if few[k] else None)), runs[k])
        for k in range(len(lot.y))
    ]  # fmt: skip


def refuse_other_advice(lot: Lot, found: Sequence[Candidate | None]) -> None:
    """The volumes worked out at once must be those that `advise` works out."""
    for k in range(min(COMPARED, len(found))):
        n = None if lot.n is None else lot.n[k]
        rarer = lot.y[k].sum() if n is None else min(lot.y[k].sum(), (n - lot.y[k]).sum())
        gaps = len(lot.gaps[k]) if rarer / lot.y.shape[1] < FEW_EVENTS else None
        told = advise(lot.y[k], n, kind="count" if n is None else "proportion", gaps=gaps)
        mine = found[k]
        same = told.reason in ("none_will_do", "constant") if mine is None else told.rules == mine.rules
        if not same or (mine is not None and told.of != mine.of):
            raise SystemExit(f"Series {k}: advise says {told}, here it is {mine}.")


def signalling(lot: Lot, found: Sequence[Candidate | None]) -> Booleans:
    """For each series whether its advised chart shows any signal."""
    groups: dict[tuple[str, str, str, int], list[int]] = defaultdict(list)
    for k, one in enumerate(found):
        if one is not None:
            length = lot.y.shape[1] if one.of == "periods" else len(lot.gaps[k])
            groups[one.chart, one.rules, one.of, length].append(k)
    told = np.zeros(len(found), dtype=bool)
    for (chart, rules, of, _), places in groups.items():
        of_group = _of_periods if of == "periods" else _of_gaps
        told[places] = of_group(lot, places, Judging(chart, rules))
    return told


def _of_periods(lot: Lot, places: list[int], judging: Judging) -> Booleans:
    n = None if lot.n is None else lot.n[places]
    y = lot.y[places] if n is None else lot.y[places] / n
    kept = judged(y, n if method_called(judging.chart).takes_n else None, judging)
    return speaks(kept, (0.0, 1.0 if n is not None else None))


def _of_gaps(lot: Lot, places: list[int], judging: Judging) -> Booleans:
    """Open gaps are judged where they are longer than the centre, and have no say in it."""
    whole = np.array([lot.gaps[k] for k in places])
    y = np.concatenate([lot.before[places][:, None], whole, lot.after[places][:, None]], axis=1)
    return speaks(with_open_ends(y, judging), (0.0, None))


def row(
    name: str, volumes: Volumes, lot: Lot, found: Sequence[Candidate | None]
) -> tuple[list[str], float, float]:
    """One line of the table, its signals, and how far the printed rate lies from the simulated one, in points."""
    refuse_other_advice(lot, found)
    signals = signalling(lot, found)
    there = np.array([one is not None for one in found])
    printed = 100 * float(np.mean([one.false_alarms for one in found if one is not None])) if there.any() else np.nan
    seen = 100 * float(signals[there].mean()) if there.any() else np.nan
    usual = Counter(f"{one.chart}, {one.rules}" for one in found if one is not None).most_common(1)
    candidate = best(volumes)
    times = ("-", "-") if candidate is None else tuple(_months(volumes, candidate, factor) for factor in (0.5, 2.0))
    all_of = 100 * float(signals.mean())
    cells = [name, f"{all_of:.1f}", f"{100 * there.mean():.0f}", usual[0][0] if usual else "none", _cell(seen),
             _cell(printed), *times]  # fmt: skip
    enough = there.sum() >= 1000
    return cells, all_of, abs(printed - seen) if enough else 0.0


def _cell(number: float) -> str:
    return "-" if np.isnan(number) else f"{number:.1f}"


def _months(volumes: Volumes, candidate: Candidate, factor: float) -> str:
    months = time_to_find(volumes, candidate, factor)[0]
    return "> 36" if months is None else f"{months:.0f}"


def case_row(name: str, lot: Lot, found: Sequence[Candidate | None]) -> tuple[list[str], float, float] | None:
    """One line of the CUSUM's table: of shares of which no chart tells anything, those whose cases are added up."""
    if lot.cases is None:
        return None
    waiting = np.flatnonzero([one is None for one in found])
    events = lot.cases[waiting].sum(axis=1)
    drawn, signals, printed, charts = 0, 0, 0.0, []
    for many in np.unique(events):
        cases = lot.cases[waiting[events == many]]
        cusum = cusum_for(cases[0].astype(float))
        if cusum is None or sees_a_change(cusum, cases.shape[1]) < SEES_AT_LEAST:
            continue
        told = _passed(cases, cusum)
        drawn, signals, printed = drawn + len(told), signals + int(told.sum()), printed + len(told) * cusum.false_alarms
        charts.append((len(told), cusum))
    if not drawn:
        return [name, f"{100 * len(waiting) / len(found):.0f}", "0", "-", "-", "-", "-"], 0.0, 0.0
    usual = max(charts, key=lambda one: one[0])[1]
    size = lot.cases.shape[1] / lot.y.shape[1]
    times = (_months_of_cases(usual, size, ratio) for ratio in (1 / ODDS_RATIO, ODDS_RATIO))
    seen, said = 100 * signals / drawn, 100 * printed / drawn
    cells = [name, f"{100 * len(waiting) / len(found):.0f}", f"{100 * drawn / len(found):.0f}", f"{seen:.1f}",
             f"{said:.1f}", *times]  # fmt: skip
    return (cells, seen, abs(seen - said)) if drawn >= 1000 else (cells, 0.0, 0.0)


def _passed(cases: Booleans, cusum: CusumOfCases) -> Booleans:
    """Whether the sum of each series passes its limit; the first are compared with the chart that people see."""
    top = np.maximum(*(highest(cases, cusum.chance, ratio) for ratio in (ODDS_RATIO, 1 / ODDS_RATIO)))
    told = top >= cusum.limit
    drawn = bernoulli_cusum(cases[0].astype(float), target=cusum.chance, odds_ratio=ODDS_RATIO, limit=cusum.limit)
    if bool(told[0]) != bool(drawn.signals_up or drawn.signals_down):
        raise SystemExit(f"The chart of these cases says {not told[0]}, here it is {told[0]}: {cusum}.")
    return told


def _months_of_cases(cusum: CusumOfCases, size: float, ratio: float) -> str:
    """Months until half of such practices see odds that changed, from a sum that stands at 0."""
    odds = ratio * cusum.chance / (1 - cusum.chance)
    months = np.arange(1, MOST_MONTHS + 1)
    later = np.random.default_rng(MOST_MONTHS).random((CHANGED, int(size * MOST_MONTHS))) < odds / (1 + odds)
    sees = [(highest(later[:, : int(size * month)], cusum.chance, ratio) >= cusum.limit).mean() for month in months]
    first = next((month for month, share in zip(months, sees, strict=True) if share >= 0.5), None)
    return f"> {MOST_MONTHS}" if first is None else f"{first}"


def lots(months: int, series: int) -> Iterator[tuple[str, Volumes, Lot]]:
    """Every volume that was asked for."""
    made = []
    for rate in RATES:
        gaps = max(round(rate * months) - 1, 0) if rate < FEW_EVENTS else None
        made.append((f"{rate} a month", Volumes("count", rate, (), months, 1.0, gaps), (counts, rate)))
    for size in SIZES:
        for share in SHARES:
            rarer = min(share, 1 - share) * size
            gaps = max(round(rarer * months) - 1, 0) if rarer < FEW_EVENTS else None
            volumes = Volumes("proportion", share, (float(size),), months, 1.0, gaps)
            made.append((f"{share:.0%} of {size}", volumes, (shares, share, size)))
    return ((name, volumes, make(*asked, months, series)) for name, volumes, (make, *asked) in made)


HEADS = ["volume", "signals (%)", "with a verdict (%)", "usual chart and rules", "signals of those (%)",
         "printed (of 100)", "halving (months)", "doubling (months)"]  # fmt: skip
CASE_HEADS = ["volume", "no chart (%)", "cases added up (%)", "signals of those (%)", "printed (of 100)",
              "odds halved (months)", "odds doubled (months)"]  # fmt: skip


def _print_row(cells: Sequence[str], rule: str = "") -> None:
    print("| " + " | ".join(cells) + " |" + (f"\n|{rule}" if rule else ""), flush=True)


def main() -> None:
    """Print the tables as Markdown."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--series", type=int, default=20_000)
    series = asked.parse_args().series
    began = time.process_time()
    worst, apart = 0.0, 0.0
    for months in LENGTHS:
        print(f"\n## {months} months\n")
        _print_row(HEADS, " --- |" * len(HEADS))
        of_cases = []
        for name, volumes, lot in lots(months, series):
            found = advised(lot)
            cells, signals, away = row(name, volumes, lot, found)
            worst, apart = max(worst, signals), max(apart, away)
            _print_row(cells)
            of_cases.append(case_row(name, lot, found))
        print(f"\n### Single cases added up, {months} months\n")
        _print_row(CASE_HEADS, " --- |" * len(CASE_HEADS))
        for cells, signals, away in filter(None, of_cases):
            worst, apart = max(worst, signals), max(apart, away)
            _print_row(cells)
    print(f"\nThe most signals of any line: {worst:.1f} % (CUSUM: with 1,000 charts). The printed rate lies at most "
          f"{apart:.1f} points from the simulated one, in lines with 1,000 verdicts and more.")  # fmt: skip
    print(f"\n{series:,} series a line, {time.process_time() - began:.0f} s of processor")


if __name__ == "__main__":
    main()
