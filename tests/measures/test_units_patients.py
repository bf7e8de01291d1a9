"""What the measures of patients and of visit times count (definitions, section 5)."""

from typing import Any

import pytest
from made_up_events import LATER, MadeUp, month


def test_a_pamphlet_and_an_exercise_at_two_visits_is_one_patient() -> None:
    clinic = MadeUp()
    clinic.visit(pamphlet=True, exercise=False)
    clinic.visit(day=LATER + 1, pamphlet=False, exercise=True)
    assert clinic.count("pamphlet_or_exercise") == (1, 1, 0)


@pytest.mark.slow
def test_a_patient_is_judged_by_what_each_provider_recorded_and_once_for_all() -> None:
    clinic = MadeUp()
    clinic.visit(provider="A", pamphlet=True, exercise=False)
    clinic.visit(provider="B", pamphlet=False, exercise=False)
    assert clinic.count("pamphlet_or_exercise", "A") == (1, 1, 0)
    assert clinic.count("pamphlet_or_exercise", "B") == (0, 1, 0)
    assert clinic.count("pamphlet_or_exercise") == (1, 1, 0)


@pytest.mark.slow
def test_not_recorded_at_one_visit_and_no_at_another_is_unknown_and_yes_settles_it() -> None:
    clinic = MadeUp()
    clinic.visit(pamphlet=False, exercise=False)
    clinic.visit(day=LATER + 1, pamphlet=None, exercise=False)
    assert clinic.count("pamphlet_or_exercise") == (0, 0, 1)
    clinic.visit(day=LATER + 2, pamphlet=True)
    assert clinic.count("pamphlet_or_exercise") == (1, 1, 0)


def test_a_column_nobody_exported_is_not_a_blank_cell() -> None:
    clinic = MadeUp(carries=frozenset({"visits.day", "visits.pamphlet"}))
    clinic.visit(pamphlet=False)
    assert clinic.count("pamphlet_or_exercise") == (0, 1, 0)


@pytest.mark.slow
def test_agreement_and_barriers_may_come_at_two_visits_but_with_one_provider() -> None:
    same, other = MadeUp(), MadeUp()
    for clinic, second in ((same, "A"), (other, "B")):
        clinic.visit(provider="A", agreement=True, barriers=False)
        clinic.visit(day=LATER + 1, provider=second, agreement=False, barriers=True)
    assert same.count("agreement_and_barriers") == (1, 1, 0)
    assert other.count("agreement_and_barriers") == (0, 1, 0)
    assert other.count("agreement_and_barriers", "A") == (0, 1, 0)


@pytest.mark.slow
def test_agreement_in_one_month_and_barriers_in_the_next_are_in_neither() -> None:
    clinic = MadeUp()
    clinic.visit(day=LATER, agreement=True, barriers=False)
    clinic.visit(day=LATER + 31, agreement=False, barriers=True)
    assert clinic.count("agreement_and_barriers") == (0, 2, 0)
    assert clinic.counted("agreement_and_barriers", every="quarter")["numerator"].sum() == 1


def test_the_assessment_asks_only_visits_in_person() -> None:
    clinic = MadeUp()
    clinic.visit(patient=1, mode="in_person", assessment=True)
    clinic.visit(patient=2, mode="phone", assessment=True)
    clinic.visit(patient=3, mode="in_person", assessment=False)
    clinic.visit(patient=3, mode="virtual", assessment=True)
    assert clinic.count("physical_assessment") == (1, 2, 0)


@pytest.mark.slow
def test_a_mode_nobody_explained_is_unknown_until_a_person_settles_it() -> None:
    clinic = MadeUp()
    clinic.visit(mode="?Walk-in", assessment=True)
    assert clinic.count("physical_assessment") == (0, 0, 1)
    assert clinic.settled(words=(("visits.mode", "Walk-in", "in_person"),)).count("physical_assessment") == (
        1,
        1,
        0,
    )
    assert clinic.settled(words=(("visits.mode", "Walk-in", "phone"),)).count("physical_assessment") == (
        0,
        0,
        0,
    )


def test_a_clinic_may_say_that_all_its_visits_are_in_person() -> None:
    clinic = MadeUp()
    clinic.visit(mode=None, assessment=True)
    assert clinic.settled(all_in_person=True).count("physical_assessment") == (1, 1, 0)


def test_a_warm_referral_goes_to_someone_on_the_agreed_list_by_that_very_spelling() -> None:
    clinic = MadeUp()
    for patient, to in enumerate(("Riverbank Physio", "Riverbank physio", None)):
        clinic.visit(patient=patient, warm_referral=to)
    assert clinic.count("warm_referral") == (1, 3, 0)


def test_with_no_agreed_list_nobody_can_say_whether_a_hand_off_was_to_it() -> None:
    clinic = MadeUp()
    clinic.visit(patient=1, warm_referral="Riverbank Physio")
    clinic.visit(patient=2)
    assert clinic.settled(agreed_list=()).count("warm_referral") == (0, 1, 1)


# specialist_consults


def acute(day: int = LATER, provider: str = "A", service: str = "specialist", **columns: Any) -> MadeUp:
    clinic = MadeUp()
    clinic.visit(day=LATER)
    clinic.add("referrals", 1, day, provider=provider, service=service, **columns)
    return clinic


@pytest.mark.slow
def test_a_referral_to_a_specialist_in_the_same_period_by_that_provider() -> None:
    assert acute().count("specialist_consults", "A") == (1, 1, 0)
    assert acute(provider="B").count("specialist_consults", "A") == (0, 1, 0)
    assert acute(provider="B").count("specialist_consults") == (1, 1, 0)
    assert acute(day=LATER + 31).count("specialist_consults") == (0, 1, 0)


@pytest.mark.parametrize("service", ["emergency", "back_program", "allied"])
def test_emergency_and_the_back_programme_are_no_specialist_consult(service: str) -> None:
    assert acute(service=service).count("specialist_consults") == (0, 1, 0)


@pytest.mark.slow
def test_a_service_nobody_explained_is_unknown_until_settled() -> None:
    clinic = acute(service="?Sports med")
    assert clinic.count("specialist_consults") == (0, 0, 1)
    settled = (("referrals.service", "Sports med", "specialist"),)
    assert clinic.settled(words=settled).count("specialist_consults") == (1, 1, 0)
    settled = (("referrals.service", "Sports med", "allied"),)
    assert clinic.settled(words=settled).count("specialist_consults") == (0, 1, 0)


def test_a_cancelled_referral_sent_nobody() -> None:
    assert acute(status="cancelled").count("specialist_consults") == (0, 1, 0)


@pytest.mark.slow
def test_a_patient_past_the_acute_phase_is_left_out_and_of_an_unknown_start_unknown() -> None:
    clinic = MadeUp()
    clinic.visit(patient=1, day=LATER)
    clinic.visit(patient=1, day=LATER + 84)
    clinic.visit(patient=2, day=100)
    assert clinic.count("specialist_consults", period=month(LATER + 84)) == (0, 0, 0)
    assert clinic.count("specialist_consults", period=month(100)) == (0, 0, 1)


# overtime


@pytest.mark.slow
@pytest.mark.parametrize(
    ("minutes", "over"),
    [(21, True), (20, False), (15, False), (0, None), (-5, None), (180, True), (181, None), (None, None)],
)
def test_over_time_is_more_than_five_minutes_over_and_odd_times_are_unknown(
    minutes: int | None, over: bool | None
) -> None:
    clinic = MadeUp()
    clinic.visit(minutes=minutes, booked_minutes=15)
    yes, unknown = int(over is True), int(over is None)
    assert clinic.count("overtime_appointments") == (yes, None, unknown)
    assert clinic.count("overtime_share") == (yes, 1 - unknown, unknown)


def test_an_answer_given_by_hand_counts_as_stated_and_no_booked_length_is_unknown() -> None:
    clinic = MadeUp()
    clinic.visit(patient=1, ran_over=True, minutes=10, booked_minutes=15)
    clinic.visit(patient=2, minutes=40)
    assert clinic.count("overtime_share") == (1, 1, 1)
