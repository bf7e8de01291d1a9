"""How often effect estimates and review verdicts are right, by simulation: two Markdown tables.

`effect_coverage.py --clinics 1000`. Every clinic is made up from a fixed seed and judged by the same code as the app's.
The truth of an effect is the difference of the expected values with and without the change, the mean over the months
since. Cells of the second table: how often the 95 % interval holds it in %, (refused in %), half the median interval.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # small matrices: threads only get in each other's way

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing import Pool
from multiprocessing.pool import Pool as PoolType
from pathlib import Path

import numpy as np
import polars as pl

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from measures.improvement import ReviewFinding, review_verdict  # noqa: E402
from measures.improvement.effect import Effect, effect  # noqa: E402
from measures.series import Series  # noqa: E402

LENGTHS = (
    (18, 10),
    (24, 12),
    (24, 18),
    (36, 18),
    (36, 24),
    (60, 30),
    (60, 48),
)  # months in all, months before the date
START = date(2021, 1, 1)
NORMAL, SHARE = np.polynomial.hermite_e.hermegauss(40)


@dataclass(frozen=True)
class Clinic:
    """What is planted: logits (or logs) that change, and how months differ beyond chance."""

    says: str
    level: float = 0.0  # change of the logit at the date
    slope: float = 0.0  # change of its slope, a year
    trend: float = 0.0  # slope that was there before, a year
    season: float = 0.0
    extra: float = 0.0  # standard deviation of a month's logit beyond chance
    memory: float = 0.0
    visits: int = 60  # 0: a count of events
    usual: float = 0.35  # share, or events a month, before


STEADY = Clinic("no change")
OVER = Clinic("level, over-dispersed", level=-0.7, extra=0.35)
CLINICS = (
    STEADY,
    Clinic("level 35 → 20 %", level=-0.77),
    Clinic("slope", slope=-0.6),
    Clinic("both, on a trend", level=-0.4, slope=-0.5, trend=0.15),
    Clinic("level, season", level=-0.7, season=0.25),
    OVER,
    replace(OVER, says="level, memory 0.3", memory=0.3),
    replace(OVER, says="level, memory 0.4", memory=0.4),
    replace(OVER, says="both, memory 0.4, season", slope=-0.4, memory=0.4, season=0.2),
    replace(OVER, says="level, wild (sd 0.5), memory 0.4", extra=0.5, memory=0.4),
    Clinic("level, 15 visits", level=-0.7, visits=15),
    Clinic("level, 60 visits, 5 %", level=-0.7, usual=0.05),
    Clinic("level, 400 visits, memory 0.3", level=-0.7, visits=400, extra=0.2, memory=0.3),
    Clinic("count, 12 → 6 a month", level=-0.7, visits=0, usual=12.0),
    Clinic("count, 3 → 1.5 a month", level=-0.7, visits=0, usual=3.0),
    Clinic("count, memory 0.4", level=-0.7, visits=0, usual=12.0, extra=0.35, memory=0.4),
)


HIGH, LOW, BASELINE = 0.30, 0.15, 12
COURSES = {  # months since implementation
    "stable, at 3 months": [HIGH] * 3,
    "stable, at 6 months": [HIGH] * 6,
    "stable, at 12 months": [HIGH] * 12,
    "30 → 15 % kept, at 3 months": [LOW] * 3,
    "30 → 15 % kept, at 6 months": [LOW] * 6,
    "30 → 15 % kept, at 12 months": [LOW] * 12,
    "15 % for 3 months, then 30 %, at 8": [LOW] * 3 + [HIGH] * 5,
    "15 % for 4 months, then 30 %, at 8": [LOW] * 4 + [HIGH] * 4,
}
VISITS = (15, 40, 100)


def planted(clinic: Clinic, months: int, before: int, rng: np.random.Generator) -> tuple[Series, float]:
    """One made-up clinic, and the mean difference since the date in points or events."""
    month = np.arange(months)
    year, since = (month - before) / 12, month >= before
    usual = np.log(clinic.usual / (1 - clinic.usual)) if clinic.visits else np.log(clinic.usual)
    past = usual + clinic.trend * year + clinic.season * np.sin(2 * np.pi * (month + 2) / 12)
    now = past + since * (clinic.level + clinic.slope * year)
    truth = (_expected(now, clinic) - _expected(past, clinic))[since].mean() * (100 if clinic.visits else 1)
    drawn = _inverse(now + _extra(clinic, months, rng), clinic)
    if not clinic.visits:
        return series(rng.poisson(drawn), None), truth
    n = np.maximum(rng.poisson(clinic.visits, months), 1)
    return series(rng.binomial(n, drawn), n), truth


def _inverse(linear: np.ndarray, clinic: Clinic) -> np.ndarray:
    return 1 / (1 + np.exp(-linear)) if clinic.visits else np.exp(linear)


def _expected(linear: np.ndarray, clinic: Clinic) -> np.ndarray:
    """The mean over all that a month's own variation may be (Gauss-Hermite)."""
    return _inverse(linear[:, None] + clinic.extra * NORMAL, clinic) @ (SHARE / SHARE.sum())


def _extra(clinic: Clinic, months: int, rng: np.random.Generator) -> np.ndarray:
    noise = rng.normal(0, clinic.extra, months) if clinic.extra else np.zeros(months)
    for month in range(1, months):
        noise[month] = clinic.memory * noise[month - 1] + np.sqrt(1 - clinic.memory**2) * noise[month]
    return noise


def series(y: np.ndarray, n: np.ndarray | None) -> Series:
    """Months as the app would have them."""
    starts = pl.date_range(START, pl.lit(START).dt.offset_by(f"{len(y) - 1}mo"), "1mo", eager=True)
    points = pl.DataFrame({"start": starts, "numerator": y}).with_columns(
        period=pl.col("start").dt.strftime("%Y-%m"),
        end=pl.col("start").dt.month_end(),
        denominator=pl.lit(None, pl.Int64) if n is None else pl.Series(n),
        unknown=0,
        not_recorded=0,
        immature=False,
        partial=False,
    )
    words = ("made_up", "Made up", "outcome", "lower")
    return Series(*words, n is not None, "events", "visits", "ALL", "month", points)


def estimated(clinic: Clinic, months: int, before: int, seed: int) -> tuple[Effect, float]:
    made, truth = planted(clinic, months, before, np.random.default_rng([seed, months, before]))
    return effect(made, made.points["start"][before]), truth


def cell(asked: tuple[Clinic, int, int, int]) -> str:
    """Coverage, refused, half the median interval of many clinics alike."""
    clinic, months, before, clinics = asked
    answers = [estimated(clinic, months, before, seed) for seed in range(clinics)]
    given = [(answer.interval, truth) for answer, truth in answers if answer.interval]
    if not given:
        return "all refused"
    covered = np.mean([low <= truth <= high for (low, high), truth in given])
    half = np.median([(high - low) / 2 for (low, high), _ in given])
    return f"{100 * covered:.1f} ({100 * (1 - len(given) / clinics):.0f}) ±{half:.1f}"


def verdicts(asked: tuple[str, int, float, int]) -> list[str]:
    """A row: how often each verdict is given, for one course and volume."""
    course, visits, extra, clinics = asked
    logit = np.log((shares := np.array([HIGH] * BASELINE + COURSES[course])) / (1 - shares))
    found: Counter[ReviewFinding] = Counter()
    for seed in range(clinics):
        rng = np.random.default_rng([seed, visits])
        n = np.maximum(rng.poisson(visits, len(logit)), 1)
        made = series(rng.binomial(n, 1 / (1 + np.exp(-logit - extra * rng.standard_normal(len(logit))))), n)
        found[review_verdict(made, made.points["start"][BASELINE]).finding] += 1
    label = f"{course}{', over-dispersed' if extra else ''}"
    return [label, str(visits), *(f"{100 * found[finding] / clinics:.1f}" for finding in ReviewFinding)]


def row(cells: Iterable[str]) -> str:
    """One row of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def header(title: str, names: list[str]) -> str:
    return f"### {title}\n\n{row(names)}\n{row(['---'] * len(names))}"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--clinics", type=int, default=1_000)
    asked.add_argument("--only", choices=["verdicts", "coverage"])
    given = asked.parse_args()
    clinics = given.clinics
    began = time.perf_counter()
    courses = [(course, visits, 0.0, clinics) for course in COURSES for visits in VISITS]
    courses += [("stable, at 6 months", visits, 0.35, clinics) for visits in VISITS]
    with Pool(2) as pool:
        if given.only != "coverage":
            verdict_table(pool, courses, clinics)
        if given.only != "verdicts":
            coverage_table(pool, clinics)
    print(f"\n{time.perf_counter() - began:.0f} s", file=sys.stderr)


def verdict_table(pool: PoolType, courses: list[tuple[str, int, float, int]], clinics: int) -> None:
    """How often each verdict is given, a row a course and volume."""
    names = ["course", "visits a month", *(finding.value for finding in ReviewFinding)]
    print(header(f"Verdicts after {BASELINE} months of baseline, {clinics:,} clinics a row: %", names))
    for told in pool.imap(verdicts, courses):
        print(row(told), flush=True)


def coverage_table(pool: PoolType, clinics: int) -> None:
    """How often the interval holds the truth, a row a clinic, a column a length."""
    names = ["clinic", *(f"{months} months, date after {before}" for months, before in LENGTHS)]
    print("\n" + header(f"Coverage of the 95 % interval, {clinics:,} clinics a cell: % (refused %) ± half", names))
    for clinic in CLINICS:
        cells = pool.imap(cell, [(clinic, *length, clinics) for length in LENGTHS])
        print(row([clinic.says, *cells]), flush=True)


if __name__ == "__main__":
    main()
