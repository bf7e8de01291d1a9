"""Laws that hold for every series, whatever the chart and the rule set."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from measures.spc import Chart, analyse, analyse_many
from measures.spc.folders import methods_there, rule_sets_there

CHARTS = sorted(methods_there())
RULES = sorted(rule_sets_there())
OF_ONE_NUMBER = ["run", "i", "mr", "c", "g", "t"]  # charts of y alone
OF_A_DENOMINATOR = ["run", "i", "ip", "p", "pp", "u", "up"]
MEASUREMENTS = ["run", "i", "mr"]
LIMITS = ["lower", "lower_2s", "centre", "upper_2s", "upper"]
OPPOSITE = {"up": "down", "down": "up", None: None}

# Whole numbers keep shifting and scaling exact; None is a month without a value.
WHOLE = st.lists(st.one_of(st.integers(1, 30), st.none()), min_size=1, max_size=40)
PAIRS = st.lists(
    st.one_of(st.tuples(st.integers(0, 20), st.integers(0, 30)).map(lambda p: (min(p), max(p))), st.just((None, 5))),
    min_size=1,
    max_size=40,
)


def numerators(pairs: list[tuple[int | None, int]]) -> dict[str, Any]:
    return {"y": [y for y, _ in pairs], "n": [n for _, n in pairs]}


def limits(chart: Chart) -> np.ndarray:
    return chart.points.select(LIMITS).to_numpy()


def patterns(chart: Chart) -> list[tuple[str, int, int, str | None]]:
    return [(s.rule, s.first, s.last, s.direction) for s in chart.signals]


def close(a: np.ndarray, b: np.ndarray) -> bool:
    return np.allclose(a, b, rtol=1e-9, atol=1e-9, equal_nan=True)


@pytest.mark.slow
@pytest.mark.parametrize("chart", MEASUREMENTS)
@given(y=WHOLE, by=st.integers(-50, 50), times=st.integers(2, 9))
def test_shifting_and_scaling_the_values_shifts_and_scales_every_line(
    chart: str, y: list[int | None], by: int, times: int
) -> None:
    moved = [None if v is None else v * times + by for v in y]
    before, after = analyse(y, chart=chart), analyse(moved, chart=chart)
    shift = 0 if chart == "mr" else by  # a moving range does not know where zero is
    assert close(limits(after), limits(before) * times + shift)
    assert patterns(after) == patterns(before)


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("chart", ["run", "i"])
@given(y=WHOLE)
def test_mirroring_the_values_mirrors_every_signal(chart: str, rules: str, y: list[int | None]) -> None:
    mirrored = [None if v is None else -v for v in y]
    plain = patterns(analyse(y, chart=chart, rules=rules))
    assert sorted(patterns(analyse(mirrored, chart=chart, rules=rules)), key=str) == sorted(
        ((rule, first, last, OPPOSITE[side]) for rule, first, last, side in plain), key=str
    )


@pytest.mark.slow
@pytest.mark.parametrize("chart", OF_ONE_NUMBER)
@given(y=WHOLE, k=st.integers(1, 40))
def test_limits_frozen_on_k_points_are_those_of_the_k_points_alone(chart: str, y: list[int | None], k: int) -> None:
    frozen, alone = analyse(y, chart=chart, freeze=k), analyse(y[:k], chart=chart)
    assert close(limits(frozen)[: len(y[:k])], limits(alone))


@pytest.mark.slow
@pytest.mark.parametrize("chart", OF_A_DENOMINATOR)
@given(pairs=PAIRS, k=st.integers(1, 40))
def test_limits_of_shares_frozen_on_k_points_are_those_of_the_k_points_alone(
    chart: str, pairs: list[tuple[int | None, int]], k: int
) -> None:
    frozen, alone = analyse(**numerators(pairs), chart=chart, freeze=k), analyse(**numerators(pairs[:k]), chart=chart)
    assert close(limits(frozen)[: len(pairs[:k])], limits(alone))


@pytest.mark.slow
@settings(max_examples=120)
@given(chart=st.sampled_from(OF_A_DENOMINATOR), rules=st.sampled_from(RULES), before=PAIRS, after=PAIRS)
def test_phases_judged_together_are_the_phases_judged_alone(
    chart: str, rules: str, before: list[tuple[int | None, int]], after: list[tuple[int | None, int]]
) -> None:
    cut = len(before)
    both = analyse(**numerators([*before, *after]), chart=chart, rules=rules, parts=[cut])
    alone = [analyse(**numerators(piece), chart=chart, rules=rules) for piece in (before, after)]
    told = [name for name in both.points.columns if name not in ("i", "x", "part")]
    assert_frame_equal(both.points.select(told), pl.concat([one.points.select(told) for one in alone]))
    later = [(rule, first + cut, last + cut, side) for rule, first, last, side in patterns(alone[1])]
    assert patterns(both) == [*patterns(alone[0]), *later]


@pytest.mark.slow
@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("chart", ["run", "c", "u"])
@given(pairs=PAIRS, place=st.integers(0, 40))
def test_a_month_without_a_value_neither_makes_nor_hides_a_signal(
    chart: str, rules: str, pairs: list[tuple[int | None, int]], place: int
) -> None:
    """On charts without moving ranges. A range across a gap is not a range of neighbours, so it is not there."""
    place = min(place, len(pairs))
    gap = [*pairs[:place], (None, 0), *pairs[place:]]
    before, after = (analyse(**numerators(p), chart=chart, rules=rules) for p in (pairs, gap))
    moved = [
        (rule, first + (first > place), last + (last > place), side)
        for rule, first, last, side in patterns(before)
        if rule not in WHOLE_PHASE
    ]
    assert [p for p in patterns(after) if p[0] not in WHOLE_PHASE] == moved
    assert [p[0] for p in patterns(after) if p[0] in WHOLE_PHASE] == [
        p[0] for p in patterns(before) if p[0] in WHOLE_PHASE
    ]
    assert close(np.delete(limits(after), place, axis=0), limits(before))


WHOLE_PHASE = ("few_crossings", "too_few_runs", "too_many_runs")


@pytest.mark.slow
@given(pairs=PAIRS, seed=st.integers(0, 99))
def test_the_order_of_dated_rows_does_not_matter(pairs: list[tuple[int | None, int]], seed: int) -> None:
    months = pl.date_range(pl.date(2020, 1, 1), pl.date(2024, 1, 1), "1mo", eager=True)[: len(pairs)]
    order = np.random.default_rng(seed).permutation(len(pairs))
    shuffled = [pairs[k] for k in order]
    straight = analyse(**numerators(pairs), x=months, chart="p")
    assert_frame_equal(analyse(**numerators(shuffled), x=months[order.tolist()], chart="p").points, straight.points)


@pytest.mark.slow
@given(pairs=PAIRS, seed=st.integers(0, 99), period=st.sampled_from(["month", "quarter", "year"]))
def test_gathering_by_period_sums_rows_in_any_order_and_inserts_the_absent_periods(
    pairs: list[tuple[int | None, int]], seed: int, period: str
) -> None:
    rng = np.random.default_rng(seed)
    days = pl.Series(rng.integers(18262, 19700, len(pairs)).tolist()).cast(pl.Int32).cast(pl.Date)
    order = rng.permutation(len(pairs)).tolist()
    chart = analyse(**numerators(pairs), x=days, chart="u", period=period)
    shuffled = analyse(**numerators([pairs[k] for k in order]), x=days[order], chart="u", period=period)
    assert_frame_equal(chart.points, shuffled.points)
    step = {"month": "1mo", "quarter": "1q", "year": "1y"}[period]
    first = days.dt.truncate(step)
    assert chart.points["x"].to_list() == pl.date_range(first.min(), first.max(), step, eager=True).to_list()
    assert chart.points["n"].sum() == sum(n for y, n in pairs if y is not None)


@pytest.mark.slow
@settings(max_examples=150)
@given(
    chart=st.sampled_from([name for name in CHARTS if name not in ("xbar", "s", "r")]),
    rules=st.sampled_from(RULES),
    several=st.lists(PAIRS, min_size=1, max_size=4),
    exclude=st.lists(st.integers(1, 40), max_size=3),
    parts=st.lists(st.integers(1, 39), max_size=2),
    freeze=st.one_of(st.none(), st.integers(1, 30)),
)
def test_many_series_at_once_are_each_series_by_itself(
    chart: str,
    rules: str,
    several: list[list[tuple[int | None, int]]],
    exclude: list[int],
    parts: list[int],
    freeze: int | None,
) -> None:
    choices = {"chart": chart, "rules": rules, "exclude": exclude, "parts": parts, "freeze": freeze}
    choices |= {"better": "lower", "multiply": 100.0}
    bump = 1 if chart == "t" else 0  # a time between events is greater than 0
    rows = [
        (f"clinic {k}", None if y is None else y + bump, n + bump) for k, pairs in enumerate(several) for y, n in pairs
    ]
    frame = pl.DataFrame(rows, schema={"series": pl.String, "y": pl.Float64, "n": pl.Float64}, orient="row")
    n = "n" if chart in (*OF_A_DENOMINATOR, "np") else None
    many = analyse_many(frame, n=n, **choices)
    for name, one in frame.group_by("series", maintain_order=True):
        alone = analyse(one["y"], one["n"] if n else None, **choices).points
        ours = many.filter(pl.col("series") == name[0]).drop("series")
        assert_frame_equal(ours, alone, rel_tol=1e-12, abs_tol=1e-12)


EMPTY_TO_CONSTANT: list[list[Any]] = [[], [7], [7] * 30, [None] * 12, [3, None, 3], [4, 4, 4, 4, 9]]


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("chart", CHARTS)
def test_empty_single_constant_and_missing_series_are_safe(chart: str, rules: str) -> None:
    for y in EMPTY_TO_CONSTANT:
        n = [10] * len(y) if chart in (*OF_A_DENOMINATOR, "np") else None
        alone = list(range(len(y))) if chart in ("xbar", "s", "r") else None
        told = analyse(y, n, subgroups=alone, chart=chart, rules=rules)
        assert told.points.height == len(y)
        if len(set(y)) <= 1:
            # where limits come from the numbers' size, values that never vary do lie oddly near the centre
            assert {signal.rule for signal in told.signals} <= {"fifteen_within_one_sigma"}
            assert told.signals == () or chart not in VARY_BY_RANGES
            assert not told.points["beyond_limits"].any()


VARY_BY_RANGES = ("run", "i", "mr", "ip", "pp", "up", "t", "xbar", "s")


@pytest.mark.slow
@pytest.mark.parametrize("rules", RULES)
@given(y=WHOLE, out=st.sets(st.integers(1, 40), min_size=1, max_size=5))
def test_excluded_points_are_drawn_and_nothing_else(rules: str, y: list[int | None], out: set[int]) -> None:
    out = {place for place in out if place <= len(y)}
    kept = [v for place, v in enumerate(y, 1) if place not in out]
    excluded, removed = analyse(y, chart="i", rules=rules, exclude=sorted(out)), analyse(kept, chart="i", rules=rules)
    there = excluded.points.filter("include")
    assert close(there.select(LIMITS).to_numpy(), limits(removed))
    assert there["rule_hit"].to_list() == removed.points["rule_hit"].to_list()
    left = excluded.points.filter(~pl.col("include"))
    assert left["y"].to_list() == [y[place - 1] for place in sorted(out)]
    assert not left["beyond_limits"].any()
    assert left["rule_hit"].null_count() == left.height
