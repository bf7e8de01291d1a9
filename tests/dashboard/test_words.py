"""What is said of a chart: a nurse can read it aloud and a statistician would sign it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_series import FALLEN, STEADY, months

from dashboard.telling.charts import (
    better_word,
    kind_word,
    notes,
    plain_notes,
    plain_sentence,
    sentence,
    table_rows,
    value_text,
)
from dashboard.telling.phrases import number_words, period_label, period_words
from measures.series import Series
from measures.spc import analyse, analyse_series

NEVER_SAID = re.compile(r"significan|\b(red|amber|green)\b(?! flags)|blame|fault|\bnan\b", re.I)


def said(series: Series, **choices: object) -> str:
    return sentence(series, analyse_series(series, **choices))


def test_a_steady_count_is_chance_and_says_so() -> None:
    assert said(months(STEADY)) == (
        "Umbrellas lent: 8 in February 2025; the middle value of the 14 months since January 2024 is 5. "
        "Nothing unusual in the pattern: the months vary as chance would."
    )


def test_a_share_is_said_with_its_n() -> None:
    spoken = said(months(STEADY, [20] * 14))
    assert "40%, 8 of 20 visitors on a rainy day, in February 2025" in spoken
    assert "is 25%" in spoken


def test_a_run_that_is_going_on_is_named_with_its_length_and_its_direction() -> None:
    assert (
        "The last 10 months, since November 2024, are all below the middle line; a run that long is unlikely to be "
        "chance, and it goes in the wanted direction (lower is better)."
    ) in said(months(FALLEN))


def test_the_same_run_goes_the_unwanted_way_where_higher_is_better() -> None:
    assert "unwanted direction (higher is better)" in said(months(FALLEN, better="higher"))


def test_without_a_better_direction_a_run_is_neither_good_nor_bad() -> None:
    assert "wanted" not in said(months(FALLEN, better="neither"))


def test_a_run_that_has_ended_speaks_of_then_and_not_of_today() -> None:
    spoken = said(months([1] * 9 + [9, 4, 9, 4, 9, 4, 9, 4, 9, 9, 4]), centre=5)
    assert "from January 2024 to September 2024, were below the middle line" in spoken
    assert "the level was lower then" in spoken
    assert "wanted" not in spoken


def test_months_on_the_line_are_not_counted_into_the_run() -> None:
    spoken = said(months([9, 1, 9, 1, 9, 1, 9, 1, 1, 1, 5, 1, 1, 1, 1, 1]), centre=5)
    assert "The last 8 months that are off the middle line, since August 2024, are all below it" in spoken


def test_few_crossings_are_told_when_there_is_no_long_run() -> None:
    spoken = said(months([1, 2, 1, 2, 1, 8, 9, 8, 9, 8]))
    assert "they cross it only once, where chance would mostly give 2 or more" in spoken


def test_too_few_months_say_how_many_are_needed() -> None:
    assert "Too few months to tell a trend from chance: 10 off the middle line are needed, and there are 4" in said(
        months([3, 5, 2, 6])
    )


def test_open_months_are_named_and_not_judged() -> None:
    series = months([*STEADY, 99], immature=1)
    assert "8 in February 2025" in said(series)
    assert notes(series, analyse_series(series))[0] == (
        "March 2025 is still open (follow-up not passed): drawn, but not judged."
    )


def test_without_any_whole_month_the_sentence_says_what_to_do() -> None:
    assert said(months([])) == "Umbrellas lent: no whole month yet. Bring in an export that covers one."
    assert "still open" in said(months([3], immature=1))


def test_what_was_not_written_down_stands_beside_the_number() -> None:
    spoken = said(months(STEADY, unknown=2, not_recorded=3))
    assert "(red flags not recorded in 3 of the 8; 2 more could not be judged)" in spoken


def test_a_month_with_nobody_to_count_has_no_share() -> None:
    assert "nothing to count, 0 visitors on a rainy day, in February 2025" in said(
        months([*STEADY[:-1], 0], [20] * 13 + [0])
    )


def test_constant_months_cannot_be_told_from_chance() -> None:
    assert "Every month is on the middle line" in said(months([0] * 14))


def test_a_baseline_and_a_given_centre_are_said() -> None:
    assert "the middle value of the 6 baseline months from January 2024 is 5" in said(months(STEADY), freeze=6)
    assert "the middle line was set at 5.5" in said(months(STEADY), centre=5.5)


def test_points_and_relative_change_are_kept_apart() -> None:
    series = months(FALLEN, [20] * 20)
    told = " ".join(notes(series, analyse_series(series, parts=[10])))
    assert "from 38% to 10%: 28 percentage points lower; relative to before, 73% lower" in told


def test_a_provider_is_named_only_when_it_is_one() -> None:
    assert said(months(STEADY, provider="P1")).startswith("Umbrellas lent, P1: ")


def test_how_sure_is_said_without_promising() -> None:
    series = months([value + 10 for value in FALLEN])
    told = notes(series, analyse_series(series))
    assert told[-3:-1] == [
        "A steady process with such numbers would show a signal by chance in about 2 of 100 charts of this length.",
        "A month above the middle line again would end the run.",
    ]
    steady = months(STEADY)
    assert notes(steady, analyse_series(steady)) == [
        "A run of 8 months or more on one side would be a signal.",
        "No signal does not prove that nothing changed: a small change can take many months to show.",
    ]


def test_a_signal_that_tells_less_is_named_below() -> None:
    series = months(FALLEN)
    assert notes(series, analyse_series(series))[0] == (
        "Also marked: an unusually long run on one side of the middle line (from January 2024 to October 2024); "
        "unusually few crossings of the middle line."
    )


def test_months_left_out_by_choice_are_named() -> None:
    series = months(STEADY)
    told = notes(series, analyse_series(series, exclude=[2, 5]))
    assert told[0] == "February 2024 and May 2024 are left out by choice: drawn, but not judged."


def test_any_numbers_are_told_in_the_same_words() -> None:
    chart = analyse([4, 7, 3, 6, 2, 8, 3, 6, 4, 7, 3, 12.5], chart="i")
    assert plain_sentence(chart, "Minutes") == (
        "Minutes: 12.5 at point 12; the mean over the 12 points since point 1 is 5.458. Every point lies within "
        "the limits and nothing in the pattern is unusual: the points vary as chance would."
    )
    assert plain_sentence(analyse([None]), "Minutes") == "Minutes: no value to judge."
    assert plain_notes(chart) == [
        "A point above 16.7 or below -5.784, or a run of 8 points or more on one side would be a signal.",
        "No signal does not prove that nothing changed: a small change can take many points to show.",
    ]


@pytest.mark.parametrize(
    ("value", "is_rate", "words"),
    [
        (3, False, "3"),
        (4.5, False, "4.5"),
        (1234, False, "1,234"),
        (0.456, True, "46%"),
        (0.045, True, "4.5%"),
        (0.0004, True, "0%"),
        (1.0, True, "100%"),
        (None, True, "no value"),
    ],
)
def test_numbers_have_no_more_decimals_than_they_bear(value: float | None, is_rate: bool, words: str) -> None:
    assert number_words(value, is_rate) == words


def test_values_are_written_with_their_n() -> None:
    rate, count = months([9, 0], [20, 0]), months([3])
    texts = [value_text(rate, row) for row in rate.points.iter_rows(named=True)]
    assert texts == ["45% (9 of 20)", "no value (0 of 0)"]
    assert value_text(count, count.points.row(0, named=True)) == "3"


def test_periods_kinds_and_directions_have_people_words() -> None:
    day = date(2025, 5, 12)
    assert [period_words(every, day) for every in ("month", "week", "quarter")] == [
        "May 2025",
        "the week of 12 May 2025",
        "the second quarter of 2025",
    ]
    assert [period_label(every, day) for every in ("month", "week", "quarter")] == [
        "May 2025",
        "12 May 2025",
        "Q2 2025",
    ]
    assert kind_word("balancing") == "Balancing"
    assert [better_word(b, arrow=True) for b in ("lower", "higher", "neither")] == [
        "↓ lower is better",
        "↑ higher is better",
        "neither direction is better",
    ]


def test_the_table_twin_has_the_same_numbers_and_reasons() -> None:
    series = months([7, 0, 6, *STEADY], [20, 0, 20, *[20] * 14], partial=1, unknown=1)
    table = table_rows(series, analyse_series(series))
    assert table.columns == [
        "Month",
        "Umbrellas lent",
        "Visitors on a rainy day",
        "Share",
        "Could not be judged",
        "Median",
        "Note",
    ]
    assert table.row(0) == ("Jan 2024", 7, 20, "35%", 1, "30%", "part of the month: not judged")
    assert table.row(1) == ("Feb 2024", 0, 0, "–", 1, "30%", "nothing to count")
    assert table["Note"][2] == "on the median"


def test_the_table_says_why_a_month_is_marked() -> None:
    series = months(FALLEN)
    assert table_rows(series, analyse_series(series))["Note"][-1] == (
        "in a run of 10 below the median, unlikely to be chance"
    )


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=40),
    st.booleans(),
    st.sampled_from(["lower", "higher", "neither"]),
    st.integers(0, 2),
    st.integers(0, 2),
)
def test_any_series_gets_a_whole_sentence_without_forbidden_words(
    pairs: list[tuple[int, int]], is_rate: bool, better: str, immature: int, partial: int
) -> None:
    numerators = [min(pair) for pair in pairs]
    sizes = [max(pair) for pair in pairs] if is_rate and pairs else None
    series = months(numerators, sizes, better=better, immature=immature, partial=partial, unknown=1)
    chart = analyse_series(series)
    for spoken in (sentence(series, chart), *notes(series, chart)):
        assert spoken.endswith(".")
        assert "  " not in spoken
        assert not NEVER_SAID.search(spoken)
        assert "None" not in spoken
    assert table_rows(series, chart).height == len(pairs)


def test_a_lasting_shift_is_said_as_a_phase_that_a_person_may_make() -> None:
    shifted = months([9, 12, 8, 11, 9, 10, 12, 9, 11, 8, 10, 12, 4, 3, 5, 4, 3, 2, 4, 5, 3, 4])
    told = " ".join(notes(shifted, analyse_series(shifted)))
    assert "A lasting shift seems to begin in January 2025" in told
    assert "until somebody says so" in told
    phased = analyse_series(shifted, parts=[12])
    assert "lasting shift" not in " ".join(notes(shifted, phased))
    assert "lasting shift" not in " ".join(notes(months(STEADY), analyse_series(months(STEADY))))


def test_one_value_before_a_gap_is_not_said_of_the_gap() -> None:
    series = months([1, 0], [2, 0])
    told = sentence(series, analyse_series(series))
    assert "the only month with a value so far is January 2024: 50%, 1 of 2" in told
    assert "the only month so far" in sentence(months([1], [2]), analyse_series(months([1], [2])))


def test_a_month_in_which_nobody_tallied_is_no_month_without_anything() -> None:
    points = months([4, 0]).points.with_columns(numerator=pl.Series([4, None], dtype=pl.Int64))
    series = replace(months([4, 0]), points=points)
    assert "nothing was tallied in February 2024" in sentence(series, analyse_series(series))
