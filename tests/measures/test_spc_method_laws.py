"""Laws that the lines of every kind of chart obey, whatever the series."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_phases import METHODS, drawn_from, kept, lines

from measures.spc.phase import Lines

BY_NAME = pytest.mark.parametrize("name", METHODS)
DRAWN = ("centre", "lower", "upper", "lower_2s", "upper_2s")
quick = settings(max_examples=20, deadline=None)

# What one point of any chart may be made of: a value (None is a gap), a denominator and the size and spread
# of a subgroup. The value is a whole number, so that sums are exact.
POINT = st.tuples(st.one_of(st.integers(1, 40), st.none()), st.integers(40, 90), st.integers(2, 6), st.integers(1, 12))
SERIES = st.lists(POINT, min_size=2, max_size=24)


def assert_same(one: Lines, other: Lines, points: np.ndarray | slice = slice(None)) -> None:
    """The lines of the first at these points are the lines of the other."""
    for name in DRAWN:
        first, second = getattr(one, name), getattr(other, name)
        assert (first is None) == (second is None)
        if first is not None:
            np.testing.assert_allclose(first[..., points], second, rtol=1e-9, atol=1e-12)


@BY_NAME
@quick
@given(points=SERIES)
def test_lines_have_a_place_at_every_point_and_lie_in_order(name: str, points: list) -> None:
    of = drawn_from(name, points)
    drawn = lines(name, of)
    assert drawn.centre.shape == of.y.shape
    there = [line for line in (drawn.lower, drawn.lower_2s, drawn.upper_2s, drawn.upper) if line is not None]
    assert all(line.shape == of.y.shape for line in there)
    for low, high in pairwise(there):
        assert (np.isnan(low) | (low <= high + 1e-12)).all()


@pytest.mark.parametrize("name", [name for name in METHODS if name != "mr"])  # there, neighbours meet as plotted
@quick
@given(points=SERIES, data=st.data())
def test_an_excluded_point_is_as_if_it_had_never_been(name: str, points: list, data: st.DataObject) -> None:
    left_out = data.draw(st.sets(st.integers(0, len(points) - 1), max_size=len(points) - 1))
    of = drawn_from(name, points)
    stay = np.array([i not in left_out for i in range(len(points))])
    assert_same(lines(name, replace(of, include=stay)), lines(name, kept(of, stay)), np.flatnonzero(stay))


@BY_NAME
@quick
@given(points=SERIES, data=st.data())
def test_a_frozen_baseline_gives_the_lines_of_its_points_alone(name: str, points: list, data: st.DataObject) -> None:
    k = data.draw(st.integers(1, len(points)))
    of = drawn_from(name, points)
    baseline = np.arange(len(points)) < k
    assert_same(lines(name, replace(of, baseline=baseline)), lines(name, kept(of, baseline)), slice(k))


@pytest.mark.slow
@BY_NAME
@quick
@given(many=st.lists(st.lists(POINT, min_size=9, max_size=9), min_size=2, max_size=5), data=st.data())
def test_many_series_at_once_are_the_same_as_one_after_the_other(name: str, many: list, data: st.DataObject) -> None:
    alone = [drawn_from(name, points) for points in many]
    include = np.array(data.draw(st.lists(st.lists(st.booleans(), min_size=9, max_size=9), min_size=5, max_size=5)))
    stacked = {
        field: np.concatenate([getattr(of, field) for of in alone])
        for field in ("y", "n", "size", "sd")
        if getattr(alone[0], field) is not None
    }
    together = lines(name, replace(alone[0], include=include[: len(many)], **stacked))
    for row, of in enumerate(alone):
        single = lines(name, replace(of, include=include[row]))
        for line in DRAWN:
            both = getattr(together, line), getattr(single, line)
            assert both[0] is both[1] is None or np.allclose(both[0][row], both[1][0], rtol=1e-12, equal_nan=True)


@pytest.mark.parametrize("name", ["run", "c", "g", "p", "u", "s", "xbar"])  # elsewhere a gap parts two neighbours
@quick
@given(points=SERIES, data=st.data())
def test_an_absent_month_changes_no_line_of_the_others(name: str, points: list, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(points)))
    longer = drawn_from(name, [*points[:at], (None, 40, 3, 2), *points[at:]])
    others = np.delete(np.arange(len(points) + 1), at)
    assert_same(lines(name, longer), lines(name, drawn_from(name, points)), others)


@pytest.mark.parametrize("name", ["run", "i", "xbar"])
@quick
@given(points=SERIES, shift=st.integers(-50, 50), scale=st.sampled_from([0.5, 2.0, 4.0]))
def test_shifting_and_stretching_measurements_shifts_and_stretches_their_lines(
    name: str, points: list, shift: int, scale: float
) -> None:
    of = drawn_from(name, points)
    moved = replace(of, y=of.y * scale + shift, sd=None if of.sd is None else of.sd * scale)
    before, after = lines(name, of), lines(name, moved)
    for line in DRAWN:
        was, now = getattr(before, line), getattr(after, line)
        assert was is now is None or np.allclose(was * scale + shift, now, equal_nan=True)


@pytest.mark.parametrize("name", ["run", "i", "mr", "s", "t", "ip"])
@quick
@given(points=SERIES, scale=st.sampled_from([0.5, 2.0, 24.0]))
def test_another_unit_of_the_values_is_another_unit_of_the_lines(name: str, points: list, scale: float) -> None:
    of = drawn_from(name, points)
    unit = {line: level * scale for line in ("y", "sd") if (level := getattr(of, line)) is not None}
    before, after = lines(name, of), lines(name, replace(of, **unit))
    for line in DRAWN:
        was, now = getattr(before, line), getattr(after, line)
        assert was is now is None or np.allclose(was * scale, now, equal_nan=True)


@pytest.mark.parametrize("name", ["p", "pp"])
@quick
@given(points=SERIES)
def test_counting_the_no_instead_of_the_yes_mirrors_the_lines(name: str, points: list) -> None:
    of = drawn_from(name, points)
    yes, no = lines(name, of), lines(name, replace(of, y=1 - of.y))
    for line, mirrored in (("centre", "centre"), ("lower", "upper"), ("lower_2s", "upper_2s")):
        np.testing.assert_allclose(getattr(yes, line), 1 - getattr(no, mirrored), atol=1e-9)


@pytest.mark.parametrize(("name", "narrower"), [("p", 2.0), ("u", 2.0), ("pp", 1.0), ("up", 1.0)])
@quick
@given(points=SERIES)
def test_four_times_the_denominators_halve_the_limits_but_not_those_that_follow_the_true_variation(
    name: str, narrower: float, points: list
) -> None:
    of = drawn_from(name, points)
    assert of.n is not None
    small, large = lines(name, of), lines(name, replace(of, n=of.n * 4))
    assert small.sigma is not None
    assert large.sigma is not None
    np.testing.assert_allclose(small.sigma / narrower, large.sigma)


@pytest.mark.parametrize("name", ["u", "up"])
@quick
@given(points=SERIES)
def test_another_unit_of_exposure_is_another_unit_of_the_rate(name: str, points: list) -> None:
    of = drawn_from(name, points)
    assert of.n is not None
    days, years = lines(name, replace(of, y=of.y / 8, n=of.n * 8)), lines(name, of)
    for line in DRAWN:
        np.testing.assert_allclose(getattr(days, line) * 8, getattr(years, line), atol=1e-9)


@quick
@given(points=SERIES)
def test_counts_are_rates_of_one_unit_of_exposure(points: list) -> None:
    of = drawn_from("c", points)
    assert_same(lines("c", of), lines("u", replace(of, n=np.ones(of.y.shape))))
