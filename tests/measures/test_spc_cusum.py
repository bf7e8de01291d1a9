"""The Bernoulli CUSUM: single cases against an expected chance."""

from __future__ import annotations

import json
from math import log
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.spc.bernoulli_cusum import bernoulli_cusum

GOLDEN = Path(__file__).parents[3] / "shared" / "golden" / "spc"
cases = st.lists(st.sampled_from([0, 1, None]), max_size=60)
COLUMNS = ["p0", "p1", "p2", "s_up", "cusum_up", "s_down", "cusum_down"]


def test_weights_are_those_worked_out_by_hand() -> None:
    """Expected 1 in 10, doubled odds: p1 = 2/11; an event adds ln(20/11), a case without one ln(10/11)."""
    found = bernoulli_cusum([1, 1, 0, 0], target=0.1)
    assert found.p1 == pytest.approx(2 / 11)
    assert found.p2 == pytest.approx(1 / 19)
    event, none = log(20 / 11), log(10 / 11)
    assert found.points["cusum_up"].to_list() == pytest.approx(
        [event, 2 * event, 2 * event + none, 2 * event + 2 * none]
    )
    assert found.points["cusum_down"].to_list() == pytest.approx([0, 0, -log(20 / 19), -2 * log(20 / 19)])


def test_six_events_in_a_row_signal_a_doubling_of_one_in_ten_and_the_sum_starts_anew() -> None:
    """Each event adds 0.598; the sixth brings the sum to 3.587, past 3.5."""
    found = bernoulli_cusum([1] * 7, target=0.1)
    assert found.signals_up == (6,)
    assert found.points["reached_up"][5] == pytest.approx(6 * log(20 / 11))
    assert found.points["cusum_up"].to_list()[5:] == pytest.approx([0.0, log(20 / 11)])
    assert found.signals_down == ()


def test_a_long_time_without_an_event_signals_downward() -> None:
    """From 1 in 10 each case without an event adds ln(20/19) = 0.0513: 69 of them pass 3.5."""
    found = bernoulli_cusum([0] * 80, target=0.1)
    assert found.signals_down == (69,)
    assert (found.points["cusum_down"] <= 0).all()


def test_the_expected_chance_may_come_from_the_first_cases() -> None:
    assert bernoulli_cusum([0, 1, 0, 0, 1, 1, 1], target=4).p0 == 0.25
    with pytest.raises(ValueError, match="no event"):
        bernoulli_cusum([0, 0, 0, 1], target=3)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"target": 0}, "target"),
        ({"target": 2.5}, "whole"),
        ({"target": 0.2, "odds_ratio": 1}, "odds_ratio"),
        ({"target": 0.2, "limit": 0}, "limit"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_name(asked: dict[str, float], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        bernoulli_cusum([0, 1, 0], **asked)


def test_a_case_is_one_or_zero() -> None:
    with pytest.raises(ValueError, match="2 is neither"):
        bernoulli_cusum([0, 2, 1], target=0.1)


@given(cases)
def test_a_missing_case_keeps_its_place_and_changes_no_sum(x: list[int | None]) -> None:
    seen = [case for case in x if case is not None]
    whole, alone = (bernoulli_cusum(values, target=0.2, limit=2) for values in (x, seen))
    present = whole.points.filter(pl.col("x").is_not_null()).drop("i")
    assert present.equals(alone.points.drop("i"))
    assert whole.points.height == len(x)


@given(st.lists(st.sampled_from([0, 1]), max_size=60))
def test_counting_the_cases_without_event_mirrors_both_sums(x: list[int]) -> None:
    events = bernoulli_cusum(x, target=0.3, limit=2).points
    others = bernoulli_cusum([1 - case for case in x], target=0.7, limit=2).points
    assert np.allclose(events["cusum_up"].to_numpy(), -others["cusum_down"].to_numpy())
    assert np.allclose(events["cusum_down"].to_numpy(), -others["cusum_up"].to_numpy())


@pytest.mark.skipif(not GOLDEN.is_dir(), reason=f"the golden SPC data are not here ({GOLDEN})")
def test_every_golden_cusum_is_reproduced() -> None:
    golden = pl.read_parquet(GOLDEN / "bcusum_points.parquet").partition_by("case_id", as_dict=True)
    assert golden
    for name, theirs in golden.items():
        asked = json.loads(theirs["args"][0])
        ours = bernoulli_cusum(
            theirs["x"], target=asked["target"], odds_ratio=asked.get("or", 2), limit=asked.get("limit", 3.5)
        ).points
        assert np.allclose(ours.select(COLUMNS).to_numpy(), theirs.select(COLUMNS).to_numpy(), rtol=0, atol=1e-12), name
        assert ours.select("i", "x", "signal_up", "signal_down").equals(
            theirs.select("i", "x", "signal_up", "signal_down")
        ), name


def test_before_the_first_case_there_is_nothing_to_signal() -> None:
    empty = bernoulli_cusum([], target=0.1)
    assert (empty.points.height, empty.signals_up, empty.signals_down) == (0, (), ())


def test_a_sum_that_comes_just_to_its_limit_signals_and_starts_anew() -> None:
    one = log(bernoulli_cusum([1], target=0.2).p1 / 0.2)
    found = bernoulli_cusum([1, 1, 1], target=0.2, limit=one)
    assert found.signals_up == (1, 2, 3)
    assert found.points["reached_up"].to_list() == [one] * 3
