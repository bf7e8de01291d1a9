"""Too soon to tell? By when a change could show at a clinic's own volume."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_months import month, periods

from dashboard.telling.sentences import words
from measures.improvement import Volume, enough_for_weeks, volume_of, when_could_it_show
from measures.improvement.shown import made_up

STEADY = [18, 20, 19, 21, 17, 20, 22, 18, 19, 21, 20, 18, 19, 20]


@pytest.mark.slow
def test_a_busy_clinic_sees_the_same_change_sooner_than_a_small_one() -> None:
    small, busy = (when_could_it_show(Volume(0.3, n, 12), 0.15) for n in (15, 100))
    assert busy.earliest is not None
    assert small.earliest is not None
    assert busy.earliest <= 3
    assert small.earliest > 9


@pytest.mark.slow
def test_a_large_change_shows_sooner_than_a_small_one() -> None:
    large, small = (when_could_it_show(Volume(0.3, 60, 12), aim) for aim in (0.05, 0.2))
    assert large.earliest is not None
    assert small.earliest is None or large.earliest < small.earliest


@pytest.mark.slow
def test_cannot_tell_is_an_answer() -> None:
    told = when_could_it_show(Volume(0.3, 8, 12), 0.28)
    assert told.earliest is None
    assert told.earliest_period is None
    assert words(told.says).startswith("Cannot tell")
    assert "24 months" in words(told.says)


@pytest.mark.parametrize(
    ("clinic", "aim", "why"),
    [
        (Volume(0.3, 40, 5), 0.15, "only 5 whole months"),
        (Volume(0.3, 40, 12), 0.3, "the aim is the usual level"),
        (Volume(0.3, 40, 12), 1.2, "cannot have"),
        (Volume(4.0, None, 12), -1.0, "cannot have"),
        (Volume(0.0, 40, 12), 0.1, "all at 0%"),
        (periods([], []), 0.1, "no whole period"),
        (periods([0] * 12, 0), 0.1, "no whole period"),
    ],
)
def test_what_cannot_be_reckoned_is_refused_with_its_reason(clinic: Volume, aim: float, why: str) -> None:
    told = when_could_it_show(clinic, aim)
    assert told.earliest is None
    assert told.chances.is_empty()
    assert why in words(told.says)


def test_a_series_gives_its_own_level_volume_and_the_name_of_the_month() -> None:
    told = when_could_it_show(periods(STEADY, 60), 0.1)
    assert told.usual == pytest.approx(sum(STEADY) / (60 * 14))
    assert told.earliest is not None
    assert told.chances["period"][0] == "2024-03"
    assert told.earliest_period == told.chances["period"][told.earliest - 1]
    assert f"({told.earliest_period})" in words(told.says)
    assert "60 visitors on a rainy day" in words(told.says)


def test_only_what_lies_before_the_change_and_is_whole_is_the_baseline() -> None:
    changed = [*STEADY, 2, 1, 3, 2]
    told = volume_of(periods(changed, 60, immature=1, partial=1), month(14))
    assert told is not None
    assert told.baseline == 13
    assert told.usual == pytest.approx(sum(STEADY[1:]) / (60 * 13))
    assert told.next_start == month(14)


def test_the_month_in_which_the_change_falls_is_not_one_of_those_after_it() -> None:
    told = when_could_it_show(periods(STEADY, 60), 0.1, since=month(12).replace(day=15))
    assert told.chances["period"][0] == "2024-02"


def test_the_chance_never_falls_with_time_and_luck_alone_gets_less_far() -> None:
    chances = when_could_it_show(Volume(0.3, 40, 12), 0.18).chances
    assert chances["chance"].is_sorted()
    assert chances["by_luck"].is_sorted()
    assert (chances["by_luck"] <= chances["chance"]).all()


@pytest.mark.slow
def test_the_rule_set_is_the_one_that_is_named() -> None:
    anhoej, ihi = (when_could_it_show(Volume(0.3, 20, 12), 0.15, rules=rules) for rules in ("anhoej", "ihi"))
    assert anhoej.earliest is not None
    assert ihi.earliest is not None
    assert ihi.earliest < anhoej.earliest
    assert "Take care" in words(ihi.says)


@pytest.mark.parametrize("stretch", [1.0, 1.8])
def test_made_up_clinics_have_the_level_the_volume_and_the_spread_they_were_asked_for(stretch: float) -> None:
    rng = np.random.default_rng(1)
    y, n = made_up(Volume(0.3, 50, 12, sizes=(50.0,), stretch=stretch), 0.3, 12, rng, number=2000)
    assert n is not None
    assert (y / n).mean() == pytest.approx(0.3, abs=0.005)
    assert y.var() == pytest.approx(50 * 0.21 * stretch**2, rel=0.05)


@pytest.mark.parametrize("stretch", [1.0, 1.8])
def test_made_up_counts_have_the_level_and_the_spread_they_were_asked_for(stretch: float) -> None:
    y, n = made_up(Volume(9.0, None, 12, stretch=stretch), 9.0, 12, np.random.default_rng(1), number=2000)
    assert n is None
    assert y.mean() == pytest.approx(9, abs=0.1)
    assert y.var() == pytest.approx(9 * stretch**2, rel=0.05)


@pytest.mark.slow
def test_a_clinic_that_varies_beyond_chance_gets_the_chart_that_takes_it_in() -> None:
    wild = periods([20, 34, 7, 31, 8, 33, 20, 13] * 3, 60)
    told = when_could_it_show(wild, 0.1)
    assert told.chart == "pp"
    assert when_could_it_show(periods(STEADY, 60), 0.1).chart == "p"
    assert when_could_it_show(periods(STEADY), 8).chart == "c"


@pytest.mark.slow
@settings(max_examples=5, deadline=None)
@given(n=st.integers(10, 80), aim=st.floats(0.01, 0.9))
def test_the_same_clinic_and_aim_give_the_same_answer(n: int, aim: float) -> None:
    one, other = (when_could_it_show(Volume(0.4, n, 12), aim, horizon=6) for _ in range(2))
    assert one.chances.equals(other.chances)
    assert words(one.says) == words(other.says)
    assert one.chances.select(pl.col("chance", "by_luck").is_between(0, 1).all()).row(0) == (True, True)


@pytest.mark.parametrize(
    ("volume", "enough"),
    [
        (Volume(0.3, 100, 12), True),
        (Volume(0.3, 40, 12), False),
        (Volume(0.3, 23, 12, "week"), True),
        (Volume(50.0, None, 12), True),
        (Volume(20.0, None, 12), False),
        (Volume(0.0, 500, 12), False),
    ],
)
def test_weekly_points_are_worth_it_only_where_one_low_week_could_show(volume: Volume, enough: bool) -> None:
    assert enough_for_weeks(volume) is enough
