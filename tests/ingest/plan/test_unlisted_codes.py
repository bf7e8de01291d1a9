"""Bare codes that no list holds are asked about first; until that is answered no figure rests on red flags."""

import json
from pathlib import Path

import pytest

from dashboard.cli import main

SAID = "we cannot tell whether these are red flags"
VISITS = "Visit ID,Patient ID,Visit Date,Birth Date,Provider,Status,{heading}\n"
CODES = {"SNOMED code": ("279039007", "44054006"), "Read code": ("N142.", "R032."), "CTV3 code": ("16C5.", "X40J5")}


def made(folder: Path, heading: str, beside: str = "") -> list[str]:
    back, other = CODES[heading]
    cells = [other + beside, back]
    rows = [
        f"{n},{100 + n % 7},2025-0{1 + n % 6}-1{n % 9},1970-01-02,Dr A Lee,Completed,{cells[n % 2]}" for n in range(40)
    ]
    orders = [f"{n},{100 + n},2025-01-1{1 + n},XR lumbar spine,Dr A Lee,Completed" for n in range(4)]
    (folder / "visits.csv").write_text(VISITS.format(heading=heading) + "\n".join(rows) + "\n")
    head = "Order ID,Patient ID,Order Date,Exam,Ordering Provider,Status\n"
    (folder / "orders.csv").write_text(head + "\n".join(orders) + "\n")
    return [str(folder / "visits.csv"), str(folder / "orders.csv"), "--export-date", "2025-06-30"]


def asked(files: list[str], capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    main(["plan", *files, "--json"])
    questions = json.loads(capsys.readouterr().out)["questions"]
    return [q for q in questions if q["kind"] == "unlisted_codes"]


@pytest.mark.slow
@pytest.mark.parametrize("heading", CODES)
def test_bare_codes_that_no_list_holds_are_asked_about_with_their_rows(
    heading: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (question,) = asked(made(tmp_path, heading), capsys)
    assert SAID in str(question["says"])
    assert question["rows"] == 20
    assert main(["import", *made(tmp_path, heading), "--data", str(tmp_path / "data")]) == 3


@pytest.mark.slow
def test_codes_with_their_names_beside_them_are_not_asked_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(made(tmp_path, "SNOMED code", " Diabetes mellitus type 2 (disorder)"), capsys) == []


@pytest.mark.slow
def test_while_nobody_can_tell_no_figure_rests_on_red_flags(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files, data = made(tmp_path, "SNOMED code"), ["--data", str(tmp_path / "data")]
    (question,) = asked(files, capsys)
    assert main(["import", *files, *data, "--yes", "--answer", f"{question['id']}=wait"]) == 0
    capsys.readouterr()
    main(["measures", *data, "--json"])
    states = {m["measure"]: (m["state"], m["because"]) for m in json.loads(capsys.readouterr().out)}
    state, because = states["imaging_without_red_flags"]
    assert state == "cannot be counted yet"
    assert SAID in because
    main(["verdicts", *data])
    assert SAID in capsys.readouterr().out
    main(["counts", *data])
    assert "imaging_without_red_flags," not in capsys.readouterr().out


@pytest.mark.slow
def test_that_they_are_none_can_be_said_afterwards_by_the_command_and_counts_as_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = made(tmp_path, "SNOMED code")
    (question,) = asked(files, capsys)
    told = {}
    for place in ("later", "now"):
        said = "wait" if place == "later" else "no_flag"
        data = ["--data", str(tmp_path / place)]
        assert main(["import", *files, *data, "--yes", "--answer", f"{question['id']}={said}"]) == 0
        if place == "later":
            capsys.readouterr()
            assert main(["answer", *data]) == 0
            number, _, rest = capsys.readouterr().out.partition(" ")
            assert SAID in rest
            assert main(["answer", number, "no_flag", "--who", "Nora Feld", *data]) == 0
        capsys.readouterr()
        assert main(["counts", *data]) == 0
        told[place] = capsys.readouterr().out
    assert told["later"] == told["now"]
    assert "imaging_without_red_flags," in told["later"]


@pytest.mark.slow
def test_an_answer_that_reads_the_file_otherwise_still_needs_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files, data = made(tmp_path, "SNOMED code"), ["--data", str(tmp_path / "data")]
    (question,) = asked(files, capsys)
    assert main(["import", *files, *data, "--yes", "--answer", f"{question['id']}=wait"]) == 0
    assert main(["answer", "1", "wait", *data]) != 0
    assert "Take the import back" in capsys.readouterr().err


@pytest.mark.slow
def test_an_answer_given_afterwards_is_not_asked_for_again_next_month(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files, data = made(tmp_path, "SNOMED code"), ["--data", str(tmp_path / "data")]
    (question,) = asked(files, capsys)
    assert main(["import", *files, *data, "--yes", "--answer", f"{question['id']}=wait"]) == 0
    capsys.readouterr()
    visits = Path(files[0])
    more = [f"{n},{100 + n % 7},2025-07-1{n % 9},1970-01-02,Dr A Lee,Completed,44054006" for n in range(50, 60)]
    visits.write_text(visits.read_text() + "\n".join(more) + "\n")
    later = [*files[:2], "--export-date", "2025-07-31"]

    def asks_again() -> bool:
        main(["plan", *later, *data, "--json"])
        return "unlisted_codes" in {q["kind"] for q in json.loads(capsys.readouterr().out)["questions"]}

    assert asks_again()
    main(["answer", *data])
    number = capsys.readouterr().out.split()[0].rstrip(".:")
    assert main(["answer", number, "no_flag", "--who", "Ann", *data]) == 0
    capsys.readouterr()
    assert not asks_again()
    kept = (tmp_path / "data" / "clinic" / "plans" / "answered-afterwards.toml").read_text()
    assert "visits.csv" not in kept
    assert "no_flag" in kept


@pytest.mark.slow
def test_what_was_confirmed_with_an_import_that_is_taken_back_is_asked_about_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong answer may be why it was taken back."""
    files, data = made(tmp_path, "SNOMED code"), ["--data", str(tmp_path / "data")]

    def asked_now() -> set[str]:
        main(["plan", *files, *data, "--json"])
        return {q["kind"] for q in json.loads(capsys.readouterr().out)["questions"]}

    assert main(["import", *files, *data, "--yes"]) == 0
    capsys.readouterr()
    assert "unlisted_codes" not in asked_now()
    assert main(["take-back", "1", "--who", "Ann", *data]) == 0
    capsys.readouterr()
    assert "unlisted_codes" in asked_now()
    (question,) = asked(files, capsys)
    assert main(["import", *files, *data, "--yes", "--answer", f"{question['id']}=wait"]) == 0
    capsys.readouterr()
    main(["answer", *data])
    number = capsys.readouterr().out.split()[0].rstrip(".:")
    assert main(["answer", number, "no_flag", "--who", "Ann", *data]) == 0
    capsys.readouterr()
    assert main(["take-back", "2", "--who", "Ann", *data]) == 0
    capsys.readouterr()
    assert "unlisted_codes" in asked_now()
