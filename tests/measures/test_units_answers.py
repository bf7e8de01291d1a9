"""The safety line, what patients answered, and the back programme (definitions, section 5)."""

from typing import Any

import pytest
from made_up_events import LATER, MadeUp, month, on

# urgent_flag_not_acted_on


def urgent(atom: str = "trauma", recorded: int = LATER, seen: int = LATER, **columns: Any) -> MadeUp:
    clinic = MadeUp()
    clinic.visit(day=seen)
    clinic.says(day=recorded, atom=atom, window=90, **columns)
    return clinic


@pytest.mark.parametrize(
    ("atom", "waited", "missed"),
    [("trauma", 2, 0), ("trauma", 3, 1), ("trauma", -1, 1), ("cauda_equina", 1, 0), ("cauda_equina", 2, 1)],
)
def test_an_emergency_has_days_0_to_1_and_an_urgent_flag_days_0_to_2(atom: str, waited: int, missed: int) -> None:
    clinic = urgent(atom)
    clinic.order(day=LATER + waited)
    assert clinic.count("urgent_flag_not_acted_on") == (missed, 1, 0)


@pytest.mark.slow
@pytest.mark.parametrize("service", ["emergency", "specialist", "allied"])
def test_any_referral_is_an_action_and_a_cancelled_one_is_none(service: str) -> None:
    clinic = urgent()
    clinic.add("referrals", 1, LATER + 1, service=service)
    assert clinic.count("urgent_flag_not_acted_on") == (0, 1, 0)
    cancelled = urgent()
    cancelled.add("referrals", 1, LATER + 1, service=service, status="cancelled")
    assert cancelled.count("urgent_flag_not_acted_on") == (1, 1, 0)


@pytest.mark.parametrize(("after", "asked"), [(0, 1), (30, 1), (31, 0)])
def test_the_first_visit_within_30_days_of_the_record_answers_for_it(after: int, asked: int) -> None:
    clinic = urgent(seen=LATER + after)
    clinic.visit(day=LATER + after + 1)
    assert clinic.count("urgent_flag_not_acted_on") == (asked, asked, 0)


def test_only_the_first_record_ever_of_an_atom_asks_for_action() -> None:
    clinic = urgent()
    clinic.says(day=LATER - 200, atom="trauma", window=90)
    assert clinic.count("urgent_flag_not_acted_on") == (0, 0, 0)


@pytest.mark.parametrize(("day", "asked", "unknown"), [(30, 0, 1), (31, 1, 0)])
def test_first_records_on_days_0_to_30_of_coverage_are_unknown(day: int, asked: int, unknown: int) -> None:
    assert urgent(recorded=day, seen=day).count("urgent_flag_not_acted_on") == (asked, asked, unknown)


@pytest.mark.parametrize("atom", ["neurological", "first_episode_over_50", "unnamed"])
def test_soon_is_not_urgent(atom: str) -> None:
    assert urgent(atom).count("urgent_flag_not_acted_on") == (0, 0, 0)


def test_a_queried_or_denied_flag_asks_for_no_action() -> None:
    assert urgent(state="absent").count("urgent_flag_not_acted_on") == (0, 0, 0)


@pytest.mark.slow
def test_a_steroid_course_asks_for_action_on_its_90th_day() -> None:
    clinic = MadeUp()
    clinic.visit(day=LATER)
    clinic.add("medications", 1, LATER - 89, end_day=on(LATER)["day"], systemic_steroid=True)
    assert clinic.count("urgent_flag_not_acted_on") == (1, 1, 0)
    clinic.order(day=LATER + 2)
    assert clinic.count("urgent_flag_not_acted_on") == (0, 1, 0)


def test_a_cancer_in_remission_is_soon_not_urgent() -> None:
    clinic = urgent("cancer", rule="cancer; in remission")
    assert clinic.count("urgent_flag_not_acted_on") == (0, 0, 0)
    assert urgent("cancer", rule="diagnosis code C61").count("urgent_flag_not_acted_on") == (1, 1, 0)


# answers, scores, back programme


def answered(after: int, answer: str | None, question: str = "satisfied_with_plan") -> MadeUp:
    clinic = MadeUp()
    clinic.visit(provider="B")
    clinic.add("responses", 1, LATER + after, question=question, answer=answer, age_low=40, age_high=40)
    return clinic


@pytest.mark.parametrize(("after", "asked"), [(0, 1), (30, 1), (31, 0), (-1, 0)])
def test_satisfaction_is_of_a_visit_in_the_30_days_before(after: int, asked: int) -> None:
    assert answered(after, "satisfied").count("satisfied_with_plan") == (asked, asked, 0)


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [("very_satisfied", (1, 1, 0)), ("neutral", (0, 1, 0)), ("?so so", (0, 0, 1)), (None, (0, 0, 0))],
)
def test_satisfied_or_very_satisfied(answer: str | None, wanted: tuple[int, int, int]) -> None:
    assert answered(5, answer).count("satisfied_with_plan") == wanted


def test_satisfaction_belongs_to_the_visits_period_and_provider() -> None:
    clinic = answered(30, "satisfied")
    assert clinic.count("satisfied_with_plan", "B", month(LATER)) == (1, 1, 0)


def test_definitely_is_the_top_answer_only() -> None:
    assert answered(200, "definitely", "better_able").count("definitely_better_able") == (1, 1, 0)
    assert answered(200, "mostly", "better_able").count("definitely_better_able") == (0, 1, 0)


def scored(instrument: str, *scores: float) -> MadeUp:
    clinic = MadeUp()
    for place, score in enumerate(scores):
        columns = {"question": "quality_of_life", "score": score, "instrument": instrument}
        clinic.add("responses", 1, LATER + place, age_low=40, age_high=40, **columns)
    return clinic


@pytest.mark.parametrize(
    ("instrument", "scores", "wanted"),
    [
        ("eq_vas", (50, 60), (1, 1, 0)),
        ("eq_vas", (60, 60), (0, 1, 0)),
        ("eq_vas", (50, 40, 60), (1, 1, 0)),
        ("oswestry", (40, 20), (1, 1, 0)),
        ("oswestry", (20, 40), (0, 1, 0)),
        ("homemade", (20, 40), (0, 0, 1)),
        ("eq_vas", (50,), (0, 0, 0)),
    ],
)
def test_a_later_score_is_better_in_its_instruments_own_direction(
    instrument: str, scores: tuple[float, ...], wanted: tuple[int, int, int]
) -> None:
    assert scored(instrument, *scores).count("quality_of_life_improved") == wanted


def test_scores_of_two_instruments_are_no_pair() -> None:
    clinic = scored("eq_vas", 50)
    clinic.add(
        "responses",
        1,
        LATER,
        question="quality_of_life",
        score=60.0,
        instrument="oswestry",
        age_low=40,
        age_high=40,
    )
    assert clinic.count("quality_of_life_improved") == (0, 0, 0)


def referred(day: int, assessed_after: int | None, **columns: Any) -> MadeUp:
    clinic = MadeUp()
    assessed = None if assessed_after is None else on(day + assessed_after)["day"]
    clinic.add(
        "referrals",
        1,
        day,
        service="back_program",
        provider="A",
        assessed_day=assessed,
        age_low=40,
        age_high=40,
        **columns,
    )
    return clinic


@pytest.mark.parametrize(("after", "wanted"), [(0, 1), (28, 1), (29, 0), (None, 0), (-1, 0)])
def test_the_back_programme_has_28_days_to_assess(after: int | None, wanted: int) -> None:
    assert referred(LATER, after).count("assessed_within_4_weeks") == (wanted, 1, 0)


@pytest.mark.parametrize(("age", "asked"), [(28, 1), (27, 0)])
def test_a_referral_younger_than_28_days_at_the_export_is_left_out(age: int, asked: int) -> None:
    assert referred(730 - age, 1).count("assessed_within_4_weeks") == (asked, asked, 0)


def test_eligibility_not_recorded_is_unknown() -> None:
    assert referred(LATER, 1, eligible=True).count("referral_eligible") == (1, 1, 0)
    assert referred(LATER, 1, eligible=None).count("referral_eligible") == (0, 0, 1)


def test_the_uk_script_counts_a_row_as_it_finds_it() -> None:
    clinic = MadeUp()
    for patient, counted in enumerate((True, False)):
        clinic.add("activities", patient, LATER, back_imaging=counted)
    assert clinic.count("lower_back_imaging_ebi") == (1, None, 0)
