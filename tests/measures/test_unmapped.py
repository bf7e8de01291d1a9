"""Exam names and codes nobody recognised: listed with their effect, settled by the practice, counted from then on."""

from datetime import date, timedelta

import narwhals as nw
import pytest
from made_up_events import FIRST, LATER, MadeUp

from measures.catalogue import measures
from measures.count import counts
from measures.engine import native
from measures.events import Events
from measures.units import Units
from measures.unmapped import COLUMNS, effect, unmapped


def listed(clinic: MadeUp) -> list[tuple[str, str, int, int]]:
    """kind, text, rows and would_add, the largest first."""
    table = unmapped(clinic.events(), clinic.practice)
    assert dict(table.schema) == COLUMNS
    return table.select("kind", "text", "rows", "would_add").rows()


def opaque(clinic: MadeUp, name: str, patient: int = 1, day: int = LATER, **columns: object) -> int:
    """An order whose name no list knows, as the reader keeps it."""
    usual = {"lumbar": False, "modality": None, "exam_why": f"not recognised ?{name}", "low_back_words": True}
    return clinic.order(patient, day, **{**usual, **columns})


def test_a_name_no_list_knows_is_listed_with_its_rows_days_and_effect() -> None:
    clinic = MadeUp()
    opaque(clinic, "BACK ROUTINE")
    opaque(clinic, "BACK ROUTINE", patient=2, day=LATER + 40)
    (row,) = unmapped(clinic.events(), clinic.practice).to_dicts()
    assert (row["kind"], row["text"], row["rows"], row["would_add"]) == ("exam", "BACK ROUTINE", 2, 2)
    assert row["first"] == FIRST + timedelta(days=LATER)
    assert row["last"] == FIRST + timedelta(days=LATER + 40)
    assert isinstance(row["first"], date)


def test_spellings_that_differ_in_case_accents_and_spaces_are_one_name() -> None:
    clinic = MadeUp()
    for patient, name in enumerate(["Série Dos", "SERIE  DOS", "Série Dos"], 1):
        opaque(clinic, name, patient=patient)
    assert listed(clinic) == [("exam", "Série Dos", 3, 3)]


def test_the_effect_counts_studies_not_rows() -> None:
    clinic = MadeUp()
    clinic.order(day=LATER)  # known, and of the same study as the first of the next two
    opaque(clinic, "SPINE A", day=LATER + 1)
    opaque(clinic, "SPINE A", day=LATER + 50, requisition="R1")
    opaque(clinic, "SPINE A", day=LATER + 60, requisition="R1")
    assert listed(clinic) == [("exam", "SPINE A", 3, 1)]


@pytest.mark.parametrize(
    "columns",
    [{"status": "cancelled"}, {"age_low": 10, "age_high": 10}, {"day": -40}],
    ids=["cancelled", "a child", "before the coverage"],
)
def test_rows_that_could_not_count_anyway_are_not_listed(columns: dict[str, object]) -> None:
    clinic = MadeUp()
    opaque(clinic, "SPINE A", **columns)  # type: ignore[arg-type]
    assert listed(clinic) == []


@pytest.mark.slow
def test_a_settled_exam_is_counted_and_leaves_the_list() -> None:
    clinic = MadeUp()
    clinic.visit()
    order = opaque(clinic, "Back  Routine")
    assert clinic.count("imaging_without_red_flags") == (0, None, 0)
    settled = clinic.settled(exams={"BACK ROUTINE": "MR"})
    assert settled.count("imaging_without_red_flags") == (1, None, 0)
    (image,) = settled.table("image").to_dicts()
    assert (image["row"], image["modality"], image["exam_why"]) == (order, "MR", "settled by the practice: MR")
    assert listed(settled) == []


def test_an_exam_settled_as_no_lumbar_image_leaves_the_list_and_counts_nowhere() -> None:
    clinic = MadeUp()
    opaque(clinic, "BACK ROUTINE")
    settled = clinic.settled(exams={"back routine": "no"})
    assert listed(settled) == []
    assert settled.count("_lumbar_images_all") == (0, None, 0)


@pytest.mark.slow
def test_a_settled_exam_is_an_action_on_the_safety_line() -> None:
    clinic = MadeUp()
    row = clinic.visit()
    clinic.says(atom="trauma", window=90, row=row)
    opaque(clinic, "BACK ROUTINE", day=LATER + 1)
    assert clinic.count("urgent_flag_not_acted_on") == (1, 1, 0)
    assert clinic.settled(exams={"BACK ROUTINE": "XR"}).count("urgent_flag_not_acted_on") == (0, 1, 0)


def coded(clinic: MadeUp, code: str, patient: int = 1, **columns: object) -> int:
    """A visit with one code that its tier does not settle, and its diagnosis row."""
    row = clinic.visit(patient=patient, **{"tier": None, "spine_code": False, **columns})
    clinic.add("diagnoses", patient, LATER, code=code, of_visit=True)
    clinic.rows["diagnoses"][-1]["row"] = row
    return row


def test_a_bare_three_digit_code_and_a_code_of_the_clinics_own_are_listed_by_their_effect() -> None:
    clinic = MadeUp()
    for patient in (1, 2, 3):
        coded(clinic, "724", patient, tier=3, spine_code=True)
    coded(clinic, "724", 4, tier=3, spine_code=True, low_back_words=True)  # counts already
    coded(clinic, "?LB01", 5)
    coded(clinic, "401.9", 6)
    coded(clinic, "724.2", 7, tier=1, spine_code=True)
    assert listed(clinic) == [("code", "724", 4, 3), ("code", "LB01", 1, 1)]


@pytest.mark.slow
def test_a_settled_code_makes_its_visits_low_back_and_leaves_the_list() -> None:
    clinic = MadeUp()
    coded(clinic, "724", tier=3, spine_code=True)
    coded(clinic, "?LB01", patient=2)
    assert clinic.count("_lbp_visits") == (0, None, 0)
    assert clinic.count("_unclassified_visits") == (1, None, 0)
    settled = clinic.settled(codes={"724": "A", "lb01": "B"})
    assert settled.count("_lbp_visits") == (2, None, 0)
    assert settled.count("_unclassified_visits") == (0, None, 0)
    assert listed(settled) == []


@pytest.mark.slow
def test_a_code_settled_as_not_low_back_takes_its_visits_out_of_the_unclassified() -> None:
    clinic = MadeUp()
    coded(clinic, "724", tier=3, spine_code=True)
    settled = clinic.settled(codes={"724": "no"})
    assert settled.count("_unclassified_visits") == (0, None, 0)
    assert settled.count("_lbp_visits") == (0, None, 0)
    assert listed(settled) == []


def test_the_other_codes_of_the_row_speak_on() -> None:
    clinic = MadeUp()
    row = coded(clinic, "724", tier=1, spine_code=True)
    clinic.add("diagnoses", 1, LATER, code="847.2", of_visit=True)
    clinic.rows["diagnoses"][-1]["row"] = row
    assert clinic.settled(codes={"724": "no"}).count("_lbp_visits") == (1, None, 0)


@pytest.mark.slow
def test_a_problem_lists_code_speaks_for_the_visit_of_its_day() -> None:
    clinic = MadeUp()
    clinic.visit(tier=None, spine_code=False)
    clinic.add("diagnoses", 1, LATER, code="?LB01", of_visit=False)
    assert listed(clinic) == [("code", "LB01", 1, 1)]
    assert clinic.settled(codes={"LB01": "A"}).count("_lbp_visits") == (1, None, 0)


@pytest.mark.slow
def test_the_effect_on_each_measure_is_shown_before_anything_is_accepted() -> None:
    clinic = MadeUp()
    clinic.visit()
    opaque(clinic, "BACK ROUTINE")
    table = effect(clinic.events(), clinic.practice, "exam", "BACK ROUTINE", "MR")
    moved = {row["measure"]: (row["numerator_before"], row["numerator_after"]) for row in table.to_dicts()}
    assert moved["imaging_without_red_flags"] == (0, 1)
    assert moved["imaging_rate_without_red_flags"] == (0, 1)
    assert "red_flags_recorded" not in moved
    assert effect(clinic.events(), clinic.practice, "exam", "BACK ROUTINE", "no").height == 0
    assert clinic.count("imaging_without_red_flags") == (0, None, 0)


def test_where_everything_is_recognised_the_list_is_empty() -> None:
    clinic = MadeUp()
    clinic.visit()
    clinic.order()
    assert listed(clinic) == []


@pytest.mark.slow
def test_what_is_settled_counts_the_same_on_another_engine() -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    clinic = MadeUp().settled(exams={"BACK ROUTINE": "MR"}, codes={"LB01": "A"})
    coded(clinic, "?LB01")
    opaque(clinic, "BACK ROUTINE")
    opaque(clinic, "SPINE A", patient=2)
    events, connection = clinic.events(), duckdb.connect()
    arrow = {name: native(table).to_arrow() for name, table in events.tables.items()}
    tables = {name: nw.from_native(connection.from_arrow(table)) for name, table in arrow.items()}
    there = Events(tables, events.carries, events.traits)
    assert unmapped(there, clinic.practice).equals(unmapped(events, clinic.practice))
    names = {name: measures()[name] for name in ("imaging_without_red_flags", "red_flags_recorded")}
    ours, theirs = (counts(Units(one, clinic.practice), names) for one in (events, there))
    assert ours["numerator"].sum() == 1
    assert ours.equals(theirs)
