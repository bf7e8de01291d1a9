"""Single cases, yes or no: a CUSUM whose limit stable cases seldom reach, advised and drawn by the command."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from dashboard.cli import main
from measures.spc import bernoulli_cusum
from measures.spc.advise import advise
from measures.spc.single_cases import cusum_for, highest, sees_a_change

Say = pytest.CaptureFixture[str]


def cases(before: float, after: float, number: int, seed: int = 4) -> np.ndarray:
    """So many cases, the chance of an event changing in their middle."""
    chance = np.where(np.arange(number) < number // 2, before, after)
    return (np.random.default_rng(seed).random(number) < chance).astype(float)


def signals(one: np.ndarray) -> bool:
    found = cusum_for(one)
    assert found is not None
    told = bernoulli_cusum(one, target=found.chance, limit=found.limit)
    return bool(told.signals_up or told.signals_down)


@pytest.mark.slow
def test_stable_cases_signal_about_as_often_as_is_printed_and_at_most_one_time_in_ten() -> None:
    stable = [cases(0.2, 0.2, 100, seed) for seed in range(150)]
    known = [one for one in stable if cusum_for(one)]
    printed = float(np.mean([found.false_alarms for one in known if (found := cusum_for(one))]))
    assert printed <= 0.10
    assert abs(np.mean([signals(one) for one in known]) - printed) <= 0.06


def test_a_clear_rise_and_a_clear_fall_are_found() -> None:
    assert np.mean([signals(cases(0.1, 0.5, 100, seed)) for seed in range(10)]) >= 0.8
    assert np.mean([signals(cases(0.6, 0.1, 100, seed)) for seed in range(10)]) >= 0.8


def test_few_cases_and_few_of_a_kind_get_no_cusum() -> None:
    assert cusum_for(np.array([0.0, 1.0] * 14)) is None
    assert cusum_for(np.array([1.0, 1.0, *[0.0] * 60])) is None
    assert advise([0, 1] * 10, kind="cases").reason == "few_cases"
    assert advise([2, 5] * 30, kind="cases").chart == "run"


def test_the_command_advises_a_cusum_for_rows_that_are_single_cases(tmp_path: Path, capsys: Say) -> None:
    file = tmp_path / "cases.csv"
    found = cases(0.1, 0.6, 80)
    days = [date(2026, 1, 1) + timedelta(days=k) for k in range(80)]
    rows = [f"{day},{int(case)},1" for day, case in zip(days, found, strict=True)]
    file.write_text("\n".join(["day,late,seen", *rows[::-1]]), "utf-8")
    asked = ["spc", str(file), "--y", "late", "--n", "seen", "--x", "day", "--chart", "advised", "--json"]
    assert main(asked) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["chart"], told["order"]) == ("bcusum", "turned")
    assert told["false_alarms"] <= 0.10
    assert told["signals_up"]
    assert "turned" in [finding["code"] for finding in told["findings"]]
    assert "cries wolf about" in told["advice"]


def test_what_a_sum_sees_is_the_harder_of_the_two_changes() -> None:
    """Of rare events a doubling shows long before a halving does: what is promised is the halving."""
    found = cusum_for(np.r_[np.ones(5), np.zeros(95)])
    assert found is not None
    doubled = np.random.default_rng(4).random((2000, 100)) < 2 * 5 / (95 + 2 * 5)
    seen = float((highest(doubled, found.chance, 2.0) >= found.limit).mean())
    assert seen > 0.4
    assert sees_a_change(found, 100) < 0.3
