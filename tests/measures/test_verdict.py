"""The verdict of a measure: what may be said today, in which order, and never two things at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.improvement import ReviewFinding
from measures.spc.icons import Icons
from measures.verdict import (
    AIM_STATES,
    FALSE_ALARM,
    STATES,
    Aim,
    MeasureVerdict,
    finding_of,
    icons_of,
    judge,
    not_alike,
    reason_of,
)
from tests.measures.made_up_months import month, periods

BEFORE = [31, 29, 32, 30, 28, 33, 31, 30, 29, 31, 32, 30, 31, 30]  # of 100, month by month
KEPT = [13, 12, 14, 11, 13, 12, 14, 13]
GONE = [12, 13, 11, 14, 29, 31, 30, 32]
LATER = month(40)


def judged(counts: list[int], of: int = 100, adopted: int | None = len(BEFORE), **said: object) -> MeasureVerdict:
    """The verdict of so many of so many a month, with a change adopted after the first 14 unless told otherwise."""
    days = [] if adopted is None else [month(adopted)]
    return judge(periods(counts, of), today=LATER, adopted=days, **said)  # type: ignore[arg-type]


def test_a_gain_that_is_kept_is_better_with_both_levels_in_numbers() -> None:
    found = judged(BEFORE + KEPT)
    assert (found.state, found.since) == ("better", month(14))
    assert found.before is not None
    assert found.now is not None
    assert (found.before.numerator, found.before.denominator) == (sum(BEFORE), 1400)
    assert (found.now.numerator, found.now.denominator, found.now.periods) == (sum(KEPT), 800, 8)


def test_half_a_run_a_little_above_the_first_months_demotes_no_kept_gain() -> None:
    assert judged([*BEFORE, 12, 12, 12, 12, 14, 14, 14, 14, 14, 14]).state == "better"


def test_a_gain_that_is_gone_is_lost_since_the_month_it_went() -> None:
    found = judged(BEFORE + GONE)
    assert (found.state, found.since) == ("lost", month(18))
    assert found.before is not None
    assert found.now is not None
    assert found.before.value < 0.15 < 0.28 < found.now.value


def test_a_gain_of_which_a_third_is_gone_is_slipping() -> None:
    assert judged([*BEFORE, 10, 10, 9, 11, 10, 17, 17, 18, 17, 18, 17, 17], of=100).state == "slipping"


def test_a_change_that_shows_nothing_is_no_change() -> None:
    assert judged([*BEFORE, 30, 31, 29, 32, 30, 31, 30, 29]).state == "no_change"


def test_a_worsening_after_a_change_without_a_gain_is_worse_not_lost() -> None:
    assert judged([*BEFORE, 45, 44, 47, 46, 45, 48, 44, 46]).state == "worse"


def test_two_months_after_a_change_are_too_soon() -> None:
    found = judged(BEFORE + KEPT[:2])
    assert (found.state, found.because) == ("too_soon", "few_periods_since_change")


def test_a_fall_without_any_change_said_is_judged_from_the_level_before_it() -> None:
    found = judged(BEFORE + KEPT, adopted=None)
    assert (found.state, found.since, found.how_sure.rule) == ("better", month(14), "step")
    assert found.how_sure.false_alarm == FALSE_ALARM


def test_an_old_month_beyond_a_limit_never_leads_over_a_step_since() -> None:
    found = judged([31, 29, 60, *BEFORE[3:], *KEPT], adopted=None)
    assert (found.state, found.since) == ("better", month(14))


def test_a_fall_and_a_rise_without_any_change_said_is_a_gain_lost() -> None:
    assert judged(BEFORE + KEPT + [30, 31, 29, 32, 30, 31, 30, 29, 31], adopted=None).state == "lost"


def test_the_same_series_the_other_way_up_means_the_opposite() -> None:
    higher = replace(periods(BEFORE + KEPT, 100), better="higher")
    assert judge(higher, today=LATER).state == "worse"


def test_a_measure_without_a_direction_is_never_better_or_worse() -> None:
    assert judge(replace(periods(BEFORE + KEPT, 100), better="neither"), today=LATER).state == "no_change"


def test_an_open_question_comes_before_everything() -> None:
    found = judged(BEFORE + KEPT, questions=["service_word"])
    assert (found.state, found.because, found.questions) == ("cannot_count_yet", "open_question", ("service_word",))
    assert found.now is None


def test_two_fifths_of_unexplained_rows_leave_no_measure() -> None:
    assert judged(BEFORE + KEPT, unexplained=0.4).state == "cannot_count_yet"
    assert judged(BEFORE + KEPT, unexplained=0.2).state == "better"


@pytest.mark.parametrize("months", [0, 1, 5, 11])
def test_few_whole_periods_are_too_soon(months: int) -> None:
    assert judged(BEFORE[:months], adopted=None).state == "too_soon"


def test_an_aim_counts_the_months_since_it_began_and_never_the_baseline() -> None:
    aim = Aim(0.15, since=month(14), by=month(30))
    found = judged(BEFORE + KEPT, aim=aim).aim
    assert (found.state, found.met_periods, found.whole_periods) == ("met", 8, 8)


def test_an_aim_of_15_reached_at_13_is_met_also_after_its_day() -> None:
    assert judged(BEFORE + KEPT, aim=Aim(0.15, since=month(10), by=month(16))).aim.state == "met"


def test_an_aim_not_reached_is_on_the_way_before_its_day_and_not_met_after_it() -> None:
    stable = [*BEFORE, 30, 31, 29, 32, 30, 31, 30, 29]
    assert judged(stable, aim=Aim(0.15, since=month(14), by=month(41))).aim.state == "on_the_way"
    assert judged(stable, aim=Aim(0.15, since=month(14), by=month(22))).aim.state == "not_met"


def test_an_aim_whose_gain_is_gone_is_not_met_any_more() -> None:
    assert judged(BEFORE + GONE, aim=Aim(0.2, since=month(14), by=month(22))).aim.state == "not_met"


def test_a_chosen_baseline_is_what_a_later_level_is_told_against() -> None:
    found = judged([*BEFORE, 30, 31, 29, 32], adopted=None, baseline=(month(2), month(14)))
    assert found.before is not None
    assert (found.state, found.before.periods) == ("no_change", 12)


@given(st.lists(st.integers(0, 40), min_size=0, max_size=40), st.booleans(), st.sampled_from(["lower", "higher"]))
def test_every_series_gets_one_known_verdict(counts: list[int], changed: bool, better: str) -> None:
    series = replace(periods(counts, 40), better=better)
    days = [month(len(counts) // 2)] if changed else []
    found = judge(series, today=LATER, adopted=days, aim=Aim(0.3, since=date(2023, 3, 1)))
    assert found.state in STATES
    assert found.aim.state in AIM_STATES
    if found.state in ("better", "worse", "slipping", "lost") and found.because != "process_falls":
        assert found.before is not None
        assert found.now is not None
        moved = found.now.value - found.before.value
        assert (moved < 0) == ((better == "lower") == (found.state == "better"))


def test_later_months_than_today_are_not_looked_at() -> None:
    series = periods(BEFORE + GONE, 100)
    assert judge(series, today=month(18), adopted=[month(14)]).state == "better"


def test_the_clearer_a_change_the_seldomer_chance_alone_shows_as_much() -> None:
    rates = [judged([*BEFORE, *[level] * 8]).how_sure.false_alarm for level in (20, 13, 8)]
    assert all(rate is not None for rate in rates)
    assert rates == sorted(rates, reverse=True)
    assert 0 <= rates[-1] < rates[0] < 0.01  # type: ignore[operator]


def test_a_gain_that_goes_says_how_often_a_gain_that_stays_would_look_so() -> None:
    sure = judged(BEFORE + GONE).how_sure
    assert sure.rule == "own_level"
    assert sure.false_alarm is not None
    assert sure.false_alarm < 0.01


def test_nothing_is_claimed_of_how_sure_no_change_is() -> None:
    assert judged([*BEFORE, 30, 31, 29, 32, 30, 31, 30, 29]).how_sure.false_alarm is None


def test_a_kept_gain_of_five_months_is_held_though_its_newest_months_lie_a_little_higher() -> None:
    found = judged([*BEFORE, 12, 12, 12, 12, 14, 14, 14, 14, 14, 14])
    assert (found.because, finding_of(found)) == ("gain_held", ReviewFinding.HELD)


def test_a_review_may_find_only_what_agrees_with_the_verdict() -> None:
    kept, lost, new = judged(BEFORE + KEPT), judged(BEFORE + GONE), judged(BEFORE + KEPT[:2])
    assert {finding_of(kept, own) for own in ReviewFinding} == {ReviewFinding.HELD}
    assert {finding_of(lost, own) for own in ReviewFinding} == {ReviewFinding.LOST}
    assert {finding_of(new, own) for own in ReviewFinding} == {ReviewFinding.CANNOT_TELL, ReviewFinding.SO_FAR}


def test_then_and_now_counted_otherwise_claims_nothing_and_tells_the_newest_level() -> None:
    told = not_alike(judged(BEFORE + KEPT, aim=Aim(0.15, since=month(14))))
    assert (told.state, told.because, told.before, told.aim.state) == ("too_soon", "not_alike", None, "on_the_way")
    assert told.now is not None
    assert not_alike(judged(BEFORE[:5], adopted=None)).because == "few_periods"


@pytest.mark.parametrize(("better", "side"), [("lower", "low"), ("higher", "high")])
def test_the_two_icons_follow_from_the_verdict(better: str, side: str) -> None:
    counts = BEFORE + KEPT if better == "lower" else [100 - y for y in BEFORE + KEPT]
    level = 0.15 if better == "lower" else 0.85
    series = replace(periods(counts, 100), better=better)
    found = judge(series, today=LATER, adopted=[month(14)], aim=Aim(level, since=month(14)))
    assert icons_of(found) == Icons(f"improvement_{side}", "pass")
    assert icons_of(judged(BEFORE + GONE)) == Icons("concern_high", None)
    assert icons_of(judged(BEFORE[:5])) is None
    assert icons_of(judged(BEFORE + KEPT, questions=["service_word"])) is None


def test_a_verdict_is_kept_as_codes_and_numbers() -> None:
    series = periods(BEFORE + KEPT, 100)
    told = reason_of(judge(series, today=LATER, adopted=[month(14)]), series)
    assert told.code == "judged"
    assert told.values["before"] == [sum(BEFORE) / 1400, sum(BEFORE), 1400, 14]
    assert told.values["since"] == "2024-03-01"
