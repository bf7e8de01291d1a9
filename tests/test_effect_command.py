"""`huddleboard effect`: an estimate, or the reason for none, as a sentence and as JSON."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from made_up_export import bring, orders, visits

from dashboard.cli import main

NAME = "imaging_rate_without_red_flags"
KEYS = ["measure", "since", "points", "interval", "relative", "relative_interval", "method", "refused"]


def practice(folder: Path, months_after: int) -> list[str]:
    """Twelve visits a month of as many patients; half are imaged in 2024, two of twelve from January 2025."""
    seen, ordered, number = [], [], 0
    for month in range(12 + months_after):
        for k in range(12):
            number += 1
            day = date(2024 + month // 12, month % 12 + 1, 1 + 2 * k)
            whose = {"Chart No": str(number)}
            seen.append({**whose, "Visit ID": f"V{number}", "Visit Date": f"{day:%d-%b-%Y}"})
            if k < (6 + month % 2 if month < 12 else 2):
                when = f"{day + timedelta(days=1):%d-%b-%Y}"
                ordered.append({**whose, "Order ID": f"D{number}", "Req #": f"R{number}", "Order Date": when})
    bring(folder, visits(*seen), orders(*ordered), export_date=date(2025, months_after + 1, 20))
    return ["effect", "--data", str(folder / "data"), NAME, "--since", "2025-01"]


@pytest.mark.slow
def test_a_fall_is_told_in_points_and_relative_with_its_interval(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = practice(tmp_path, months_after=8)
    capsys.readouterr()
    assert main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == KEYS
    assert (told["measure"], told["since"], told["refused"]) == (NAME, "2025-01", None)
    low, high = told["interval"]
    assert low < told["points"] < high < 0
    assert told["points"] == pytest.approx(-37.5)  # from 6.5 of 12 to 2 of 12
    assert told["relative_interval"][0] < told["relative"] < told["relative_interval"][1] < 0
    assert main(asked) == 0
    assert "fewer per 100" in capsys.readouterr().out


@pytest.mark.slow
def test_too_few_months_are_refused_with_the_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = practice(tmp_path, months_after=2)
    capsys.readouterr()
    assert main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["points"] is None
    assert told["interval"] is None
    assert "at least 4" in told["refused"]


@pytest.mark.slow
def test_an_unknown_measure_and_a_month_that_is_none_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    practice(tmp_path, months_after=1)
    data = ["--data", str(tmp_path / "data")]
    assert main(["effect", *data, "nothing_known", "--since", "2025-01"]) == 2
    assert "not available here" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["effect", *data, NAME, "--since", "2025-13"])
