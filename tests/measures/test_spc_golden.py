"""Every run chart of the reference package's golden cases, reproduced."""

from __future__ import annotations

import json
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
RUN_COLUMNS = [
    "part",
    "n_useful",
    "longest_run",
    "longest_run_max",
    "crossings",
    "crossings_min",
    "runs_signal",
]


@cache
def golden() -> dict[str, Any]:
    cases = pl.read_csv(GOLDEN / "qic_cases.csv").filter(pl.col("chart") == "run", pl.col("status") == "ok")
    points = pl.read_parquet(GOLDEN / "qic_points.parquet").join(cases, on="case_id", how="semi")
    runs = pl.read_csv(GOLDEN / "qic_runs.csv").rename({"n_crossings": "crossings", "n_crossings_min": "crossings_min"})
    return {
        "cases": cases.to_dicts(),
        "points": points.partition_by("case_id", as_dict=True),
        "runs": runs.partition_by("case_id", as_dict=True),
    }


def as_list(value: Any) -> list[int]:
    return value if isinstance(value, list) else [value] if value is not None else []


def recomputed(case: dict[str, Any], points: pl.DataFrame) -> Chart:
    """The case from its own numerators and denominators; values that were averages of rows as they are."""
    asked = json.loads(case["args"]) or {}
    multiply = asked.get("multiply", 1)
    sized = points["n"].is_not_null().any() and not asked.get("agg.fun")
    return analyse(
        points["y_sum"] if sized else points["y"] / multiply,
        points["n"] if sized else None,
        x=points["x"],
        freeze=asked.get("freeze"),
        parts=as_list(asked.get("part")),
        exclude=as_list(asked.get("exclude")),
        centre=asked.get("cl"),
        multiply=multiply,
    )


def differences(case: dict[str, Any]) -> list[str]:
    points = golden()["points"][(case["case_id"],)].sort("i")
    runs = golden()["runs"][(case["case_id"],)].sort("part")
    chart = recomputed(case, points)
    same = {
        name: np.allclose(
            points[theirs].to_numpy(), chart.points[name].to_numpy(), rtol=1e-12, atol=1e-12, equal_nan=True
        )
        for name, theirs in {"y": "y", "centre": "cl"}.items()
    }
    same |= {name: points[name].equals(chart.points[name]) for name in ("part", "include")}
    frozen = "part" in case["args"] or points["baseline"].equals(chart.points["baseline"])
    verdict = [] if '"method"' in case["args"] else ["runs_signal"]  # best and cut box are other rule sets
    columns = [name for name in RUN_COLUMNS if name != "runs_signal"] + verdict
    same |= {"baseline": frozen, "runs": runs.select(columns).equals(chart.runs.select(columns))}
    return [f"{case['case_id']}: {name}" for name, agrees in same.items() if not agrees]


def test_every_golden_run_chart_is_reproduced() -> None:
    cases = golden()["cases"]
    assert len(cases) == 271
    assert [difference for case in cases for difference in differences(case)] == []


def test_the_limits_follow_the_reference_table() -> None:
    table = pl.read_csv(GOLDEN / "anhoej_limits.csv")
    useful = table["n_useful"]
    assert longest_run_max(useful.to_numpy()).tolist() == table["longest_run_max"].to_list()
    assert [crossings_min(m) for m in useful] == table["n_crossings_min"].to_list()
