"""A target that changes by date: which one is in force, what is met, and what the newest limits say of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from dashboard.cli import main
from dashboard.drawing.scene import plain_scene
from measures.spc import analyse

Say = pytest.CaptureFixture[str]
MONTHS = [date(2025, month, 1) for month in range(1, 13)]
VALUES = [40.0, 42, 38, 41, 39, 43, 37, 40, 42, 38, 41, 39]


def test_each_point_is_measured_by_the_target_of_its_own_time() -> None:
    chart = analyse(VALUES, x=MONTHS, target=[(date(2025, 1, 1), 45), (date(2025, 7, 1), 35)], better="lower")
    assert chart.targets == ((1, 45), (7, 35))
    assert chart.target == 35
    assert [chart.target_at(place) for place in (1, 6, 7, 12)] == [45, 45, 35, 35]


def test_a_target_may_begin_between_two_points_after_the_first_or_wait_for_its_time() -> None:
    late = analyse(VALUES, x=MONTHS, target=[(date(2025, 3, 9), 41), (date(2027, 1, 1), 30)], multiply=2)
    assert late.targets == ((4, 82),)
    assert late.target == 82
    assert late.target_at(3) is None
    assert analyse(VALUES, target=[(1, 40)]).targets == ()


def test_a_target_that_begins_nowhere_is_refused_with_what_to_do() -> None:
    with pytest.raises(ValueError, match="give the number of a point"):
        analyse(VALUES, x=MONTHS, target=[("soon", 3)])


def test_a_target_that_changed_is_drawn_as_steps() -> None:
    chart = analyse(VALUES, x=MONTHS, target=[(1, 45), (7, 35)], better="lower")
    assert plain_scene(chart, title="waits").targets == ((0.5, 6.5, 45.0), (6.5, 12.5, 35.0))
    assert plain_scene(analyse(VALUES, target=40), title="waits").targets == ((0.5, 12.5, 40.0),)


@pytest.mark.slow
def test_the_command_takes_targets_by_date_and_says_how_often_each_was_met(tmp_path: Path, capsys: Say) -> None:
    file = tmp_path / "waits.csv"
    file.write_text("m,y\n" + "\n".join(f"{m:%b %Y},{v}" for m, v in zip(MONTHS, VALUES, strict=True)), "utf-8")
    asked = ["spc", str(file), "--y", "y", "--x", "m", "--better", "lower", "--target", "2025-01=45,2025-07=35"]
    assert main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["targets"] == [{"first": 1, "target": 45.0}, {"first": 7, "target": 35.0}]
    assert main(asked) == 0
    assert "45 before July 2025, was met in 6 of 12 months" in " ".join(capsys.readouterr().out.split())
