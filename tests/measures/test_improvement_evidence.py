"""What a review weighs beside its verdict, and what makes then and now impossible to compare."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_months import month, periods

from dashboard.telling.sentences import words
from measures.documentation_drift import Recording
from measures.improvement import ReviewFinding, When, months_after, review_verdict
from measures.improvement.evidence import (
    Line,
    course_line,
    mix_line,
    recording_line,
    silence_line,
    since_baseline,
    volume_explains,
    volume_line,
    what_changed,
)
from measures.improvement.reviews import due_review, months_between
from measures.said import Said, said
from measures.series import Series

IMPLEMENTED = month(12)
ROWS = said("named", title="Rows")
PLAIN = Line(ROWS, said("nothing_to_compare"))


def as_written(words: str) -> Said:
    return said("as_written", words=words)


def use(*since: int) -> Series:
    return periods([20] * 12 + list(since), 100, better="higher", title="Pamphlet given")


def test_a_measure_beside_is_told_before_at_the_beginning_and_newest() -> None:
    told = course_line(use(60, 62, 58, 50, 45), IMPLEMENTED)
    assert words(told.title) == "Pamphlet given"
    assert words(told.says) == (
        "20% (240 of 1,200) before; 60% (180 of 300) in the first 3 months since; 45% (45 of 100) in the newest "
        "whole month."
    )
    assert not told.changed


def test_a_measure_beside_without_a_month_since_or_before_says_so() -> None:
    assert words(course_line(use(), IMPLEMENTED).says) == "20% (240 of 1,200) before; no whole month since, yet."
    assert words(course_line(use(60, 62), month(0)).says).startswith("nothing known before; 20%")


def test_open_months_are_in_no_line() -> None:
    kept = periods([20] * 12 + [60, 60, 99], 100, better="higher", immature=1)
    assert "99%" not in words(course_line(kept, IMPLEMENTED).says)
    assert words(volume_line(periods([10] * 12 + [8, 8, 99], immature=1), IMPLEMENTED).says) == (
        "about 10 a month before, 8 a month since."
    )


def test_months_before_the_chosen_baseline_are_in_no_line() -> None:
    kept = since_baseline(periods([90] * 6 + [20] * 6 + [60] * 3, 100), month(6))
    assert kept.points["start"][0] == month(6)
    assert words(course_line(kept, IMPLEMENTED).says).startswith("20% (120 of 600) before")
    assert since_baseline(use(1), None).points.height == 13


def test_a_count_that_halves_because_half_the_patients_came_is_no_gain() -> None:
    images, visits = periods([10] * 12 + [5] * 6, title="Images"), periods([100] * 12 + [52] * 6, title="Visits")
    told = words(volume_explains(images, visits, IMPLEMENTED))
    assert "images went from 10 a month to 5 a month, but visits went from 100 a month to 52 a month" in told
    assert "less to count" in told


def test_a_fall_with_steady_visits_is_not_explained_by_them() -> None:
    images, visits = periods([10] * 12 + [5] * 6), periods([100] * 12 + [90] * 6)
    assert volume_explains(images, visits, IMPLEMENTED) is None


def test_a_share_a_rise_and_nothing_since_are_not_explained_by_volume() -> None:
    visits = periods([100] * 12 + [50] * 6)
    for one in (periods([30] * 12 + [15] * 6, 100), periods([10] * 12 + [12] * 6), periods([10] * 12)):
        assert volume_explains(one, visits, IMPLEMENTED) is None


def test_silence_is_told_as_a_share_of_what_was_counted() -> None:
    series = periods([20] * 12 + [10] * 3, 40)
    silent = pl.Series("not_recorded", [20] * 12 + [8] * 3)
    kept = Series(**{**vars(series), "points": series.points.with_columns(silent)})
    told = silence_line(kept, IMPLEMENTED)
    assert told is not None
    assert (words(told.title), words(told.says)) == (
        "Red flags not recorded", "50% (240 of 480) before, 20% (24 of 120) since.",
    )  # fmt: skip
    assert silence_line(periods([1] * 12, 10), IMPLEMENTED) is None


def test_another_emr_since_than_before_makes_it_impossible_to_tell() -> None:
    told = mix_line(ROWS, {"Accuro": 900}, {"OSCAR": 300, "Accuro": 100})
    assert told is not None
    assert words(told.says) == "Accuro before, 75% OSCAR and 25% Accuro since."
    changed = what_changed([PLAIN, told])
    found = review_verdict(periods([30] * 12 + [10] * 6, 100), IMPLEMENTED, changed=changed)
    assert found.finding is ReviewFinding.CANNOT_TELL
    assert "rows: Accuro before" in words(found.reason)


def test_a_few_rows_from_elsewhere_are_told_and_change_no_answer() -> None:
    told = mix_line(ROWS, {"Accuro": 90, "OSCAR": 10}, {"Accuro": 80, "OSCAR": 20})
    assert told is not None
    assert not told.changed
    assert "80% Accuro and 20% OSCAR since" in words(told.says)


def test_a_new_reader_counts_only_where_the_measure_rests_on_words() -> None:
    for counts in (True, False):
        told = mix_line(said("reader_of_words"), {"reader version 1": 90}, {"reader version 2": 50}, counts)
        assert told is not None
        assert bool(told.changed) is counts


MIXES = st.dictionaries(st.sampled_from("ABC"), st.integers(0, 50))


@given(MIXES, MIXES, st.integers(1, 9))
def test_only_the_shares_of_a_mix_count_and_not_their_order(
    before: dict[str, int], since: dict[str, int], times: int
) -> None:
    one, other = mix_line(ROWS, before, since), mix_line(ROWS, since, before)
    assert (one is None) == (not sum(before.values()) or not sum(since.values()))
    assert bool(one and one.changed) == bool(other and other.changed)
    assert one == mix_line(ROWS, {name: count * times for name, count in before.items()}, since)


def test_a_fall_that_is_mostly_more_writing_down_cannot_be_told() -> None:
    before, since = Recording(12, 120, 10, 20), Recording(6, 60, 35, 15)
    told = recording_line(before, since, "month")
    assert told is not None
    assert "on 25% of the imaging orders before, on 83% since" in words(told.says)
    assert not told.changed
    assert "on 83% since, and that explains about" in words(told.explains)


def test_a_fall_with_hardly_more_writing_down_is_a_fall_of_orders() -> None:
    told = recording_line(Recording(12, 240, 24, 96), Recording(6, 60, 7, 25), "month")
    assert told is not None
    assert not told.changed
    assert "the rest is fewer orders" in words(told.says)


@pytest.mark.parametrize(
    ("since", "says"),
    [(Recording(3, 12, 2, 2), "too few to say"), (Recording(12, 240, 24, 96), "explains no fall")],
)
def test_what_recording_cannot_explain_is_said(since: Recording, says: str) -> None:
    told = recording_line(Recording(12, 240, 24, 96), since, "month")
    assert told is not None
    assert says in words(told.says)
    assert not told.changed


def test_without_orders_nothing_is_said_of_recording() -> None:
    assert recording_line(Recording(12, 0, 0, 0), Recording(6, 60, 7, 25), "month") is None


def test_what_may_explain_a_gain_takes_nothing_away_where_there_is_none() -> None:
    told = [replace(PLAIN, explains=as_written("more writing down."))]
    assert what_changed(told) is None
    assert words(what_changed(told, gain=True)) == "more writing down."


def test_several_changes_are_told_together_and_none_is_none() -> None:
    both = [replace(PLAIN, changed=as_written(one)) for one in ("one thing.", "another.")]
    assert words(what_changed(both)) == "one thing. Also, another."
    assert what_changed([PLAIN]) is None


def test_a_review_is_due_from_its_day_and_overdue_two_weeks_after() -> None:
    due = date(2026, 5, 4)
    assert [due_review(3, due, due + timedelta(days=n)).when for n in (-1, 0, 14, 15)] == [
        When.TO_COME, When.DUE, When.DUE, When.OVERDUE,
    ]  # fmt: skip
    assert due_review(3, due, due + timedelta(days=99), held=True).when is When.DONE


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(1, 60))
def test_months_after_and_months_between_are_inverse(day: date, months: int) -> None:
    assert months_between(day, months_after(day, months)) == months
