"""Published examples and tables of the rule sets, typed in from the literature named at each."""

from __future__ import annotations

from itertools import pairwise
from math import erf, sqrt

import numpy as np
import pytest

from measures.spc import analyse
from measures.spc.folders import rule_set_called
from measures.spc.phase import Phase, three_sigma
from measures.spc.rules import RuleFinding
from measures.spc.rules.bestbox import CROSSINGS_MIN, FEWEST, LONGEST_MAX
from measures.spc.rules.cutbox import CUTS
from measures.spc.rules.ihi import expected_runs
from measures.spc.runs import count_runs, sides

# Means of 21 samples of 5 gap widths, and their limits as printed: SAS/QC User's Guide, SHEWHART procedure,
# "Applying Tests for Special Causes" (data set Parts). The guide applies the tests of Nelson 1984.
GAP_WIDTHS = [270, 258, 248, 260, 273, 260, 259, 248, 260, 255, 268, 253, 273, 275, 257, 269, 249, 264, 258, 248, 248]
GAP_LOWER, GAP_MEAN, GAP_UPPER = 242.08741, 259.66667, 277.24592

# Means of 25 samples of 5 assembly offsets, mean 20 and sigma 2.24 known: the same guide, "Requesting Standard
# Tests" (data set Assembly). Its notes: "New Tool" at sample 8, "Reset Tool" at sample 18.
OFFSETS = [19.80, 17.16, 20.11, 20.89, 20.83, 18.87, 20.84, 23.33, 19.21, 20.48, 22.05, 20.02, 17.58]
OFFSETS += [19.11, 20.03, 20.56, 20.86, 21.10, 19.05, 21.76, 21.76, 20.54, 20.04, 19.94, 20.70]


def told(rules: str, y: list[float], centre: float, sigma: float) -> list[RuleFinding]:
    """What a rule set finds where centre and sigma are given, as they are in these books."""
    values, everything = np.array([y], dtype=float), np.ones(len(y), dtype=bool)
    phase = Phase(1, 1, values, None, everything, everything, None)
    lines = three_sigma(np.full(values.shape, centre), np.full(values.shape, sigma))
    runs = count_runs(sides(values, lines.centre, everything))
    rule_set = rule_set_called(rules)
    return rule_set.findings(phase, lines, runs, rule_set.marks(phase, lines, runs), 0)


# ---- Nelson 1984, and the rules it shares with Western Electric 1956


def test_nelson_the_gap_widths_signal_at_sample_14_by_test_5_alone() -> None:
    sigma = (GAP_UPPER - GAP_MEAN) / 3
    assert told("nelson", GAP_WIDTHS, GAP_MEAN, sigma) == [RuleFinding("two_of_three", 13, 14, "up")]


def test_western_electric_the_gap_widths_have_two_of_three_in_the_outer_third() -> None:
    sigma = (GAP_MEAN - GAP_LOWER) / 3
    assert told("western_electric", GAP_WIDTHS, GAP_MEAN, sigma) == [RuleFinding("two_of_three", 13, 14, "up")]


def test_nelson_a_new_tool_is_a_point_beyond_and_wear_until_the_reset_is_six_rising() -> None:
    found = [f for f in told("nelson", OFFSETS, 20, 2.24 / sqrt(5)) if f.rule in NELSON_1_TO_4]
    assert found == [RuleFinding("beyond_limits", 8, 8, "up"), RuleFinding("six_trending", 13, 18, "up")]


NELSON_1_TO_4 = ("beyond_limits", "nine_on_one_side", "six_trending", "fourteen_alternating")

# Nelson 1984 draws one chart for each test. These follow his figure zone by zone: C within 1 sigma of the
# centre, B within 2, A within 3, the sign for the side, one digit for the place within the zone.
FIGURE = {
    "beyond_limits": ([0.5, -0.5, 1.2, -0.3, 3.2], (5, 5, "up")),
    "nine_on_one_side": ([-0.5, 0.4, 1.2, 0.3, 0.9, 1.4, 0.2, 0.8, 0.6, 0.1], (2, 10, "up")),
    "six_trending": ([0.4, -0.3, 0.1, 0.5, 0.9, 1.4, 1.9], (2, 7, "up")),
    "fourteen_alternating": (
        [0.3, -0.4, 0.5, -0.6, 0.8, -0.2, 0.9, -0.7, 0.2, -0.9, 0.4, -0.3, 0.6, -0.1],
        (1, 14, None),
    ),
    "two_of_three": ([0.2, -0.6, 2.3, 0.7, 2.6], (3, 5, "up")),
    "four_of_five": ([-0.2, 1.3, 1.7, 0.4, 1.2, 1.6], (2, 6, "up")),
    "fifteen_within_one_sigma": (
        [0.1, 0.4, -0.3, -0.8, 0.6, 0.2, 0.7, -0.5, -0.1, 0.3, 0.9, -0.6, -0.2, 0.5, -0.4],
        (1, 15, None),
    ),
    "eight_outside_one_sigma": ([1.3, -1.2, -1.6, 1.5, 2.1, -1.4, 1.2, -1.8], (1, 8, None)),
}


@pytest.mark.parametrize("rule", FIGURE)
def test_nelson_each_of_the_eight_tests_on_a_chart_of_its_own(rule: str) -> None:
    y, span = FIGURE[rule]
    assert [(f.rule, f.first, f.last, f.direction) for f in told("nelson", y, 0, 1)] == [(rule, *span)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rule", "length", "chance"),
    [
        ("beyond_limits", 1, 0.0027),
        ("nine_on_one_side", 9, 0.0039),
        ("six_trending", 6, 0.0028),
        ("fourteen_alternating", 14, 0.0046),
        ("two_of_three", 3, 0.0020),
        ("four_of_five", 5, 0.0045),
        ("fifteen_within_one_sigma", 15, 0.0033),
        ("eight_outside_one_sigma", 8, 0.0001),
    ],
)
def test_nelson_each_test_ends_by_chance_at_fewer_than_five_points_in_a_thousand(
    rule: str, length: int, chance: float
) -> None:
    """Nelson 1984 says below 5 in 1,000; the chances here follow from the normal curve, four of them by hand."""
    series = 40_000
    y = np.random.default_rng(1984).normal(size=(series, length))
    everything = np.ones(length, dtype=bool)
    phase = Phase(1, 1, y, None, everything, everything, None)
    lines = three_sigma(np.zeros(y.shape), np.ones(y.shape))
    marks = rule_set_called("nelson").marks(phase, lines, count_runs(sides(y, lines.centre, everything)))
    ends = (marks[rule][:, -1] != 0).mean()
    assert chance < 0.005
    assert abs(ends - chance) < 4 * sqrt(chance / series) + 0.00005


# ---- Western Electric 1956, as Montgomery (Introduction to Statistical Quality Control, section 5.3.4) puts it


@pytest.mark.parametrize(
    ("y", "rule", "span"),
    [
        ([0.2, -0.4, 3.1], "beyond_limits", (3, 3, "up")),
        ([0.2, -2.2, 0.3, -2.4], "two_of_three", (2, 4, "down")),
        ([0.1, -0.2, 1.2, 1.1, 0.8, 1.3, 1.4], "four_of_five", (3, 7, "up")),
        ([0.3, -0.2, -0.9, -0.4, -0.1, -0.6, -0.3, -0.8, -0.5], "eight_on_one_side", (2, 9, "down")),
    ],
)
def test_western_electric_each_of_the_four_rules(y: list[float], rule: str, span: tuple[int, int, str]) -> None:
    assert [(f.rule, f.first, f.last, f.direction) for f in told("western_electric", y, 0, 1)] == [(rule, *span)]


def test_western_electric_a_point_high_then_a_point_low_is_no_signal() -> None:
    """Montgomery: rules 2 and 3 look at one side of the centre line at a time."""
    assert told("western_electric", [0.1, 2.3, -2.3, 0.2], 0, 1) == []


@pytest.mark.slow
def test_western_electric_signals_by_chance_about_every_92_points() -> None:
    """Champ & Woodall 1987, Technometrics 29:393: 91.75 points on average until the four rules signal."""
    y = np.random.default_rng(1956).normal(size=(1_500, 700))
    everything = np.ones(y.shape[1], dtype=bool)
    phase = Phase(1, 1, y, None, everything, everything, None)
    lines = three_sigma(np.zeros(y.shape), np.ones(y.shape))
    marks = rule_set_called("western_electric").marks(phase, lines, count_runs(sides(y, lines.centre, everything)))
    assert set(marks) == {"beyond_limits", *ENDS_WITH}
    ends = [marks["beyond_limits"] != 0]
    for rule, (enough, length) in ENDS_WITH.items():
        for side in (1, -1):
            hits = np.pad(marks[rule] == side, ((0, 0), (length - 1, 0)))
            windows = np.lib.stride_tricks.sliding_window_view(hits, length, axis=1).sum(axis=-1)
            ends.append((windows >= enough) & (marks[rule] == side))
    first = np.logical_or.reduce(ends).argmax(axis=1) + 1
    assert 85 < first.mean() < 99


ENDS_WITH = {"two_of_three": (2, 3), "four_of_five": (4, 5), "eight_on_one_side": (8, 8)}


# ---- IHI: Perla, Provost & Murray 2011


@pytest.mark.parametrize(
    ("useful", "fewest", "most"),
    [
        *[(10, 3, 9), (11, 3, 10), (12, 3, 11), (13, 4, 11), (14, 4, 12), (15, 5, 12), (16, 5, 13)],
        *[(24, 8, 18), (30, 11, 21), (40, 15, 27), (50, 19, 33), (60, 24, 38)],
    ],
)
def test_ihi_the_number_of_runs_is_held_against_the_published_table(useful: int, fewest: int, most: int) -> None:
    assert expected_runs(useful) == (fewest, most)


def test_ihi_sixteen_months_in_four_runs_are_too_few() -> None:
    """Balestracci 2008 (Quality Digest, October): runs of 7, 7, 1 and 1 points on the two sides of the median.

    His advice: no trend, no run of eight, and yet a change, as fewer than 5 runs are rare among 16 points.
    """
    high, low = [31, 33, 30, 34, 32, 33, 31], [18, 16, 17, 19, 16, 18, 17]
    found = [(s.rule, s.first, s.last) for s in analyse([*high, *low, 30, 19], rules="ihi").signals]
    assert ("too_few_runs", 1, 16) in found
    assert [span for span in found if span[0] == "shift"] == [("shift", 1, 7), ("shift", 8, 14)]


def test_ihi_six_points_make_a_shift_and_five_a_trend() -> None:
    """Perla, Provost & Murray 2011, rules 1 and 2, with a point on the median and a repeated value passed over."""
    around_20 = analyse([22, 23, 20, 22, 24, 21, 23, 18, 17, 19], rules="ihi", centre=20)
    assert ("shift", 1, 7, "up") in [(s.rule, s.first, s.last, s.direction) for s in around_20.signals]
    climbing = analyse([14, 26, 12, 15, 15, 18, 22, 27, 13, 25, 14], rules="ihi", centre=20)
    assert [(s.rule, s.first, s.last, s.direction) for s in climbing.signals] == [("trend", 3, 8, "up")]


# ---- Anhøj & Wentzel-Larsen 2020


def chances(points: int, high: float, longest: int) -> np.ndarray:
    """The chance of each number of crossings with no run longer than `longest`: points above by chance `high`."""
    reached = np.zeros((2, longest + 1, points))
    reached[0, 1, 0], reached[1, 1, 0] = high, 1 - high
    for _ in range(points - 1):
        step = np.zeros_like(reached)
        for side, chance in enumerate((high, 1 - high)):
            step[side, 2:] = reached[side, 1:-1] * chance
            step[side, 1, 1:] = reached[1 - side, 1:, :-1].sum(axis=0) * chance
        reached = step
    return reached[:, 1:].sum(axis=(0, 1))


def kept(points: int, high: float, longest: int) -> np.ndarray:
    """The chance of at least so many crossings, each number of them, and no run longer than `longest`."""
    return chances(points, high, longest)[::-1].cumsum()[::-1]


@pytest.mark.parametrize("useful", [*range(10, 25), 36])
def test_the_best_box_passes_over_fewest_shifted_series_of_all_that_leave_stable_ones_alone(useful: int) -> None:
    shifted = (1 + erf(0.8 / sqrt(2))) / 2
    found = {}
    for longest in range(3, 15):
        stable, moved = kept(useful, 0.5, longest), kept(useful, shifted, longest)
        found |= {(c, longest): float(moved[c]) for c in range(useful) if stable[c] >= 0.925}
    best = min(found, key=lambda box: (round(found[box], 12), box[1]))
    assert best == (CROSSINGS_MIN[useful - FEWEST], LONGEST_MAX[useful - FEWEST])


@pytest.mark.parametrize("useful", CUTS)
def test_the_cut_box_still_leaves_at_least_925_of_1000_stable_series_alone(useful: int) -> None:
    crossings_min, longest_max = CROSSINGS_MIN[useful - FEWEST], LONGEST_MAX[useful - FEWEST]
    crossings_at_edge, longest_at_edge = CUTS[useful]
    inner = kept(useful, 0.5, longest_max - 1)[crossings_min + 1]
    bottom = chances(useful, 0.5, longest_at_edge)[crossings_min]
    edge = (kept(useful, 0.5, longest_max) - kept(useful, 0.5, longest_max - 1))[crossings_at_edge]
    whole = kept(useful, 0.5, longest_max)[crossings_min]
    assert 0.925 <= inner + bottom + edge < whole


def test_the_published_boxes_cover_every_number_of_points() -> None:
    assert len(CROSSINGS_MIN) == len(LONGEST_MAX) == 91
    assert all(abs(b - a) <= 3 for a, b in pairwise(CROSSINGS_MIN))


def test_nelson_eight_outside_one_sigma_lie_on_both_sides_and_are_eight() -> None:
    """As Nelson 1984 prints test 8: on both sides of the centre line, with none in zone C."""
    both = [1.3, -1.2, -1.6, 1.5, 1.2, -1.4, 1.2, -1.8]
    rule = "eight_outside_one_sigma"
    assert rule in {found.rule for found in told("nelson", both, 0, 1)}
    assert rule not in {found.rule for found in told("nelson", both[:7], 0, 1)}
    assert rule not in {found.rule for found in told("nelson", [abs(v) for v in both], 0, 1)}
