"""Small lists of every kind that was once read silently wrong: each is asked about, and each answer has its effect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.resources import files
from itertools import count
from pathlib import Path

import pytest

from dashboard.cli import main
from ingest.plan.made import Asking
from ingest.plan.make import make_plan
from ingest.plan.values import Plan
from measures.practice import Practice
from measures.red_flags.lists import what_reads

TODAY, EXPORTED = date(2026, 11, 30), date(2025, 6, 11)
FIRST = date(2025, 1, 6)
VISITS = ["Patient ID", "Visit Date", "Provider Name", "Reason", "Diagnosis Code"]
STATUS = "Visit Status"
ORDERS = ["Patient ID", "Order Date", "Ordering Provider", "Exam", "Indication", "Order Status"]
Row = list[str]


def visits(n: int = 40, step: int = 4, first: date = FIRST) -> list[Row]:
    """Every second visit is for the low back; 17 patients, two clinicians."""
    who = ("Dr Ann Lee", "Dr Bo Ray")
    days = (first + timedelta(days=step * i) for i in count())
    return [
        [f"{1001 + i % 17}", str(day), who[i % 2], "check", "724.2" if i % 2 else "401"]
        for i, day in zip(range(n), days, strict=False)
    ]


def orders(n: int = 12, step: int = 12) -> list[Row]:
    days = (FIRST + timedelta(days=2 + step * i) for i in range(n))
    return [
        [f"{1001 + i * 3 % 17}", str(day), "Dr Ann Lee", "XR lumbar spine", "low back pain", "Completed"]
        for i, day in enumerate(days)
    ]


def text(head: Row, rows: list[Row]) -> str:
    return "".join(",".join(row) + "\n" for row in [head, *rows])


def with_column(name: str, cell: Callable[[int], str]) -> str:
    """The visits with one more column."""
    return text([*VISITS, name], [[*row, cell(i)] for i, row in enumerate(visits())])


def every_fifth(yes: str, no: str) -> Callable[[int], str]:
    return lambda i: yes if i % 5 == 0 else no


@dataclass(frozen=True)
class Case:
    """Files, the kind of question they must raise, what is proposed, and what each answer gives."""

    files: dict[str, str]
    kind: str
    proposed: str | None
    gives: dict[str, tuple[int | None, int | None, int | None]]
    export_date: date | None = EXPORTED


def status_lines() -> list[Row]:
    """Each of eight orders in three lines; two of the orders are cancelled in the end."""
    found = []
    for i, row in enumerate(orders(8)):
        for later, word in enumerate(["Ordered", "Scheduled", "Cancelled" if i % 4 == 0 else "Completed"]):
            day = date.fromisoformat(row[1]) + timedelta(days=2 * later)
            found.append([row[0], str(day), *row[2:5], word])
    return found


def spelt_otherwise(rows: list[Row]) -> list[Row]:
    return [[*row[:2], row[2].upper(), *row[3:]] for row in rows]


DAILY = visits(60, step=1)
UNTIL, FROM = str(date(2025, 2, 9)), str(date(2025, 2, 1))
JANUARY = text(VISITS, [r for r in DAILY if r[1] <= UNTIL])
FEBRUARY = text(VISITS, spelt_otherwise([r for r in DAILY if r[1] >= FROM]))
BOTH = {"visits.csv": text(VISITS, visits())}


def lines_among(line: str) -> str:
    """The visits with a line that is none behind every tenth."""
    rows = text(VISITS, visits()).splitlines(keepends=True)
    return "".join(row + (line if n and n % 10 == 0 else "") for n, row in enumerate(rows))


def wide() -> str:
    """Twelve patients with two visits each in one row, the first for the low back."""
    head = ["Patient ID", "Visit Date 1", "Diagnosis 1", "Provider 1", "Visit Date 2", "Diagnosis 2", "Provider 2"]
    later = [str(date.fromisoformat(row[1]) + timedelta(days=20)) for row in visits(12)]
    first = [[row[0], row[1], "724.2", row[2]] for row in visits(12)]
    return text(head, [[*one, day, "401", one[3]] for one, day in zip(first, later, strict=True)])


def side_by_side() -> str:
    """Twenty visits, an empty column, and twelve orders."""
    left, right = visits(20), [*orders(12, 6), *[[""] * len(ORDERS)] * 8]
    return text([*VISITS, "", *ORDERS], [[*one, "", *other] for one, other in zip(left, right, strict=True)])


def below() -> str:
    """Twenty visits and, under a heading row of its own, twelve orders."""
    return text([*VISITS, ""], [[*row, ""] for row in visits(20)]) + text(ORDERS, orders(12, 6))


CASES = {
    "visits across": Case(
        {"wide.csv": wide()}, "several_lists", "each", {"each": (24, 12, None), "first": (12, 12, None)},
        date(2025, 3, 20),
    ),
    "two lists side by side": Case(
        {"both.csv": side_by_side()}, "several_lists", "each", {"each": (20, 10, 12), "first": (20, 10, None)},
        date(2025, 3, 26),
    ),
    "a list below another": Case(
        {"both.csv": below()}, "several_lists", "each", {"each": (20, 10, 12), "first": (20, 10, None)},
        date(2025, 3, 26),
    ),
    "a tick nobody knows": Case(
        {"v.csv": with_column("Annul.", every_fifth("x", ""))}, "unknown_tick", "ignore",
        {"ignore": (40, 20, None), "cancelled_flag": (32, 16, None)},
    ),
    "a tick of yes alone that says who came": Case(
        {"v.csv": with_column("Came", every_fifth("", "x"))}, "unknown_tick", "came",
        {"came": (32, 16, None), "ignore": (40, 20, None)},
    ),
    "a word beside yes and no": Case(
        {"v.csv": with_column("Attended?", lambda i: "Away" if i % 5 == 0 else "N" if i % 7 == 0 else "Y")}, "word",
        None, {"no_show": (28, 14, None), "completed": (36, 18, None)},
    ),
    "the picture in the row of its visit": Case(
        {"v.csv": with_column("Imaging ordered", every_fifth("MRI lumbar spine", ""))}, "several_lists", "each",
        {"each": (40, 20, 8), "first": (40, 20, None)},
    ),
    "pictures ticked in the row of their visit": Case(
        {"v.csv": with_column("XR L-spine,MRI L-spine", lambda i: ["x,", ",x", ",", ","][i % 4])}, "several_lists",
        "each", {"each": (40, 20, 20), "first": (40, 20, None)},
    ),
    "a tick that says who came": Case(
        {"v.csv": with_column("Arrived?", every_fifth("N", "Y"))}, "unknown_tick", "came",
        {"came": (32, 16, None), "ignore": (40, 20, None)},
    ),
    "a date in some rows": Case(
        {"v.csv": with_column("Storno", every_fifth("2025-01-03", ""))}, "unknown_date", "ignore",
        {"ignore": (40, 20, None), "cancelled": (32, 16, None)},
    ),
    "short words": Case(
        {"v.csv": with_column("Rec Type", every_fifth("VOID", "VISIT"))}, "unknown_words", "ignore",
        {"ignore": (40, 20, None), "status": (None, None, None)},
    ),
    "ages under no name": Case(
        {"v.csv": with_column("Col7", lambda i: str(9 + i % 17 * 3))}, "unknown_age", "age",
        {"ignore": (40, 20, None), "age": (40, 16, None)},
    ),
    "slots for minutes": Case(
        {"v.csv": with_column("Booked Min", lambda i: str(1 + i % 2))}, "unit_of_time", None, {"15": (40, 20, None)},
    ),
    "seconds for minutes": Case(
        {"v.csv": with_column("Booked Min", lambda i: "900")}, "unit_of_time", "seconds", {"seconds": (40, 20, None)},
    ),
    "German totals": Case(
        {"v.csv": lines_among("Summe,10,,,\n")}, "totals_within", "out", {"out": (40, 20, None)},
    ),
    "a line for each month": Case(
        {"v.csv": lines_among("January 2025,2025-01-31,10 visits,,\n")}, "totals_within", "out",
        {"out": (40, 20, None), "keep": (41, 20, None)},
    ),
    "an order in several lines": Case(
        {**BOTH, "o.csv": text(ORDERS, status_lines())}, "order_lines", "one",
        {"one": (40, 20, 6), "each": (40, 20, 22)},
    ),
    "files that overlap": Case(
        {"jan.csv": JANUARY, "feb.csv": FEBRUARY}, "overlapping_files", "once",
        {"once": (60, 30, None), "each": (69, 34, None)}, date(2025, 3, 6),
    ),
    "a list that ends early": Case(
        {**BOTH, "o.csv": text(ORDERS, orders(6, 8))}, "short_list", "gap",
        {"gap": (40, 20, 6), "nobody came": (40, 20, 6), "wait": (40, 20, None)}, None,
    ),
}  # fmt: skip


def plan_of(case: Case, folder: Path, figures: bool, **answers: str) -> Plan:
    paths = []
    for name, written in case.files.items():
        (folder / name).write_text(written, "utf-8")
        paths.append(folder / name)
    return make_plan(paths, Asking(Practice(), TODAY, case.export_date, answers=answers), figures).plan


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_it_is_asked_about_before_anything_is_kept(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    asked = [q for q in plan_of(case, tmp_path, figures=False).questions if q.kind == case.kind]
    assert [q.proposed for q in asked] == [case.proposed]
    assert set(case.gives) <= {r.value for r in asked[0].readings}
    assert asked[0].changes


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_each_answer_gives_its_figures(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    number = next(q.id for q in plan_of(case, tmp_path, figures=False).questions if q.kind == case.kind)
    for value, figures in case.gives.items():
        given = plan_of(case, tmp_path, figures=True, **{number: value}).gives
        assert (given.visits, given.lbp_visits, given.lumbar_images) == figures, value


@pytest.mark.slow
def test_a_question_put_off_stays_open_and_holds_its_figures_back(tmp_path: Path) -> None:
    case = CASES["a list that ends early"]
    plan = plan_of(case, tmp_path, figures=True, **{"quiet:orders": "wait"})
    assert [q.id for q in plan.unsettled] == ["quiet:orders"]
    assert plan.measures["imaging_rate_without_red_flags"][0] == "cannot be counted yet"
    assert plan.measures["pamphlet_or_exercise"][0] != "cannot be counted yet"


def test_a_column_nobody_knows_shows_no_word_that_could_name_somebody(tmp_path: Path) -> None:
    case = Case({"v.csv": with_column("Col9", every_fifth("Zwetschke", "Abernethy"))}, "", None, {})
    question = next(q for q in plan_of(case, tmp_path, figures=False).questions if q.kind == "unknown_words")
    assert "Zwetschke" not in str(question)
    assert "Abernethy" not in str(question)


def test_numbers_of_clinicians_here_and_names_there_are_told_and_nobody_is_taken_for_granted(tmp_path: Path) -> None:
    numbered = [[*row[:2], "4711", *row[3:]] for row in orders()]
    plan = plan_of(Case({**BOTH, "o.csv": text(ORDERS, numbered)}, "", None, {}), tmp_path, figures=False)
    question = next(q for q in plan.questions if q.kind == "orderers")
    assert question.proposed is None
    assert "orders have numbers and the visits names" in question.says


@pytest.mark.slow
def test_dates_that_can_be_read_both_ways_are_shown_both_ways_with_what_each_gives(tmp_path: Path) -> None:
    days = [f"{1 + i % 12:02d}/{1 + i % 11:02d}/2025" for i in range(24)]
    rows = [[r[0], day, *r[2:]] for r, day in zip(visits(24), days, strict=True)]
    (tmp_path / "v.csv").write_text(text(VISITS, rows), "utf-8")
    made = make_plan([tmp_path / "v.csv"], Asking(Practice(), TODAY, date(2025, 12, 31)), readings=True)
    question = next(q for q in made.plan.questions if q.kind == "date_order")
    told = {r.value: (r.says, r.gives.visits if r.gives else None) for r in question.readings}
    assert told == {
        "dmy": ('the day ("12/01/2025" is 12 January 2025)', 24),
        "mdy": ('the month ("12/01/2025" is 1 December 2025)', 24),
    }


def test_the_version_of_the_reader_hangs_on_every_list_of_codes() -> None:
    folder = files("measures").joinpath("codes")
    codes = {f"codes/{file.name}" for file in folder.iterdir() if file.name.endswith(".toml")}
    assert len(codes) >= 2
    assert codes | {"red_flags/codes.toml", "imaging.py", "back_pain.py"} <= set(what_reads())


@pytest.mark.slow
def test_a_list_of_which_no_column_is_the_day_is_left_aside(tmp_path: Path) -> None:
    head = ["Chart", "Ordered", "Ordered By", "Examination"]
    rows = [[f"{1001 + i}", f"2025-03-{i + 1:02d}", "Dr Ann Lee", "XR lumbar spine"] for i in range(20)]
    (tmp_path / "visits.csv").write_text(text(VISITS, visits()), "utf-8")
    (tmp_path / "asked.csv").write_text(text(head, rows), "utf-8")
    asking = Asking(practice=Practice(), today=TODAY, export_date=EXPORTED)
    both = [tmp_path / "visits.csv", tmp_path / "asked.csv"]
    asked = next(q.id for q in make_plan(both, asking).plan.questions if q.id.endswith(":date"))
    plan = make_plan(both, replace(asking, answers={asked: "none"})).plan
    assert [table.event for table in plan.tables if table.file == "asked.csv"] == ["none"]
    assert any("asked.csv: no column says the date (the day)" in notice for notice in plan.notices)
    assert plan.gives.visits == 40


@pytest.mark.slow
def test_files_of_which_nothing_is_left_to_read_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = ["NHS ref", "D.O.B.", "Slot date", "Clinician", "ICD10"]
    rows = [[f"{101 + i}", "1961-05-13", f"2025-03-{i + 1:02d}", "Dr Ann Lee", "M54.5"] for i in range(20)]
    (tmp_path / "v.csv").write_text(text(head, rows), "utf-8")
    asked = make_plan([tmp_path / "v.csv"], Asking(Practice(), TODAY, EXPORTED)).plan.questions
    number = next(q.id for q in asked if q.id.endswith(":patient"))
    given = ["--yes", "--answer", f"{number}=none", "--export-date", "2025-06-11", "--data", str(tmp_path / "d")]
    assert main(["import", str(tmp_path / "v.csv"), *given]) == 2
    assert "no column says the patient" in capsys.readouterr().err


def test_numbers_that_differ_by_zeros_alone_are_two_patients_where_their_births_differ(tmp_path: Path) -> None:
    born = {True: "1961-05-13", False: "1961-05-14"}
    rows = [["01001" if i % 2 else "1001", *row[1:], born[i % 2 == 0]] for i, row in enumerate(visits())]
    apart = Case({"v.csv": text([*VISITS, "Date of Birth"], rows)}, "", None, {})
    alike = Case({"v.csv": text([*VISITS, "Date of Birth"], [[*row[:-1], born[True]] for row in rows])}, "", None, {})
    assert "mixed_numbers" not in {q.kind for q in plan_of(apart, tmp_path, figures=False).questions}
    assert "mixed_numbers" in {q.kind for q in plan_of(alike, tmp_path, figures=False).questions}
