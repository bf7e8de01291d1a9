"""Made-up series of months for the tests of words and drawings."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from measures.series import Series


def months(
    numerators: list[int],
    denominators: list[int] | None = None,
    *,
    immature: int = 0,
    partial: int = 0,
    unknown: int = 0,
    not_recorded: int = 0,
    **said: Any,
) -> Series:
    """Months from January 2024; the last `immature` and the first `partial` are not whole."""
    starts = [date(2024 + k // 12, k % 12 + 1, 1) for k in range(len(numerators) + 1)]
    last = len(numerators)
    points = {
        "period": [f"{start:%Y-%m}" for start in starts[:-1]],
        "start": starts[:-1],
        "end": [start - timedelta(days=1) for start in starts[1:]],
        "numerator": numerators,
        "denominator": denominators or [None] * last,
        "unknown": [unknown] * last,
        "not_recorded": [not_recorded] * last,
        "immature": [k >= last - immature for k in range(last)],
        "partial": [k < partial for k in range(last)],
    }
    words = {
        "measure": "made_up",
        "title": "Umbrellas lent",
        "kind": "outcome",
        "better": "lower",
        "numerator_says": "umbrellas lent",
        "denominator_says": "visitors on a rainy day",
        "provider": "ALL",
        "every": "month",
    }
    return Series(**{**words, **said}, is_rate=denominators is not None, points=pl.DataFrame(points))


STEADY = [4, 7, 3, 6, 2, 8, 3, 6, 4, 7, 3, 6, 2, 8]
FALLEN = [7, 8, 6, 9, 7, 8, 6, 9, 7, 8, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2]
