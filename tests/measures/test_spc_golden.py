"""Every control and run chart of the reference package, reproduced from the raw rows, or listed as a difference."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from measures.spc import Chart, analyse
from measures.spc.runs import crossings_min, longest_run_max

GOLDEN = Path(__file__).parents[3] / "shared" / "golden" / "spc"
pytestmark = pytest.mark.skipif(
    not GOLDEN.is_dir(), reason=f"the golden SPC data are not here ({GOLDEN}); nothing to compare with"
)
NUMBERS = {
    "y": "y",
    "centre": "cl",
    "lower": "lcl",
    "upper": "ucl",
    "lower_2s": "lcl_95",
    "upper_2s": "ucl_95",
}
RUN_COLUMNS = ["n_useful", "longest_run", "longest_run_max", "crossings", "crossings_min", "runs_signal"]


@cache
def golden() -> dict[str, Any]:
    cases = pl.read_csv(GOLDEN / "qic_cases.csv")
    runs = pl.read_csv(GOLDEN / "qic_runs.csv").rename({"n_crossings": "crossings", "n_crossings_min": "crossings_min"})
    series = pl.read_csv(GOLDEN / "series.csv", schema_overrides={"x": pl.String, "y": pl.Float64, "n": pl.Float64})
    return {
        "cases": {case["case_id"]: case for case in cases.to_dicts()},
        "points": pl.read_parquet(GOLDEN / "qic_points.parquet").sort("i").partition_by("case_id", as_dict=True),
        "runs": runs.sort("part").partition_by("case_id", as_dict=True),
        "series": series.sort("row").partition_by("series_id", as_dict=True),
    }


def as_list(value: Any) -> list[int]:
    return value if isinstance(value, list) else [value] if value is not None else []


def recomputed(case: dict[str, Any]) -> Chart:
    """The case from the raw rows of its series, asked for as a user would."""
    rows = golden()["series"][(case["series_id"],)]
    theirs = golden()["points"].get((case["case_id"],))
    asked = json.loads(case["args"]) or {}
    sized = theirs is not None and theirs["n"].is_not_null().any()
    period = asked.get("x.period")
    grouped = not period and rows["x"].n_unique() < rows.height
    return analyse(
        rows["y"],
        rows["n"] if sized else None,
        x=None if grouped else rows["x"],
        subgroups=rows["x"] if grouped else None,
        period=period,
        aggregate=asked.get("agg.fun", "mean"),
        chart=case["chart"],
        freeze=asked.get("freeze"),
        parts=as_list(asked.get("part")),
        exclude=as_list(asked.get("exclude")),
        centre=asked.get("cl"),
        multiply=asked.get("multiply", 1),
        rules=asked.get("method", "anhoej"),
        screen_moving_ranges=case["screened_mr"],
        floor_zero=asked.get("y.neg") is False,
    )


def differences(case: dict[str, Any]) -> list[str]:
    """The columns in which ours is not theirs."""
    points = golden()["points"][(case["case_id"],)]
    runs = golden()["runs"][(case["case_id"],)]
    chart = recomputed(case)
    if points.height != chart.points.height:
        return ["points"]
    scale = max(1e-300, *(abs(points[name].drop_nulls().to_numpy()).max(initial=0) for name in ("y", "cl", "ucl")))
    same = {
        name: np.allclose(
            points[theirs].to_numpy() / scale, chart.points[name].to_numpy() / scale, rtol=0, atol=1e-9, equal_nan=True
        )
        for name, theirs in NUMBERS.items()
    }
    exact = {"part": "part", "include": "include", "runs_signal": "runs_signal", "beyond_limits": "sigma_signal"}
    same |= {f"points {name}": points[theirs].equals(chart.points[name]) for name, theirs in exact.items()}
    same |= {f"runs {name}": runs[name].equals(chart.runs[name]) for name in RUN_COLUMNS}
    if "part" not in case["args"]:
        same["baseline"] = points["baseline"].equals(chart.points["baseline"])
    return [name for name, agrees in same.items() if not agrees]


def unlike() -> dict[str, list[str]]:
    """The cases that differ in any column, with those columns."""
    cases = [case for case in golden()["cases"].values() if case["status"] == "ok"]
    return {case["case_id"]: found for case in cases if (found := differences(case))}


def theirs_and_ours(case_id: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    return golden()["points"][(case_id,)], recomputed(golden()["cases"][case_id]).points


def only_at_excluded_points(case_id: str) -> bool:
    """The reference marks excluded points beyond a limit; here a point that was left out has no mark."""
    theirs, ours = theirs_and_ours(case_id)
    apart = theirs["sigma_signal"] != ours["beyond_limits"]
    return bool((~ours["include"] & ~ours["beyond_limits"]).filter(apart).all())


def limits_are_the_centre_of_a_constant_series(case_id: str) -> bool:
    """With screening the reference drops every moving range of 0 and draws no limits."""
    theirs, ours = theirs_and_ours(case_id)
    apart = ours.filter(theirs["ucl"].is_null() & ours["upper"].is_not_null())
    return apart.height > 0 and apart["upper"].equals(apart["centre"].alias("upper")) and apart["y"].n_unique() == 1


def sigma_of_every_point(case_id: str) -> bool:
    """The reference's I' takes sigma from all points, whatever was frozen or excluded."""
    case = golden()["cases"][case_id]
    theirs = golden()["points"][(case_id,)]
    kept = {key: value for key, value in (json.loads(case["args"]) or {}).items() if key not in ("freeze", "exclude")}
    whole = recomputed(case | {"args": json.dumps(kept)}).points
    half = (whole["upper"] - whole["centre"]).to_numpy()
    return np.allclose((theirs["ucl"] - theirs["cl"]).to_numpy(), half, rtol=1e-9, equal_nan=True)


def an_empty_subgroup_takes_a_degree_of_freedom(case_id: str) -> bool:
    """The reference counts n - 1 = -1 for a subgroup without a value when it pools the standard deviations."""
    theirs, ours = theirs_and_ours(case_id)
    spread = recomputed(golden()["cases"][case_id] | {"chart": "s"}).points["centre"]
    rows = theirs.with_columns(s=spread, free=pl.col("y_length") - 1, half=ours["upper"] - ours["centre"])
    for part in rows.partition_by("part"):
        pooled = np.sqrt((part["free"] * part["y_sd"].fill_null(0) ** 2).sum() / part["free"].sum())
        told = part["cl"] if "-s-" in case_id else (part["ucl"] - part["cl"]) / part["half"] * part["s"]
        if (part["y_length"] == 0).any() and not np.allclose(told.drop_nulls(), pooled, rtol=1e-9):
            return False
    return bool((theirs["y_length"] == 0).any())


def a_sum_of_nothing_is_zero(case_id: str) -> bool:
    """The reference sums a subgroup without a value to 0; here it is a gap."""
    theirs, ours = theirs_and_ours(case_id)
    apart = theirs.filter(ours["y"].is_null())
    return apart.height > 0 and set(apart["y"]) == {0.0} and set(apart["y_length"]) == {0}


def the_lower_two_sigma_line_is_missing_below_zero(case_id: str) -> bool:
    """The reference leaves out T's lower 2-sigma line where it is 0 here."""
    theirs, ours = theirs_and_ours(case_id)
    return set(ours["lower_2s"].filter(theirs["lcl_95"].is_null())) == {0.0}


LIMITS = {"lower", "upper", "lower_2s", "upper_2s"}
EXPLAINED: dict[str, tuple[Callable[[str], bool], Callable[[dict[str, Any], set[str]], bool], int]] = {
    "excluded points carry no mark": (
        only_at_excluded_points,
        lambda case, apart: apart == {"points beyond_limits"},
        7,
    ),
    "a constant series has limits on its centre": (
        limits_are_the_centre_of_a_constant_series,
        lambda case, apart: apart == LIMITS and case["chart"] in ("i", "ip", "up"),
        16,
    ),
    "I' respects baseline and exclusions": (sigma_of_every_point, lambda case, apart: case["chart"] == "ip", 18),
    "an empty subgroup weighs nothing": (
        an_empty_subgroup_takes_a_degree_of_freedom,
        lambda case, apart: case["chart"] in ("xbar", "s"),
        4,
    ),
    "a sum of nothing is a gap": (a_sum_of_nothing_is_zero, lambda case, apart: "y" in apart, 2),
    "T's lower 2-sigma line stops at 0": (
        the_lower_two_sigma_line_is_missing_below_zero,
        lambda case, apart: apart == {"lower_2s"} and case["chart"] == "t",
        1,
    ),
}


@pytest.mark.slow
def test_every_golden_case_is_reproduced_or_is_a_listed_difference() -> None:
    cases = golden()["cases"]
    assert sum(case["status"] == "ok" for case in cases.values()) == 794
    left = unlike()
    for name, (explains, about, count) in EXPLAINED.items():
        mine = [k for k, apart in left.items() if about(cases[k], set(apart)) and explains(k)]
        assert len(mine) == count, name
        left = {case_id: apart for case_id, apart in left.items() if case_id not in mine}
    assert left == {}


def test_a_t_chart_with_a_zero_is_refused_as_the_reference_refuses_it() -> None:
    refused = [case for case in golden()["cases"].values() if case["status"] == "error"]
    assert len(refused) == 5
    for case in refused:
        with pytest.raises(ValueError, match="not above 0"):
            recomputed(case)


def test_every_difference_is_in_the_manual_with_its_count() -> None:
    manual = (Path(__file__).parents[2] / "DIFFERENCES.md").read_text("utf-8")
    for name, (_, _, count) in EXPLAINED.items():
        row = next((line for line in manual.splitlines() if name in line), "")
        assert f"| {count} |" in row, name


def test_the_limits_follow_the_reference_table() -> None:
    table = pl.read_csv(GOLDEN / "anhoej_limits.csv")
    useful = table["n_useful"]
    assert longest_run_max(useful.to_numpy()).tolist() == table["longest_run_max"].to_list()
    assert [crossings_min(m) for m in useful] == table["n_crossings_min"].to_list()
