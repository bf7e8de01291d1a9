"""Plan, import by plan, take back and redate: the commands as they are called from outside."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.cli import main

HEAD = "Patient #,Seen on,Dr,Why,Attendance\n"
ROWS = "".join(
    f"{100 + n},2025-03-{n + 1:02d},Dr A,low back pain,{'DNA' if n in (3, 7) else 'Attended'}\n" for n in range(10)
)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """One command on the data folder: its exit status and what it printed."""

    def ran(command: str, *arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        status = main([command, "--data", str(tmp_path / "data"), *arguments])
        return status, capsys.readouterr().out

    return ran


@pytest.fixture
def unknown(tmp_path: Path) -> str:
    (tmp_path / "patients seen.csv").write_text(HEAD + ROWS, "utf-8")
    return str(tmp_path / "patients seen.csv")


def visits(run: Callable[..., tuple[int, str]]) -> int:
    rows = json.loads(run("counts", "--format", "json")[1])
    return sum(r["numerator"] or 0 for r in rows if r["measure"] == "_visits_completed")


@pytest.mark.slow
def test_a_plan_writes_nothing_and_says_what_it_would_give(
    run: Callable[..., tuple[int, str]], unknown: str, tmp_path: Path
) -> None:
    status, out = run("plan", "--export-date", "2025-03-15", "--json", "--out", str(tmp_path / "PLAN.toml"), unknown)
    told: dict[str, Any] = json.loads(out)
    assert status == 0
    assert not (tmp_path / "data").exists()
    assert {"files", "questions", "gives"} <= told.keys()
    (file,) = told["files"]
    assert {"file", "sheet", "event", "adapter", "columns", "code_systems", "date_order", "rows"} <= file.keys()
    assert file["event"] == "visits"
    assert {c["column"]: c["field"] for c in file["columns"]}["Patient #"] == "patient"
    assert file["rows"] == {"read": 10, "accepted": 10, "refused": 0, "repeats": 0, "not_data": 1}
    assert told["gives"]["counts"] == {"visits": 8, "lbp_visits": 8, "lumbar_images": None}
    assert tomllib.loads((tmp_path / "PLAN.toml").read_text("utf-8"))["table"][0]["columns"]["date"] == ["Seen on"]


@pytest.mark.slow
def test_questions_that_change_a_figure_stop_an_import_and_an_answered_plan_does_not(
    run: Callable[..., tuple[int, str]], unknown: str, tmp_path: Path
) -> None:
    plan = tmp_path / "PLAN.toml"
    run("plan", "--export-date", "2025-03-15", "--out", str(plan), unknown)
    spec = tomllib.loads(plan.read_text("utf-8"))
    asked = [q for q in spec["question"] if q["proposed"]]
    assert asked
    status, _ = run("import", "--plan", str(plan), unknown)
    assert status == 3
    assert not (tmp_path / "data").exists()
    text = plan.read_text("utf-8")
    for one in asked:
        text = text.replace(
            f'proposed = "{one["proposed"]}"\nanswer = ""', f'proposed = ""\nanswer = "{one["proposed"]}"'
        )
    plan.write_text(text, "utf-8")
    assert run("import", "--plan", str(plan), unknown)[0] == 0
    assert visits(run) == 8


@pytest.mark.slow
def test_a_confirmed_plan_is_kept_with_the_clinic_and_asks_nothing_next_month(
    run: Callable[..., tuple[int, str]], unknown: str, tmp_path: Path
) -> None:
    assert run("import", "--yes", "--export-date", "2025-03-15", unknown)[0] == 0
    (kept,) = (tmp_path / "data").glob("*/plans/*.toml")
    assert "patients seen" not in kept.read_text("utf-8")
    again = tmp_path / "april.csv"
    again.write_text(HEAD + ROWS.replace("2025-03", "2025-04"), "utf-8")
    assert run("import", "--export-date", "2025-04-12", str(again))[0] == 0
    assert visits(run) == 16


@pytest.mark.slow
def test_an_unanswered_word_is_no_zero_but_a_question(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    head = "Visit ID,Chart No,Visit Date,Provider,Status,Reason\n"
    rows = "".join(
        f"V{n},{n},2025-03-{n:02d},Dr A,{'QZ' if n < 4 else 'Completed'},low back pain\n" for n in range(1, 9)
    )
    file.write_text(head + rows, "utf-8")
    assert run("import", "--export-date", "2025-03-10", str(file))[0] == 3
    assert run("import", "--yes", "--export-date", "2025-03-10", str(file))[0] == 0
    told = {m["measure"]: m for m in json.loads(run("measures", "--json")[1])}
    assert told["red_flags_recorded"]["state"] == "cannot be counted yet"
    assert "QZ" in told["red_flags_recorded"]["because"]
    assert told["imaging_without_red_flags"]["state"] == "not available"
    assert json.loads(run("counts", "--format", "json")[1]) == []


@pytest.mark.slow
def test_an_import_is_taken_back_and_redated_with_who_and_the_export_made_last_speaks(
    run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    head = "Visit ID,Chart No,Visit Date,Provider,Status,Reason\n"
    for name, status in (("new.csv", "Completed"), ("old.csv", "Booked")):
        lines = "".join(f"V{n},{n},2025-03-{n:02d},Dr A,{status},low back pain\n" for n in range(1, 6))
        (tmp_path / name).write_text(head + lines, "utf-8")
    run("import", "--yes", "--export-date", "2025-04-10", str(tmp_path / "new.csv"))
    run("import", "--yes", "--export-date", "2025-03-10", str(tmp_path / "old.csv"))
    assert visits(run) == 5
    assert run("take-back", "1", "--who", "Ann Aspen")[0] == 0
    assert visits(run) == 0
    assert run("take-back", "1", "--who", "Ann Aspen")[0] == 2
    assert run("import", "--yes", "--export-date", "2025-04-10", str(tmp_path / "new.csv"))[0] == 0
    assert visits(run) == 5
    assert run("redate", "2", "2025-05-01", "--who", "Ben Birch")[0] == 0
    assert visits(run) == 0
    told = run("imports")[1]
    assert "Ann Aspen" in told
    assert "Ben Birch" in told


def test_a_list_without_column_names_is_refused_and_none_of_its_cells_shown(tmp_path: Path) -> None:
    from datetime import date

    from ingest.for_people import Refusal
    from ingest.plan.made import Asking
    from ingest.plan.make import make_plan
    from measures.practice import Practice

    file = tmp_path / "rows.csv"
    file.write_text("Quill Zebedee,943476591,1960-05-07\nFinch Ottoline,943476592,1971-01-02\n", "utf-8")
    with pytest.raises(Refusal) as refused:
        make_plan([file], Asking(Practice(), date(2026, 11, 30)))
    assert "column name" in str(refused.value)
    assert not {"Quill", "943476591"} & set(str(refused.value).replace(",", " ").split())


@pytest.mark.slow
def test_nothing_is_counted_by_clinician_while_nobody_says_whose_the_visits_are(
    run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    whose = ("4501", "Lee", "4502", "Ray")
    rows = "".join(f"V{n},{n},2025-03-{n:02d},{whose[n % 4]},Completed,low back pain\n" for n in range(1, 13))
    (tmp_path / "list.csv").write_text("Visit ID,Chart No,Visit Date,Provider,Status,Reason\n" + rows, "utf-8")
    run("import", "--yes", "--export-date", "2025-03-15", str(tmp_path / "list.csv"))
    assert visits(run) == 12
    assert run("counts", "--by", "provider") == (2, "")
    number = next(word for word in run("answer")[1].split() if word.strip(".:").isdigit()).strip(".:")
    assert run("answer", number, "apart", "--who", "Ann")[0] == 0
    assert run("counts", "--by", "provider")[0] == 0
