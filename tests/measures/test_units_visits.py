"""Which rows are low-back-pain visits, and to which episode each belongs (definitions, section 2)."""

import polars as pl
import pytest
from made_up_events import LATER, MadeUp, month

COMPLETED, CANCELLED = "completed", "cancelled"


def lbp(clinic: MadeUp) -> tuple[int, int]:
    """Low-back-pain visits counted, and unknown."""
    yes, _, unknown = clinic.count("_lbp_visits")
    return yes, unknown


@pytest.mark.parametrize("status", ["cancelled", "no_show", "booked", "admin"])
def test_visits_that_did_not_take_place_are_out(status: str) -> None:
    clinic = MadeUp()
    clinic.visit(status=status)
    assert lbp(clinic) == (0, 0)
    assert clinic.count("_visits_completed") == (0, None, 0)


def test_without_a_status_column_every_visit_took_place() -> None:
    clinic = MadeUp()
    clinic.visit(status=None)
    assert lbp(clinic) == (1, 0)


@pytest.mark.slow
def test_a_status_nobody_explained_is_unknown_until_a_person_settles_it() -> None:
    clinic = MadeUp()
    clinic.visit(status="?Roomed")
    assert lbp(clinic) == (0, 1)
    assert lbp(clinic.settled(words=(("visits.status", "Roomed", "completed"),))) == (1, 0)
    assert lbp(clinic.settled(words=(("visits.status", "Roomed", "no_show"),))) == (0, 0)


def test_eighteen_is_an_adult_seventeen_is_not() -> None:
    clinic = MadeUp()
    clinic.visit(patient=1, age_low=18, age_high=18)
    clinic.visit(patient=2, age_low=17, age_high=17)
    assert lbp(clinic) == (1, 0)


@pytest.mark.slow
def test_other_programmes_begin_at_another_age() -> None:
    clinic = MadeUp()
    clinic.visit(patient=1, age_low=18, age_high=18)
    clinic.visit(patient=2, age_low=16, age_high=16)
    assert lbp(clinic.settled(adult_age=19)) == (0, 0)
    assert lbp(clinic.settled(adult_age=16)) == (2, 0)


@pytest.mark.slow
@pytest.mark.parametrize(("low", "high"), [(None, None), (17, 18)])
def test_an_age_nobody_knows_or_that_leaves_it_open_is_in_and_shown(low: int | None, high: int | None) -> None:
    clinic = MadeUp()
    clinic.visit(age_low=low, age_high=high)
    assert lbp(clinic) == (1, 0)
    assert clinic.count("_lbp_visits_age_unknown") == (1, None, 0)


@pytest.mark.slow
def test_the_patient_list_tells_the_age_a_visit_does_not() -> None:
    clinic = MadeUp()
    for patient, born in ((1, 2023 * 12 - 17 * 12), (2, 2023 * 12 - 40 * 12), (3, 2024 * 12 + 1 - 18 * 12)):
        clinic.add("patients", patient, 0, birth_month_low=born, birth_month_high=born)
        clinic.visit(patient=patient, age_low=None, age_high=None)  # in February 2024
    # Number 1 had turned 18 the year before; number 3 turns 18 in the very month, on a day nobody keeps.
    assert lbp(clinic) == (3, 0)
    assert clinic.count("_lbp_visits_age_unknown") == (1, None, 0)
    assert lbp(clinic.settled(adult_age=19)) == (1, 0)


@pytest.mark.parametrize(
    ("tier", "spine", "words", "kind"),
    [
        (1, True, False, "lbp"),  # tier A
        (2, True, False, "lbp"),  # tier B
        (3, True, True, "lbp"),  # bare tier C, with words
        (3, True, False, "unclassified"),
        (None, False, True, "lbp"),  # words, and no spine code on the row
        (None, None, True, "lbp"),  # words, and no code at all
        (None, True, True, None),  # a neck code beside the words
        (None, True, False, None),
        (None, False, False, None),
    ],
)
def test_evidence_for_the_low_back(tier: int | None, spine: bool | None, words: bool, kind: str | None) -> None:
    clinic = MadeUp()
    clinic.visit(tier=tier, spine_code=spine, low_back_words=words)
    assert clinic.count("_lbp_visits")[0] == (kind == "lbp")
    assert clinic.count("_unclassified_visits")[0] == (kind == "unclassified")


def test_an_unclassified_visit_of_unknown_status_is_unknown() -> None:
    clinic = MadeUp()
    clinic.visit(tier=3, status="?Roomed")
    assert clinic.count("_unclassified_visits") == (0, None, 1)


def test_a_problem_list_code_speaks_for_a_visit_of_the_same_day_only() -> None:
    clinic = MadeUp()
    for patient, listed in ((1, LATER), (2, LATER - 1), (3, LATER + 1)):
        clinic.visit(patient=patient, tier=None, spine_code=None)
        clinic.add("diagnoses", patient, listed, tier=1, spine_code=True, of_visit=False, code="724.2")
    assert lbp(clinic) == (1, 0)


def test_a_deleted_problem_list_code_says_nothing() -> None:
    clinic = MadeUp()
    clinic.visit(tier=None, spine_code=None)
    clinic.add("diagnoses", 1, LATER, tier=1, spine_code=True, of_visit=False, status="deleted")
    assert lbp(clinic) == (0, 0)


def test_another_visits_code_of_the_same_day_is_not_a_problem_list() -> None:
    clinic = MadeUp()
    clinic.visit(provider="A", tier=None, spine_code=None)
    clinic.add("diagnoses", 1, LATER, tier=1, spine_code=True, of_visit=True)
    assert lbp(clinic) == (0, 0)


def test_two_lines_of_one_problem_list_day_do_not_double_the_visit() -> None:
    clinic = MadeUp()
    clinic.visit(tier=3)
    for tier in (1, 2, None):
        clinic.add("diagnoses", 1, LATER, tier=tier, spine_code=True, of_visit=False)
    assert lbp(clinic) == (1, 0)


def test_visits_outside_the_coverage_are_nothing() -> None:
    clinic = MadeUp()
    for day in (-1, 0, 730, 731):
        clinic.visit(day=day, patient=day)
    assert lbp(clinic) == (2, 0)


def episodes(*days: int) -> list[tuple[bool | None, bool | None]]:
    """known start and acute of one patient's visits on these days."""
    clinic = MadeUp()
    for day in days:
        clinic.visit(day=day)
    return clinic.table("visit").select("known_start", "acute").rows()


@pytest.mark.slow
def test_the_start_of_an_episode_is_unknown_on_days_0_to_180_of_coverage() -> None:
    assert episodes(180) == [(None, None)]
    assert episodes(181) == [(True, True)]


@pytest.mark.slow
def test_180_days_without_a_visit_continue_an_episode_and_181_start_another() -> None:
    assert episodes(200, 380) == [(True, True), (True, False)]
    assert episodes(200, 381) == [(True, True), (True, True)]


def test_acute_is_day_0_to_83_of_the_episode() -> None:
    assert episodes(200, 283, 284) == [(True, True), (True, True), (True, False)]


@pytest.mark.slow
def test_later_visits_of_an_episode_with_an_unknown_start_stay_unknown() -> None:
    assert episodes(100, 280, 460) == [(None, None)] * 3
    assert episodes(100, 281) == [(None, None), (True, True)]


def test_a_visit_that_is_not_for_low_back_pain_keeps_no_episode_alive() -> None:
    clinic = MadeUp()
    for day, tier in ((200, 1), (300, None), (390, 1)):
        clinic.visit(day=day, tier=tier, spine_code=False)
    assert clinic.table("episode").height == 2


@pytest.mark.slow
def test_two_visits_on_the_first_day_are_one_episode() -> None:
    clinic = MadeUp()
    clinic.visit(provider="A")
    clinic.visit(provider="B")
    assert clinic.table("episode").height == 1
    assert clinic.count("episode_imaging_28d") == (0, 1, 0)


@pytest.mark.slow
def test_a_patient_seen_twice_in_a_month_is_one_patient_and_two_visits() -> None:
    clinic = MadeUp()
    for day, provider in ((LATER, "A"), (LATER + 1, "B"), (LATER + 40, "A")):
        clinic.visit(day=day, provider=provider)
    assert clinic.count("_lbp_patients", period=month(LATER)) == (1, None, 0)
    assert clinic.count("_lbp_patients", "B", month(LATER)) == (1, None, 0)
    assert lbp(clinic) == (3, 0)


def test_spellings_of_the_roster_become_one_clinician_and_others_stay_as_spelt() -> None:
    clinic = MadeUp()
    for patient, spelt in enumerate(("ASPEN, ANNA", "A", "Aspen, Anna", None)):
        clinic.visit(patient=patient, provider=spelt)
    table = clinic.counted("_lbp_visits", by_provider=True)
    sums = dict(table.group_by("provider").agg(pl.col("numerator").sum()).rows())
    assert sums == {"A": 2, "B": 0, "Aspen, Anna": 1, "ALL": 4}


def test_every_month_and_roster_clinician_has_a_row_also_when_nothing_happened() -> None:
    clinic = MadeUp()
    clinic.visit()
    table = clinic.counted("red_flags_recorded", by_provider=True)
    assert table.height == 24 * 3
    assert table.select("numerator", "denominator").null_count().sum_horizontal().item() == 0
