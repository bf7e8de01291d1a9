
"""What a picture is made of, whoever draws it: lines, steps, phases, flags, signs, and labels that stay apart."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_series import FALLEN, STEADY, months

from dashboard.drawing.figures import figure_of
from dashboard.drawing.picture import MEANING_COLOUR, Scene, labelled, legend
from dashboard.drawing.placing import (
    beside,
    bunch_extent,
    bunch_words,
    bunched,
    every_how_many,
    in_lanes,
    lines_within,
    overlaps,
    point_boxes,
    spread,
    width_of,
    within,
)
from dashboard.drawing.printed import svg_of
from dashboard.drawing.scene import DayNote, pins_of, plain_scene, scene
from dashboard.drawing.scene_lines import ticks_between
from measures.spc import analyse, analyse_series
from measures.spc.folders import methods_there, rule_sets_there

RATE = [9, 12, 8, 11, 9, 10, 12, 9, 11, 8, 10, 12, 9, 2, 11, 10]
SIZES = [20, 30, 24, 28, 22, 26, 31, 25, 27, 20, 24, 33, 25, 30, 29, 26]


def pictured(numerators: list[int], sizes: list[int] | None = None, flags: Any = (), **choices: Any) -> Scene:
    series = months(numerators, sizes)
    return scene(series, analyse_series(series, **choices), flags)


def plain(y: Any, n: Any = None, flags: Any = (), **choices: Any) -> Scene:
    return plain_scene(analyse(y, n, **choices), "Cups of tea", "Cups", flags)


def test_a_limit_steps_from_point_to_point_as_its_n_does() -> None:
    picture = pictured(RATE, SIZES, chart="p")
    upper = analyse_series(months(RATE, SIZES), chart="p").points["upper"].to_list()
    steps = picture.limits[-1].steps
    assert [round(value / 100, 9) for _, _, value in steps] == [round(value, 9) for value in upper]
    assert [(start, end) for start, end, _ in steps] == [(k - 0.5, k + 0.5) for k in range(1, 17)]


def test_limits_that_do_not_change_are_one_step() -> None:
    picture = plain([5, 7, 6, 8, 5, 6, 7, 9, 6, 5, 7, 6], chart="i")
    assert [len(limit.steps) for limit in picture.limits] == [1, 1]


def test_a_limit_that_no_point_can_pass_is_not_drawn() -> None:
    picture = plain([1, 2, 1, 0, 2, 1, 3, 1, 2, 0, 1, 2], chart="c")
    assert [ending.name for ending in picture.endings] == ["upper limit", "mean"]


def test_a_measurement_keeps_its_limit_below_zero() -> None:
    picture = plain([1, -2, 1, 0, 2, -1, 3, 1, -2, 0, 1, 2], chart="i")
    assert picture.low < 0 < picture.high
    assert "lower limit" in [ending.name for ending in picture.endings]


def test_every_phase_has_its_own_limits_and_none_reaches_into_the_next() -> None:
    picture = pictured(RATE, SIZES, chart="p", parts=[8])
    for limit in picture.limits:
        assert all(limit.first - 0.5 <= start < end <= limit.last + 0.5 for start, end, _ in limit.steps)
    assert [(level.first, level.last) for level in picture.levels] == [(1, 8), (9, 16)]


def test_a_baseline_is_bracketed_and_its_centre_is_dashed_beyond_it() -> None:
    picture = pictured(FALLEN, freeze=10)
    assert picture.baselines == ((1, 10),)
    assert (picture.levels[0].solid_to, picture.levels[0].last) == (10, 20)


def test_a_phase_that_a_person_froze_as_a_whole_is_called_the_baseline() -> None:
    assert [level.phase for level in pictured(FALLEN, freeze=[10], parts=[10]).levels] == ["baseline", "phase 2"]
    assert [level.phase for level in pictured(FALLEN, freeze=[6], parts=[10]).levels] == ["phase 1", "phase 2"]


def test_a_centre_without_a_baseline_of_its_own_is_solid_to_its_end() -> None:
    picture = pictured(FALLEN)
    assert picture.baselines == ()
    assert picture.levels[0].solid_to == picture.levels[0].last


def test_the_right_end_names_every_line_with_its_value() -> None:
    picture = pictured(RATE, SIZES, chart="p", target=0.3)
    named = {ending.name: ending.number for ending in picture.endings}
    assert named["target"] == "30%"
    assert set(named) == {"upper limit", "mean", "lower limit", "target"}


def test_flags_are_numbered_in_order_of_time_at_the_place_of_their_day() -> None:
    flags = [
        DayNote(date(2024, 5, 31), "later"),
        DayNote(date(2024, 3, 1), "first"),
        DayNote(date(2019, 1, 1), "long ago"),
    ]
    pins = pictured(STEADY, flags=flags).pins
    assert [(pin.number, pin.text) for pin in pins] == [(1, "first"), (2, "later")]
    assert 2.5 < pins[0].place < 3
    assert 5 < pins[1].place < 5.5


def test_a_list_beside_the_chart_has_the_numbers_that_stand_on_it() -> None:
    flags = [DayNote(date(2024, 5, 31), "later"), DayNote(date(2024, 3, 1), "first")]
    assert pins_of(months(STEADY), flags) == pictured(STEADY, flags=flags).pins


def test_a_flag_may_name_a_point() -> None:
    assert [pin.place for pin in plain(STEADY, flags=[DayNote(4, "new kettle")]).pins] == [4.0]


def test_a_point_beyond_a_limit_is_a_diamond_with_its_side_in_the_legend() -> None:
    picture = pictured(RATE, SIZES, chart="p")
    sign = picture.marks[13].sign
    assert sign is not None
    assert (sign.shape, sign.meaning) == ("diamond", "improvement")
    assert [words for words, _ in legend(picture)] == ["below the lower limit, on the better side"]
    assert "below the lower limit" in [note.text for note in picture.notes]


def test_making_data_count_types_its_points_by_their_side_alone() -> None:
    falling = [30, 31, 29, 30, 32, 30, 29, 31, 30, 22, 21, 20, 22, 21, 20, 22, 21]
    shown = plain(falling, chart="i", rules="mdc", better="neither")
    meanings = {mark.sign.meaning for mark in shown.marks if mark.sign}
    assert meanings == {"change"}
    assert shown.icons is not None


def test_never_more_than_four_signals_are_written_on_a_chart() -> None:
    wild = [1, 9] * 12 + [20] * 12 + [1, 30, 2, 31, 40] + list(range(20))
    picture = plain(wild, chart="i", rules="nelson")
    assert len(analyse(wild, chart="i", rules="nelson").signals) > 4
    assert len(picture.notes) <= 4


def test_many_points_beyond_one_limit_are_told_together() -> None:
    picture = plain([10, 11, 9, 10, 11, 9, 10, 11, 9, 10, 40, 11, 42, 9], chart="i", freeze=10)
    assert "2 above the upper limit" in [note.text for note in picture.notes]


def test_a_pointer_reads_limits_n_and_why_a_point_is_marked() -> None:
    told = pictured(RATE, SIZES, chart="p").marks[13].told
    assert told[0] == "Feb 2025"
    assert told[1].endswith("(2 of 30)")
    assert any(line.startswith("Mean ") and "limits" in line for line in told)
    assert any("below the lower limit" in line.lower() for line in told)


def test_a_tile_carries_no_words_for_a_pointer() -> None:
    series = months(STEADY)
    assert all(mark.told == () for mark in scene(series, analyse_series(series), told=False).marks)


def test_units_side_by_side_are_not_joined() -> None:
    picture = plain([5, 7, 6, 8, 9], [20, 30, 25, 40, 33], x=list("ABCDE"), chart="p")
    assert not picture.in_time_order
    assert "only points beyond a limit are judged" in picture.foot[0]
    assert list("ABCDE") == [mark.label for mark in labelled(picture, fits=2)]
    assert [mark.label for mark in picture.marks] == list("ABCDE")


@pytest.mark.parametrize(
    ("x", "label"),
    [
        ([date(2025, 3, 1), date(2025, 4, 1)], "Mar 2025"),
        ([date(2025, 3, 4), date(2025, 3, 11)], "4 Mar 2025"),
        ([7, 8], "7"),
    ],
)
def test_points_are_called_by_their_x(x: Any, label: str) -> None:
    assert plain([3, 4], x=x).marks[0].label == label


def test_ranges_that_screening_left_out_are_said_under_the_chart() -> None:
    picture = plain([10, 11, 9, 10, 11, 9, 10, 60, 9, 10, 11, 9], chart="i")
    assert "2 of 11 moving ranges were too large to count, and left out of the limits." in picture.foot


def test_a_share_of_thousands_may_leave_zero_and_says_so() -> None:
    picture = plain([7200, 7300, 7250, 7190, 7310, 7280] * 3, [10_000] * 18, chart="pp")
    assert picture.low > 0
    assert "the axis does not begin at 0" in picture.heading
    assert plain([20, 50, 40, 30], [100] * 4, chart="p").low == 0


@pytest.mark.slow
@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_ticks_reach_from_the_lowest_to_the_highest_value(low: float, room: float) -> None:
    ticks = ticks_between(low, low + room)
    values = [value for value, _ in ticks]
    assert values[0] <= low + 1e-6 * max(1, abs(low), room)
    assert values[-1] >= low + room - 1e-6 * max(1, abs(low), room)
    assert 2 <= len(ticks) <= 9


extents = st.lists(st.tuples(st.floats(0, 300), st.floats(1, 120)).map(lambda e: (e[0], e[0] + e[1])), max_size=8)


@given(extents)
def test_labels_of_one_lane_never_touch(found: list[tuple[float, float]]) -> None:
    lanes = in_lanes(found, gap=6)
    for lane in set(lanes):
        mine = sorted(extent for extent, here in zip(found, lanes, strict=True) if here == lane)
        assert all(one[1] + 6 <= other[0] for one, other in pairwise(mine))


@settings(deadline=None)
@given(st.lists(st.floats(0, 300), max_size=25).map(sorted), st.integers(1, 4))
def test_every_flag_has_one_label_in_order_and_none_covers_another(spots: list[float], most: int) -> None:
    found = bunched(spots, 11, most)
    assert [k for first, last, _ in found for k in range(first, last + 1)] == list(range(len(spots)))
    assert all(lane < most for *_, lane in found)
    for lane in range(most):
        mine = sorted(bunch_extent(spots, (first, last), 11) for first, last, here in found if here == lane)
        assert all(one[1] < other[0] for one, other in pairwise(mine))


def test_flags_share_a_label_only_where_they_crowd() -> None:
    assert bunched([10, 100, 101, 200], 11) == [(0, 0, 0), (1, 1, 0), (2, 2, 1), (3, 3, 0)]
    assert [bunch_words(one[:2]) for one in bunched([100, 101, 102, 103, 200], 11)] == ["1–2", "3", "4", "5"]


@given(st.text(max_size=60), st.floats(20, 300))
def test_a_text_in_lines_loses_no_letter_and_stays_within_its_width(words: str, width: float) -> None:
    lines = lines_within(words, width, 12)
    assert "".join("".join(lines).split()) == "".join(words.split())
    assert all(width_of(line, 12) <= width for line in lines)


@given(st.lists(st.tuples(st.floats(0, 200), st.sampled_from([29.0, 43.5])), max_size=4))
def test_a_name_of_two_lines_takes_its_own_room_and_no_more(found: list[tuple[float, float]]) -> None:
    placed = spread([height for height, _ in found], [tall for _, tall in found], (0, 400))
    order = sorted(range(len(found)), key=lambda k: found[k][0])
    for a, b in pairwise(order):
        assert placed[b] - placed[a] >= (found[a][1] + found[b][1]) / 2 - 1e-9


@given(st.lists(st.floats(0, 200), max_size=5))
def test_labels_at_the_right_end_keep_their_order_and_their_distance(heights: list[float]) -> None:
    placed = spread(heights, 29, (0, 200))
    order = sorted(range(len(heights)), key=lambda k: heights[k])
    assert all(placed[b] - placed[a] >= 29 - 1e-9 for a, b in pairwise(order))
    assert all(-1e-9 <= height <= 200 for height in placed)


@given(st.floats(-50, 400), st.text(min_size=1, max_size=20))
def test_a_label_stays_in_its_room(middle: float, words: str) -> None:
    half = width_of(words, 12) / 2
    moved = within(middle, 2 * half, (0, 390))
    assert half - 1e-9 <= moved <= 390 - half + 1e-9


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(0, 200)), min_size=1, max_size=12), st.booleans())
def test_a_label_beside_a_point_covers_no_other_point(spots: list[tuple[float, float]], up: bool) -> None:
    boxes = point_boxes(spots)
    place = beside(spots[0], "above the upper limit", up, boxes, [], ((0, 300), (0, 200)))
    assert place is None or not any(overlaps(place.box, box) for box in boxes)


@pytest.mark.parametrize("total", [1, 7, 36, 61, 500])
def test_the_axis_has_no_more_labels_than_fit(total: int) -> None:
    for fits in (3, 6, 9):
        assert -(-total // every_how_many(total, fits)) <= fits


values = st.lists(st.one_of(st.none(), st.integers(1, 40)), max_size=24)
#: The letters of a picture's own font, and what is drawn small within a figure, are no words.
FONT = re.compile(r"base64,[A-Za-z0-9+/=\\]+")


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    values,
    st.sampled_from(sorted(methods_there())),
    st.sampled_from(sorted(rule_sets_there())),
    st.sets(st.integers(1, 23), max_size=3),
    st.sets(st.integers(1, 23), max_size=2),
    st.sampled_from([None, "lower", "higher"]),
)
def test_any_numbers_on_any_chart_by_any_rules_become_pictures(
    y: list[int | None], kind: str, rules: str, parts: set[int], exclude: set[int], better: str | None
) -> None:
    n = [50] * len(y) if kind in ("p", "np", "pp", "u", "up", "ip") else None
    told = {"parts": sorted(parts), "exclude": sorted(exclude), "better": better, "target": 0.3}
    if kind in ("xbar", "s", "r"):
        told["subgroups"] = [k // 3 for k in range(len(y))]
    picture = plain_scene(analyse(y, n, chart=kind, rules=rules, **told), "Made up", "Number", [DayNote(2, "tea")])
    drawn = svg_of(picture, 390)
    assert ElementTree.fromstring(drawn) is not None
    assert "nan" not in FONT.sub("", drawn).lower()
    assert "NaN" not in FONT.sub("", figure_of(picture).to_json())


def test_every_meaning_has_its_colour() -> None:
    assert {"improvement", "concern", "change"} == set(MEANING_COLOUR)


def test_runs_about_a_median_of_nothing_are_not_drawn() -> None:
    mostly_none = months([0, 0, 1, 0, 0, 2, 0, 0, 0, 1, 0, 1, 0, 0, 3, 0, 0, 1, 0, 0, 2, 0, 0, 1])
    chart = analyse_series(mostly_none)
    assert chart.signals  # every month above 0 is above the median, by construction
    picture = scene(mostly_none, chart)
    assert picture.notes == ()
    assert all(mark.sign is None for mark in picture.marks)
