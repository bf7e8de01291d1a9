"""What was predicted on a picture: a box between two numbers, from the first day of the test to the day named."""

from __future__ import annotations

from datetime import date

import pytest
from made_up_series import months
from read_svg import outside, texts

from dashboard.drawing.picture import Range, Scene
from dashboard.drawing.predicted import PREDICTED, with_predictions
from dashboard.drawing.printed import svg_of
from dashboard.drawing.scene import scene
from measures.improvement import Direction, Prediction
from measures.spc import analyse_series

SERIES = months([14, 17, 15, 18, 13, 16, 15, 17, 14, 18, 15, 16], [40] * 12)  # January to December 2024
PICTURE = scene(SERIES, analyse_series(SERIES, chart="p"))
STARTED = date(2024, 5, 20)
FALL = Prediction("made_up", date(2024, 7, 2), low=0.2, high=0.3, start=0.4)


def boxed(*told: Prediction, since: date | None = STARTED) -> Scene:
    return with_predictions(PICTURE, SERIES, since, told)


def test_a_range_reaches_from_the_month_of_the_first_day_to_the_month_of_the_day_predicted_for() -> None:
    assert boxed(FALL).predicted == (Range(5, 7, 20.0, 30.0),)
    assert boxed(FALL).foot[-1] == "Predicted, in the dashed box: 20% to 30% by 2 July 2024."


@pytest.mark.parametrize(
    "told",
    [
        Prediction("made_up", date(2024, 7, 2), Direction.DOWN, start=0.4),
        Prediction("another", date(2024, 7, 2), low=0.2, high=0.3),
    ],
)
def test_a_direction_alone_and_another_measure_have_no_box(told: Prediction) -> None:
    assert boxed(told) is PICTURE


def test_a_test_that_has_not_started_or_lies_after_the_days_shown_has_no_box() -> None:
    assert boxed(FALL, since=None) is PICTURE
    late = Prediction("made_up", date(2025, 4, 1), low=0.2, high=0.3)
    assert boxed(late, since=date(2025, 2, 1)) is PICTURE


def test_a_prediction_higher_than_every_point_makes_the_axis_reach_it() -> None:
    high = boxed(Prediction("made_up", date(2024, 7, 2), low=0.8, high=0.95))
    assert high.high >= 95 > PICTURE.high
    assert high.ticks[-1][0] == high.high


@pytest.mark.parametrize("since", [date(2024, 1, 1), STARTED, date(2024, 12, 20)])
@pytest.mark.parametrize("width", [340, 900])
def test_the_box_is_named_within_the_picture(since: date, width: int) -> None:
    drawn = svg_of(boxed(Prediction("made_up", date(2025, 1, 1), low=0.25, high=0.25), since=since), width)
    assert PREDICTED in texts(drawn)
    assert PREDICTED not in outside(drawn)
    assert 'stroke-dasharray="3 3"' in drawn
