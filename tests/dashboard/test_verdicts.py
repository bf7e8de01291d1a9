"""What each rule's signal says, how sure it is, what the limits rest on, and what is said of a target."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_series import FALLEN, STEADY, months

from dashboard.telling.charts import notes, plain_notes, plain_sentence, sentence, table_rows
from dashboard.telling.reasons import plain_reasons, reasons
from dashboard.telling.sureness import SEEN, rules_that_apply
from dashboard.telling.voice import of_series
from measures.discover import discover
from measures.series import Series
from measures.spc import analyse, analyse_series, methods, rules
from measures.spc.icons import Icons

ODD = [5, 6, 4, 5, 6, 5, 4, 6, 5, 5, 4, 6, 5, 17, 5, 4, 6, 5]
NEVER_SAID = re.compile(r"significan|\b(red|amber|green)\b(?! flags)|blame|fault|\bnan\b|(?-i:None)|\binf\b", re.I)
RULE_SETS = sorted(discover(rules, "RULES"))


def said(series: Series, **choices: object) -> str:
    return sentence(series, analyse_series(series, **choices))


def told(series: Series, **choices: object) -> str:
    return " ".join(notes(series, analyse_series(series, **choices)))


def test_a_month_beyond_its_limit_is_said_with_its_number_its_n_and_its_limits() -> None:
    spoken = said(months(ODD, [20] * 18), chart="p")
    assert "the mean over the 18 months since January 2024 is 29%" in spoken
    assert (
        "February 2025 was above the upper limit: 85%, 17 of 20, where the limits of that month run from 0% to 59%; "
        "a month that far out is unlikely to be chance."
    ) in spoken


def test_the_newest_month_beyond_its_limit_has_a_direction_and_a_doubt() -> None:
    series = months(ODD[:14])
    assert "goes in the unwanted direction (lower is better)" in said(series, chart="c")
    assert "If the next months lie within the limits again, it was that month alone." in told(series, chart="c")


def test_two_months_beyond_are_named_together() -> None:
    spoken = said(months([*ODD[:13], 18, 17]), chart="c")
    assert "February 2025 and March 2025 were above their upper limits; March 2025: 17, where the limits" in spoken
    assert "it was those months alone" in told(months([*ODD[:13], 18, 17]), chart="c")


def test_a_control_chart_within_its_limits_says_so() -> None:
    assert said(months(STEADY, [20] * 14), chart="p").endswith(
        "Every month lies within the limits and nothing in the pattern is unusual: the months vary as chance would."
    )


def test_a_run_is_told_about_the_mean_where_the_mean_is_drawn() -> None:
    spoken = said(months(FALLEN, [20] * 20), chart="p")
    assert "The last 10 months, since November 2024, are all below the mean; a run that long" in spoken


def test_what_goes_on_is_told_before_what_is_over() -> None:
    over = [19, 5, 8, 4, 7, 5, 8, 4, 7, 5, 8, 4]
    assert "January 2024 was above the upper limit" in said(months(over), chart="c")
    spoken = said(months([*over, *[2] * 10]), chart="c")
    assert "The last 11 months, since December 2024, are all below the mean" in spoken
    assert "January 2024 was above" not in spoken


def test_a_steady_fall_is_told_since_when() -> None:
    falling = months([7, 8, 6, 9, 7, 8, 6, 9, 7, 8, 7, 6, 5, 4, 3, 2])
    spoken = said(falling, chart="i", rules="mdc")
    assert "The months have gone steadily down since October 2024; by these rules a fall that steady is" in spoken
    assert "A month that turns the other way would end it." in told(falling, chart="i", rules="mdc")
    ended = months([7, 8, 6, 9, 8, 7, 6, 5, 4, 3, 7, 8, 6, 9, 7, 8])
    assert "The months went steadily down from April 2024 to October 2024" in said(ended, chart="i", rules="mdc")


@pytest.mark.parametrize(
    ("values", "chart", "rules", "words"),
    [
        ([3, 7] * 9, "run", "nelson", "The months go up and down in turn from January 2024 to June 2025"),
        ([3, 7] * 9, "run", "ihi", "change from one side of the middle line to the other 17 times, more often"),
        ([3] * 10 + [7] * 10, "run", "ihi", "The last 10 months, since November 2024, are all above the middle line"),
        ([5, 6, 5, 4, 5] * 4 + [5, 8, 5, 8], "i", "western_electric", "of three months in a row were far above"),
        ([0, 9, 1, 8, 0, 9, 9, 0, 0, 9], "i", "nelson", "vary as chance would"),
    ],
)  # fmt: skip
def test_every_rule_has_its_own_words(values: list[int], chart: str, rules: str, words: str) -> None:
    series = months(values)
    judged = analyse_series(series, chart=chart, rules=rules)
    assert words in " ".join([sentence(series, judged), *notes(series, judged)])


def test_a_rule_nobody_wrote_words_for_speaks_with_its_own() -> None:
    series = months(FALLEN)
    chart = analyse_series(series)
    strange = replace(chart.signals[0], rule="new_rule", first=3, last=5)
    spoken = sentence(series, replace(chart, signals=(strange,), rules_say={"new_rule": "three of a kind"}))
    assert "Three of a kind (from March 2024 to May 2024): that is unlikely to be chance" in spoken


def test_few_points_make_trial_limits_and_say_so() -> None:
    assert "The limits rest on 10 months. With fewer than 12 they are trial limits" in told(
        months(STEADY[:10], [20] * 10), chart="p"
    )
    assert "trial" not in told(months(STEADY, [20] * 14), chart="p")
    assert "trial" not in told(months(STEADY[:10]))


def test_a_frozen_baseline_is_said_with_its_months() -> None:
    assert (
        "Centre and limits come from the 12 months of the baseline, from January 2024 to December 2024; "
        "the months after it are judged against them and do not move them."
    ) in told(months(FALLEN, [20] * 20), chart="p", freeze=12)


def test_where_no_low_month_can_signal_it_is_said() -> None:
    assert (
        "The lower limit is 0% in every month: no single low month can signal there, though a run of low months "
        "still can."
    ) in told(months(STEADY, [20] * 14), chart="p")
    assert "no single low month" not in told(months([50 + value for value in STEADY]), chart="c")
    mixed = told(months([30, *STEADY], [40, *[20] * 14]), chart="p")
    assert "in 14 of 15 months: no single low month" in mixed


def test_left_out_steps_are_said() -> None:
    assert "2 unusually large steps from point to point were left out of the limits" in told(months(ODD), chart="i")


def test_what_would_be_a_signal_is_said_with_the_limit_of_the_newest_month() -> None:
    assert (
        "A month with as many to count as February 2025 above 54%, or a run of 8 months or more on one side "
        "would be a signal."
    ) in told(months(STEADY, [20] * 14), chart="p")


def test_rules_about_limits_are_not_offered_on_a_chart_without_them() -> None:
    assert list(rules_that_apply(analyse(STEADY, rules="western_electric"))) == ["eight_on_one_side"]
    assert len(rules_that_apply(analyse(STEADY, chart="i", rules="western_electric"))) == 4


@pytest.mark.parametrize(
    ("target", "better", "words"),
    [
        (0.3, "lower", "was met in 10 of 14 months. The target lies inside the limits: as they stand, it will be met"),
        (0.9, "lower", "lies above the limits: as they stand, it will be met in nearly every month."),
        (0.9, "higher", "lies above the limits: as they stand, it will be missed in nearly every month; to meet it"),
    ],
)  # fmt: skip
def test_a_target_is_met_missed_or_left_to_chance(target: float, better: str, words: str) -> None:
    assert words in told(months(STEADY, [20] * 14, better=better), chart="p", target=target)


def test_no_future_is_promised_from_an_unsteady_past() -> None:
    assert "as they stand" not in told(months(FALLEN, [20] * 20), chart="p", target=0.2)


def test_the_icons_of_making_data_count_are_said_in_words() -> None:
    steady = said(months(STEADY, [20] * 14), chart="i", rules="mdc", target=0.3)
    assert "The NHS calls this common cause. The target lies inside the limits" in steady
    fallen = said(months([8, 9, 7, 8, 9, 8, 7, 9, 8, 7, 8, 9, 0, 0, 0]), chart="i", rules="mdc")
    assert "March 2025, is part of an unusually low pattern, the wanted direction (improvement, L)" in fallen


@pytest.mark.parametrize("kind", ["common_cause", "improvement_high", "improvement_low", "concern_high", "concern_low",
                                  "neutral_high", "neutral_low"])  # fmt: skip
def test_every_icon_has_words(kind: str) -> None:
    series = months(FALLEN)
    chart = replace(analyse_series(series, chart="i", rules="mdc"), icons=Icons(kind, None))
    assert "_" not in sentence(series, chart)


def test_the_table_says_why_and_between_which_limits() -> None:
    series = months([*ODD[:13], 17], [20] * 14)
    table = table_rows(series, analyse_series(series, chart="p"))
    assert table.columns[-4:] == ["Mean", "Lower limit", "Upper limit", "Note"]
    assert table.row(-1)[-4:] == ("30%", "0%", "60%", "above the upper limit, unlikely to be chance")


def test_a_value_just_beyond_its_limit_does_not_look_equal_to_it() -> None:
    close = months([*[8, 9, 7, 8] * 3, 169], [*[20] * 12, 281])
    assert "60.1%, 169 of 281, where the limits of that month run from 41.9% to 59.8%" in said(close, chart="p")
    assert table_rows(close, analyse_series(close, chart="p")).row(-1)[-5:-1] == ("60.1%", "50.9%", "41.9%", "59.8%")
    far = months([*[8, 9, 7, 8] * 3, 200], [*[20] * 12, 281])
    assert "71%, 200 of 281" in said(far, chart="p")


def test_only_the_points_that_make_a_pattern_are_marked() -> None:
    values = [5, 6, 5, 4, 5] * 4 + [9, 5, 9]
    chart = analyse(values, chart="i", rules="western_electric", screen_moving_ranges=True)
    marked = [place for place, why in enumerate(plain_reasons(chart), 1) if any("2 of 3" in words for words in why)]
    assert marked in ([], [21, 23])
    assert any("above" in words or "2 of 3" in words for words in plain_reasons(chart)[-1])


def test_how_often_chance_signals_is_said_for_the_charts_of_the_app() -> None:
    for chart, sizes in (("run", None), ("p", [20] * 20), ("i", None), ("c", None)):
        assert "by chance in about" in told(months(FALLEN, sizes), chart=chart)
    assert "by chance in about" in told(months(FALLEN, [20] * 20), chart="p", freeze=10)


def test_how_soon_a_change_shows_is_as_the_page_of_rule_sets_has_it() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "rule-sets.md").read_text("utf-8")
    rows = {tuple(cell.strip() for cell in line.strip("| ").split("|")) for line in page.splitlines()}
    power = {cell for row in rows if len(row) == 7 for cell in row[2:6]}
    seen = [pair for by_volume in SEEN.values() for pair in by_volume.values()]
    assert all(any(cell.endswith(f" / {half} / {whole}") for cell in power) for half, whole in seen)


def test_no_signal_is_not_taken_for_proof() -> None:
    assert (
        "No signal does not prove that nothing changed: with about 20 to count a month, a fall from 30% to 20% would "
        "show on about 18 of 100 charts within 6 months, and on 51 within 12."
    ) in told(months(STEADY, [20] * 14), chart="p")
    assert "a small change can take many months to show" in told(months(STEADY), chart="c")
    few = told(months([1, 2] * 8, [4] * 16), chart="p")
    assert "with about 4 to count a month, even a large change can stay unseen for long" in few


def test_a_limit_just_above_nothing_is_not_written_as_nothing() -> None:
    assert "above 34% or below 0.04%" in told(months([8, 7] * 8, [44] * 16), chart="p")


def test_rules_that_signal_often_do_not_promise_that_it_is_no_chance() -> None:
    shifted = months([5, 6] * 6 + [8] * 6)
    assert "a run that long is unlikely to be chance" in said(months(FALLEN), rules="anhoej")
    assert "by these rules a run that long is a signal" in said(shifted, rules="ihi")


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30),
    st.sampled_from(["run", "i", "p", "pp"]),
    st.sampled_from(RULE_SETS),
    st.sampled_from(["lower", "higher", "neither"]),
    st.sampled_from([None, 0.3]),
    st.integers(0, 8),
    st.lists(st.integers(1, 30), max_size=3),
    st.lists(st.integers(1, 30), max_size=3),
)
def test_any_control_chart_gets_whole_sentences(
    pairs: list[tuple[int, int]],
    chart: str,
    rules: str,
    better: str,
    target: float | None,
    freeze: int,
    parts: list[int],
    exclude: list[int],
) -> None:
    series = months([min(pair) for pair in pairs], [max(pair) for pair in pairs] or None, better=better)
    if not series.is_rate:
        chart = "i"
    judged = analyse_series(
        series, chart=chart, rules=rules, target=target, freeze=freeze or None, parts=parts, exclude=exclude
    )
    spoken = [sentence(series, judged), *notes(series, judged), plain_sentence(judged, "Any"), *plain_notes(judged)]
    for words in spoken:
        assert words.endswith(".")
        assert "  " not in words
        assert not NEVER_SAID.search(words), words
    for row, why in zip(of_series(series, judged).rows, reasons(series, judged), strict=True):
        assert why or not row["beyond_limits"]
    assert table_rows(series, judged).height == len(pairs)


@pytest.mark.parametrize("chart", sorted(discover(methods, "METHOD")))
def test_every_kind_of_chart_can_be_spoken_of(chart: str) -> None:
    values = [4, 7, 3, 6, 2, 8, 3, 6, 4, 7, 3, 6, 2, 8, 3, 30]
    subgroups = [place // 2 for place in range(16)] if chart in ("xbar", "s", "r") else None
    judged = analyse(values, [40] * 16, chart=chart, subgroups=subgroups)
    assert plain_sentence(judged, "Any").startswith("Any: ")
    assert not NEVER_SAID.search(plain_sentence(judged, "Any"))


def test_numbers_of_the_plain_rules_are_not_said_of_another_set() -> None:
    drift = months([1, 2, 1, 2, 1, 2, 8, 9, 8, 9, 8, 9])
    assert "where chance would mostly give 3 or more" in said(drift)
    assert "where chance would mostly cross more often" in said(drift, rules="bestbox")
    assert "What would be a signal: an unusually long run" in told(months(STEADY), rules="bestbox")


def test_units_side_by_side_have_neither_since_nor_newest() -> None:
    wards = analyse([3.1, 2.9, 3.4], x=["Elm", "Oak", "Ash"], chart="i")
    assert plain_sentence(wards, "Days") == (
        "Days: 3 points side by side; the mean is 3.133. No point lies beyond its limits: they differ no more than "
        "chance would make them."
    )
    assert "nothing in their pattern is judged" in plain_sentence(analyse([3, 2], x=["Elm", "Oak"]), "Days")


def test_where_nothing_can_lie_below_the_middle_line_runs_say_nothing() -> None:
    rare = months([0, 0, 1, 0, 0, 2, 0, 0, 1, 0, 0, 1, 0, 1, 0, 2, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 1, 0])
    assert analyse_series(rare).signals
    assert "The middle line lies at 0 and nothing can lie below it, so runs say nothing here." in said(rare)
    assert "run" not in "".join(table_rows(rare, analyse_series(rare))["Note"])


def test_few_events_make_false_signals_likelier_and_that_is_said() -> None:
    fallen = [7, 8, 6, 9, 7, 8, 6, 9, 7, 8, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2]
    assert "Stable numbers like these show such a mark in about" in said(months(fallen), chart="c")
    rare = months([*[0, 1] * 10, 6])
    assert "by these rules a month that far out is a signal" in said(rare, chart="c")
    many = months([value + 20 for value in fallen])
    assert re.search(r"by chance in about [789] of 100 charts", told(many, chart="c"))
    assert "unlikely to be chance" in said(many, chart="c")
