"""Pareto: which few kinds make up most of the count."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.spc.pareto import MISSING, pareto


def test_the_largest_stands_first_and_shares_add_up() -> None:
    found = pareto(["late", "lost", "late", "wrong", "late"])
    assert found["category"].to_list() == ["late", "lost", "wrong"]
    assert found["count"].to_list() == [3, 1, 1]
    assert found["share"].to_list() == pytest.approx([0.6, 0.2, 0.2])
    assert found["cumulative"].to_list() == pytest.approx([0.6, 0.8, 1.0])


def test_equal_counts_stand_in_the_order_of_their_names() -> None:
    assert pareto(["b", "c", "a", "c", "b", "a"])["category"].to_list() == ["a", "b", "c"]


def test_what_nobody_wrote_down_is_counted_under_that_name() -> None:
    found = pareto(["x", None, " ", float("nan"), "x"])
    assert dict(found.select("category", "count").rows()) == {MISSING: 3, "x": 2}


def test_counts_may_be_given_as_a_mapping_or_a_second_list() -> None:
    expected = [("fall", 4), ("ulcer", 2)]
    assert pareto({"ulcer": 2, "fall": 4}).select("category", "count").rows() == expected
    assert pareto(["ulcer", "fall", "ulcer"], [1, 4, 1]).select("category", "count").rows() == expected
    assert pareto({"ulcer": 2, "fall": 4, "burn": 0})["category"].to_list() == ["fall", "ulcer"]


def test_nothing_counted_is_an_empty_table_with_its_columns() -> None:
    found = pareto([])
    assert found.is_empty()
    assert found.columns == ["category", "count", "share", "cumulative"]


@pytest.mark.parametrize(("counts", "says"), [([1], "each category"), ([1, -2], "below 0"), ([1, 1.5], "whole")])
def test_counts_that_cannot_be_are_refused(counts: list[float], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        pareto(["a", "b"], counts)  # type: ignore[arg-type]


@given(st.lists(st.sampled_from(["a", "b", "c", "d", None]), min_size=1), st.randoms())
def test_the_order_of_the_rows_changes_nothing(events: list[str | None], chance: object) -> None:
    mixed = list(events)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    found = pareto(events)
    assert found.equals(pareto(pl.Series(mixed, dtype=pl.String)))
    assert found["count"].sum() == len(events)
    assert found["cumulative"][-1] == pytest.approx(1.0)
