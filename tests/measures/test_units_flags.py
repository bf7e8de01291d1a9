"""Which evidence speaks for which visit or order, and what it says together (definitions, section 4)."""

from typing import Any

import narwhals as nw
import polars as pl
import pytest
from made_up_events import EVER, LATER, MadeUp, on

from measures.engine import native
from measures.red_flags.steroids import steroid_courses
from measures.units.flags import DENIED_TOGETHER

PRESENT, DENIED, SILENT, UNKNOWN = "present", "stated absent", "not recorded", "unknown"


def word(unit: dict[str, object]) -> str:
    """red_flag of a unit row in the definitions' words."""
    if unit["red_flag"] is None:
        return UNKNOWN
    if unit["red_flag"]:
        return PRESENT
    return SILENT if unit["red_flag_not_recorded"] else DENIED


def of_visit(clinic: MadeUp) -> str:
    return word(clinic.table("visit").to_dicts()[0])


def of_image(clinic: MadeUp) -> str:
    return word(clinic.table("image").to_dicts()[0])


@pytest.mark.slow
@pytest.mark.parametrize(("since", "wanted"), [(0, PRESENT), (90, PRESENT), (91, SILENT), (-1, SILENT)])
def test_a_dated_atom_speaks_from_its_day_to_the_end_of_its_window(since: int, wanted: str) -> None:
    clinic = MadeUp()
    clinic.visit()
    clinic.order()
    clinic.says(day=LATER - since, atom="trauma", window=90, source="code")
    assert of_visit(clinic) == wanted
    assert of_image(clinic) == wanted


def test_a_cancer_never_expires_and_speaks_from_any_record_even_before_the_coverage() -> None:
    clinic = MadeUp()
    clinic.visit()
    clinic.says(day=-3000, window=EVER)
    assert of_visit(clinic) == PRESENT


def test_another_patients_evidence_says_nothing() -> None:
    clinic = MadeUp()
    clinic.visit()
    clinic.says(patient=2)
    assert of_visit(clinic) == SILENT


@pytest.mark.parametrize("status", ["cancelled", "no_show", "booked", "deleted", "entered_in_error"])
def test_a_record_that_did_not_happen_or_was_deleted_is_no_evidence(status: str) -> None:
    clinic = MadeUp()
    clinic.visit()
    clinic.says(status=status)
    assert of_visit(clinic) == SILENT


@pytest.mark.slow
def test_a_fracture_found_by_the_image_does_not_justify_it() -> None:
    clinic = MadeUp()
    clinic.visit()
    clinic.order()
    clinic.says(day=LATER + 3, atom="trauma", window=90, source="code")
    assert of_image(clinic) == SILENT
    assert clinic.count("imaging_without_red_flags") == (1, None, 0)


def boxed(ticked: bool, days_before: int, again: int | None = None) -> MadeUp:
    """A box ticked or denied at a visit so many days before an order; perhaps a silent visit between."""
    clinic = MadeUp()
    row = clinic.visit(day=LATER - days_before)
    atom, state = ("unnamed", "present") if ticked else ("all", "absent")
    clinic.says(day=LATER - days_before, atom=atom, state=state, window=0, row=row, source="box")
    if again is not None:
        clinic.visit(day=LATER - again)
    clinic.order(low_back_words=True)
    return clinic


@pytest.mark.slow
@pytest.mark.parametrize(("before", "wanted"), [(0, PRESENT), (30, PRESENT), (31, SILENT)])
def test_a_box_speaks_for_its_visit_and_for_an_order_within_30_days(before: int, wanted: str) -> None:
    assert of_image(boxed(True, before)) == wanted
    assert of_visit(boxed(True, before)) == PRESENT


def test_a_box_speaks_for_an_order_only_from_the_latest_visit() -> None:
    assert of_image(boxed(True, 20, again=10)) == SILENT


@pytest.mark.slow
def test_a_denied_box_is_stated_absent_and_a_blank_one_is_not_recorded() -> None:
    assert of_image(boxed(False, 5)) == DENIED
    clinic = MadeUp()
    clinic.visit(red_flags=None)
    assert of_visit(clinic) == SILENT


def test_a_box_does_not_speak_for_another_visit() -> None:
    clinic = MadeUp()
    first = clinic.visit(day=LATER)
    clinic.visit(day=LATER + 1)
    clinic.says(day=LATER, atom="unnamed", window=0, row=first, source="box")
    assert [word(v) for v in clinic.table("visit").to_dicts()] == [PRESENT, SILENT]


def test_night_pain_speaks_for_its_own_visit_and_an_order_after_it() -> None:
    clinic = MadeUp()
    row = clinic.visit()
    clinic.visit(day=LATER + 20)
    clinic.order(day=LATER + 10)
    clinic.says(atom="severe_worsening_night_pain", window=0, row=row)
    assert [word(v) for v in clinic.table("visit").to_dicts()] == [PRESENT, SILENT]
    assert of_image(clinic) == PRESENT


@pytest.mark.slow
def test_an_order_has_its_own_words_and_the_visit_of_the_same_day_has_them_too() -> None:
    clinic = MadeUp()
    clinic.visit(day=LATER)
    clinic.visit(day=LATER - 1)
    order = clinic.order(day=LATER)
    clinic.says(day=LATER, atom="all", state="absent", window=0, row=order)
    assert of_image(clinic) == DENIED
    assert [word(v) for v in clinic.table("visit").to_dicts()] == [DENIED, SILENT]


def test_the_words_of_a_cancelled_order_are_not_the_visits() -> None:
    clinic = MadeUp()
    clinic.visit()
    order = clinic.order(status="cancelled")
    clinic.says(atom="all", state="absent", window=0, row=order, status="cancelled")
    assert of_visit(clinic) == SILENT


def denying(*atoms: str, **columns: Any) -> str:
    clinic = MadeUp()
    row = clinic.visit(**columns)
    for atom in atoms:
        clinic.says(atom=atom, state="absent", window=90, row=row)
    return of_visit(clinic)


@pytest.mark.slow
def test_denying_one_flag_is_not_denying_all_seven() -> None:
    assert denying("cancer") == SILENT
    assert denying(*DENIED_TOGETHER[:-1]) == SILENT


@pytest.mark.slow
def test_denying_every_flag_is_stated_absent_where_age_is_none_or_is_denied_too() -> None:
    assert denying(*DENIED_TOGETHER, age_low=50, age_high=50) == DENIED
    assert denying(*DENIED_TOGETHER, age_low=51, age_high=51) == SILENT
    assert denying(*DENIED_TOGETHER, "first_episode_over_50", age_low=70, age_high=70) == DENIED


def test_one_flag_present_outweighs_a_denial_of_all() -> None:
    clinic = MadeUp()
    row = clinic.visit()
    clinic.says(atom="all", state="absent", window=0, row=row)
    clinic.says(day=LATER - 500, atom="cancer", window=EVER)
    assert of_visit(clinic) == PRESENT


def test_an_old_denial_does_not_speak_for_a_later_visit() -> None:
    clinic = MadeUp()
    clinic.visit()
    for atom in DENIED_TOGETHER:
        clinic.says(day=LATER - 1, atom=atom, state="absent", window=EVER)
    assert of_visit(clinic) == SILENT


def test_a_flag_outside_the_seven_is_no_flag_in_the_default_set() -> None:
    clinic = MadeUp()
    row = clinic.visit()
    clinic.says(atom="inflammatory", window=EVER, row=row)
    assert of_visit(clinic) == SILENT


def queried(*more: tuple[str, str]) -> MadeUp:
    clinic = MadeUp()
    row, order = clinic.visit(), clinic.order(low_back_words=True)
    for of in (row, order):
        clinic.says(atom="cauda_equina", state="queried", window=90, row=of)
        for atom, state in more:
            clinic.says(atom=atom, state=state, window=90, row=of)
    return clinic


@pytest.mark.slow
def test_a_bare_query_of_cauda_equina_is_unknown_in_every_measure_of_red_flags() -> None:
    clinic = queried()
    assert (of_visit(clinic), of_image(clinic)) == (UNKNOWN, UNKNOWN)
    assert clinic.count("imaging_without_red_flags") == (0, None, 1)
    assert clinic.count("imaging_rate_without_red_flags") == (0, 0, 1)
    assert clinic.count("red_flags_recorded") == (0, 0, 1)
    assert clinic.count("episode_imaging_28d") == (0, 0, 1)


def test_a_query_beside_a_present_flag_is_present() -> None:
    assert of_visit(queried(("trauma", "present"))) == PRESENT


def test_a_query_beside_a_stated_denial_is_not_the_only_thing_said() -> None:
    assert of_visit(queried(("all", "absent"))) == DENIED


def test_a_query_of_another_flag_says_nothing() -> None:
    clinic = MadeUp()
    row = clinic.visit()
    clinic.says(atom="cancer", state="queried", window=EVER, row=row)
    assert of_visit(clinic) == SILENT


def test_a_query_at_the_visit_leaves_the_image_ordered_there_unknown() -> None:
    clinic = MadeUp()
    row = clinic.visit()
    clinic.order()
    clinic.says(atom="cauda_equina", state="queried", window=90, row=row)
    assert of_image(clinic) == UNKNOWN
    assert clinic.count("imaging_without_red_flags") == (0, None, 1)


@pytest.mark.slow
def test_the_not_recorded_share_stands_beside_each_imaging_number() -> None:
    clinic = boxed(False, 0)
    clinic.visit(patient=2)
    clinic.order(patient=2)
    for name in ("imaging_without_red_flags", "imaging_rate_without_red_flags", "episode_imaging_28d"):
        assert clinic.counted(name).filter(pl.col("provider") == "ALL")["not_recorded"].sum() == 1
    assert clinic.counted("red_flags_recorded")["not_recorded"].sum() == 0


# Steroids: 90 consecutive days of supply, counted while they lie in the 366 days before.


def supply(*scripts: tuple[int, int], day: int = LATER) -> str:
    """The flag of a visit on `day`, after prescriptions (days before LATER they start, days they last)."""
    clinic = MadeUp()
    clinic.visit(day=day)
    for before, length in scripts:
        start = LATER - before
        clinic.add("medications", 1, start, end_day=on(start + length - 1)["day"], systemic_steroid=True)
    return of_visit(clinic)


@pytest.mark.slow
def test_89_days_are_no_course_and_90_are_from_their_90th_day_on() -> None:
    assert supply((89, 89)) == SILENT
    assert supply((89, 90)) == PRESENT
    assert supply((88, 90)) == SILENT


@pytest.mark.slow
def test_prescriptions_without_a_gap_are_one_course_and_overlapping_ones_are_stacked() -> None:
    assert supply((100, 45), (55, 45)) == PRESENT
    assert supply((100, 60), (70, 30)) == PRESENT  # the second begins when the first ends
    assert supply((100, 60), (70, 29)) == SILENT


def test_a_day_without_supply_ends_a_course() -> None:
    assert supply((100, 45), (54, 45)) == SILENT


@pytest.mark.slow
def test_a_course_counts_while_90_of_its_days_lie_in_the_366_before() -> None:
    # The last 90 days end on LATER - 1; the window of 366 days ending 276 days after that still holds them.
    assert supply((90, 90), day=LATER - 1 + 276) == PRESENT
    assert supply((90, 90), day=LATER - 1 + 277) == SILENT


def test_local_steroids_deleted_scripts_and_scripts_without_an_end_are_no_course() -> None:
    clinic = MadeUp()
    clinic.visit()
    end = on(LATER)["day"]
    clinic.add("medications", 1, LATER - 200, end_day=end, systemic_steroid=False)
    clinic.add("medications", 1, LATER - 200, end_day=end, systemic_steroid=True, status="deleted")
    clinic.add("medications", 1, LATER - 200, end_day=None, systemic_steroid=True)
    assert of_visit(clinic) == SILENT


def test_courses_of_two_patients_are_never_joined() -> None:
    rows = [(1, 1, 0, 59, True), (2, 2, 60, 119, True)]
    columns = ["row", "patient", "day", "end_day", "systemic_steroid"]
    given = nw.from_native(pl.LazyFrame(rows, schema=columns, orient="row"))
    assert native(steroid_courses(given)).height == 0
