"""Was the gain kept? Verdicts with their reasons, and when reviews are due."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_months import month, periods

from dashboard.telling.sentences import all_words, words
from measures.improvement import ReviewFinding, ReviewVerdict, When, months_after, review_verdict, reviews_due
from measures.series import Series

#: A year around 30 of 100, then months around 15, 30 and 22 of 100.
YEAR = [30, 33, 28, 31, 27, 32, 29, 34, 28, 30, 31, 27]
LOW, HIGH = [15, 14, 16, 13, 15, 14], [30, 31, 29, 32, 30, 31]
IMPLEMENTED = month(12)


def course(since: list[int], n: int = 100) -> Series:
    return periods([round(y * n / 100) for y in YEAR + since], n)


def use(since: list[int]) -> Series:
    """A process measure: how many of 100 got the pamphlet."""
    return periods([20] * 12 + since, 100, better="higher", title="Pamphlet given", kind="process")


def judged(since: list[int], **said: object) -> ReviewVerdict:
    return review_verdict(course(since), IMPLEMENTED, **said)  # type: ignore[arg-type]


def test_a_kept_improvement_is_improved_and_held_at_6_months() -> None:
    told = judged(LOW)
    assert told.finding is ReviewFinding.HELD
    assert "30% before, 14% since" in words(told.reason)
    assert told.chart is not None
    assert told.chart.freeze == (12,)


def test_at_3_months_the_same_gain_is_held_so_far_with_too_few_points() -> None:
    told = judged(LOW[:3])
    assert told.finding is ReviewFinding.SO_FAR
    assert "only 3 whole months" in words(told.reason)


def test_a_lean_without_a_signal_is_held_so_far_only_while_a_pattern_could_not_have_shown() -> None:
    lean = [24, 30, 25, 31, 24, 26, 25, 30, 24, 31, 26, 25]
    assert judged(lean[:6]).finding is ReviewFinding.SO_FAR
    assert "too few for a pattern" in words(judged(lean[:6]).reason)
    assert judged(lean).finding in (ReviewFinding.CANNOT_TELL, ReviewFinding.HELD)


def test_a_stable_clinic_is_never_called_improved() -> None:
    assert judged(HIGH).finding is ReviewFinding.CANNOT_TELL


def test_months_back_at_the_old_level_are_lost_judged_against_the_improved_ones() -> None:
    told = judged(LOW[:4] + HIGH[:4])
    assert told.finding is ReviewFinding.LOST
    assert "14% in the first 4 months" in words(told.reason)
    assert told.level == pytest.approx(0.145)
    assert told.later_level == pytest.approx(0.305)


def test_a_slow_rise_is_drifting_before_it_is_lost() -> None:
    told = judged([15, 14, 16, 15, 19, 18, 20, 19])
    assert told.finding is ReviewFinding.DRIFTING
    assert "the newest 4 months" in words(told.reason)


def test_worse_than_the_baseline_is_lost() -> None:
    told = judged([50, 52, 49, 51, 50, 53])
    assert told.finding is ReviewFinding.LOST
    assert "against the baseline" in words(told.reason)


def test_a_poor_start_that_came_right_is_no_loss() -> None:
    assert judged([52, 15, 14, 16, 13, 15, 14, 15, 14]).finding is ReviewFinding.HELD


def test_a_loss_at_the_end_is_a_loss_whatever_came_first() -> None:
    assert judged([15, 14, 16, 13, 15, 52]).finding is ReviewFinding.LOST


def test_a_process_that_slips_is_a_drift_however_good_the_outcome_looks() -> None:
    held, slipping = use([60, 62, 58, 61, 60, 63]), use([60, 62, 58, 30, 28, 25])
    assert judged(LOW, process=[held]).finding is ReviewFinding.HELD
    told = judged(LOW, process=[held, slipping])
    assert told.finding is ReviewFinding.DRIFTING
    assert '"Pamphlet given" slips' in words(told.reason)


def test_without_a_process_measure_the_verdict_says_what_it_cannot_know() -> None:
    assert any("still in use" in note for note in all_words(judged(LOW).notes))
    assert not any("still in use" in note for note in all_words(judged(LOW, process=[use([60] * 6)]).notes))


def test_a_balancing_measure_is_a_note_and_never_the_verdict() -> None:
    overtime = periods([10] * 12 + [40] * 6, 100, title="Overtime", kind="balancing")
    told = judged(LOW, balancing=[overtime])
    assert told.finding is ReviewFinding.HELD
    assert any('"Overtime" has a signal in the worse direction' in note for note in all_words(told.notes))


def test_a_changed_definition_makes_it_cannot_tell() -> None:
    told = judged(LOW, changed="the definition moved from version 2 to version 3.")
    assert told.finding is ReviewFinding.CANNOT_TELL
    assert "version 3" in words(told.reason)


@pytest.mark.parametrize(
    ("series", "implemented", "why"),
    [
        (periods(YEAR[:6] + LOW, 100), month(6), "only 6 whole months before"),
        (periods(YEAR, 100), IMPLEMENTED, "no whole month"),
        (periods([], []), IMPLEMENTED, "only 0 whole months"),
        (periods(YEAR + LOW, 100, better="neither"), IMPLEMENTED, "better high or low"),
        (periods([1, 0, 2, 1, 0, 1, 1, 0, 1, 2, 0, 1] + [0] * 5, 100), IMPLEMENTED, "would give only about 4"),
    ],
)
def test_what_cannot_be_told_says_why(series: Series, implemented: date, why: str) -> None:
    told = review_verdict(series, implemented)
    assert told.finding is ReviewFinding.CANNOT_TELL
    assert why in words(told.reason)


def test_the_month_of_implementation_belongs_to_neither_side() -> None:
    one, other = (review_verdict(course([odd, *LOW]), IMPLEMENTED + timedelta(days=14)) for odd in (0, 90))
    assert (one.finding, one.reason, one.since) == (other.finding, other.reason, 6)


def test_open_months_are_never_judged() -> None:
    kept = periods(YEAR + LOW + [90], 100, immature=1)
    assert review_verdict(kept, IMPLEMENTED).finding is ReviewFinding.HELD


def test_months_before_the_chosen_baseline_do_not_speak() -> None:
    old = periods([80] * 12 + YEAR + LOW, 100)
    told = review_verdict(old, month(24), baseline_from=month(12))
    assert told.finding is ReviewFinding.HELD
    assert "30% before" in words(told.reason)


def test_counts_are_judged_like_rates() -> None:
    told = review_verdict(periods([30, 33, 28, 31, 27, 32, 29, 34, 28, 30, 31, 27, 10, 9, 11, 8, 10, 9]), IMPLEMENTED)
    assert told.finding is ReviewFinding.HELD
    assert "30 a month before" in words(told.reason)


def test_a_month_without_anybody_since_is_no_loss() -> None:
    n = [100] * 12 + [100, 100, 0, 100, 100, 100, 100]
    y = [*YEAR, 15, 14, 0, 16, 13, 15, 14]
    told = review_verdict(periods(y, n), IMPLEMENTED)
    assert (told.finding, told.since) == (ReviewFinding.HELD, 6)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    y=st.lists(st.integers(0, 40), min_size=1, max_size=24),
    since=st.integers(0, 24),
    rules=st.sampled_from(["anhoej", "ihi", "mdc", "nelson", "western_electric", "bestbox", "cutbox"]),
)
def test_a_verdict_always_has_a_reason_and_comes_out_the_same_twice(y: list[int], since: int, rules: str) -> None:
    one, other = (review_verdict(periods(y, 40), month(since), rules=rules) for _ in range(2))
    assert words(one.reason).endswith(".")
    assert (one.finding, one.reason, one.notes) == (other.finding, other.reason, other.notes)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(y=st.lists(st.integers(2, 38), min_size=14, max_size=22))
def test_counting_those_without_the_event_gives_the_same_verdict(y: list[int]) -> None:
    one = review_verdict(periods(y, 40, better="lower"), month(10))
    other = review_verdict(periods([40 - k for k in y], 40, better="higher"), month(10))
    assert one.finding is other.finding


@pytest.mark.slow
def test_few_stable_clinics_are_called_improved_and_most_true_changes_found() -> None:
    rng = np.random.default_rng(7)
    stable, kept = (
        [
            review_verdict(periods(rng.binomial(100, [0.3] * 12 + [after] * 6).tolist(), 100), month(12)).finding
            for _ in range(60)
        ]
        for after in (0.3, 0.15)
    )
    assert stable.count(ReviewFinding.HELD) <= 5
    assert kept.count(ReviewFinding.HELD) >= 48


def test_reviews_are_due_3_and_6_months_after_implementation() -> None:
    told = reviews_due(date(2026, 3, 15), today=date(2026, 6, 20))
    assert [(one.months, one.due, one.when) for one in told] == [
        (3, date(2026, 6, 15), When.DUE),
        (6, date(2026, 9, 15), When.TO_COME),
    ]


def test_a_review_is_overdue_two_weeks_after_its_day_unless_it_was_held() -> None:
    implemented, late = date(2026, 3, 15), date(2026, 7, 1)
    assert reviews_due(implemented, late)[0].when is When.OVERDUE
    assert reviews_due(implemented, late, held={3})[0].when is When.DONE
    assert reviews_due(implemented, late)[0].days == 16


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 10, 1), 3, date(2027, 1, 1)),
        (date(2026, 5, 31), 0, date(2026, 5, 31)),
    ],
)
def test_months_end_where_the_month_ends(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)), months=st.integers(0, 60))
def test_a_month_later_is_never_in_another_month_than_it_should_be(day: date, months: int) -> None:
    then = months_after(day, months)
    assert then.year * 12 + then.month == day.year * 12 + day.month + months
    assert then.day <= day.day
