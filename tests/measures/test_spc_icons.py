"""The types of points and the two icons of Making Data Count."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from measures.spc import analyse
from measures.spc.icons import Icons, icons, point_types, with_limits


def typed(better: str | None) -> list[Any]:
    return point_types(np.array([0, 1, -1, 2], dtype=np.int8), better).to_list()


def test_a_point_is_good_or_not_only_by_the_direction_of_better() -> None:
    good, bad = "special_cause_improvement", "special_cause_concern"
    assert typed("higher")[:3] == ["common_cause", good, bad]
    assert typed("lower")[:3] == ["common_cause", bad, good]
    for better in ("neither", "none", None):
        assert typed(better)[:3] == ["common_cause", "special_cause_neutral_high", "special_cause_neutral_low"]


@pytest.mark.parametrize(
    ("better", "up", "down"),
    [
        ("higher", "improvement_high", "concern_low"),
        ("lower", "concern_high", "improvement_low"),
        ("neither", "neutral_high", "neutral_low"),
    ],
)
def test_the_variation_icon_is_the_newest_judged_point(better: str, up: str, down: str) -> None:
    flat = [5, 6, 5, 6, 5, 6, 5, 6]
    for last, icon in ((30, up), (-30, down), (5.5, "common_cause")):
        chart = analyse([*flat, last], chart="i", rules="mdc", better=better, freeze=8)
        assert chart.icons is not None
        assert chart.icons.variation == icon
    unfinished = analyse([*flat, 5.5, 30], chart="i", rules="mdc", better=better, freeze=8, shaded=[10])
    assert unfinished.icons == Icons("common_cause", None)


def test_the_assurance_icon_asks_whether_the_limits_hold_the_target() -> None:
    y = [5, 6, 5, 6, 5, 6, 5, 6, 5, 6, 5, 6]

    def icon(better: str, target: float | None) -> str | None:
        shown = analyse(y, chart="i", rules="mdc", better=better, target=target).icons
        return None if shown is None else shown.assurance

    assert [icon("higher", target) for target in (1, 5.5, 20)] == ["pass", "inconsistent", "fail"]
    assert [icon("lower", target) for target in (1, 5.5, 20)] == ["fail", "inconsistent", "pass"]
    assert icon("higher", None) is None
    assert icon("neither", 5) is None


def test_icons_speak_of_the_newest_phase() -> None:
    y = [*[5, 6] * 6, *[50, 60] * 6]
    chart = analyse(y, chart="i", rules="mdc", parts=[12], better="higher", target=20)
    assert chart.icons == Icons("common_cause", "pass")


def test_a_measure_that_is_always_met_passes_its_own_target() -> None:
    always = {
        target: analyse([100] * 12, chart="i", rules="mdc", better="higher", target=target) for target in (99, 100, 101)
    }
    shown = {target: chart.icons.assurance for target, chart in always.items() if chart.icons}
    assert shown == {99: "pass", 100: "pass", 101: "fail"}


def test_no_points_have_no_news() -> None:
    empty = pl.DataFrame(schema={"part": pl.Int64, "y": pl.Float64, "include": pl.Boolean, "point_type": pl.String})
    assert icons(empty, "higher", 5) == Icons("common_cause", None)


def test_icons_carry_the_limits_that_hold_where_they_speak() -> None:
    y = [*[5, 6] * 6, *[50, 60] * 6]
    found = analyse(y, chart="i", rules="mdc", parts=[12], multiply=10).icons
    assert found is not None
    newest = analyse(y[12:], chart="i", rules="mdc").points.row(-1, named=True)
    assert (found.low, found.high) == pytest.approx((10 * newest["lower"], 10 * newest["upper"]))
    assert with_limits(Icons("common_cause", "pass"), analyse(y, chart="run").points).low is None
