"""Small inputs that were once read silently wrong: each gives its true figures, asks, or is refused in a sentence."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.for_people import Refusal
from ingest.plan.made import Asking
from ingest.plan.make import make_plan
from ingest.plan.values import Plan
from measures.practice import Practice

TODAY = date(2026, 11, 30)
TRAPS = (
    "billing-lines", "booked-in-hours", "deleted-flag", "months-across", "no-show-in-type", "password-protected",
    "test-patients", "tick-zoo", "totals-in-the-middle", "two-status-columns",
)  # fmt: skip

#: Of these the right answer is a refusal that says it.
REFUSED = ("months-across", "password-protected")


def planned(folder: Path, export_date: str) -> Plan:
    files = [f for f in sorted(folder.iterdir()) if f.suffix in (".csv", ".xlsx")]
    return make_plan(files, Asking(Practice(), TODAY, date.fromisoformat(export_date))).plan


def asked(plan: Plan, kind: str) -> Any:
    return next(q for q in plan.questions if q.kind == kind)


@pytest.fixture
def cases(shared: Path) -> Path:
    if not (shared / "cases").exists():
        pytest.skip("../shared/cases is not here")
    return shared / "cases"


@pytest.mark.slow
@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_gives_the_truth_and_asks_or_is_refused(cases: Path, trap: str) -> None:
    folder = cases / "traps" / trap
    wanted = tomllib.loads((folder / "expected.toml").read_text("utf-8"))
    if trap in REFUSED:
        with pytest.raises(Refusal, match=f"(?i){'|'.join(wanted['refusal_says'])}"):
            planned(folder, wanted["export_date"])
        return
    plan = planned(folder, wanted["export_date"])
    told = " ".join(q.says for q in plan.questions)
    assert any(re.search(pattern, told, re.I) for pattern in wanted["asked_about"])
    assert plan.gives.visits == wanted["truth"]["visits"]
    assert plan.gives.lbp_visits == wanted["truth"]["lbp_visits"]


def case(cases: Path, number: str) -> Path:
    return next(cases.glob(f"{number}-*"))


@pytest.mark.slow
def test_leading_zeros_lost_in_one_list_are_asked_about_and_the_lists_meet(cases: Path) -> None:
    plan = planned(case(cases, "03"), "2025-03-15")
    assert asked(plan, "patients_meet").proposed == "width"
    assert (plan.gives.visits, plan.gives.lumbar_images) == (8, 8)


@pytest.mark.slow
def test_a_clinics_own_word_for_imaging_is_asked_about_with_imaging_among_the_answers(cases: Path) -> None:
    question = asked(planned(case(cases, "40"), "2023-07-31"), "word")
    assert "imaging" in [r.value for r in question.readings]
    assert "orders.exam" in question.blocks


@pytest.mark.slow
def test_a_status_under_another_name_is_asked_about(cases: Path) -> None:
    plan = planned(case(cases, "45"), "2024-03-10")
    assert asked(plan, "column").proposed == "Arrival"
    assert plan.gives.visits == 6


@pytest.mark.slow
def test_an_export_date_far_after_the_last_row_is_asked_about_and_one_before_it_stops(cases: Path) -> None:
    assert asked(planned(case(cases, "48"), "2025-12-31"), "quiet_days").proposed == "gap"
    after = asked(planned(case(cases, "48"), "2024-03-31"), "rows_after_export")
    assert (after.rows, after.proposed) == (7, None)


@pytest.mark.slow
def test_a_list_of_exams_under_a_patients_number_is_an_order_list(cases: Path) -> None:
    plan = planned(case(cases, "50"), "2024-01-20")
    assert {t.file: t.event for t in plan.tables} == {"exams.csv": "orders", "visits.csv": "visits"}
    assert plan.gives.lumbar_images == 2


@pytest.mark.slow
@pytest.mark.parametrize("number", ["14", "15"])
def test_headings_in_other_words_are_a_visit_list(cases: Path, number: str) -> None:
    plan = planned(case(cases, number), "2025-04-30" if number == "14" else "2023-04-10")
    assert [t.event for t in plan.tables] == ["visits"]
    assert plan.gives.visits == plan.gives.lbp_visits == {"14": 3, "15": 2}[number]
