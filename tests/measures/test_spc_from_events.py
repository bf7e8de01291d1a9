"""Charts from events: the days and the cases between them, the open gap, and which chart small numbers get."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from measures.series import POINT_SCHEMA, Series
from measures.spc import analyse
from measures.spc.by_volume import Volumes, best
from measures.spc.from_events import (
    cases_between,
    chart_of_gaps,
    cusum_of_cases,
    days_between,
    gap_series,
    open_gap,
    whole,
)

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)


def series(better: str = "lower") -> Series:
    """A measure without periods of its own."""
    return Series("fall", "Falls", "balancing", better, False, "falls", "", "ALL", "month",
                  pl.DataFrame(schema=POINT_SCHEMA))  # fmt: skip


def test_the_days_from_one_event_to_the_next_and_the_open_gaps_at_both_ends() -> None:
    gaps = days_between([date(2025, 1, 11), date(2025, 3, 2)], FIRST, date(2025, 4, 12))
    assert [(gap.size, gap.open) for gap in gaps] == [(11, "before"), (50, ""), (41, "after")]
    assert whole(gaps) == 1


def test_without_any_event_the_whole_time_is_one_open_gap() -> None:
    gaps = days_between([], FIRST, LAST)
    assert [(gap.size, gap.open) for gap in gaps] == [(365, "before")]


def test_several_events_on_one_day_are_counted_or_ordered() -> None:
    events = [date(2025, 2, 1), date(2025, 2, 11), date(2025, 2, 11)]
    counted = days_between(events, FIRST, LAST)
    assert [(gap.size, gap.events) for gap in counted][1] == (10, 2)
    ordered = days_between(events, FIRST, LAST, same_day="ordered")
    assert [gap.size for gap in ordered][1:3] == [9.5, 0.5]
    assert sum(gap.size for gap in ordered) == sum(gap.size for gap in counted)


def test_days_that_no_data_cover_are_not_counted() -> None:
    gaps = days_between(
        [date(2025, 2, 1), date(2025, 3, 13)], FIRST, LAST, uncovered=[(date(2025, 2, 10), date(2025, 2, 19))]
    )
    assert gaps[1].size == 30


def test_cases_between_events_pass_over_what_nobody_knows() -> None:
    day = FIRST
    rows = [(day, False), (day, True), (day, False), (day, None), (day, False), (day, True), (day, False)]
    gaps = cases_between(rows, FIRST, LAST)
    assert [(gap.size, gap.open, gap.unknown) for gap in gaps] == [(1, "before", 0), (2, "", 1), (1, "after", 0)]


def test_dated_cases_are_watched_by_a_cusum_in_order_of_day() -> None:
    rows = [(FIRST + timedelta(days=k), k >= 10) for k in range(18)][::-1]
    assert cusum_of_cases(rows, target=0.1).signals_up == (16,)


def test_an_open_gap_is_judged_only_once_it_is_longer_than_the_centre() -> None:
    events = [FIRST + timedelta(days=10 * k) for k in range(1, 16)]
    short = gap_series(series(), days_between(events, FIRST, events[-1] + timedelta(days=4)), "days")
    long = gap_series(series(), days_between(events, FIRST, events[-1] + timedelta(days=200)), "days")
    drawn, judged = (chart_of_gaps(one, chart="te").points for one in (short, long))
    assert not drawn["include"][-1]
    assert judged["include"][-1]
    assert not judged["baseline"][-1], "an open gap has no say in the centre"
    assert judged["beyond_limits"][-1]
    assert open_gap(long)[0].numbers["size"] == 200
    assert long.better == "higher"


def test_exact_limits_of_times_and_cases_worked_out_by_hand() -> None:
    """A mean of 10: -ln(0.00135) x 10 = 66.08. A chance of 1/2: 0.5^(k + 1) <= 0.00135 from k = 9 on."""
    times = analyse([5.0, 15.0] * 6, chart="te").points
    assert times["upper"][0] == pytest.approx(66.077, abs=0.001)
    assert times["lower"][0] == pytest.approx(0.01351, abs=0.0001)
    cases = analyse([0, 2] * 6, chart="ge").points
    assert cases["upper"][0] == 9
    assert cases["lower"][0] == 0


def test_rare_events_get_a_chart_of_the_days_between_and_very_rare_ones_none() -> None:
    found = best(Volumes("count", 1.0, (), 24, 1.0, 23))
    assert found is not None
    assert found.of == "days"
    assert found.false_alarms <= 0.10
    assert best(Volumes("count", 0.2, (), 24, 1.0, 4)) is None


def test_whole_days_between_events_cry_wolf_less_often_than_times_of_any_length() -> None:
    """No two events of a calendar lie less than a day apart, so none lies below an exact limit of a few hours."""
    found = best(Volumes("count", 1.9, (), 36, 1.0, 67))
    assert found is not None
    assert (found.chart, found.rules, found.of) == ("te", "limits", "days")
    assert found.false_alarms <= 0.10


def test_shares_of_two_cases_a_month_get_no_limits_and_only_where_no_gaps_will_do_a_run_chart() -> None:
    often = best(Volumes("proportion", 0.5, (2.0,), 24, 1.0, 23))
    assert often is not None
    assert (often.chart, often.of) == ("run", "periods")
    assert best(Volumes("proportion", 0.5, (1.0,), 24, 1.0, 11)) is None


def test_numbers_of_every_size_get_a_chart_that_seldom_cries_wolf_or_none() -> None:
    rng = np.random.default_rng(3)
    for level, periods in ((0.8, 24), (3.0, 30), (12.0, 36)):
        found = best(Volumes("count", level, (), periods))
        assert found is None or found.false_alarms <= 0.10
    sizes = tuple(float(n) for n in rng.integers(3, 40, 24))
    found = best(Volumes("proportion", 0.3, sizes, 24))
    assert found is None or found.false_alarms <= 0.10
