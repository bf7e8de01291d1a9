"""What the command says of ugly series: each with the findings, and no more than the verdict, an expert would allow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ugly_series import RISEN, UGLY, Ugly, file_of, starts, ugly

from dashboard.cli import main
from measures.spc.time_words import read_times

Say = pytest.CaptureFixture[str]


def told_of(case: Ugly, folder: Path, say: Say, csv: str = "") -> dict[str, Any]:
    file = folder / "ugly.csv"
    file.write_text(csv or case.csv, "utf-8")
    assert main(["spc", str(file), *case.options, "--json"]) == 0
    found: dict[str, Any] = json.loads(say.readouterr().out)
    return found


@pytest.mark.parametrize("case", UGLY, ids=lambda case: case.name)
def test_an_ugly_series_is_told_as_an_expert_would_allow(
    case: Ugly, tmp_path: Path, capsys: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDDLEBOARD_TODAY", "2026-11-30")
    told = told_of(case, tmp_path, capsys)
    codes = {finding["code"] for finding in told["findings"]}
    assert case.found <= codes
    assert not case.absent & codes
    assert told["order"] == case.order
    words = f"{told['sentence']} {told['verdict']}"
    assert ("unlikely to be chance" in words) <= told["unlikely_to_be_chance"]
    assert told["unlikely_to_be_chance"] <= (told["false_alarms"] is not None and told["false_alarms"] <= 0.10)
    if case.says:
        seen = "unlikely" if told["unlikely_to_be_chance"] else "signal" if told["signals"] else "nothing"
        assert seen == case.says
    if case.side:
        newest = max((s for s in told["signals"] if s["direction"]), key=lambda s: s["last"])
        assert newest["direction"] == case.side
        other = {"up": "below", "down": "above"}[case.side]
        assert not any(f"are all {other}" in text or f"was {other} the" in text for text in (words,))


@pytest.mark.parametrize("chart", ["pareto", "funnel", "bcusum"])
def test_a_heading_in_the_middle_is_left_aside_and_said_beside_the_lines_through_time_too(
    chart: str, tmp_path: Path, capsys: Say
) -> None:
    file = tmp_path / "printed.csv"
    file.write_text("Unit,Yes,All\nElm,1,9\nOak,0,8\nUnit,Yes,All\nAsh,1,7\n", "utf-8")
    options = ["--chart", chart, "--x", "Unit", "--y", "Yes", "--n", "All"]
    assert main(["spc", str(file), *options, *(["--target", "0.2"] if chart == "bcusum" else []), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["points"]) == (2 if chart == "pareto" else 3)  # of Oak there is nothing to count
    assert [(one["code"], one["numbers"]) for one in told["findings"]] == [("repeated_heading", {"lines": [4]})]
    assert told["notices"][0].startswith("Line 4 repeats the column names")


def test_a_year_of_two_digits_is_of_this_century_up_to_39() -> None:
    found = read_times(["Jan-38", "Jan-39"])
    assert found is not None
    assert [day.year for day in found.days if day] == [2038, 2039]
    before = read_times(["Dec-40", "Jan-41"])
    assert before is not None
    assert [day.year for day in before.days if day] == [1940, 1941]


def test_there_are_a_hundred_of_them() -> None:
    assert len(UGLY) >= 100
    assert len({case.name for case in UGLY}) == len(UGLY)


def test_the_doctor_is_not_needed_twice(tmp_path: Path, capsys: Say) -> None:
    """What comes out, put in again, is found in order."""
    case = next(one for one in UGLY if one.name == "Mon yyyy, newest first")
    first = told_of(case, tmp_path, capsys)
    again = "when,n\n" + "\n".join(f"{point['x']},{point['y']}" for point in first["points"])
    second = told_of(Ugly("again", again, case.options, *[frozenset()] * 2, "as_given", ""), tmp_path, capsys)
    assert second["order"] == "as_given"
    assert second["sentence"] == first["sentence"]


AS_IT_IS = file_of((f"{day:%Y-%m}" for day in starts(24)), RISEN)
IN_PARTS = [f"{count}{mark}40" for count, mark in zip(RISEN, ["/", " of ", " sur ", " / "] * 6)]


@pytest.mark.parametrize(
    ("csv", "codes"),
    [
        (AS_IT_IS.replace("15\n", "15*\n"), {"noted"}),
        (AS_IT_IS.replace("15\n", "15 (p)\n") + '"* provisional",\n', {"noted"}),
        ("Images of the back; Elm practice\n\n" + AS_IT_IS, {"title_lines"}),
        ("Practice report,\nby month,\n" + AS_IT_IS, {"title_lines"}),
        (AS_IT_IS.replace("when,n\n", "when,n\n(yyyy-mm),(n)\n"), {"units_row"}),
        (AS_IT_IS.replace("when,n\n", "when,n\n,%\n"), {"units_row"}),
    ],
)
def test_what_a_printed_table_has_around_its_numbers_is_left_aside_and_said(
    csv: str, codes: set[str], tmp_path: Path, capsys: Say
) -> None:
    told = told_of(ugly("printed", (), ()), tmp_path, capsys, csv)
    assert codes <= {finding["code"] for finding in told["findings"]}
    assert [point["y"] for point in told["points"]][:24] == RISEN


def test_numbers_that_say_what_they_are_of_are_shares(tmp_path: Path, capsys: Say) -> None:
    told = told_of(ugly("parts", (), ()), tmp_path, capsys, file_of((f"{d:%Y-%m}" for d in starts(24)), IN_PARTS))
    assert [point["y"] for point in told["points"]] == [count / 40 for count in RISEN]
    assert {finding["code"] for finding in told["findings"]} >= {"of_a_whole"}
    assert "40%, 16 of 40" in told["sentence"]


@pytest.mark.parametrize("cell", ["1-4", "1 to 4", "<5", "fewer than 5", "moins de 5", "1 – 4"])
def test_a_withheld_number_is_a_gap_however_it_is_written(cell: str, tmp_path: Path, capsys: Say) -> None:
    told = told_of(ugly("withheld", (), ()), tmp_path, capsys, AS_IT_IS.replace(",7\n", f",{cell}\n"))
    assert [point["y"] for point in told["points"]] == [None if value == 7 else value for value in RISEN]
    assert "suppressed" in {finding["code"] for finding in told["findings"]}


@pytest.mark.parametrize("cell", ["12/4", "3-12-44", "20-40", "12* or 13", "4/x"])
def test_a_cell_that_is_no_number_is_still_refused_with_its_line(cell: str, tmp_path: Path, capsys: Say) -> None:
    file = tmp_path / "odd.csv"
    file.write_text(AS_IT_IS.replace(",5\n", f",{cell}\n", 1), "utf-8")
    assert main(["spc", str(file), "--y", "n", "--x", "when"]) == 2
    assert "line 2" in capsys.readouterr().err
