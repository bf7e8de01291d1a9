"""Made-up months, quarters and weeks for the tests of the improvement work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from measures.periods import days, label, period_at
from measures.series import Series

START = date(2023, 1, 1)


def periods(
    numerators: Sequence[int],
    denominators: Sequence[int] | int | None = None,
    *,
    every: str = "month",
    immature: int = 0,
    partial: int = 0,
    **said: Any,
) -> Series:
    """Periods from January 2023; the last `immature` and the first `partial` of them are not whole."""
    total, first = len(numerators), period_at(every, START)
    sizes = [denominators] * total if isinstance(denominators, int) else denominators
    spans = [days(every, first + k) for k in range(total)]
    points = pl.DataFrame(
        {
            "period": pl.Series([label(every, first + k) for k in range(total)], dtype=pl.String),
            "start": pl.Series([start for start, _ in spans], dtype=pl.Date),
            "end": pl.Series([end for _, end in spans], dtype=pl.Date),
            "numerator": pl.Series(numerators, dtype=pl.Int64),
            "denominator": pl.Series(sizes or [None] * total, dtype=pl.Int64),
            "unknown": pl.Series([0] * total, dtype=pl.Int64),
            "not_recorded": pl.Series([0] * total, dtype=pl.Int64),
            "immature": [k >= total - immature for k in range(total)],
            "partial": [k < partial for k in range(total)],
        }
    )
    words = {
        "measure": "made_up",
        "title": "Umbrellas lent",
        "kind": "outcome",
        "better": "lower",
        "numerator_says": "umbrellas lent",
        "denominator_says": "visitors on a rainy day",
        "provider": "ALL",
    }
    return Series(**{**words, **said}, every=every, is_rate=denominators is not None, points=points)


def month(after: int) -> date:
    """The first day of the month so many months after January 2023."""
    return date(2023 + after // 12, after % 12 + 1, 1)
