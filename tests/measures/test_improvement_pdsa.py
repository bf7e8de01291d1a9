"""PDSA: stages that follow from what is written, predictions that are scored, rigour kindly told."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.telling.method_words import to_write_words
from dashboard.telling.sentences import words
from measures.improvement import (
    Cycle,
    Decision,
    Direction,
    HowSmall,
    Of,
    Prediction,
    Stage,
    Task,
    calibration,
    rigour,
    score,
    stage,
    still_to_write,
)

MAY, JUNE, JULY = date(2026, 5, 4), date(2026, 6, 1), date(2026, 7, 1)
DOWN = Prediction("imaging_rate_without_red_flags", JULY, low=0.10, high=0.20, start=0.30)
PLANNED = Cycle(
    1,
    "Hand out the pamphlet",
    question="Will people take it?",
    predictions=(DOWN,),
    scale=HowSmall(5, Of.PATIENT),
    tasks=(Task("Print 20", "Ana", "front desk", MAY),),
)
DONE = replace(
    PLANNED, started=MAY, ended=JUNE, observations="All took it.", results=(0.15,), learning="They ask more."
)
ADOPTED = replace(DONE, decision=Decision.ADOPT, implemented=JUNE)


@pytest.mark.parametrize(
    ("cycle", "at"),
    [
        (Cycle(1, "An idea"), Stage.PLAN),
        (PLANNED, Stage.PLAN),
        (replace(PLANNED, started=MAY), Stage.DO),
        (replace(DONE, learning=" "), Stage.STUDY),
        (DONE, Stage.ACT),
        (replace(DONE, decision=Decision.ADOPT), Stage.ACT),
        (ADOPTED, Stage.CLOSED),
        (replace(DONE, decision=Decision.ABANDON), Stage.CLOSED),
        (replace(PLANNED, closed=MAY), Stage.CLOSED),
    ],
)
def test_the_stage_is_the_first_part_that_is_not_finished(cycle: Cycle, at: Stage) -> None:
    assert stage(cycle) is at


def test_a_stage_is_never_stored() -> None:
    assert not {"stage", "state", "status"} & {field.name for field in fields(Cycle)}


def test_starting_locks_the_prediction() -> None:
    assert not PLANNED.locked
    assert replace(PLANNED, started=MAY).locked


@pytest.mark.parametrize(
    ("cycle", "missing"),
    [
        (Cycle(1, "An idea"), "a prediction with its measure and date"),
        (replace(PLANNED, started=MAY), "what was observed"),
        (replace(DONE, learning="", results=()), "the result beside each prediction"),
        (DONE, "adapt, adopt or abandon"),
        (replace(DONE, decision=Decision.ADOPT), "the day of implementation"),
    ],
)
def test_each_stage_says_what_is_still_to_be_written(cycle: Cycle, missing: str) -> None:
    assert missing in to_write_words(still_to_write(cycle))
    assert still_to_write(ADOPTED) == ()


@pytest.mark.parametrize(
    ("result", "direction", "held", "missed"),
    [(0.15, True, True, 0), (0.10, True, True, 0), (0.05, True, False, 0.05), (0.35, False, False, 0.15)],
)
def test_a_range_holds_with_both_its_ends_and_its_direction_comes_from_the_start(
    result: float, direction: bool, held: bool, missed: float
) -> None:
    told = score(DOWN, result)
    assert (told.direction_held, told.range_held) == (direction, held)
    assert told.missed_by == pytest.approx(missed)


def test_a_prediction_of_direction_alone_is_scored_by_direction_alone() -> None:
    up = Prediction("pamphlet_or_exercise", JULY, Direction.UP, start=0.4)
    assert score(up, 0.6).direction_held is True
    assert score(up, 0.41).direction_held is False  # hardly moved
    assert score(up, 0.6).range_held is None
    assert score(replace(up, direction=Direction.SAME), 0.41).direction_held is True
    assert score(replace(up, start=None), 0.6).direction_held is None


def test_a_result_nobody_could_measure_is_not_a_wrong_prediction() -> None:
    assert score(DOWN, None).range_held is None
    assert calibration([replace(DONE, results=(None,))]).cycles == 0


@given(low=st.floats(0, 1), width=st.floats(0, 1), result=st.floats(0, 2))
def test_a_range_holds_exactly_when_nothing_was_missed(low: float, width: float, result: float) -> None:
    told = score(Prediction("a_measure", JULY, low=low, high=low + width), result)
    assert told.range_held == (told.missed_by == 0)
    assert words(told.says)


@given(results=st.lists(st.floats(0, 1), max_size=12))
def test_calibration_counts_what_the_scores_say(results: list[float]) -> None:
    told = calibration([replace(DONE, number=k, results=(result,)) for k, result in enumerate(results)])
    scores = [score(DOWN, result) for result in results]
    assert (told.cycles, told.ranges) == (len(results), len(results))
    assert told.ranges_held == sum(one.range_held is True for one in scores)
    assert told.directions_held == sum(one.direction_held is True for one in scores)
    assert told.range_share is None or 0 <= told.range_share <= 1


def test_a_cycle_that_has_not_ended_is_no_part_of_the_calibration() -> None:
    running = replace(DONE, ended=None)
    assert words(calibration([running]).says) == "No prediction has a result yet."
    assert "Too few yet" in words(calibration([DONE]).says)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({}, "which way"),
        ({"low": 0.1}, "two ends"),
        ({"low": 0.3, "high": 0.1}, "low end comes first"),
    ],
)
def test_a_prediction_that_could_not_be_wrong_is_refused(wrong: dict[str, float], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Prediction("a_measure", JULY, **wrong)


@pytest.mark.parametrize(
    ("scale", "small"),
    [
        (HowSmall(1, Of.PATIENT), True),
        (HowSmall(1, Of.CLINICIAN), True),
        (HowSmall(1, Of.WEEK), True),
        (HowSmall(200, Of.PATIENT), False),
        (HowSmall(1, Of.PRACTICE), False),
        (HowSmall(3, Of.MONTH), False),
    ],
)
def test_a_first_test_is_small_when_a_surprise_costs_little(scale: HowSmall, small: bool) -> None:
    assert scale.small is small


def test_a_test_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1 patient"):
        HowSmall(0, Of.PATIENT)


def test_a_ramp_with_predictions_small_tests_and_data_has_all_four_features() -> None:
    told = rigour([DONE, replace(DONE, number=2, after=1, scale=HowSmall(3, Of.MONTH))], points_of_data=18)
    assert told.there == 4
    assert "All four" in words(told.says)


def test_what_is_missing_is_told_as_one_thing_that_would_help() -> None:
    side_by_side = [replace(DONE, predictions=()), replace(DONE, number=2, scale=HowSmall(1, Of.PRACTICE))]
    told = rigour(side_by_side, points_of_data=3)
    assert {feature.name: feature.there for feature in told.features} == {
        "iterative": False,
        "prediction": False,
        "small_scale": False,
        "data_over_time": False,
    }
    assert "most published projects" in words(told.says)
    assert not {"fail", "poor", "bad", "wrong"} & set(words(told.says).lower().split())


def test_nothing_is_judged_before_a_cycle_has_started() -> None:
    assert [feature.there for feature in rigour([PLANNED]).features] == [None, None, None, False]


def test_one_cycle_is_not_yet_a_lack_of_iteration() -> None:
    assert rigour([DONE], 20).features[0].there is None


ORDER = (Stage.PLAN, Stage.DO, Stage.STUDY, Stage.ACT, Stage.CLOSED)
FILLED = (
    {"question": "Will people take it?", "predictions": (DOWN,), "scale": HowSmall(5, Of.PATIENT)},
    {"started": MAY},
    {"observations": "All took it."},
    {"ended": JUNE},
    {"results": (0.15,)},
    {"learning": "They ask more."},
    {"decision": Decision.ADOPT},
    {"implemented": JUNE},
)
written = st.lists(st.sampled_from(FILLED), unique_by=str).map(
    lambda parts: {name: value for part in parts for name, value in part.items()}
)


@given(before=written, more=written)
def test_writing_more_never_moves_a_cycle_back(before: dict[str, object], more: dict[str, object]) -> None:
    first = replace(Cycle(1, "An idea"), **before)
    then = replace(first, **more)
    assert ORDER.index(stage(then)) >= ORDER.index(stage(first))


@given(said=written)
def test_a_cycle_asks_for_something_until_it_is_closed(said: dict[str, object]) -> None:
    cycle = replace(Cycle(1, "An idea"), **said)
    assert bool(still_to_write(cycle)) == (stage(cycle) is not Stage.CLOSED)


@given(low=st.floats(0, 1), width=st.floats(0, 1), start=st.floats(0, 1))
def test_a_range_claims_a_direction_only_where_it_lies_to_one_side_of_the_start(
    low: float, width: float, start: float
) -> None:
    told = Prediction("a_measure", JULY, low=low, high=low + width, start=start)
    around = low <= start <= low + width
    assert (told.towards is None) == around
    assert score(told, start).direction_held == (None if around else False)  # it did not move at all


def test_a_result_within_a_range_around_the_start_is_right_whichever_way_it_moved() -> None:
    around = Prediction("a_measure", JULY, low=0.15, high=0.30, start=0.20)
    told = score(around, 0.28)
    assert (told.direction_held, told.range_held) == (None, True)
