"""Advice: the chart that suits a series, its reason, and what its reader should know."""

from __future__ import annotations

import re
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard.telling.advice import notice_words, reason_words
from measures.spc import notices
from measures.spc.advise import KINDS, Advice, advise, volumes_of
from measures.spc.series_facts import facts_of

MONTHS = 36
RATE = ("rate", None, (), "month")
CHARTS = {"run", "i", "ip", "p", "pp", "u", "up", "c", "te", "ge", "t"}
numbers = st.lists(
    st.one_of(st.none(), st.integers(-3, 200), st.floats(-50, 1e6), st.just(float("nan")), st.just(0)), max_size=45
)
steady = st.lists(st.integers(20, 60), min_size=10, max_size=40)  # about as far apart as chance makes them


def shares(share: float | np.ndarray, size: int, months: int = MONTHS, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Binomial months of one size, or of a size that differs a little from month to month."""
    chance = np.random.default_rng(seed)
    sizes = chance.integers(size - size // 10, size + size // 10 + 1, months)
    return chance.binomial(sizes, share), sizes


def wandering(spread: float, months: int = MONTHS, seed: int = 2) -> np.ndarray:
    """A true share around 0.35 that differs from month to month."""
    logit = -0.62 + spread * np.random.default_rng(seed).normal(size=months)
    return 1 / (1 + np.exp(-logit))


def said(advice: Advice, words: str) -> bool:
    return any(words in notice for notice in notice_words(advice))


def proportion(y: Any, n: Any, **asked: Any) -> Advice:
    return advise(y, n, kind="proportion", **asked)


def test_a_stable_share_of_a_fair_number_gets_a_p_chart_and_nothing_more_is_said() -> None:
    advice = proportion(*shares(0.35, 100))
    assert advice.chart == "p"
    assert "share of a known number" in reason_words(advice)
    assert advice.notices == ()


def test_shares_that_wander_more_than_chance_get_a_p_prime_chart() -> None:
    advice = proportion(*shares(wandering(0.4, 12), 400, 12))
    assert advice.chart == "pp"
    assert re.search(r"differ [3-9]\.\d times as much as chance", reason_words(advice))


def test_rates_and_counts_that_wander_get_u_prime_and_i() -> None:
    chance = np.random.default_rng(4)
    counts = chance.poisson(50 * np.exp(0.4 * chance.normal(size=12)))
    assert volumes_of(facts_of(counts, [1000] * 12, *RATE)).stretch > 1.5
    assert volumes_of(facts_of(counts, None, "count", None, (), "month")).stretch > 1.5
    assert advise(counts, kind="count").chart in ("i", "run")
    steady = chance.poisson(50, MONTHS)
    assert advise(steady, [1000] * MONTHS, kind="rate").chart == "u"
    assert advise(steady, [1000] * MONTHS, kind="count").chart == "u"
    assert advise(steady, kind="count").chart == "c"


def test_a_stable_series_is_seldom_taken_for_a_wandering_one() -> None:
    wide = [volumes_of(facts_of(*shares(0.3, 80, seed=seed), "proportion", None, (), "month")) for seed in range(300)]
    assert 0 < sum(volumes.stretch > 1 for volumes in wide) <= 20


def test_a_step_to_a_new_level_is_no_reason_for_wider_limits() -> None:
    y, n = shares(np.repeat([0.3, 0.55], MONTHS // 2), 80)
    advice = proportion(y, n)
    assert advice.chart == "p"
    assert said(advice, "either the level has moved")


@pytest.mark.parametrize(("months", "chart"), [(11, "run"), (12, "p")])
def test_twelve_months_are_asked_for_before_limits_are_drawn(months: int, chart: str) -> None:
    assert proportion(*shares(0.3, 100, months)).chart == chart


def test_what_is_no_value_does_not_count_towards_the_twelve() -> None:
    advice = proportion([3] * 11 + [None, 0], [10] * 11 + [10, 0])
    assert advice.chart == "run"
    assert said(advice, "2 months have nothing to count or no value")


def test_a_short_series_is_told_that_it_can_hardly_show_a_change() -> None:
    assert said(proportion([3] * 4 + [4] * 5, [10] * 9), "fewer than 10 points")
    assert not said(proportion([3] * 5 + [4] * 5, [10] * 10), "fewer than 10 points")


def test_a_short_baseline_gives_trial_limits() -> None:
    assert said(proportion(*shares(0.3, 100), freeze=8), "come from 8 months: trial limits")
    assert not said(proportion(*shares(0.3, 100), freeze=12), "trial limits")


def no_limit(chart: str, y: Any, n: Any, kind: str) -> str:
    """What is said of limits that no month can pass."""
    facts = facts_of(y, n, kind, None, (), "month")
    return " ".join(notice_words(Advice(chart, "share", notices.no_limit(facts, chart))))


def test_small_denominators_leave_no_low_month_to_signal_and_quarters_are_offered() -> None:
    """At 30 % a lower limit needs more than 9 x 0.7 / 0.3 = 21 visits: quarters of 20 have 60."""
    told = no_limit("p", [6, 5, 7, 6, 5, 7] * 4, [20] * 24, "proportion")
    assert "no low month can signal by the 3-sigma rule (it takes a denominator above 21), though runs" in told
    assert "Quarters in place of months" in told
    assert not no_limit("p", [7, 6, 8, 7, 6, 8] * 4, [22] * 24, "proportion")


def test_where_quarters_would_not_do_the_time_between_events_is_offered() -> None:
    told = no_limit("p", [0, 1, 0, 2, 1, 1] * 4, [20] * 24, "proportion")
    assert "T chart" in told
    assert "Quarters" not in told


def test_a_share_near_the_whole_leaves_no_high_month_to_signal() -> None:
    told = no_limit("p", [19, 18, 20, 19, 18, 19] * 4, [20] * 24, "proportion")
    assert "no high month can signal" in told
    assert "no low month" not in told


def test_a_count_of_nine_or_fewer_has_no_lower_limit() -> None:
    assert "no low month can signal" in no_limit("c", [8, 9, 10, 9] * 6, None, "count")
    assert not no_limit("c", [9, 10, 11, 10] * 6, None, "count")


def test_a_series_that_is_mostly_empty_is_better_told_by_the_time_between_events() -> None:
    advice = advise([0, 0, 1, 0, 0, 2] * 4, kind="count", every="week")
    assert said(advice, "16 of 24 weeks have no event")
    assert said(proportion([10] * 18 + [9] * 6, [10] * 24), "18 of 24 months have no case without the event")


def test_half_the_months_empty_is_not_yet_mostly_empty() -> None:
    assert not said(advise([0, 1] * 12, kind="count"), "have no event")
    assert said(advise([0, 1] * 12 + [0], kind="count"), "13 of 25 months have no event")


def test_the_wider_limits_of_a_p_prime_chart_need_larger_months() -> None:
    """30 % of 100 leaves room for the limits of a P chart (21 are enough), not for limits three times as wide."""
    assert "no low month can signal" in no_limit("pp", [15, 45] * 12, [100] * 24, "proportion")


def test_gaps_between_events_are_charted_by_what_lies_between() -> None:
    days = np.random.default_rng(5).exponential(30, 24)
    assert advise(days, kind="gaps").chart == "t"
    assert advise([*days, 0], kind="gaps").chart == "te"
    assert advise(days.round(), kind="gaps", between="cases").chart == "ge"


def test_a_measured_value_gets_an_i_chart_and_means_of_unlike_numbers_an_i_prime() -> None:
    values = np.random.default_rng(6).normal(40, 5, 24)
    assert advise(values, kind="measurement").chart == "i"
    assert advise(values, [30, 32] * 12, kind="measurement").chart == "i"
    assert advise(values, [10, 80] * 12, kind="measurement").chart == "ip"


def test_limits_that_would_cry_wolf_too_often_are_not_advised() -> None:
    """3 sigma from moving ranges signals on about 14 of 100 stable series of 36 values, a run chart on 4."""
    values = np.random.default_rng(6).normal(40, 5, MONTHS)
    assert advise(values, kind="measurement").chart == "run"
    assert advise(np.random.default_rng(6).poisson(5, MONTHS), kind="count").chart == "run"
    long = proportion(*shares(0.35, 100))
    assert (long.chart, long.rules) == ("p", "limits")
    assert "cries wolf about" in reason_words(long)


def test_neighbours_that_resemble_each_other_are_noticed() -> None:
    steps = np.random.default_rng(7).normal(size=MONTHS)
    assert said(advise(np.cumsum(steps), kind="measurement"), "Neighbouring months resemble each other")
    assert said(advise([1, 9] * 12, kind="measurement"), "take turns")
    found = [advise(np.random.default_rng(seed).normal(size=MONTHS), kind="measurement") for seed in range(200)]
    assert sum(said(advice, "Neighbouring") for advice in found) <= 12


def test_less_variation_than_chance_is_noticed_and_a_copied_number_too() -> None:
    assert said(proportion([30, 31, 30, 29, 30, 31] * 4, [100] * 24), "closer together than chance")
    assert said(proportion([30] * 24, [100] * 24), "Every value is the same")
    assert not said(proportion([30] * 24, [100] * 24), "closer together")


def test_very_large_denominators_are_noticed() -> None:
    assert said(proportion(*shares(0.3, 5000)), "limits are very narrow")
    assert not said(proportion(*shares(0.3, 500)), "limits are very narrow")


def test_a_numerator_above_its_denominator_is_no_share() -> None:
    advice = proportion([12] + [3] * 15, [10] * 16)
    assert advice.chart in ("u", "run")
    assert said(advice, "1 month has more in the numerator than in the denominator")


def test_a_count_below_zero_is_charted_as_a_measurement_and_said() -> None:
    advice = advise([-1] + [3, 4] * 8, kind="count")
    assert advice.chart == "i"
    assert said(advice, "1 month is below 0")


def test_units_side_by_side_have_no_runs() -> None:
    assert proportion([3, 4], [10, 20], in_time_order=False).chart == "funnel"
    assert advise([3, 4], kind="count", in_time_order=False).chart == "pareto"
    assert said(advise([3.5, 4], kind="measurement", in_time_order=False), "side by side")


def test_points_left_out_do_not_speak() -> None:
    y, n = shares(0.3, 100)
    assert proportion([*y, 100], [*n, 100], exclude=[MONTHS + 1]) == proportion(y, n)


def test_an_unknown_kind_is_answered_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="proportion, rate, count"):
        advise([1, 2], kind="share")
    with pytest.raises(ValueError, match="each y needs its n"):
        proportion([1, 2], [10])


@settings(max_examples=30, deadline=None)
@given(numbers, st.sampled_from(KINDS), st.booleans(), st.integers(0, 2**16), st.none() | st.integers(1, 50))
def test_no_series_is_refused(y: list[float | None], kind: str, sized: bool, seed: int, freeze: int | None) -> None:
    n = list(np.random.default_rng(seed).integers(0, 60, len(y))) if sized else None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        advice = advise(y, n, kind=kind, freeze=freeze)
    assert advice.chart in CHARTS
    for sentence in (reason_words(advice), *notice_words(advice)):
        assert sentence[0].isupper() or sentence[0].isdigit()
        assert sentence.endswith((".", "?"))
        assert "signific" not in sentence
        assert "nan" not in sentence


def with_absent(values: list[Any], place: int) -> list[Any]:
    return [*values[:place], None, None, *values[place:]]


def counted(values: list[float | None]) -> list[float | None]:
    return [None if v is None or v != v else abs(v) for v in values]


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(numbers | steady, st.integers(0, 45), st.sampled_from(("proportion", "rate", "count")), st.integers(0, 2**16))
def test_an_absent_month_changes_nothing_that_a_chart_is_chosen_by(
    y: list[float | None], place: int, kind: str, seed: int
) -> None:
    """The chart of a counted series is a function of these volumes alone, so the law holds for it too."""
    counts = counted(y)
    n = np.random.default_rng(seed).integers(1, 250, len(y)).tolist()
    absent = (with_absent(counts, place), with_absent(n, place))
    whole, broken = (
        facts_of(values, None if kind == "count" else sizes, kind, None, (), "month")
        for values, sizes in ((counts, n), absent)
    )
    assert broken.constant == whole.constant
    assert volumes_of(broken, 12) == volumes_of(whole, 12)


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=9, max_size=20), st.integers(0, 20))
@example([0, 0, 0, 74, 803255.66, 0, 0, 0, 0, 130140.0, 0, 0], 0)
@example([50, 30] * 6, 6)
@example([3] * 11, 5)
def test_an_absent_month_changes_no_chart(y: list[float], place: int) -> None:
    whole, broken = (advise(counts, kind="count") for counts in (y, with_absent(y, place)))
    assert (len(y) < 12) == (whole.reason == "few")
    for told in ("chart", "reason", "rules", "of", "numbers"):
        assert getattr(broken, told) == getattr(whole, told)


@pytest.mark.parametrize(("rate", "unit"), [(1.5, "days"), (2.5, "periods")])
def test_fewer_than_two_events_a_month_are_charted_one_by_one(rate: float, unit: str) -> None:
    events = np.random.default_rng(2).poisson(rate, 24).astype(float)
    assert advise(events, kind="count", gaps=int(24 * rate) - 1).of == unit
