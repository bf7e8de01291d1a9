"""The rule sets: one small example, to be checked by eye, for each edge of a definition."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from made_up_judgements import judge

from measures.spc import analyse
from measures.spc.rules.bestbox import limits as best_box
from measures.spc.rules.cutbox import CUTS
from measures.spc.rules.cutbox import limits as cut_box
from measures.spc.rules.ihi import by_law, expected_runs
from measures.spc.runs import Runs, count_runs, longest_run_max, members_of_long_runs


@pytest.mark.parametrize(
    ("name", "rule", "length"),
    [
        ("mdc", "shift", 7),
        ("mdc6", "shift", 6),
        ("ihi", "shift", 6),
        ("western_electric", "eight_on_one_side", 8),
        ("nelson", "nine_on_one_side", 9),
    ],
)
def test_a_run_of_just_the_length_is_a_signal_and_one_shorter_is_chance(name: str, rule: str, length: int) -> None:
    enough = judge(name, [-0.5, *[0.5, 0.75] * 5][: length + 1])
    assert enough.spans(rule) == [(2, length + 1, "up")]
    assert judge(name, [-0.5, *[0.5, 0.75] * 5][:length]).spans(rule) == []


@pytest.mark.parametrize(
    ("name", "rule", "length"),
    [("mdc", "trend", 7), ("mdc6", "trend", 6), ("ihi", "trend", 5), ("nelson", "six_trending", 6)],
)
def test_a_trend_needs_its_points_not_its_steps(name: str, rule: str, length: int) -> None:
    falling = [0.5, 0.25, 0.0, -0.25, -0.5, -0.75, -1.0]
    assert judge(name, falling[:length]).spans(rule) == [(1, length, "down")]
    assert judge(name, falling[: length - 1]).spans(rule) == []


@pytest.mark.parametrize(
    ("name", "breaks"), [("mdc", True), ("nelson", True), ("western_electric", True), ("ihi", False)]
)
def test_a_point_on_the_centre_ends_a_run_except_where_the_rules_pass_over_it(name: str, breaks: bool) -> None:
    rule = {"mdc": "shift", "ihi": "shift", "nelson": "nine_on_one_side", "western_electric": "eight_on_one_side"}[name]
    found = judge(name, [0.5, 0.75, 0.5, 0.75, 0.5, 0.0, 0.75, 0.5, 0.75, 0.5])
    assert (found.spans(rule) == []) == breaks


def test_equal_neighbours_end_a_trend_for_mdc_and_are_one_point_for_ihi() -> None:
    y: list[float | None] = [-1.0, -0.75, -0.5, -0.5, -0.25, 0.0, 0.25]
    assert judge("mdc", y).spans("trend") == []
    assert judge("ihi", y).spans("trend") == [(1, 7, "up")]
    assert judge("ihi", y).points("trend") == [1, 2, 3, 5, 6, 7]


def test_a_turning_point_ends_one_trend_and_begins_the_next() -> None:
    there_and_back: list[float | None] = [v / 8 for v in (0, 1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1, 0)]
    found = judge("mdc", there_and_back)
    assert found.spans("trend") == [(1, 7, "up"), (7, 13, "down")]
    assert found.marks["trend"][0].tolist() == [1] * 6 + [-1] * 7


def test_two_of_three_reads_as_one_pattern_around_the_odd_point_out() -> None:
    found = judge("western_electric", [0.0, 2.5, -0.5, 2.5, 0.0])
    assert found.spans("two_of_three") == [(2, 4, "up")]
    assert found.points("two_of_three") == [2, 4]


def test_for_mdc_a_point_on_the_other_side_parts_two_patterns() -> None:
    found = judge("mdc", [0.5, 2.5, 2.5, -0.5, 2.5, 2.5, 0.5])
    assert found.spans("two_of_three") == [(2, 3, "up"), (5, 6, "up")]


def test_the_two_of_three_points_must_lie_on_one_side() -> None:
    assert judge("western_electric", [0.0, 2.5, -2.5, 0.0]).spans("two_of_three") == []


def test_mdc_wants_all_three_points_on_one_side_and_none_of_the_two_beyond_the_limit() -> None:
    assert judge("mdc", [-1.0, 2.5, 0.5, 2.5, -1.0]).spans("two_of_three") == [(2, 4, "up")]
    assert judge("mdc", [-1.0, 2.5, -0.5, 2.5, -1.0]).spans("two_of_three") == []
    assert judge("mdc", [-1.0, 2.5, 0.5, 3.5, -1.0]).spans("two_of_three") == []


def test_for_western_electric_and_nelson_a_point_beyond_the_limit_is_also_beyond_two_sigma() -> None:
    for name in ("western_electric", "nelson"):
        assert judge(name, [-1.0, 2.5, 0.5, 3.5, -1.0]).spans("two_of_three") == [(2, 4, "up")]


def test_a_value_exactly_on_a_zone_line_is_not_beyond_it() -> None:
    found = judge("nelson", [2.0, 2.0, 2.0, 3.0, 1.0, 1.0, 1.0, 1.0])
    assert found.points("beyond_limits") == []
    assert found.points("two_of_three") == []


def test_hugging_the_centre_for_fifteen_points_is_too_good_to_be_true() -> None:
    assert judge("nelson", [0.5, -0.5] * 7 + [0.5]).spans("fifteen_within_one_sigma") == [(1, 15, None)]
    assert judge("nelson", [0.5, -0.5] * 7).spans("fifteen_within_one_sigma") == []


def test_fourteen_points_to_and_fro() -> None:
    assert judge("nelson", [0.5, -0.5] * 7).spans("fourteen_alternating") == [(1, 14, None)]
    assert judge("nelson", [0.5, -0.5] * 6 + [0.5]).spans("fourteen_alternating") == []


def test_outside_the_limits_speaks_before_a_trend_and_a_trend_before_a_shift() -> None:
    chart = analyse([5, 6, 5, 6, 5, 6, 5, 7, 8, 9, 10, 11, 12, 30], chart="i", rules="mdc", freeze=7, better="higher")
    assert chart.points["rule_hit"].to_list()[7:] == ["trend"] * 2 + ["beyond_limits"] * 5
    assert list(judge("mdc", [0.0]).marks) == ["beyond_limits", "trend", "two_of_three", "shift"]


def test_on_a_run_chart_ihi_leaves_the_astronomical_point_to_the_reader() -> None:
    y = [5, 6, 5, 6, 7, 5, 90, 6, 5, 6, 7, 5]
    assert "beyond_limits" not in {signal.rule for signal in analyse(y, rules="ihi").signals}
    assert "beyond_limits" in {signal.rule for signal in analyse(y, chart="i", rules="ihi").signals}


def test_too_few_and_too_many_runs_belong_to_the_whole_phase() -> None:
    few = judge("ihi", [1.0, 1.5] * 3 + [-1.0, -1.5] * 3)
    assert few.spans("too_few_runs") == [(1, 12, None)]
    many = judge("ihi", [1.0, -1.0] * 6)
    assert many.spans("too_many_runs") == [(1, 12, None)]
    assert judge("ihi", [1.0, -1.0] * 4 + [1.0]).signal.tolist() == [False]  # nine points are too few to say


# ---- the boxes


def test_the_best_box_has_its_own_limits_from_10_to_100_points_and_the_plain_ones_outside() -> None:
    useful = np.arange(1, 131)
    plain = _runs(useful, useful * 0, useful * 0 + 1)
    boxed = best_box(plain)
    outside = (useful < 10) | (useful > 100)
    assert (boxed.longest_max[outside] == plain.longest_max[outside]).all()
    assert (boxed.crossings_min[outside] == plain.crossings_min[outside]).all()
    assert (boxed.longest_max[9], boxed.crossings_min[9]) == (6, 2)
    assert (boxed.longest_max[23], boxed.crossings_min[23]) == (7, 6)


@pytest.mark.slow
def test_the_cut_box_is_the_best_box_without_its_corner() -> None:
    for useful, (crossings_at_edge, longest_at_edge) in CUTS.items():
        box = best_box(_runs(np.array([useful]), np.array([0]), np.array([1])))
        longest_max, crossings_min = int(box.longest_max[0]), int(box.crossings_min[0])
        for c, length in product(range(crossings_min - 1, crossings_min + 6), range(1, longest_max + 2)):
            inside = c >= crossings_min and length <= longest_max
            corner = (length == longest_max and c < crossings_at_edge) or (
                c == crossings_min and length > longest_at_edge
            )
            cut = cut_box(_runs(np.array([useful]), np.array([c]), np.array([length])))
            kept = length <= cut.longest_max[0] and c >= cut.crossings_min[0]
            assert kept == (inside and not corner)


def _runs(useful: np.ndarray, crossings: np.ndarray, longest: np.ndarray) -> Runs:
    nothing = np.zeros((len(useful), 1), dtype=np.int64)
    limit, least = longest_run_max(useful), np.zeros_like(useful)
    return Runs(nothing.astype(np.int8), useful, longest, crossings, limit, least)


def test_members_of_a_long_run_go_back_to_its_first_point_and_pass_over_the_line() -> None:
    side = np.array([[1, 1, 0, 1, -1, -1, 0, 0], [0, 1, 1, 1, 1, 1, 1, -1]], dtype=np.int8)
    members = members_of_long_runs(count_runs(side), np.array([2, 6]))
    assert members.tolist() == [[1, 1, 0, 1, 0, 0, 0, 0], [0] * 8]


def test_the_printed_number_of_runs_is_at_most_one_off_its_law() -> None:
    apart = np.array([expected_runs(useful) for useful in range(10, 61)]) - [by_law(n) for n in range(10, 61)]
    assert set(np.abs(apart).ravel().tolist()) == {0, 1}


def test_the_expected_number_of_runs_goes_on_past_the_printed_table() -> None:
    assert expected_runs(9) == (0, 9)
    assert expected_runs(60) == (24, 38)
    assert expected_runs(100) == (41, 61)
    fewest, most = zip(*[expected_runs(useful) for useful in range(10, 200)])
    assert list(fewest) == sorted(fewest)
    assert list(most) == sorted(most)
