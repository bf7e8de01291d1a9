"""NP, R, EWMA and CUSUM charts, a known sigma, and summaries in place of raw rows: worked out by hand."""

from __future__ import annotations

import pytest

from measures.spc import analyse


def test_an_np_chart_is_a_p_chart_in_numbers() -> None:
    share = analyse([3, 4, 9, 5], [10, 20, 30, 25], chart="p").points
    count = analyse([3, 4, 9, 5], [10, 20, 30, 25], chart="np").points
    assert count["y"].to_list() == [3, 4, 9, 5]
    for line in ("centre", "upper"):
        assert count[line].to_list() == pytest.approx([a * n for a, n in zip(share[line], share["n"], strict=True)])


def test_the_ranges_of_subgroups_of_three() -> None:
    """Ranges 2 and 4: mean 3; D4 for three values is 1 + 3 x 0.888 / 1.693 = 2.574."""
    points = analyse([1, 2, 3, 2, 4, 6], subgroups=[1, 1, 1, 2, 2, 2], chart="r").points
    assert points["y"].to_list() == [2, 4]
    assert points["centre"].to_list() == pytest.approx([3, 3])
    assert points["upper"][0] == pytest.approx(3 * 2.574, abs=0.01)
    assert points["lower"][0] == 0


def test_an_ewma_weighs_the_newest_value_a_fifth() -> None:
    points = analyse([10, 12, 8, 10], chart="ewma", sigma=1.0, centre=10).points
    assert points["y"].to_list() == pytest.approx([10, 10.4, 9.92, 9.936])
    assert points["upper"][0] == pytest.approx(10 + 3 * 0.2)
    assert points["upper"][1] == pytest.approx(10 + 3 * (0.2 / 1.8 * (1 - 0.8**4)) ** 0.5)


def test_a_cusum_sums_what_lies_beyond_half_a_sigma() -> None:
    points = analyse([10, 12, 12, 12, 12], chart="cusum", sigma=1.0, centre=10).points
    assert points["y"].to_list() == pytest.approx([0, 1.5, 3.0, 4.5, 6.0])
    assert points["beyond_limits"].to_list() == [False] * 4 + [True]


def test_a_cusum_of_low_values_is_drawn_below_nought() -> None:
    points = analyse([10, 8, 8], chart="cusum", sigma=1.0, centre=10).points
    assert points["y"].to_list() == pytest.approx([0, -1.5, -3])


def test_a_known_sigma_stands_in_for_the_moving_ranges() -> None:
    points = analyse([5, 6, 7], chart="i", sigma=1.0).points
    assert (points["lower"][0], points["upper"][0]) == (3, 9)


def test_means_deviations_and_sizes_do_where_the_rows_are_not_at_hand() -> None:
    rows, lots = [1, 3, 2, 4, 6, 5, 2, 2, 5], [1, 1, 1, 2, 2, 2, 3, 3, 3]
    raw = analyse(rows, subgroups=lots, chart="xbar").points
    means, deviations = raw["y"].to_list(), analyse(rows, subgroups=lots, chart="s").points["y"].to_list()
    for chart in ("xbar", "s"):
        whole = analyse(rows, subgroups=lots, chart=chart).points
        told = analyse(means, [3, 3, 3], sd=deviations, chart=chart).points
        for line in ("y", "centre", "lower", "upper"):
            assert told[line].to_list() == pytest.approx(whole[line].to_list())
    with pytest.raises(ValueError, match="Xbar and S"):
        analyse([1, 2], [3, 3], sd=[1, 1], chart="i")


def test_a_value_set_apart_is_judged_and_moves_no_line() -> None:
    points = analyse([5, 6, 4, 5, 500], chart="i", apart=[5]).points
    alone = analyse([5, 6, 4, 5], chart="i").points
    assert points["centre"][0] == alone["centre"][0]
    assert points["upper"][0] == alone["upper"][0]
    assert points["beyond_limits"].to_list() == [False] * 4 + [True]
