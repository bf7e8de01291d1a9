"""A share whose cases have a day, seen case by case: a Bernoulli CUSUM against its own usual chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from measures.spc.bernoulli_cusum import BernoulliCusum, bernoulli_cusum
from measures.spc.single_cases import ODDS_RATIO, cusum_for, sees_a_change

CASES = "bcusum"  # the chart of them
ONE_BY_ONE = "cases one by one"  # what one point is


@dataclass(frozen=True)
class CaseByCase:
    """The cases of a measure in order of day, added up; a case nobody knows of is a gap.

    `false_alarms` is how often so many cases in any order pass the limit; `sees` how many practices like this one see
    the chance halved or doubled within as many cases again.
    """

    cusum: BernoulliCusum
    days: tuple[date, ...]
    false_alarms: float
    sees: float


def case_by_case(rows: Sequence[tuple[date, bool | None]], start: date, end: date) -> CaseByCase | None:
    """The CUSUM of dated cases between two days; None of too few, or where too few are of one kind."""
    inside = sorted((row for row in rows if start <= row[0] <= end), key=lambda row: row[0])
    cases = np.array([np.nan if event is None else float(event) for _, event in inside], dtype=np.float64)
    found = cusum_for(cases)
    if found is None:
        return None
    cusum = bernoulli_cusum(cases, target=found.chance, odds_ratio=ODDS_RATIO, limit=found.limit)
    return CaseByCase(cusum, tuple(day for day, _ in inside), found.false_alarms, sees_a_change(found, len(cases)))
