"""`huddleboard verdicts`: one verdict a measure, in words and as JSON, with the keys that others rely on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboard.cli import main
from dashboard.commands.demo import demo_folder
from measures.verdict import AIM_STATES, STATES

DAY = "2026-11-30"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample practice with its team's improvement project."""
    return demo_folder(tmp_path_factory.mktemp("demo"))


@pytest.mark.slow
def test_every_measure_has_one_verdict_with_its_names(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verdicts", "--data", str(demo), "--today", DAY, "--json"]) == 0
    found = {one["measure"]: one for one in json.loads(capsys.readouterr().out)}
    for one in found.values():
        assert {"measure", "state", "since", "before", "now", "aim", "because"} <= set(one)
        assert one["state"] in STATES
        assert one["aim"]["state"] in AIM_STATES
    assert found["pamphlet_or_exercise"]["state"] == "better"
    assert found["pamphlet_or_exercise"]["before"]["value"] < found["pamphlet_or_exercise"]["now"]["value"]


@pytest.mark.slow
def test_the_aim_is_counted_over_the_months_since_it_began(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verdicts", "--data", str(demo), "--today", DAY, "--json"]) == 0
    aims = [one["aim"] for one in json.loads(capsys.readouterr().out) if one["aim"]["state"] != "none"]
    assert [aim["by"] for aim in aims] == ["2026-12-31"]
    assert 0 < aims[0]["whole_periods"] <= 13


@pytest.mark.slow
def test_in_words_every_verdict_says_which_direction_is_better(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verdicts", "--data", str(demo), "--today", DAY]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 10
    assert all("is better" in line for line in lines)


def test_a_folder_without_anything_says_what_comes_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verdicts", "--data", str(tmp_path / "data")]) == 0
    assert "Bring in an export first" in capsys.readouterr().out
