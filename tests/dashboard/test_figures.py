"""The Plotly figure shows what the chart says: middle line, gaps, open months, signals by shape and label."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from made_up_series import FALLEN, STEADY, months

from dashboard.drawing.figures import draw
from dashboard.drawing.picture import INK, MEANING_COLOUR, DayNote
from dashboard.drawing.scene_lines import ticks_to
from measures.series import Series
from measures.spc import analyse_series


def drawn(series: Series, **choices: Any) -> dict[str, Any]:
    return draw(analyse_series(series, **choices), series).to_dict()


def written(figure: dict[str, Any]) -> list[str]:
    return [annotation["text"] for annotation in figure["layout"]["annotations"]]


def named(figure: dict[str, Any], name: str) -> dict[str, Any]:
    return next(trace for trace in figure["data"] if trace.get("name") == name)


def test_the_middle_line_is_labelled_with_its_value() -> None:
    assert "median<br><b>5</b>" in written(drawn(months(STEADY)))


def test_the_direction_of_better_is_written_in_words() -> None:
    assert "Number each month · ↓ lower is better" in written(drawn(months(STEADY)))


def test_a_month_with_nobody_to_count_is_a_gap_in_the_line() -> None:
    figure = drawn(months([4, 0, 5], [20, 0, 20]))
    assert list(figure["data"][0]["y"]) == [20.0, None, 25.0]


def test_open_and_partial_months_are_hollow_shaded_and_in_the_legend() -> None:
    figure = drawn(months([9, *STEADY, 1, 2], immature=2, partial=1))
    still_open = named(figure, "still open (follow-up not passed)")
    partly = named(figure, "part of the month")
    assert list(still_open["customdata"]) == ["2025-04", "2025-05"]
    assert list(partly["customdata"]) == ["2024-01"]
    assert still_open["marker"]["symbol"].endswith("-open")
    assert sum(shape["type"] == "rect" for shape in figure["layout"]["shapes"]) == 2


def test_a_signal_has_a_shape_a_colour_and_a_label() -> None:
    figure = drawn(months(FALLEN))
    better = named(figure, "unusual run, on the better side")
    assert better["marker"]["symbol"] == "triangle-down"
    assert better["marker"]["color"] == MEANING_COLOUR["improvement"]
    assert {"10 in a row below", "only 1 crossing; chance: 6 or more"} <= set(written(figure))


def test_a_pointer_reads_period_value_n_and_reason() -> None:
    figure = drawn(months(FALLEN, [20] * 20, unknown=2, not_recorded=1))
    told = named(figure, "unusual run, on the better side")["text"][-1]
    assert told == (
        "<b>Aug 2025</b><br>10% (2 of 20)<br>Red flags not recorded: 1<br>Could not be judged: 2<br>"
        "In a run of 10 below the median, unlikely to be chance"
    )


def test_each_marker_knows_its_period() -> None:
    series = months([9, *STEADY, 1], immature=1, partial=1)
    markers = [trace for trace in drawn(series)["data"] if trace["mode"] == "markers"]
    assert sorted(p for trace in markers for p in trace["customdata"]) == series.points["period"].to_list()


def test_the_value_axis_begins_at_zero() -> None:
    assert drawn(months([204, 210, 208, 199]))["layout"]["yaxis"]["range"][0] == 0


@pytest.mark.parametrize("highest", [0, 0.4, 1, 3, 7, 19, 45, 100, 999, 12345])
@pytest.mark.parametrize("is_rate", [True, False])
def test_ticks_are_few_round_and_reach_the_highest_value(highest: float, is_rate: bool) -> None:
    ticks = ticks_to(highest, is_rate)
    assert ticks[0][0] == 0
    assert ticks[-1][0] >= highest
    assert 3 <= len(ticks) <= 7
    assert is_rate or all(value == int(value) for value, _ in ticks)


def test_every_phase_has_its_own_line() -> None:
    figure = drawn(months(FALLEN), parts=[10])
    heights = [shape["y0"] for shape in figure["layout"]["shapes"] if shape.get("layer") == "between"]
    assert heights == [7.5, 2.0]
    assert "phase 1: median 7.5" in written(figure)


@pytest.mark.parametrize("many", [0, 1, 8, 20])
def test_a_pointer_on_a_number_reads_every_flag_that_stands_behind_it(many: int) -> None:
    series = months(FALLEN)
    flags = [DayNote(date(2025, 2, 1 + k), f"<b>what happened</b> {k}") for k in range(many)]
    figure = draw(analyse_series(series), series, flags).to_dict()
    pins = [note for note in figure["layout"]["annotations"] if note.get("hovertext")]
    told = "<br>".join(note["hovertext"] for note in pins)
    assert len(pins) == min(many, 3)
    assert all(f"{k + 1} · {k + 1} Feb 2025: &lt;b&gt;what happened" in told for k in range(many))
    assert figure["layout"]["margin"]["t"] < 120


def test_names_from_a_file_are_text_and_never_markup() -> None:
    figure = draw(analyse_series(s := months(STEADY, provider="<img src=x>")), s).to_json()
    assert "<img" not in figure


def test_nothing_to_draw_is_said_on_the_figure() -> None:
    assert "no month to draw yet" in written(drawn(months([])))


def test_the_figure_stays_small() -> None:
    series = months((STEADY * 3)[:36], [20] * 36)
    assert len(draw(analyse_series(series), series).to_json()) < 12_000


def test_colours_have_contrast_by_themselves_or_by_their_outline() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    def contrast(colour: str) -> float:
        return 1.05 / (light(colour) + 0.05)

    assert contrast(INK) >= 7
    assert contrast(MEANING_COLOUR["improvement"]) >= 3
    assert contrast(MEANING_COLOUR["concern"]) >= 3
    marks = [t for t in drawn(months(FALLEN, better="neither"))["data"] if t.get("name") == "unusual run"]
    assert all(trace["marker"]["line"]["color"] == INK for trace in marks)
