"""Baselines and new phases: what a decision does to a chart, what it says, and that nothing moves without one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_series import FALLEN, STEADY, months

from dashboard.pages.one_measure.phases.words import (
    centres_words,
    decision_words,
    not_shown,
    rebasing,
    thin,
    unfounded,
    unsteady,
)
from dashboard.records import ChartPhase, PhaseKind, Project
from dashboard.records.written import Written
from dashboard.study.phasing import baseline_of, periods_between, phase_choices, with_phases
from dashboard.telling.charts import sentence, table_rows
from measures.series import Series
from measures.spc import analyse_series


def baseline(last: date | None, first: date | None = None, number: int = 1) -> ChartPhase:
    return ChartPhase(
        clinic="elm", id=number, measure="made_up", kind=PhaseKind.BASELINE, reason="steady", first=first, last=last
    )


def new_phase(first: date, number: int = 1) -> ChartPhase:
    return ChartPhase(
        clinic="elm", id=number, measure="made_up", kind=PhaseKind.NEW_PHASE, reason="template", first=first
    )


def drawn(series: Series, *phases: ChartPhase) -> pl.DataFrame:
    return with_phases(series, analyse_series(series), phases).points


days = st.dates(date(2023, 11, 1), date(2026, 2, 1))
decisions = st.lists(
    st.builds(new_phase, days) | st.builds(baseline, days) | st.builds(baseline, days, days), max_size=4
).map(lambda found: [replace(one, id=number) for number, one in enumerate(found, 1)])


# What a decision does


def test_without_a_decision_no_line_moves() -> None:
    series = months(FALLEN)
    assert phase_choices(series, []) == {"parts": [], "freeze": []}
    assert drawn(series).equals(analyse_series(series).points)


def test_a_baseline_judges_the_months_after_it_and_is_not_moved_by_them() -> None:
    series = months(FALLEN)
    points = drawn(series, baseline(date(2024, 10, 31)))
    assert points["baseline"].to_list() == [True] * 10 + [False] * 10
    assert set(points["centre"]) == {7.5}


def test_a_baseline_that_ends_in_mid_month_ends_with_the_month_before() -> None:
    assert phase_choices(months(FALLEN), [baseline(date(2024, 10, 30))])["freeze"] == [9]


def test_what_lies_before_a_baseline_is_a_phase_of_its_own() -> None:
    choices = phase_choices(months(FALLEN), [baseline(date(2024, 10, 31), first=date(2024, 3, 1))])
    assert choices == {"parts": [2], "freeze": [10]}


def test_a_new_phase_has_its_own_level_and_leaves_the_old_one_standing() -> None:
    points = drawn(months(FALLEN), new_phase(date(2024, 11, 1)))
    assert points["part"].to_list() == [1] * 10 + [2] * 10
    assert points["centre"].unique(maintain_order=True).to_list() == [7.5, 2.0]


def test_a_new_phase_without_a_whole_month_of_its_own_has_not_begun() -> None:
    series = months(FALLEN, immature=2)
    assert phase_choices(series, [new_phase(date(2025, 7, 1))])["parts"] == []
    assert phase_choices(series, [new_phase(date(2025, 6, 1))])["parts"] == [17]


def test_of_two_baselines_of_one_phase_the_one_decided_last_speaks() -> None:
    early, late = baseline(date(2024, 8, 31), number=1), baseline(date(2024, 12, 31), number=2)
    assert phase_choices(months(FALLEN), [late, early])["freeze"] == [12]


def test_a_baseline_of_before_does_not_reach_into_a_new_phase() -> None:
    choices = phase_choices(months(FALLEN), [baseline(date(2024, 12, 31)), new_phase(date(2024, 11, 1), 2)])
    assert choices == {"parts": [10], "freeze": []}


def test_each_phase_can_have_its_baseline() -> None:
    begun = date(2024, 11, 1)
    own = [baseline(date(2024, 8, 31)), new_phase(begun, 2), baseline(date(2025, 4, 30), begun, 3)]
    assert phase_choices(months(FALLEN), own) == {"parts": [10], "freeze": [8, 16]}


@pytest.mark.slow
@given(decisions)
def test_every_phase_that_stands_has_a_whole_month_to_be_judged_by(found: list[ChartPhase]) -> None:
    series = months(FALLEN, immature=2, partial=1)
    points = drawn(series, *found)
    assert all(group["include"].any() for _, group in points.group_by("part"))
    judged = points.filter("include")
    assert judged["centre"].null_count() == 0
    assert all(group["baseline"].any() for _, group in judged.group_by("part"))


@given(decisions, st.randoms())
def test_the_order_in_which_decisions_are_read_does_not_matter(found: list[ChartPhase], chance: object) -> None:
    mixed = list(found)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert phase_choices(months(FALLEN), mixed) == phase_choices(months(FALLEN), found)


@pytest.mark.slow
@given(decisions, days)
def test_an_undone_decision_leaves_the_chart_as_it_was(found: list[ChartPhase], day: date) -> None:
    series = months(STEADY)
    before = drawn(series, *found)
    drawn(series, *found, new_phase(day, 9))
    assert drawn(series, *found).equals(before)


@pytest.mark.slow
@given(decisions, st.integers(0, 19), st.integers(1, 20))
def test_fewer_months_shown_keep_each_month_in_the_phase_it_was_in(
    found: list[ChartPhase], left: int, right: int
) -> None:
    whole = months(FALLEN)
    window = replace(whole, points=whole.points[left : max(left + 1, right)])
    all_parts = drawn(whole, *found)["part"].to_list()[left : max(left + 1, right)]
    parts = drawn(window, *found)["part"].to_list()
    assert [a == b for a, b in pairwise(all_parts)] == [a == b for a, b in pairwise(parts)]


def test_a_baseline_before_the_months_shown_freezes_nothing() -> None:
    whole = months(FALLEN)
    later = replace(whole, points=whole.points[12:])
    assert phase_choices(later, [baseline(date(2024, 10, 31))]) == {"parts": [], "freeze": []}


def test_a_decision_keeps_the_aim_and_the_rules_of_the_chart() -> None:
    series = months(FALLEN)
    chart = analyse_series(series, chart="i", rules="ihi", target=2.0)
    then = with_phases(series, chart, [new_phase(date(2024, 11, 1))])
    assert (then.chart, then.rules, then.target) == ("i", "ihi", 2.0)


# What it says


def test_the_sentence_says_what_the_newest_month_is_compared_with() -> None:
    series = months(FALLEN)
    frozen = with_phases(series, analyse_series(series), [baseline(date(2024, 10, 31))])
    assert "the middle value of the 10 baseline months from January 2024 is 7.5" in sentence(series, frozen)
    begun = with_phases(series, analyse_series(series), [new_phase(date(2024, 11, 1))])
    assert "the middle value of the 10 months since November 2024 is 2" in sentence(series, begun)


@pytest.mark.parametrize(
    ("phase", "says"),
    [
        (baseline(date(2024, 10, 31)), "Baseline to October 2024"),
        (baseline(date(2024, 10, 31), date(2024, 3, 1)), "Baseline from March 2024 to October 2024"),
        (baseline(date(2024, 10, 30), date(2024, 3, 5)), "Baseline from 5 March 2024 to 30 October 2024"),
        (new_phase(date(2024, 11, 1)), "New phase from November 2024"),
        (new_phase(date(2024, 11, 4)), "New phase from 4 November 2024"),
    ],
)
def test_a_decision_is_told_in_months_where_its_days_are_those_of_months(phase: ChartPhase, says: str) -> None:
    assert decision_words(phase) == says


@pytest.mark.parametrize(
    ("phase", "says"),
    [
        (baseline(date(2024, 10, 31)), None),
        (baseline(date(2023, 12, 31)), "not in what is shown here"),
        (baseline(date(2024, 10, 31), date(2023, 6, 1)), "only the part of it from January 2024 on"),
        (baseline(date(2026, 10, 31)), "all of what is shown here lies within it"),
        (new_phase(date(2024, 11, 1)), None),
        (new_phase(date(2023, 11, 1)), None),
        (new_phase(date(2025, 8, 1)), "waits for its first whole month"),
        (new_phase(date(2026, 8, 1)), "after what is shown"),
    ],
)
def test_what_the_months_shown_cannot_carry_out_is_said(phase: ChartPhase, says: str | None) -> None:
    told = not_shown(months(FALLEN, immature=1), [phase])
    assert told == [] if says is None else says in told[0]


def test_the_table_says_where_a_baseline_ends_and_a_phase_begins() -> None:
    series = months(FALLEN)
    chart = with_phases(series, analyse_series(series), [baseline(date(2024, 8, 31)), new_phase(date(2024, 11, 1), 2)])
    said = dict(table_rows(series, chart).select("Month", "Note").rows())
    assert "the last month of the baseline" in said["Aug 2024"]
    assert "a new phase begins with this month" in said["Nov 2024"]
    assert not any(
        "phase" in note or "baseline" in note for month, note in said.items() if month[:3] not in ("Aug", "Nov")
    )


def test_a_thin_baseline_is_said_and_a_sound_one_is_not() -> None:
    series = months(FALLEN)
    assert "would hold 5 whole months" in thin(series, baseline(date(2024, 5, 31)))
    assert thin(series, baseline(date(2024, 8, 31))) == ""
    assert "would have 1 whole month so far" in thin(series, new_phase(date(2025, 8, 1)))


@given(days, days)
def test_whole_months_between_two_days_are_those_that_fit_between(one: date, other: date) -> None:
    first, last = sorted((one, other))
    series = months(FALLEN, immature=1)
    inside = [start for start, end in series.points.select("start", "end").rows() if first <= start and end <= last]
    assert periods_between(series, first, last) == len([start for start in inside if start < date(2025, 8, 1)])


def test_a_baseline_of_two_levels_is_said() -> None:
    series = months(FALLEN)
    now = analyse_series(series)
    assert "a signal" in unsteady(series, now, baseline(date(2025, 6, 30)))
    assert unsteady(series, now, baseline(date(2024, 10, 31))) == ""
    assert unsteady(series, now, baseline(date(2025, 6, 30), date(2024, 11, 1))) == ""


def test_a_new_phase_without_any_shift_is_said() -> None:
    steady, fallen = months(STEADY), months(FALLEN)
    phase = new_phase(date(2024, 7, 1))
    assert "no lasting shift" in unfounded(steady, analyse_series(steady), phase)
    assert unfounded(fallen, analyse_series(fallen), new_phase(date(2024, 11, 1))) == ""
    assert unfounded(steady, analyse_series(steady), baseline(date(2024, 7, 31))) == ""


def test_a_new_phase_on_a_worse_level_is_asked_about() -> None:
    risen = months(FALLEN[::-1])
    now = analyse_series(risen)
    phase = new_phase(date(2024, 11, 1))
    asked = rebasing(now, with_phases(risen, now, [phase]), phase, risen)
    assert "fall silent about the loss" in asked


def test_a_new_phase_on_a_better_level_is_not_asked_about() -> None:
    fallen = months(FALLEN)
    now = analyse_series(fallen)
    phase = new_phase(date(2024, 11, 1))
    assert rebasing(now, with_phases(fallen, now, [phase]), phase, fallen) == ""
    higher = months(FALLEN, better="higher")
    assert rebasing(now, with_phases(higher, now, [phase]), phase, higher)
    neither = months(FALLEN, better="neither")
    assert rebasing(now, with_phases(neither, now, [phase]), phase, neither) == ""


def test_what_would_change_is_said_in_the_unit_of_the_measure() -> None:
    series = months([4] * 10 + [1] * 10, [10] * 20)
    now = analyse_series(series)
    then = with_phases(series, now, [new_phase(date(2024, 11, 1))])
    assert centres_words(now, then, series) == "The middle line would go from 25% to 10%."
    assert "stays at 25%" in centres_words(now, now, series)


def test_a_week_belongs_to_the_phase_in_which_it_begins() -> None:
    starts = [date(2024, 10, 14) + timedelta(weeks=k) for k in range(6)]
    rows = months(FALLEN[:6]).points.with_columns(
        start=pl.Series(starts), end=pl.Series([one + timedelta(days=6) for one in starts])
    )
    weeks = replace(months(FALLEN[:6]), every="week", points=rows)
    assert phase_choices(weeks, [new_phase(date(2024, 11, 1))])["parts"] == [3]
    assert phase_choices(weeks, [baseline(date(2024, 10, 31))])["freeze"] == [2]


def test_the_baseline_is_set_once_on_the_chart_or_with_the_aim() -> None:
    spring, june = (date(2025, 3, 1), date(2025, 5, 31)), date(2025, 6, 30)
    aim = Project(
        clinic="elm", title="Fewer images", aim_measure="made_up", baseline_from=spring[0], baseline_to=spring[1]
    )
    alone = Written((aim,), (), (), (), (), (), (), (), (), ())
    assert baseline_of(alone, "made_up") == spring
    assert baseline_of(alone, "another") is None
    assert baseline_of(replace(alone, all_phases=(baseline(june),)), "made_up") == (None, june)
