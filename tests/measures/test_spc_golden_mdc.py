"""Every Making Data Count chart of the reference package's golden cases, reproduced; where we differ, how many."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from measures.spc import Chart, analyse

GOLDEN = Path(__file__).parents[3] / "shared" / "golden" / "spc"
pytestmark = pytest.mark.skipif(
    not GOLDEN.is_dir(), reason=f"the golden SPC data are not here ({GOLDEN}); nothing to compare with"
)
BETTER = {"increase": "higher", "decrease": "lower", "neutral": "neither"}
RULE_OF = {
    "Common Cause": None,
    "Above UCL": "beyond_limits",
    "Below LCL": "beyond_limits",
    "7 Point Trend (Increasing)": "trend",
    "7 Point Trend (Decreasing)": "trend",
    "2 in 3 Above CL": "two_of_three",
    "2 in 3 Below CL": "two_of_three",
    "7 Points Above CL": "shift",
    "7 Points Below CL": "shift",
}


@cache
def cases() -> list[tuple[dict[str, Any], pl.DataFrame]]:
    points = pl.read_parquet(GOLDEN / "mdc_points.parquet").partition_by("case_id", as_dict=True)
    listed = pl.read_csv(GOLDEN / "mdc_cases.csv").filter(pl.col("status") == "ok").to_dicts()
    return [(case, points[(case["case_id"],)].sort("i")) for case in listed]


def kind(points: pl.DataFrame) -> str:
    if points["y"].is_null().any():
        return "missing"
    return "constant" if points["y"].n_unique() == 1 and points["upl"].is_null().all() else "whole"


def recomputed(case: dict[str, Any], points: pl.DataFrame) -> Chart:
    """The case from its plotted values. Phases begin where the reference rebased; each has its own baseline."""
    asked = json.loads(case["args"])
    group = points["rebase_group"]
    cuts = [i for i in range(1, len(group)) if group[i] != group[i - 1]]
    baseline = asked.get("fix_after_n_points")
    return analyse(
        points["y"],
        chart="i",
        rules="mdc",
        parts=cuts,
        freeze=[start + baseline for start in (0, *cuts)] if baseline else None,
        better=BETTER[asked["improvement_direction"]],
        target=asked.get("target"),
        screen_moving_ranges=asked.get("screen_outliers", True),
    )


def differences(case: dict[str, Any], points: pl.DataFrame) -> set[str]:
    chart = recomputed(case, points)
    assert chart.icons is not None
    lines = {"centre": "mean", "lower": "lpl", "upper": "upl"}
    told = {name for name, theirs in lines.items() if not same_line(chart.points[name], points[theirs])}
    agrees = {
        "rule": chart.points["rule_hit"].to_list() == [RULE_OF[hit] for hit in points["special_cause_type"]],
        "point type": chart.points["point_type"].equals(points["point_type"]),
        "variation icon": chart.icons.variation == case["variation_icon"],
        "assurance icon": chart.icons.assurance == case["assurance_icon"],
    }
    return told | {name for name, equal in agrees.items() if not equal}


def same_line(ours: pl.Series, theirs: pl.Series) -> bool:
    scale = max(float(theirs.abs().max() or 0.0), 1.0)
    return bool(np.allclose(ours.to_numpy(), theirs.to_numpy(), rtol=0, atol=1e-9 * scale, equal_nan=True))


@pytest.mark.slow
def test_every_series_without_gaps_is_reproduced() -> None:
    whole = [(case, points) for case, points in cases() if kind(points) == "whole"]
    assert len(whole) == 306
    assert [case["case_id"] for case, points in whole if differences(case, points)] == []


def test_a_constant_series_has_limits_where_the_reference_has_none_and_so_an_answer_for_its_target() -> None:
    constant = [(case, points) for case, points in cases() if kind(points) == "constant"]
    found = Counter(name for case, points in constant for name in differences(case, points))
    assert len(constant) == 13
    assert found == {"lower": 13, "upper": 13, "assurance icon": 5}
    assert {case["assurance_icon"] for case, _ in constant} == {None, "inconsistent"}


@pytest.mark.slow
def test_a_gap_does_not_hide_a_shift_as_it_does_in_the_reference() -> None:
    missing = [(case, points) for case, points in cases() if kind(points) == "missing"]
    found = Counter(name for case, points in missing for name in differences(case, points))
    assert len(missing) == 9
    assert found == {"rule": 7, "point type": 7}
    for case, points in missing:
        ours = recomputed(case, points).points["rule_hit"].to_list()
        theirs = [RULE_OF[hit] for hit in points["special_cause_type"]]
        assert {a for a, b in zip(ours, theirs) if a != b} <= {"shift"}
