"""Did it work? on a picture: the course as fitted, the dashed one had nothing changed, and no other line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest
from made_up_series import months
from read_svg import covered, outside, spoken, texts

from dashboard.drawing.course import pictured
from dashboard.drawing.figures import draw
from dashboard.drawing.scene import DayNote, scene
from dashboard.drawing.tiles import chart_svg
from measures.improvement.effect import Effect, effect
from measures.series import Series
from measures.spc import Chart, analyse_series

BEFORE, SINCE = [14, 17, 15, 18, 13, 16, 15, 17, 14, 18, 15, 16], [8, 7, 9, 6, 8, 7, 9, 8]
RATE = months(BEFORE + SINCE, [40] * 20, immature=1)
COUNT = months(BEFORE + SINCE)
DAY = date(2025, 1, 1)


@cache
def found(is_rate: bool = True) -> tuple[Series, Chart, Effect]:
    series = RATE if is_rate else COUNT
    return (
        series,
        analyse_series(series, chart="p" if is_rate else "c", target=0.2 if is_rate else None),
        effect(series, DAY),
    )


def drawn(is_rate: bool = True, width: int = 900, flags: Any = ()) -> str:
    series, chart, answer = found(is_rate)
    return chart_svg(chart, series, width, flags=flags, course=answer.counterfactual)


@pytest.mark.slow
def test_the_dashed_line_goes_on_from_the_past_and_the_fitted_one_breaks_at_the_date() -> None:
    series, chart, answer = found()
    nothing, fitted = pictured(series, chart, course=answer.counterfactual).courses
    assert (nothing.dashed, fitted.dashed) == (True, False)
    assert [place for place, _ in nothing.ways[0]] == list(range(12, 21))
    assert [[place for place, _ in way] for way in fitted.ways] == [list(range(1, 13)), list(range(13, 21))]
    assert nothing.ways[0][0] == fitted.ways[0][-1]


@pytest.mark.parametrize("is_rate", [True, False])
def test_the_lines_are_in_the_unit_of_the_chart(is_rate: bool) -> None:
    series, chart, answer = found(is_rate)
    nothing = pictured(series, chart, course=answer.counterfactual).courses[0]
    newest = answer.counterfactual["counterfactual"][-1] * (100 if is_rate else 1)
    assert nothing.ways[0][-1] == pytest.approx((20, newest))


@pytest.mark.parametrize("width", [390, 900])
@pytest.mark.parametrize("is_rate", [True, False])
def test_each_line_has_its_name_at_its_end_and_no_label_covers_another(is_rate: bool, width: int) -> None:
    picture = drawn(is_rate, width, [DayNote(DAY, "Cycle 1 started")])
    words = texts(picture)
    assert {"had nothing", "changed", "as fitted"} <= set(words)
    assert ("target" in words) == is_rate
    assert covered(picture) == []
    assert outside(picture) == []


def test_the_charts_own_lines_and_signals_answer_another_question_and_stay_away() -> None:
    series, chart, answer = found()
    assert chart.signals
    picture = pictured(series, chart, course=answer.counterfactual)
    assert (picture.levels, picture.limits, picture.notes, picture.baselines) == ((), (), (), ())
    assert all(mark.sign is None for mark in picture.marks)
    assert not any("imit" in line or "run of" in line for mark in picture.marks for line in mark.told)
    assert "rule set" not in " ".join(picture.foot)


def test_a_pointer_reads_both_lines() -> None:
    series, chart, answer = found()
    figure = draw(chart, series, course=answer.counterfactual).to_dict()
    told = [text for trace in figure["data"] if "text" in trace for text in trace["text"]]
    before, since = next(t for t in told if "Nov 2024" in t), next(t for t in told if "Mar 2025" in t)
    assert "As fitted: " in before
    assert "Had nothing changed" not in before
    assert "Had nothing changed: 39%" in since


def test_the_figure_names_both_lines_in_its_legend_and_only_one_is_dashed() -> None:
    series, chart, answer = found()
    figure = draw(chart, series, course=answer.counterfactual).to_dict()
    lines = {t["name"]: t["line"].get("dash") for t in figure["data"] if t["mode"] == "lines" and t.get("name")}
    assert lines["as fitted"] is None
    assert lines["had nothing changed"]


def test_the_alternative_text_and_the_foot_say_what_the_lines_are() -> None:
    picture = drawn()
    assert "In August 2025 the fitted course is at 20%; had nothing changed, 39%." in spoken(picture)
    assert "Dashed, from January 2025: had nothing changed." in " ".join(texts(picture))


def test_the_axis_makes_room_for_a_line_above_every_point() -> None:
    series, chart, answer = found()
    steep = answer.counterfactual.with_columns(counterfactual=pl.col("counterfactual") * 2)
    picture = pictured(series, chart, course=steep)
    assert picture.high >= max(value for way in picture.courses[0].ways for _, value in way)
    assert picture.ticks[-1][1].endswith("%")


def test_a_chart_of_fewer_months_has_the_lines_over_those() -> None:
    _, _, answer = found()
    shown = replace(RATE, points=RATE.points.slice(10))
    picture = pictured(shown, analyse_series(shown), course=answer.counterfactual)
    assert [place for place, _ in picture.courses[0].ways[0]] == list(range(2, 11))


def test_months_before_the_date_have_the_fitted_line_alone() -> None:
    series, chart, answer = found()
    picture = pictured(series, chart, course=answer.counterfactual.filter(~pl.col("since")))
    assert [one.dashed for one in picture.courses] == [False]


@pytest.mark.parametrize("which", ["none", "refused", "elsewhere"])
def test_without_anything_to_draw_the_chart_keeps_its_own_lines(which: str) -> None:
    series, chart, answer = found()
    elsewhere = answer.counterfactual.with_columns(period=pl.lit("1999-01"))
    course = {"none": None, "refused": answer.counterfactual.clear(), "elsewhere": elsewhere}[which]
    assert pictured(series, chart, course=course) == scene(series, chart)
