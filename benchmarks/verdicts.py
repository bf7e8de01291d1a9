"""How often the verdict of a measure says what is true, by simulation: a Markdown table, a row a course and volume.

    python benchmarks/verdicts.py [--clinics 200]

Every clinic is made up: binomial months at a planted level, with or without an adopted change at month 14.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from multiprocessing import Pool
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from measures.verdict import STATES, judge
from tests.measures.made_up_months import month, periods

BASE = 14
Course = tuple[str, int, int, float, float, float, bool]


def courses() -> list[Course]:
    """Name, visits a month, months since, level before, level after, level once lost (from month 4), adopted."""
    rows: list[Course] = []
    for visits in (15, 40, 100):
        for since in (10, 22):
            rows.append(("stable", visits, since, 0.3, 0.3, 0.3, False))
            rows.append(("stable, a change adopted", visits, since, 0.3, 0.3, 0.3, True))
        for since in (6, 8, 12):
            rows.append(("30 to 15 % kept", visits, since, 0.3, 0.15, 0.15, True))
            rows.append(("30 to 15 %, lost at month 4", visits, since, 0.3, 0.15, 0.3, True))
            rows.append(("30 to 15 % kept, no change said", visits, since, 0.3, 0.15, 0.15, False))
            rows.append(("15 to 30 %, no change said", visits, since, 0.15, 0.3, 0.3, False))
    return rows


def states(asked: tuple[Course, int]) -> tuple[Course, Counter[str]]:
    """How often each state is said of one course."""
    course, clinics = asked
    _, visits, since, before, after, lost, adopted = course
    rng = np.random.default_rng([visits, since, int(1000 * before), int(1000 * lost), adopted])
    level = np.array([before] * BASE + [after if k < 4 else lost for k in range(since)])
    found: Counter[str] = Counter()
    for _ in range(clinics):
        n = rng.poisson(visits, BASE + since).clip(1)
        series = periods(rng.binomial(n, level).tolist(), n.tolist())
        days = [month(BASE)] if adopted else []
        found[judge(series, today=month(BASE + since), adopted=days).state] += 1
    return course, found


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clinics", type=int, default=200)
    clinics = parser.parse_args(arguments).clinics
    print(f"| course | visits a month | months since | {' | '.join(STATES)} |")
    print("|" + "---|" * (3 + len(STATES)))
    with Pool(2) as pool:
        for course, found in pool.imap(states, [(course, clinics) for course in courses()]):
            shares = " | ".join(f"{found[state] / clinics:.1%}" for state in STATES)
            print(f"| {course[0]} | {course[1]} | {course[2]} | {shares} |", flush=True)


if __name__ == "__main__":
    main()
