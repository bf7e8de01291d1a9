"""The charter: how far and by when, kind questions for what is open, and what does not fit together."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dashboard.telling.charter_words import aim_sentence
from dashboard.telling.sentences import all_words
from measures.improvement.charter import Charter, doubts, still_to_say, too_many

TODAY = date(2026, 3, 2)
FULL = Charter(
    measure="Imaging rate without red flags", usual=0.41, level=0.25, by=date(2026, 12, 31),
    roles=frozenset({"champion"}), kinds=("outcome", "process", "balancing"), baseline=12, gaps=13, gaps_asked=13,
)  # fmt: skip
shares = st.floats(0, 1)


def test_the_aim_says_how_far_and_by_when() -> None:
    assert aim_sentence(FULL) == "Imaging rate without red flags: from 41% to 25% or less, by 31 December 2026."


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"better": "higher", "usual": 0.4, "level": 0.8}, "from 40% to 80% or more, by 31 December 2026."),
        ({"level": 0.0}, "from 41% to 0%, by 31 December 2026."),
        ({"level": None}, "from 41%, by 31 December 2026."),
        ({"usual": None}, "to 25% or less, by 31 December 2026."),
        ({"is_rate": False, "usual": 12.4, "level": 8.0}, "from 12.4 to 8 or fewer a month, by 31 December 2026."),
        ({"better": "neither", "by": None}, "from 41% to 25%."),
        ({"usual": 0.254, "level": 0.251}, "from 25.4% to 25.1% or less, by 31 December 2026."),
    ],
)
def test_a_half_filled_aim_says_what_is_known(changed: dict[str, object], said: str) -> None:
    assert aim_sentence(replace(FULL, **changed)) == f"Imaging rate without red flags: {said}"  # type: ignore[arg-type]


def test_without_a_measure_there_is_no_aim_yet() -> None:
    assert aim_sentence(replace(FULL, measure="")) == ""


def test_a_full_charter_asks_nothing() -> None:
    assert still_to_say(FULL) == ()


def test_an_empty_charter_is_asked_how_much_by_when_which_measure_and_who_in_this_order() -> None:
    asked = all_words(still_to_say(Charter(gaps_asked=13)))
    starts = ["How much?", "By when?", "Which measure", "Who is the champion", "Among the few", "Where are the gaps?"]
    assert [question[: len(start)] for question, start in zip(asked, starts, strict=True)] == starts


@given(st.sets(st.sampled_from(["outcome", "process", "balancing"]), max_size=2))
def test_the_kind_of_measure_that_lacks_is_named(kinds: set[str]) -> None:
    (asked,) = all_words(still_to_say(replace(FULL, kinds=tuple(kinds))))
    assert {kind for kind in ("outcome", "process", "balancing") if f"{kind} measure" in asked} == (
        {"outcome", "process", "balancing"} - kinds
    )


@pytest.mark.parametrize(("months", "said"), [(0, "no whole month"), (1, "1 whole month;"), (7, "7 whole months")])
def test_a_short_baseline_is_told_kindly(months: int, said: str) -> None:
    (asked,) = all_words(still_to_say(replace(FULL, baseline=months)))
    assert said in asked
    assert still_to_say(replace(FULL, baseline=8)) == ()


def test_a_checklist_begun_says_how_far_it_is() -> None:
    assert all_words(still_to_say(replace(FULL, gaps=4))) == ["The gap checklist has 4 of 13 answers."]


@given(st.integers(0, 9))
def test_the_gentle_word_comes_above_four_measures(count: int) -> None:
    assert bool(too_many(replace(FULL, kinds=("process",) * count))) == (count > 4)


@given(shares, shares, st.sampled_from(["lower", "higher"]))
def test_an_aim_in_the_better_direction_raises_no_doubt_and_any_other_does(
    usual: float, level: float, better: str
) -> None:
    improves = level < usual if better == "lower" else level > usual
    assume(level == 0 or level >= 0.01)
    found = doubts(replace(FULL, usual=usual, level=level, better=better), TODAY)
    assert bool(found) == (not improves)


def test_a_share_typed_for_a_per_cent_is_asked_about() -> None:
    found = doubts(replace(FULL, usual=0.39, level=0.002), TODAY)
    assert all_words(found) == ["The aim is 0.2%. If you mean 20%, type 20."]
    assert doubts(replace(FULL, usual=0.005, level=0.002), TODAY) == ()


@pytest.mark.parametrize(("level", "is_rate"), [(1.2, True), (-0.1, True), (-1.0, False)])
def test_a_level_that_no_measure_can_have_is_asked_about(level: float, is_rate: bool) -> None:
    (said,) = all_words(doubts(replace(FULL, level=level, is_rate=is_rate), TODAY))
    assert "this measure is always" in said


def test_a_day_that_has_come_or_is_too_early_to_tell_is_said() -> None:
    (come,) = all_words(doubts(replace(FULL, by=TODAY), TODAY))
    assert come.startswith("The day of the aim, 2 March 2026, has come.")
    (early,) = all_words(doubts(replace(FULL, earliest=date(2027, 2, 1)), TODAY))
    assert "from about 1 February 2027 on" in early
    assert doubts(replace(FULL, earliest=date(2026, 12, 31)), TODAY) == ()


def test_where_neither_direction_is_better_any_aim_will_do() -> None:
    assert doubts(replace(FULL, better="neither", level=0.9), TODAY) == ()
