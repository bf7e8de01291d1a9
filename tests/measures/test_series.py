"""A series settles 0 of 0 once, and knows its latest whole period."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from measures.series import Series


def months(numerators: list[int], denominators: list[int] | None = None, immature: int = 0, partial: int = 0) -> Series:
    """A series of months from January 2024; the last `immature` and the first `partial` are not whole."""
    starts = [date(2024 + k // 12, k % 12 + 1, 1) for k in range(len(numerators) + 1)]
    last = len(numerators)
    points = {
        "period": [f"{start:%Y-%m}" for start in starts[:-1]],
        "start": starts[:-1],
        "end": [start - timedelta(days=1) for start in starts[1:]],
        "numerator": numerators,
        "denominator": denominators or [None] * last,
        "unknown": [0] * last,
        "not_recorded": [0] * last,
        "immature": [k >= last - immature for k in range(last)],
        "partial": [k < partial for k in range(last)],
    }
    return Series(
        measure="made_up",
        title="Made-up measure",
        kind="outcome",
        better="lower",
        is_rate=denominators is not None,
        numerator_says="things counted",
        denominator_says="things there were",
        provider="ALL",
        every="month",
        points=pl.DataFrame(points),
    )


def test_nothing_to_count_is_a_gap_and_not_zero_per_cent() -> None:
    assert months([0, 0, 3], [0, 5, 6]).values().to_list() == [None, 0.0, 0.5]


def test_a_count_of_nothing_is_zero() -> None:
    assert months([0, 2]).values().to_list() == [0.0, 2.0]
    assert months([0, 2]).denominators() is None


def test_the_latest_whole_month_is_before_the_open_ones() -> None:
    latest = months([4, 5, 6, 7], immature=2).latest_whole()
    assert latest is not None
    assert latest["period"] == "2024-02"


def test_without_a_whole_month_there_is_no_latest_one() -> None:
    assert months([4, 5], immature=1, partial=1).latest_whole() is None
    assert months([]).latest_whole() is None


def test_immature_and_partial_months_are_shaded_by_position() -> None:
    assert months([1, 2, 3, 4], immature=1, partial=1).shaded() == (1, 4)


def test_the_data_speak_to_the_end_of_the_last_month() -> None:
    assert months([1, 2]).last_day() == date(2024, 2, 29)
    assert months([]).last_day() is None


def test_points_without_a_needed_column_are_refused_by_name() -> None:
    whole = months([1, 2])
    with pytest.raises(ValueError, match="immature"):
        Series(**{**vars(whole), "points": whole.points.drop("immature")})
