"""Suggested phases: found by a long run, proposed and never made."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.spc.suggest_phases import parts_of, suggest_phases

GOLDEN = Path(__file__).parents[3] / "shared" / "golden" / "spc"
golden_only = pytest.mark.skipif(
    not GOLDEN.is_dir(), reason=f"the golden SPC data are not here ({GOLDEN}); nothing to compare with"
)
values = st.one_of(st.none(), st.integers(0, 12).map(float))


def rows(phases: pl.DataFrame) -> list[tuple[Any, ...]]:
    return phases.select("median", "first", "last", "extend_to", "kind").rows()


def test_a_series_that_moves_up_is_given_a_second_phase_where_the_run_begins() -> None:
    y = [3, 5, 4, 6, 5, 4, 9, 8, 9, 10, 9]
    phases = suggest_phases(y, baseline=5, run_length=4)
    assert rows(phases) == [(5.0, 1, 5, 7, "baseline"), (9.0, 7, 10, 11, "sustained")]
    assert parts_of(phases) == (6,)


def test_a_value_on_the_median_neither_breaks_nor_lengthens_a_run() -> None:
    y = [4, 6, 5, 9, 5, 8, 5, 10]
    assert rows(suggest_phases(y, baseline=3, run_length=3))[1] == (9.0, 4, 8, 8, "sustained")
    assert suggest_phases(y, baseline=3, run_length=4).height == 1


def test_only_the_side_that_is_asked_for_is_suggested() -> None:
    y = [5, 5, 4, 6, 9, 9, 9, 9, 1, 1, 1, 1]
    assert suggest_phases(y, baseline=4, run_length=4, direction="below")["median"].to_list() == [5.0, 1.0]
    assert suggest_phases(y, baseline=4, run_length=4, direction="above")["median"].to_list() == [5.0, 9.0]
    assert suggest_phases(y, baseline=4, run_length=4, direction="both")["median"].to_list() == [5.0, 9.0, 1.0]


def test_missing_months_are_passed_over_and_keep_their_places() -> None:
    y = [None, 3, 5, None, 4, 9, None, 9, 9, 9, None]
    x = [date(2025, month, 1) for month in range(1, 12)]
    phases = suggest_phases(y, x=x, baseline=3, run_length=4)
    assert rows(phases) == [(4.0, 2, 5, 6, "baseline"), (9.0, 6, 10, 10, "sustained")]
    assert phases["first_x"].to_list() == [date(2025, 2, 1), date(2025, 6, 1)]


def test_a_denominator_of_zero_is_a_gap() -> None:
    phases = suggest_phases([1, 2, 0, 1, 4, 4, 4], [4, 4, 0, 4, 5, 5, 5], baseline=3, run_length=3)
    assert rows(phases) == [(0.25, 1, 4, 5, "baseline"), (0.8, 5, 7, 7, "sustained")]


def test_too_few_points_are_one_baseline_and_none_is_no_phase() -> None:
    assert rows(suggest_phases([2, 4], baseline=13)) == [(3.0, 1, 2, 2, "baseline")]
    assert suggest_phases([None, None]).is_empty()
    assert suggest_phases([]).is_empty()
    assert parts_of(suggest_phases([])) == ()


@pytest.mark.parametrize(
    "asked", [{"direction": "up"}, {"baseline": 1}, {"run_length": 0}, {"x": [1, 2]}, {"n": [1.0, 2.0]}]
)
def test_what_cannot_be_asked_is_refused_by_its_name(asked: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(asked))):
        suggest_phases([1.0, 2.0, 3.0], **asked)


@pytest.mark.slow
@given(st.lists(values, max_size=40), st.integers(2, 6), st.integers(2, 6))
def test_phases_follow_one_another_and_mirror_with_the_series(
    y: list[float | None], baseline: int, run_length: int
) -> None:
    phases = suggest_phases(y, baseline=baseline, run_length=run_length)
    mirrored = suggest_phases([None if v is None else -v for v in y], baseline=baseline, run_length=run_length)
    assert mirrored["first"].to_list() == phases["first"].to_list()
    assert mirrored["median"].to_list() == [-m for m in phases["median"]]
    assert (phases["first"] <= phases["last"]).all()
    assert phases["extend_to"].to_list()[:-1] == phases["first"].to_list()[1:]
    assert (phases["last"].to_numpy()[:-1] < phases["first"].to_numpy()[1:]).all()


@pytest.mark.slow
@given(st.lists(st.integers(0, 12).map(float), max_size=40), st.data())
def test_an_absent_month_changes_no_median(y: list[float], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(y)))
    with_gap = suggest_phases([*y[:place], None, *y[place:]], baseline=5, run_length=4)
    assert with_gap["median"].to_list() == suggest_phases(y, baseline=5, run_length=4)["median"].to_list()


@cache
def golden() -> tuple[list[dict[str, Any]], dict[Any, pl.DataFrame], dict[Any, pl.DataFrame]]:
    cases = pl.read_csv(GOLDEN / "rephase_cases.csv").to_dicts()
    phases = pl.read_csv(GOLDEN / "rephase_phases.csv").partition_by("case_id", as_dict=True)
    series = pl.read_csv(GOLDEN / "series.csv", infer_schema_length=None).partition_by("series_id", as_dict=True)
    return cases, phases, series


def suggested(case: dict[str, Any]) -> pl.DataFrame:
    series = golden()[2][(case["series_id"],)].sort("row")
    sized = series["n"].is_not_null().any()
    return suggest_phases(
        series["y"],
        series["n"] if sized else None,
        x=series["x"],
        baseline=case["med_rows"],
        run_length=case["runlength"],
        direction=case["direction"],
    )


@pytest.mark.slow
@golden_only
def test_every_golden_rephasing_is_reproduced() -> None:
    cases, phases, _ = golden()
    done = [case for case in cases if case["status"] == "ok"]
    assert done
    for case in done:
        ours, theirs = suggested(case), phases[(case["case_id"],)]
        assert ours["kind"].to_list() == theirs["run_type"].to_list(), case["case_id"]
        assert np.allclose(ours["median"].to_numpy(), theirs["median"].to_numpy(), rtol=1e-12, atol=0), case["case_id"]
        for mine, other in {"first_x": "start_date", "last_x": "end_date", "extend_to_x": "extend_to"}.items():
            assert ours[mine].to_list() == theirs[other].to_list(), (case["case_id"], mine)


@golden_only
def test_where_the_reference_gives_up_for_few_points_ours_is_one_baseline() -> None:
    failed = [case for case in golden()[0] if case["status"] != "ok"]
    assert failed
    assert all(suggested(case)["kind"].to_list() == ["baseline"] for case in failed)
