"""The run chart and the Anhøj rules: small cases anyone can check by hand, and laws that always hold."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.spc import Chart, analyse
from measures.spc.folders import method_called, rule_set_called
from measures.spc.methods.run import median
from measures.spc.runs import count_runs, crossings_min, longest_run_max, sides

# Whole numbers keep shifting and scaling exact; None is a month without a value.
VALUES = st.lists(st.one_of(st.integers(0, 12), st.none()), min_size=1, max_size=40)


def verdict(chart: Chart) -> list[tuple[Any, ...]]:
    return chart.runs.drop("n_limits").rows()


def spans(chart: Chart) -> list[tuple[str, int, int, str | None]]:
    return [(s.rule, s.first, s.last, s.direction) for s in chart.signals]


@pytest.mark.parametrize(
    ("useful", "longest", "crossings"), [(10, 6, 2), (20, 7, 6), (24, 8, 8), (36, 8, 13), (60, 9, 23)]
)
def test_the_limits_are_the_published_ones(useful: int, longest: int, crossings: int) -> None:
    assert longest_run_max(np.array([useful]))[0] == longest
    assert crossings_min(useful) == crossings


def test_the_limit_for_crossings_is_the_lower_five_per_cent_point_of_the_binomial() -> None:
    for useful in range(1, 80):
        k, chances = crossings_min(useful), useful - 1
        at_most = [sum(math.comb(chances, i) for i in range(end + 1)) / 2**chances for end in (k - 1, k)]
        assert at_most[0] < 0.05 <= at_most[1]


def test_log2_of_a_whole_number_never_needs_the_half_rounded() -> None:
    logs = np.log2(np.arange(1, 5000))
    assert np.abs(logs - np.floor(logs) - 0.5).min() > 1e-6


def test_a_run_at_the_limit_is_chance_and_one_longer_is_a_signal() -> None:
    zigzag = [1, 9] * 5
    assert not verdict(analyse([*[9] * 6, *zigzag, 1, 1], centre=5))[0][-1]
    at_limit = analyse([*[9] * 7, 1, *zigzag, 1, 9], centre=5)  # 20 useful points, 7 allowed
    assert not at_limit.signals
    beyond = analyse([*[9] * 8, 1, *zigzag, 1], centre=5)
    assert spans(beyond) == [("long_run", 1, 8, "up")]


def test_points_on_the_median_neither_break_nor_lengthen_a_run() -> None:
    run = analyse([9, 9, 5, 9, None, 9, 9, 1], centre=5)
    assert verdict(run) == [(1, 6, 5, 6, 1, 1, False)]


def test_few_crossings_speak_of_the_whole_phase_and_of_no_side() -> None:
    chart = analyse([1, 2, 1, 2, 1, 8, 9, 8, 9, 8], better="lower")
    assert [(s.rule, s.first, s.last, s.direction, s.meaning) for s in chart.signals] == [
        ("few_crossings", 1, 10, None, "change")
    ]


@pytest.mark.parametrize(
    ("better", "meaning"),
    [("lower", "improvement"), ("higher", "concern"), ("neither", "change"), (None, "change")],
)
def test_a_long_run_below_is_good_or_not_only_by_the_direction_of_better(better: str | None, meaning: str) -> None:
    chart = analyse([6, 7, 6, 7, 6, 7, 6, 7, 6, 7, 1, 1, 1, 1, 1, 1, 1, 1], better=better, centre=6.5)
    assert [s.meaning for s in chart.signals if s.rule == "long_run"] == [meaning]


def test_the_median_comes_from_the_baseline_and_every_point_is_judged_by_it() -> None:
    chart = analyse([1, 2, 3, 9, 9, 9], freeze=3)
    assert chart.points["centre"].to_list() == [2.0] * 6
    assert chart.points["baseline"].to_list() == [True] * 3 + [False] * 3
    assert chart.runs["n_useful"].to_list() == [5]


def test_each_phase_may_have_its_own_baseline() -> None:
    chart = analyse([1, 2, 3, 9, 20, 30, 90, 90], parts=[4], freeze=[3, 6])
    assert chart.points["centre"].to_list() == [2.0] * 4 + [25.0] * 4


def test_a_baseline_that_is_not_full_yet_is_all_there_is() -> None:
    assert analyse([1, 2, 3], freeze=12).points["baseline"].to_list() == [True] * 3


def test_a_zero_denominator_is_a_gap() -> None:
    chart = analyse([1, 0, 3], [2, 0, 4])
    assert chart.points["y"].to_list() == [0.5, None, 0.75]


def test_open_months_are_drawn_but_not_judged() -> None:
    chart = analyse([3, 4, 5, 99], shaded=[4])
    assert chart.points["y"][3] == 99
    assert chart.points["include"].to_list() == [True, True, True, False]
    assert chart.latest_centre == 4


def test_a_single_point_a_constant_series_and_no_points_are_safe() -> None:
    assert analyse([5]).latest_centre == 5
    for chart in (analyse([5]), analyse([3] * 20), analyse([None, None]), analyse([])):
        assert chart.signals == ()
        assert chart.runs["n_useful"].sum() == 0


def test_multiply_changes_the_scale_and_nothing_else() -> None:
    plain, per_cent = (analyse([1, 2, 3], [10, 10, 10], centre=0.1, multiply=m) for m in (1, 100))
    assert per_cent.points["y"].to_list() == (plain.points["y"] * 100).to_list()
    assert per_cent.points["centre"].to_list() == [10.0] * 3
    assert verdict(per_cent) == verdict(plain)


def test_numbers_that_do_not_exist_are_null_and_never_nan() -> None:
    points = analyse([1, float("nan"), None], [1, 2, 0]).points
    assert points["y"].to_list() == [1.0, None, None]
    for name in ("y", "centre", "lower", "upper"):
        assert not points[name].is_nan().any()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"chart": "pie"}, "no chart called .pie.*run"),
        ({"rules": "gut_feeling"}, "no rule set called .gut_feeling.*anhoej"),
        ({"freeze": 0}, "freeze names point 0"),
        ({"exclude": [-1]}, "exclude names point -1"),
        ({"better": "bigger"}, "lower, higher or neither"),
        ({"x": ["a"]}, "x has 1"),
        ({"n": [1]}, "n has 1"),
    ],
)
def test_a_mistake_says_what_was_seen_and_what_there_is(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        analyse([1, 2, 3], **asked)


def test_every_file_of_the_two_folders_declares_something_with_a_source() -> None:
    for declared in (method_called("run"), rule_set_called("anhoej")):
        assert declared.source
        assert declared.title


def test_stable_series_signal_about_as_seldom_as_published() -> None:
    """Published for 24 points: 3.1 of 100 (20,000 stable series)."""
    y = np.random.default_rng(2).normal(size=(20_000, 24))
    runs = count_runs(sides(y, median(y)[:, None], np.ones(24, dtype=bool)))
    signals = (runs.longest > runs.longest_max) | (runs.crossings < runs.crossings_min)
    assert 0.026 < signals.mean() < 0.036


@given(VALUES)
def test_mirroring_a_series_mirrors_its_signals(y: list[int | None]) -> None:
    there = analyse(y)
    back = analyse([None if value is None else -value for value in y])
    turned = {"up": "down", "down": "up", None: None}
    assert verdict(there) == verdict(back)
    assert spans(there) == [(rule, a, b, turned[side]) for rule, a, b, side in spans(back)]


@given(VALUES, st.integers(1, 64), st.integers(-50, 50))
def test_shifting_and_scaling_a_series_shifts_and_scales_its_median(
    y: list[int | None], scale: int, shift: int
) -> None:
    there, moved = analyse(y), analyse([None if value is None else scale * value + shift for value in y])
    assert verdict(there) == verdict(moved)
    assert spans(there) == spans(moved)
    if there.latest_centre is not None:
        assert moved.latest_centre == scale * there.latest_centre + shift


@given(VALUES, st.integers(0, 40))
def test_an_absent_month_neither_makes_nor_hides_a_signal(y: list[int | None], where: int) -> None:
    place = min(where, len(y))
    there, gapped = analyse(y), analyse([*y[:place], None, *y[place:]])
    assert verdict(there) == verdict(gapped)
    assert gapped.points["y"][place] is None


@given(VALUES, st.integers(1, 40))
def test_freezing_at_a_point_is_the_median_of_the_points_up_to_it(y: list[int | None], k: int) -> None:
    assert analyse(y, freeze=k).latest_centre == analyse(y[:k]).latest_centre


@pytest.mark.slow
@given(VALUES, st.sets(st.integers(1, 40)))
def test_leaving_points_out_judges_the_rest_as_if_they_were_missing(y: list[int | None], left_out: set[int]) -> None:
    exclude = [point for point in left_out if point <= len(y)]
    absent = [None if place in left_out else value for place, value in enumerate(y, start=1)]
    assert verdict(analyse(y, exclude=exclude)) == verdict(analyse(absent))
    assert verdict(analyse(y, shaded=exclude)) == verdict(analyse(absent))


@given(VALUES, st.integers(1, 40))
def test_phases_together_are_the_phases_alone(y: list[int | None], cut: int) -> None:
    together = analyse(y, parts=[cut])
    alone = [analyse(piece) for piece in (y[:cut], y[cut:]) if piece]
    assert [row[1:] for row in verdict(together)] == [row[1:] for chart in alone for row in verdict(chart)]
    assert together.points["centre"].equals(pl.concat([chart.points["centre"] for chart in alone]))


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(VALUES.map(lambda y: (y * 40)[:24]), min_size=2, max_size=6))
def test_many_series_at_once_are_judged_like_each_alone(many: list[list[int | None]]) -> None:
    y = np.array([[np.nan if value is None else value for value in row] for row in many])
    runs = count_runs(sides(y, median(y)[:, None], np.ones(24, dtype=bool)))
    for row, values in enumerate(many):
        alone = analyse(values).runs.row(0, named=True)
        assert runs.useful[row] == alone["n_useful"]
        if alone["n_useful"]:
            assert (runs.longest[row], runs.crossings[row]) == (alone["longest_run"], alone["crossings"])


@given(VALUES)
def test_runs_agree_with_counting_by_hand(y: list[int | None]) -> None:
    chart = analyse(y, centre=6)
    around = [value > 6 for value in y if value is not None and value != 6]
    longest = length = 0
    for place, above in enumerate(around):
        length = length + 1 if place and around[place - 1] == above else 1
        longest = max(longest, length)
    crossings = sum(a != b for a, b in pairwise(around))
    found = chart.runs.row(0, named=True)
    assert found["n_useful"] == len(around)
    if around:
        assert (found["longest_run"], found["crossings"]) == (longest, crossings)
