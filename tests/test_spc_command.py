"""`huddleboard spc`: any series in a CSV file becomes a chart, in words, as JSON or as a picture."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.cli import main
from measures.spc import analyse

HITS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22]
SIZE = 50

Say = pytest.CaptureFixture[str]


@pytest.fixture
def hits(tmp_path: Path) -> str:
    """Fifteen months of made-up counts out of 50."""
    rows = [f"{2024 + k // 12}-{k % 12 + 1:02d}-01,{count},{SIZE}" for k, count in enumerate(HITS)]
    return written(tmp_path, "\n".join(["month,hits,all", *rows]))


def written(folder: Path, text: str) -> str:
    file = folder / "made_up.csv"
    file.write_text(text, "utf-8")
    return str(file)


def told(say: Say, *words: str) -> str:
    assert main(["spc", *words]) == 0
    return say.readouterr().out


def as_json(say: Say, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(told(say, *words, "--json"))
    return found


def refusal(say: Say, *words: str) -> str:
    assert main(["spc", *words]) == 2
    seen = say.readouterr()
    assert seen.out == ""
    assert seen.err.startswith("huddleboard: ")
    assert seen.err.count("\n") == 1
    return seen.err


def test_a_chart_is_told_in_words_with_its_figures(hits: str, capsys: Say) -> None:
    said = told(capsys, hits, "--y", "hits", "--n", "all", "--x", "month", "--chart", "p")
    assert said.startswith("P chart of hits; rules: Anhøj\n")
    assert "March 2025 was above the upper limit" in " ".join(said.split())
    assert "longest run" in said
    assert "Formula" in said
    assert "Source: " in said


def test_the_json_holds_what_analyse_gives(hits: str, capsys: Say) -> None:
    found = as_json(
        capsys, hits, "--y", "hits", "--n", "all", "--x", "month", "--chart", "p", "--freeze", "12",
        "--better", "lower", "--target", "0.2", "--exclude", "5",
    )  # fmt: skip
    chart = analyse(
        HITS, [SIZE] * 15, x=[p["x"] for p in found["points"]], chart="p", freeze=12, exclude=[5], better="lower",
        target=0.2,
    )  # fmt: skip
    assert found["points"] == chart.points.to_dicts()
    assert found["runs"] == chart.runs.to_dicts()
    assert [s["rule"] for s in found["signals"]] == [s.rule for s in chart.signals]
    assert found["freeze"] == [12]
    assert found["exclude"] == [5]
    assert found["parts"] == []
    assert found["icons"] is None
    assert found["points"][0]["x"] == "2024-01-01"
    assert {"formula", "source", "title", "centre_says", "sentence", "notices"} <= found.keys()


def test_phases_and_rules_are_taken_as_given(hits: str, capsys: Say) -> None:
    choices = ("--chart", "i", "--parts", "6,12", "--rules", "mdc", "--better", "higher")
    found = as_json(capsys, hits, "--y", "hits", *choices)
    assert found["parts"] == [6, 12]
    assert [run["part"] for run in found["runs"]] == [1, 2, 3]
    assert found["rules"] == "mdc"
    assert found["icons"] is None, "3 points of the newest phase are too few for an icon"
    assert "few_for_icon" in {finding["code"] for finding in found["findings"]}
    assert {point["point_type"] for point in found["points"]} == {"common_cause"}


def test_an_empty_cell_is_a_gap_and_null(tmp_path: Path, capsys: Say) -> None:
    found = as_json(capsys, written(tmp_path, "y\n3\nNA\n5\n"), "--y", "y")
    assert [point["y"] for point in found["points"]] == [3.0, None, 5.0]


def test_raw_rows_are_gathered_by_subgroup_and_by_month(tmp_path: Path, capsys: Say) -> None:
    raw = "day,y\n2024-01-03,1\n2024-01-20,3\n2024-03-02,8\n"
    monthly = ("--x", "day", "--period", "month", "--aggregate", "sum")
    by_month = as_json(capsys, written(tmp_path, raw), "--y", "y", *monthly)
    assert [(point["x"], point["y"]) for point in by_month["points"]] == [
        ("2024-01-01", 4.0),
        ("2024-02-01", None),
        ("2024-03-01", 8.0),
    ]
    subgroups = "\n".join(["lot,y", *(f"{lot},{lot + value}" for lot in range(1, 6) for value in (0, 1, 2))])
    by_lot = as_json(capsys, written(tmp_path, subgroups), "--y", "y", "--subgroups", "lot", "--chart", "xbar")
    assert [point["y"] for point in by_lot["points"]] == [2.0, 3.0, 4.0, 5.0, 6.0]


def test_screening_can_be_switched_off(tmp_path: Path, capsys: Say) -> None:
    file = written(tmp_path, "y\n" + "\n".join(map(str, [5, 6, 4, 5, 6, 5, 4, 6, 5, 5, 4, 6, 5, 17, 5, 4])))
    screened = as_json(capsys, file, "--y", "y", "--chart", "i")
    whole = as_json(capsys, file, "--y", "y", "--chart", "i", "--no-screening")
    assert screened["screened"] == [14, 15]
    assert whole["points"][0]["upper"] > screened["points"][0]["upper"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_usual_separators_and_a_byte_order_mark_are_read(tmp_path: Path, separator: str, capsys: Say) -> None:
    file = written(tmp_path, "\ufeff" + "\n".join(separator.join(row) for row in (["y", "n"], ["1", "4"], ["2", "4"])))
    found = as_json(capsys, file, "--y", "y", "--n", "n", "--chart", "p")
    assert [point["y"] for point in found["points"]] == [0.25, 0.5]


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["svg", "html", "json", "csv"])
def test_a_chart_is_written_in_the_form_its_name_asks_for(hits: str, tmp_path: Path, ending: str, capsys: Say) -> None:
    out = tmp_path / f"chart.{ending}"
    assert told(capsys, hits, "--y", "hits", "--n", "all", "--x", "month", "--chart", "p", "--out", str(out)) == ""
    begins = {"svg": "<svg", "html": "<", "json": "{", "csv": "i,x,part,y"}[ending]
    assert out.read_text("utf-8").lstrip().startswith(begins)


def test_a_cell_that_is_no_number_is_refused_with_its_place(tmp_path: Path, capsys: Say) -> None:
    said = refusal(capsys, written(tmp_path, "month,y\nJan,3\nFeb,3;5\n"), "--y", "y")
    assert 'made_up.csv, line 3, column "y": "3;5" is not a number' in said
    commas = as_json(capsys, written(tmp_path, 'y\n3\n"3,5"\n4\n'), "--y", "y")
    assert [point["y"] for point in commas["points"]] == [3.0, 3.5, 4.0]
    assert commas["findings"][0]["code"] == "decimal_comma"


def test_a_long_text_is_not_repeated_in_the_refusal(tmp_path: Path, capsys: Say) -> None:
    said = refusal(capsys, written(tmp_path, "y\n3\nsomebody wrote a whole story here\n"), "--y", "y")
    assert "story" not in said
    assert "a text of 33 characters" in said


def test_a_missing_column_is_answered_with_those_there_are(hits: str, capsys: Say) -> None:
    assert "Its columns are: month, hits, all." in refusal(capsys, hits, "--y", "misses")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--chart", "pie"], "run"),
        (["--rules", "mine"], "anhoej"),
        (["--chart", "p"], "needs n"),
        (["--chart", "p", "--n", "all", "--parts", "0"], "counted from 1"),
        (["--out", "chart.bmp"], ".svg"),
    ],
)
def test_what_cannot_be_charted_is_refused_in_one_line(hits: str, words: list[str], says: str, capsys: Say) -> None:
    assert says in refusal(capsys, hits, "--y", "hits", *words)


@pytest.mark.parametrize("text", ["", "y\n", "y,z\n1,2,3\n"])
def test_a_file_without_usable_rows_says_what_to_do(tmp_path: Path, text: str, capsys: Say) -> None:
    assert "made_up.csv" in refusal(capsys, written(tmp_path, text), "--y", "y")


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path, capsys: Say) -> None:
    assert "no such file" in refusal(capsys, str(tmp_path / "nothing.csv"), "--y", "y")
    (tmp_path / "odd.csv").write_bytes(b"y\n\xff\xfe\n")
    assert "UTF-8" in refusal(capsys, str(tmp_path / "odd.csv"), "--y", "y")


def test_positions_that_are_no_numbers_are_refused(hits: str, capsys: Say) -> None:
    with pytest.raises(SystemExit) as left:
        main(["spc", hits, "--y", "hits", "--freeze", "first"])
    assert left.value.code == 2
    assert "like 12,24" in capsys.readouterr().err


def test_units_side_by_side_are_judged_by_a_funnel(tmp_path: Path, capsys: Say) -> None:
    file = written(tmp_path, "ward,falls,beds\nElm,5,100\nOak,6,100\nAsh,4,100\nFir,30,100\nYew,0,0\n")
    words = (file, "--y", "falls", "--n", "beds", "--x", "ward", "--chart", "funnel", "--target", "0.05")
    found = as_json(capsys, *words)
    assert "1 of 4 lie outside the 95% limits: Fir (above, also outside 99.8%)" in found["sentence"]
    assert found["points"][4]["y"] is None
    assert told(capsys, *words).startswith("Funnel plot\n")
    assert "--n" in refusal(capsys, file, "--y", "falls", "--chart", "funnel")


def test_cases_one_by_one_are_watched_by_a_cusum(tmp_path: Path, capsys: Say) -> None:
    file = written(tmp_path, "case\n" + "\n".join(["0"] * 10 + ["1"] * 8))
    found = as_json(capsys, file, "--y", "case", "--chart", "bcusum", "--target", "0.1")
    assert "more than expected at case 16" in found["sentence"]
    assert found["signals_up"] == [16]
    assert "--target" in refusal(capsys, file, "--y", "case", "--chart", "bcusum")


def test_kinds_are_ordered_by_size_in_a_pareto(tmp_path: Path, capsys: Say) -> None:
    counted = written(tmp_path, "reason,count\nlate,3\nlost,30\nwrong,7\n")
    found = as_json(capsys, counted, "--y", "count", "--x", "reason", "--chart", "pareto")
    assert [point["category"] for point in found["points"]] == ["lost", "wrong", "late"]
    assert "2 of 3 kinds make up 92% of 40: lost, wrong." in found["sentence"]
    events = written(tmp_path, "reason\nlate\nlost\nlost\n")
    assert as_json(capsys, events, "--y", "reason", "--chart", "pareto")["points"][0]["count"] == 2


def test_the_right_chart_can_be_asked_for_with_its_reason(hits: str, tmp_path: Path, capsys: Say) -> None:
    found = as_json(capsys, hits, "--y", "hits", "--n", "all", "--chart", "advised")
    assert found["chart"] == "run"
    assert "cries wolf about" in found["advice"]
    few = as_json(capsys, written(tmp_path, "y\n1\n2\n3\n"), "--y", "y", "--chart", "advised")
    assert few["chart"] == "run"
    assert "too few for limits" in told(capsys, written(tmp_path, "y\n1\n2\n3\n"), "--y", "y", "--chart", "advised")


@pytest.mark.parametrize("ending", ["svg", "html"])
def test_the_charts_beside_are_drawn_too(tmp_path: Path, ending: str, capsys: Say) -> None:
    out = tmp_path / f"chart.{ending}"
    wards = written(tmp_path, "ward,falls,beds\nElm,5,100\nOak,6,100\nAsh,4,100\nFir,30,100\n")
    for chart in (["funnel", "--n", "beds", "--x", "ward"], ["pareto", "--x", "ward"]):
        told(capsys, wards, "--y", "falls", "--chart", *chart, "--out", str(out))
        assert out.stat().st_size > 500
    cases = written(tmp_path, "case\n" + "\n".join(["0"] * 10 + ["1"] * 8))
    told(capsys, cases, "--y", "case", "--chart", "bcusum", "--target", "0.1", "--out", str(out))
    assert out.stat().st_size > 500


def test_names_of_points_stay_as_they_are_given(tmp_path: Path, capsys: Say) -> None:
    for names, shown in (
        (["007", "008"], ["007", "008"]),
        (["1", "2"], [1, 2]),
        (["2025-01", "2025-02"], ["2025-01", "2025-02"]),
    ):
        rows = "\n".join(f"{name},{place}" for place, name in enumerate(names))
        found = as_json(capsys, written(tmp_path, f"x,y\n{rows}\n"), "--y", "y", "--x", "x")
        assert [point["x"] for point in found["points"]] == shown


def test_a_file_can_come_from_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: Say) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n1\n2\n"))
    assert len(as_json(capsys, "-", "--y", "y")["points"]) == 2


def raw_file(folder: Path, style: str, newest_first: bool) -> Path:
    """Five values a month for two years, the second year four higher."""
    months = [date(2023 + k // 12, k % 12 + 1, 1) for k in range(24)]
    rows = [(f"{m:{style}}", 20 + 4 * (k >= 12) + (0, 1, -1, 2, -2)[j]) for k, m in enumerate(months) for j in range(5)]
    file = folder / "raw.csv"
    file.write_text("month\ty\n" + "\n".join(f"{m}\t{y}" for m, y in (rows[::-1] if newest_first else rows)), "utf-8")
    return file


@pytest.mark.parametrize("style", ["%b %Y", "%m/%Y", "%B %Y", "%Y-%m-%d"])
@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("chart", ["xbar", "run"])
def test_subgroups_stand_in_order_of_time_however_their_months_are_written(
    style: str, newest_first: bool, chart: str, tmp_path: Path, capsys: Say
) -> None:
    file = raw_file(tmp_path, style, newest_first)
    assert main(["spc", str(file), "--y", "y", "--subgroups", "month", "--chart", chart, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [point["y"] for point in told["points"]] == [20] * 12 + [24] * 12
    assert told["order"] == ("turned" if newest_first else "as_given")
    assert told["every"] == "month"
    assert "December 2024" in told["sentence"]
    assert {s["direction"] for s in told["signals"] if s["last"] == 24} - {None} == {"up"}


def test_subgroups_that_are_no_times_have_no_order(tmp_path: Path, capsys: Say) -> None:
    file = tmp_path / "clinics.csv"
    rows = [f"{name},{20 + 5 * (k > 11)}" for k, name in enumerate(["Ash", "Birch", "Elm", "Fir", "Oak", "Yew"] * 4)]
    file.write_text("clinic,y\n" + "\n".join(rows), "utf-8")
    assert main(["spc", str(file), "--y", "y", "--subgroups", "clinic", "--chart", "run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["order"] == "no_time"
    assert told["signals"] == []


def test_summaries_newest_first_are_turned_with_their_sizes_and_an_absent_month_is_a_gap(
    tmp_path: Path, capsys: Say
) -> None:
    months = [date(2025, k, 1) for k in range(1, 13) if k != 4]
    rows = [f"{m:%b %Y},{20 + k},{2 + k / 10},{5 + k}" for k, m in enumerate(months)][::-1]
    file = tmp_path / "summaries.csv"
    file.write_text("month,y,sd,n\n" + "\n".join(rows), "utf-8")
    asked = ["--y", "y", "--sd", "sd", "--n", "n", "--x", "month", "--chart", "xbar", "--json"]
    assert main(["spc", str(file), *asked]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [point["y"] for point in told["points"]] == [20, 21, 22, None, *range(23, 31)]
    assert [point["x"] for point in told["points"]][2:5] == ["Mar 2025", "2025-04", "May 2025"]
    narrow, wide = told["points"][-1], told["points"][0]
    assert narrow["upper"] - narrow["lower"] < wide["upper"] - wide["lower"]


def test_raw_rows_without_a_subgroup_or_a_day_are_left_out_and_said(tmp_path: Path, capsys: Say) -> None:
    file = tmp_path / "raw.csv"
    rows = [f"{date(2025, k, d)},{10 + k}" for k in range(1, 12) for d in (3, 17)]
    file.write_text("day,y\n" + "\n".join([*rows, ",99", "sometime,99"]), "utf-8")
    for how in (["--period", "month", "--x", "day"], ["--subgroups", "day"]):
        assert main(["spc", str(file), "--y", "y", *how, "--chart", "run", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert 99 not in [point["y"] for point in told["points"]]
        assert "undated_rows" in {finding["code"] for finding in told["findings"]}


def test_the_caption_of_a_page_says_chart_rules_what_was_left_out_and_what_of_what(
    hits: str, tmp_path: Path, capsys: Say
) -> None:
    out = tmp_path / "page.html"
    told(capsys, hits, "--y", "hits", "--n", "all", "--x", "month", "--chart", "p", "--exclude", "3", "--out", str(out))
    page = out.read_text("utf-8")
    caption = page[page.index("<figcaption>") : page.index("</figcaption>")]
    for words in (
        "P chart",
        "rule set: Anhøj",
        "March 2024 is left out by choice",
        "Counted: hits, out of: all.",
        "22 of 50",
    ):
        assert words in caption, words
    assert '<html lang="en-CA">' in page
    assert 'name="viewport"' in page
    assert "<title>hits</title>" in page
    assert len(page.encode()) < 400_000
