"""The lines of each kind of chart, in cases that anyone can check by hand."""

from __future__ import annotations

import math
import warnings
from dataclasses import replace

import numpy as np
import pytest
from made_up_phases import METHODS, drawn_from, lines, phase

from measures.spc.moving_ranges import plotted, screen
from measures.spc.phase import Floats, Options

BY_NAME = pytest.mark.parametrize("name", METHODS)


def level(line: Floats | None) -> float:
    """The height of a line that is the same everywhere."""
    assert line is not None
    assert np.unique(line.round(9)).size == 1
    return float(line[0, 0])


@BY_NAME
def test_every_chart_says_its_name_its_formula_and_who_says_so(name: str) -> None:
    method = METHODS[name]
    assert method.title.endswith("chart")
    assert method.centre_says
    assert method.formula.startswith(("centre = ", "plotted = ", "g = ", "z = "))
    assert "centre = " in method.formula
    assert any(word in method.formula for word in ("limits = ", "upper limit = ", "no limits"))
    assert any(character.isdigit() for character in method.source)


def test_the_limits_of_single_values_come_from_how_far_neighbours_lie_apart() -> None:
    drawn = lines("i", phase([5, 7, 4, 8]))  # moving ranges 2, 3 and 4
    assert level(drawn.centre) == 6
    assert level(drawn.upper) == pytest.approx(6 + 3 * 3 / 1.128)
    assert level(drawn.lower_2s) == pytest.approx(6 - 2 * 3 / 1.128)


def test_a_moving_range_too_large_for_chance_is_left_out_of_the_limits_and_said() -> None:
    jump = [10, 11] * 5 + [40]  # nine ranges of 1 and one of 29; their mean is 3.8, the limit 12.4
    drawn = lines("i", phase(jump))
    assert level(drawn.upper) == pytest.approx(np.mean(jump) + 3 * 1 / 1.128)
    assert drawn.screened is not None
    assert np.flatnonzero(drawn.screened[0]).tolist() == [10]
    everything = lines("i", phase(jump, options=Options(screen_moving_ranges=False)))
    assert level(everything.upper) == pytest.approx(np.mean(jump) + 3 * 3.8 / 1.128)


def test_moving_ranges_are_screened_once_and_not_until_nothing_is_left() -> None:
    stepping = [10, 11] * 6 + [16, 15, 50]  # 11 ranges of 1, one of 5, one of 1, one of 35
    drawn = lines("i", phase(stepping))
    assert level(drawn.upper) == pytest.approx(np.mean(stepping) + 3 * (12 + 5) / 13 / 1.128)


def test_a_moving_range_exactly_at_the_limit_goes_too() -> None:
    ranges = screen(np.array([[np.nan, 1.0, 1.0, 4.0]]), upper_limit=2.0)  # their mean is 2
    assert np.flatnonzero(ranges.screened[0]).tolist() == [3]


def test_a_gap_has_its_place_but_an_excluded_point_makes_its_neighbours_meet() -> None:
    gap = lines("i", phase([10, 12, None, 30, 33]))
    assert level(gap.upper) == pytest.approx(85 / 4 + 3 * 2.5 / 1.128)
    met = lines("i", phase([10, 12, 99, 14, 17], exclude=(3,)))
    assert level(met.upper) == pytest.approx(53 / 4 + 3 * (2 + 2 + 3) / 3 / 1.128)


def test_the_moving_range_chart_plots_what_the_single_values_chart_is_made_of() -> None:
    of = plotted(phase([5, 7, 4, 8]))
    assert of.y[0, 1:].tolist() == [2, 3, 4]
    drawn = METHODS["mr"].lines(of)
    assert (level(drawn.centre), level(drawn.lower)) == (3, 0)
    assert level(drawn.upper) == pytest.approx(3 * 3.267)
    assert (level(drawn.lower_2s), level(drawn.upper_2s)) == (0, pytest.approx(2 * 3.267))


def test_the_centre_of_shares_is_all_yes_over_all_asked_never_the_mean_of_shares() -> None:
    drawn = lines("p", phase([1 / 2, 10 / 98], [2, 98]))
    assert level(drawn.centre) == pytest.approx(0.11)
    assert drawn.upper is not None
    assert drawn.upper[0].tolist() == pytest.approx([0.11 + 3 * math.sqrt(0.11 * 0.89 / n) for n in (2, 98)])


def test_limits_stay_within_what_a_value_can_be() -> None:
    shares = lines("p", phase([0.9, 1.0], [10, 10]))
    assert (level(shares.upper), level(lines("c", phase([1, 2])).lower)) == (1, 0)
    assert level(lines("u", phase([0.1, 0.2], [10, 10])).lower) == 0


def test_a_month_without_anyone_asked_has_no_limits_and_no_say() -> None:
    drawn = lines("p", phase([0.5, None, 0.3], [10, 0, 10]))
    assert level(drawn.centre) == pytest.approx(0.4)
    assert drawn.upper is not None
    assert np.isnan(drawn.upper[0]).tolist() == [False, True, False]


def test_gaps_between_rare_events_have_the_median_as_centre_and_limits_from_the_mean() -> None:
    drawn = lines("g", phase([2, 4, 6, 20]))  # mean 8, so that sigma is the root of 72
    assert (level(drawn.centre), level(drawn.lower)) == (5, 0)
    assert level(drawn.upper) == pytest.approx(8 + 3 * math.sqrt(72))
    assert drawn.z is not None
    assert drawn.z[0, 3] == pytest.approx(12 / math.sqrt(72))
    given_mean = lines("g", phase([2, 4, 6, 20], centre=8))
    assert level(given_mean.centre) == pytest.approx(0.693 * 8)
    assert level(given_mean.upper) == level(drawn.upper)


def test_times_between_rare_events_are_judged_on_the_scale_where_they_are_nearly_normal() -> None:
    drawn = lines("t", phase([value**3.6 for value in (4.0, 5.0, 4.0, 7.0)]))  # ranges 1, 1 and 3 on that scale
    assert level(drawn.centre) == pytest.approx(5**3.6)
    assert level(drawn.upper) == pytest.approx((5 + 5 / 1.128) ** 3.6)
    assert level(drawn.lower_2s) == pytest.approx((5 - 2 * 5 / 3 / 1.128) ** 3.6)
    assert drawn.z is not None
    assert drawn.z[0, 3] == pytest.approx(2 / (5 / 3 / 1.128))


def test_a_lower_limit_below_zero_on_that_scale_is_zero_and_not_missing() -> None:
    drawn = lines("t", phase([value**3.6 for value in (1.0, 4.0, 1.0, 4.0)]))
    assert (level(drawn.lower), level(drawn.lower_2s)) == (0, 0)


def test_denominators_all_alike_make_the_normalised_chart_an_ordinary_one() -> None:
    y = [0.31, 0.35, 0.29, 0.4, 0.33]
    plain, normalised = lines("i", phase(y)), lines("ip", phase(y, [50] * 5))
    assert level(normalised.centre) == pytest.approx(level(plain.centre))
    half = level(normalised.upper) - level(normalised.centre)  # 2 over the root of pi is 1.12838, not 1.128
    assert half == pytest.approx((level(plain.upper) - level(plain.centre)) * 1.128 * math.sqrt(math.pi) / 2)


def test_the_normalised_chart_weighs_values_and_their_distances_by_the_denominators() -> None:
    drawn = lines("ip", phase([0.2, 0.5], [4, 12]))
    one = math.sqrt(math.pi / 2) * 0.3 / math.sqrt(1 / 4 + 1 / 12)
    assert level(drawn.centre) == pytest.approx((0.2 * 4 + 0.5 * 12) / 16)
    assert drawn.upper is not None
    assert drawn.upper[0].tolist() == pytest.approx([0.425 + 3 * one / math.sqrt(n) for n in (4, 12)])


def test_units_side_by_side_have_no_neighbours_so_their_plain_spread_is_used() -> None:
    y, n = [0.2, 0.3, 0.45, 0.25], [100.0, 80.0, 60.0, 90.0]
    of = phase(y, n, options=Options(in_time_order=False))
    share, prime = lines("p", of), lines("pp", of)
    assert share.sigma is not None
    z = (of.y - share.centre) / share.sigma
    assert prime.sigma is not None
    np.testing.assert_allclose(prime.sigma, z.std(ddof=1) * share.sigma)


def test_subgroups_of_one_size_use_their_mean_spread_and_others_the_pooled_one() -> None:
    of = replace(phase([10, 12, 11]), sd=np.array([[1.0, 2.0, 3.0]]), size=np.array([[4, 4, 4]]))
    assert level(lines("s", of).centre) == pytest.approx(2)
    unequal = replace(of, size=np.array([[2, 3, 6]]))
    assert level(lines("s", unequal).centre) == pytest.approx(math.sqrt((1 * 1 + 2 * 4 + 5 * 9) / 8))
    empty = replace(of, sd=np.array([[1.0, 3.0, np.nan]]), size=np.array([[4, 4, 0]]))
    assert level(lines("s", empty).centre) == pytest.approx(2)


def test_the_centre_of_subgroups_is_the_mean_of_all_their_values() -> None:
    of = replace(phase([10, 16]), sd=np.array([[1.0, 2.0]]), size=np.array([[4, 2]]))
    assert level(lines("xbar", of).centre) == 12


def test_a_subgroup_of_one_value_has_no_limits() -> None:
    of = replace(phase([10, 12, 11]), sd=np.array([[1.0, np.nan, 3.0]]), size=np.array([[4, 1, 4]]))
    for name in ("xbar", "s"):
        upper = lines(name, of).upper
        assert upper is not None
        assert np.isnan(upper[0]).tolist() == [False, True, False]


def test_a_lower_limit_of_single_values_goes_below_zero_unless_a_floor_is_asked_for() -> None:
    drawn = lines("i", phase([1, 6, 2, 7]))
    assert level(drawn.lower) < 0
    assert level(drawn.above_zero().lower) == 0


@pytest.mark.parametrize("name", ["i", "ip", "up", "mr", "xbar"])
def test_a_constant_series_has_its_limits_on_its_centre(name: str) -> None:
    of = phase([0.1] * 7, [30, 40, 35, 60, 30, 70, 45])
    flat = replace(of, sd=np.zeros((1, 7)), size=np.full((1, 7), 4))
    drawn = lines(name, flat)
    for line in (drawn.centre, drawn.lower, drawn.upper):
        assert level(line) == (0 if name == "mr" else 0.1)


@BY_NAME
def test_one_point_or_none_draws_what_it_can_without_a_word_of_complaint(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        alone = lines(name, drawn_from(name, [(8, 40, 3, 2)]))
        nothing = lines(name, drawn_from(name, [(None, 40, 3, 2), (None, 50, 3, 2)]))
        empty = replace(phase([None, None], [0, 0]), size=np.zeros((1, 2)), sd=np.full((1, 2), np.nan))
        never = lines(name, empty)
    assert alone.centre.shape == (1, 1)
    assert np.isnan(nothing.centre).all()
    assert np.isnan(never.centre).all()
