"""Did it work? The estimate, its interval, and when it is refused."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_months import month, periods

from dashboard.telling.sentences import words
from measures.improvement import Effect, effect
from measures.series import Series

#: Months around 35 %, then around 15 %, of 60 visitors; and months of one count, then half of it.
BEFORE = [21, 25, 18, 20, 23, 19, 24, 17, 22, 21, 20, 23]
AFTER = [9, 11, 7, 10, 8, 12, 9, 6, 10, 9, 8, 11]

SHORT = st.lists(st.integers(8, 52), min_size=14, max_size=20)  # of 60: away from none and from all
LONG = st.lists(st.integers(8, 52), min_size=26, max_size=40)


def fell() -> Series:
    return periods(BEFORE * 2 + AFTER, 60)


def numbers(answer: Effect) -> list[float]:
    assert answer.points is not None
    assert answer.interval is not None
    assert answer.relative is not None
    assert answer.relative_interval is not None
    return [answer.points, *answer.interval, answer.relative, *answer.relative_interval]


@pytest.mark.slow
def test_a_planted_fall_is_found_in_points_and_relative() -> None:
    answer = effect(fell(), month(24))
    points, low, high, relative, relative_low, relative_high = numbers(answer)
    assert low < -20 < high < 0
    assert relative_low < -0.57 < relative_high < 0
    assert points == pytest.approx(-20, abs=4)
    assert relative == pytest.approx(-0.57, abs=0.1)
    assert answer.clear


@pytest.mark.slow
def test_the_sentence_says_how_many_fewer_of_how_many_and_names_no_cause() -> None:
    answer = effect(fell(), month(24))
    assert "fewer per 100 visitors on a rainy day" in words(answer.says)
    assert "plausibly" in words(answer.says)
    assert "since January 2025" in words(answer.says)
    assert not {"because", "caused", "significant"} & set(words(answer.says).split())


@pytest.mark.slow
@pytest.mark.parametrize(("total", "since"), [(18, 10), (30, 18), (48, 30)])
def test_the_estimate_is_that_of_a_direct_statsmodels_fit(total: int, since: int) -> None:
    import statsmodels.api as sm

    rng = np.random.default_rng(total)
    n = rng.integers(40, 90, total)
    y = rng.binomial(n, np.where(np.arange(total) < since, 0.35, 0.2))
    t, after = np.arange(total) - since, (np.arange(total) >= since).astype(float)
    wave = 2 * np.pi * np.arange(total) / 12
    past = [t, np.sin(wave), np.cos(wave)] if total >= 24 else []
    x = np.column_stack([np.ones(total), *past, after, after * t])
    without = x.copy()
    without[:, -2:] = 0
    fit = sm.GLM(y / n, x, family=sm.families.Binomial(), var_weights=n).fit(scale="X2")
    fitted, counterfactual = (fit.predict(design)[after == 1].mean() for design in (x, without))
    answer = effect(periods(y.tolist(), n.tolist()), month(since))
    assert answer.points == pytest.approx(100 * (fitted - counterfactual), abs=1e-6)
    assert answer.relative == pytest.approx(fitted / counterfactual - 1, abs=1e-8)
    assert answer.dispersion == pytest.approx(fit.scale, rel=1e-8)


@pytest.mark.slow
def test_a_count_is_that_of_a_direct_poisson_fit_with_its_exposure() -> None:
    import statsmodels.api as sm

    rng = np.random.default_rng(5)
    days = rng.integers(15, 23, 36)
    y = rng.poisson(np.where(np.arange(36) < 24, 0.6, 0.3) * days)
    t, after = np.arange(36) - 24, (np.arange(36) >= 24).astype(float)
    wave = 2 * np.pi * np.arange(36) / 12
    x = np.column_stack([np.ones(36), t, np.sin(wave), np.cos(wave), after, after * t])
    without = np.where([False] * 4 + [True] * 2, 0, x)
    fit = sm.GLM(y, x, family=sm.families.Poisson(), offset=np.log(days)).fit()
    fitted, counterfactual = (fit.predict(design, offset=np.log(days))[24:].mean() for design in (x, without))
    answer = effect(periods(y.tolist()), month(24), exposure=days.tolist())
    assert answer.points == pytest.approx(fitted - counterfactual, abs=1e-6)
    assert "a month" in words(answer.says)
    assert "offset" in words(answer.method)


def test_the_points_are_the_mean_gap_between_the_two_drawn_lines() -> None:
    answer = effect(fell(), month(24))
    drawn = answer.counterfactual.filter("judged", "since")
    assert answer.points == pytest.approx(100 * (drawn["fitted"] - drawn["counterfactual"]).mean())
    assert answer.counterfactual.filter(~pl.col("since"))["counterfactual"].null_count() == 24


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(shares=st.one_of(SHORT, LONG))
def test_counting_those_without_the_event_mirrors_the_effect(shares: list[int]) -> None:
    series, mirrored = (periods(y, 60) for y in (shares, [60 - y for y in shares]))
    since = month(len(shares) - 6)
    points, low, high, *_ = numbers(effect(series, since))
    told = numbers(effect(mirrored, since))[:3]
    assert told == pytest.approx([-points, -high, -low], abs=1e-5)


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(counts=SHORT, times=st.integers(2, 1000))
def test_an_exposure_in_other_units_changes_nothing(counts: list[int], times: int) -> None:
    since, usual = month(9), [20 + k % 5 for k in range(len(counts))]
    before, after = (effect(periods(counts), since, [times_ * k for k in usual]) for times_ in (1, times))
    assert numbers(after) == pytest.approx(numbers(before), rel=1e-6, abs=1e-6)


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(shares=SHORT)
def test_the_estimate_lies_within_its_interval_and_comes_out_the_same_twice(shares: list[int]) -> None:
    once, twice = (effect(periods(shares, 60), month(9)) for _ in range(2))
    points, low, high, relative, relative_low, relative_high = numbers(once)
    assert low <= points <= high
    assert relative_low <= relative <= relative_high
    assert numbers(twice) == numbers(once)


@settings(max_examples=10, deadline=None)
@given(odd=st.integers(0, 60))
def test_open_periods_and_the_month_the_date_falls_in_do_not_matter(odd: int) -> None:
    usual = [20, 22, 19, 21, 18, 23, 20, 22, 19, 21, 12, 10, 11, 9, 12, 10]
    changed = usual.copy()
    changed[0] = changed[10] = changed[-1] = odd
    in_the_midst = date(2023, 11, 15)
    one, other = (effect(periods(y, 60, immature=1, partial=1), in_the_midst) for y in (usual, changed))
    assert numbers(one) == numbers(other)
    assert (one.before, one.after) == (9, 4)


def test_a_month_without_anybody_is_a_gap_and_keeps_its_place() -> None:
    n = [60] * 24
    n[5] = n[20] = 0
    y = [0 if not size else 20 for size in n]
    answer = effect(periods(y, n), month(12))
    assert (answer.before, answer.after) == (11, 11)
    assert answer.counterfactual["observed"].null_count() == 2


def test_more_variation_than_chance_widens_the_interval() -> None:
    calm = [20, 22, 19, 21, 18, 22, 20, 21] * 3
    wild = [20, 34, 7, 31, 8, 33, 20, 13] * 3
    widths = [np.ptp(numbers(effect(periods(y, 60), month(14)))[1:3]) for y in (calm, wild)]
    assert widths[1] > 1.5 * widths[0]


def test_a_constant_series_has_no_effect_and_does_not_pretend_to_be_certain() -> None:
    answer = effect(periods([20] * 20, 60), month(10))
    points, low, high, *_ = numbers(answer)
    assert points == pytest.approx(0, abs=1e-6)
    assert low < -3 < 3 < high
    assert not answer.clear
    assert "too uncertain to tell" in words(answer.says)


@pytest.mark.parametrize(("since", "word"), [(5, "before"), (18, "since"), (30, "since"), (0, "before")])
def test_too_few_whole_months_are_refused_with_the_number_that_is_needed(since: int, word: str) -> None:
    answer = effect(periods([20] * 20, 60), month(since))
    assert answer.points is None
    assert answer.interval is None
    assert answer.refused is not None
    assert word in words(answer.refused)
    assert "at least" in words(answer.refused)
    assert words(answer.says).startswith("No estimate.")
    assert answer.counterfactual.is_empty()


def test_a_date_that_the_data_do_not_reach_is_told_where_they_lie() -> None:
    series = periods([20] * 20, 60)
    last = series.points["end"][-1]
    for since in (month(0), month(30)):
        refused = effect(series, since).refused
        assert refused is not None
        assert words(refused).endswith(f"What is here runs from {month(0):%B %Y} to {last.day} {last:%B %Y}.")
    assert "What is here" not in words(effect(series, month(18)).refused)


@pytest.mark.parametrize("y", [[20] * 12 + [0] * 8, [0] * 20, [60] * 20, [0] * 12 + [20] * 8, [20] * 12 + [60] * 8])
def test_none_or_all_is_refused_with_the_numbers_that_speak_for_themselves(y: list[int]) -> None:
    answer = effect(periods(y, 60), month(12))
    assert answer.refused is not None
    assert f"{sum(y[:12])} of 720 before" in words(answer.refused)
    assert f"{sum(y[12:])} of 480 since" in words(answer.refused)


def test_a_count_without_an_event_since_is_refused() -> None:
    answer = effect(periods([3, 4, 2, 5, 3, 4, 3, 2, 4, 3] + [0] * 6), month(10))
    assert answer.refused is not None
    assert words(answer.refused).startswith("33 before November 2023 and 0 since")


def test_an_empty_series_is_refused() -> None:
    assert effect(periods([], []), month(3)).refused is not None


def test_under_two_years_the_past_is_taken_as_level_and_the_sentence_says_so() -> None:
    short, long = effect(periods(BEFORE + AFTER[:8], 60), month(12)), effect(fell(), month(24))
    assert "taken as level" in words(short.says)
    assert "level before" in words(short.method)
    assert "taken as level" not in words(long.says)
    assert "yearly wave" in words(long.method)


@pytest.mark.parametrize(("every", "total"), [("quarter", 20), ("week", 60), ("week", 110)])
def test_quarters_and_weeks_are_estimated_too(every: str, total: int) -> None:
    y = [20 + k % 3 if k < total // 2 else 10 + k % 3 for k in range(total)]
    series = periods(y, 60, every=every)
    answer = effect(series, series.points["start"][total // 2])
    assert answer.points == pytest.approx(-17, abs=6)
    assert answer.clear


def test_an_exposure_is_for_counts_and_has_a_number_for_each_period() -> None:
    with pytest.raises(ValueError, match="is a rate"):
        effect(fell(), month(24), exposure=[1.0] * 36)
    with pytest.raises(ValueError, match="36 periods"):
        effect(periods(BEFORE * 3), month(24), exposure=[1.0] * 35)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(data=st.data(), total=st.integers(1, 30), since=st.integers(0, 30), is_rate=st.booleans())
def test_every_series_is_answered_with_numbers_or_refused_with_a_reason(
    data: st.DataObject, total: int, since: int, is_rate: bool
) -> None:
    n = data.draw(st.lists(st.integers(0, 50), min_size=total, max_size=total))
    y = [data.draw(st.integers(0, size)) for size in n]
    answer = effect(periods(y, n if is_rate else None), month(since))
    if answer.refused:
        assert answer.points is None
        assert words(answer.refused).endswith(".")
    else:
        assert np.isfinite(numbers(answer)).all()
        assert (answer.before >= 8, answer.after >= 4) == (True, True)
