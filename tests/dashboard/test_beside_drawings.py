"""Funnel, CUSUM and Pareto as drawings: every unit, sum and kind is there, and what stands out says why."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_svg import covered, outside

from dashboard.drawing.cusum import cusum_figure, cusum_svg
from dashboard.drawing.funnel import funnel_figure, funnel_svg
from dashboard.drawing.pareto import pareto_figure, pareto_svg
from dashboard.drawing.placing import Box, overlaps, point_boxes, width_of
from dashboard.drawing.plane import SCREENS, TALL
from measures.spc.bernoulli_cusum import bernoulli_cusum
from measures.spc.funnel import funnel
from measures.spc.pareto import pareto

SVG = "{http://www.w3.org/2000/svg}"
HITS = [6, 8, 11, 9, 70, 7, 10, 12]
SIZES = [20, 30, 40, 30, 100, 25, 33, 41]
UNITS = ["Ash", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Larch", "Oak"]


def texts(drawn: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(drawn).iter(f"{SVG}text")]


@pytest.mark.parametrize("width", [390, 900])
def test_a_unit_outside_the_funnel_is_named_and_its_side_is_in_the_legend(width: int) -> None:
    words = texts(funnel_svg(funnel(HITS, SIZES, units=UNITS), "Parcels", better="lower", width=width))
    assert "Fir" in words
    assert "Ash" not in words
    assert "above the 99.8% limits, on the worse side" in words


def test_a_funnel_reads_each_units_numbers_and_limits() -> None:
    figure = funnel_figure(funnel(HITS, SIZES, units=UNITS)).to_dict()
    told = [text for trace in figure["data"] if trace["mode"] == "markers" for text in trace["text"]]
    assert len(told) == len(UNITS)
    assert any(text.startswith("<b>Fir</b><br>0.7 (70 of 100)<br>95% limits ") for text in told)


def test_the_limits_of_a_funnel_are_named_at_their_ends() -> None:
    words = texts(funnel_svg(funnel(HITS, SIZES, units=UNITS), "Parcels"))
    assert words.count("95% limit") == 2
    assert any(line.startswith("overall ") for line in words)
    named = texts(funnel_svg(funnel(HITS, SIZES, units=UNITS, target=0.25), "Parcels"))
    assert "target 0.25" in named


def test_a_cusum_names_the_case_of_its_signal() -> None:
    cases = [0] * 10 + [1] * 8
    found = bernoulli_cusum(cases, target=0.1)
    words = texts(cusum_svg(found, "Parcels lost"))
    assert found.signals_up
    assert f"case {found.signals_up[0]}" in words
    assert "more events than expected" in words
    named = [trace.get("name") for trace in cusum_figure(found).to_dict()["data"]]
    assert "more events than expected" in named


def test_a_pareto_begins_with_the_largest_kind_and_ends_at_all() -> None:
    table = pareto({"wet": 30, "torn": 12, "late": 6})
    words = texts(pareto_svg(table, "Why parcels came back", "parcels"))
    assert words.index("wet") < words.index("torn") < words.index("late")
    assert {"62%", "88%", "100%"} <= set(words)
    bars = pareto_figure(table, "parcels").to_dict()["data"][0]
    assert list(bars["y"]) == ["wet", "torn", "late"]


def test_many_small_kinds_are_one_bar() -> None:
    table = pareto({f"kind {k:02}": 40 - k for k in range(30)})
    assert "16 other kinds" in texts(pareto_svg(table, "Kinds"))


@pytest.mark.parametrize("name", ["<script>x</script>", "A & B", 'quote "'])
def test_a_name_stays_text(name: str) -> None:
    drawn = funnel_svg(funnel([1, 90], [100, 100], units=[name, "other"]), name)
    assert not list(ElementTree.fromstring(drawn).iter(f"{SVG}script"))
    assert "<script>" not in pareto_svg(pareto({name: 3}), name)
    assert "<script>" not in funnel_figure(funnel([1, 90], [100, 100], units=[name, "other"])).to_json()


def box_of(note: dict[str, Any], width: float, x_end: float, y_ends: tuple[float, float]) -> Box:
    """The room of a name on a figure whose plot is so wide."""
    wide = width_of(note["text"], 12)
    x = note["x"] / x_end * width + note["xshift"]
    y = TALL * (y_ends[1] - note["y"]) / (y_ends[1] - y_ends[0]) - note["yshift"]
    left = x - {"left": 0.0, "center": wide / 2, "right": wide}[note["xanchor"]]
    return (left, left + wide), (y - 6, y + 6)


def clashes(figure: Any, spots: list[tuple[float, float]], width: float) -> list[tuple[str, str]]:
    """Names of a figure that lie over one another, or over a spot, where its plot is so wide."""
    axes = figure.to_dict()["layout"]
    x_end, y_ends = axes["xaxis"]["range"][1], tuple(axes["yaxis"]["range"])
    names = [note for note in axes["annotations"] if note.get("xref") != "paper"]
    boxes = [(note["text"], box_of(note, width, x_end, y_ends)) for note in names]
    pixels = [(x / x_end * width, TALL * (y_ends[1] - y) / (y_ends[1] - y_ends[0])) for x, y in spots]
    points = [("a point", box) for box in point_boxes(pixels, 4)]
    return [
        (a, b) for k, (a, one) in enumerate(boxes) for b, other in [*boxes[k + 1 :], *points] if overlaps(one, other)
    ]


def refuse_clashing_names(units: list[tuple[int, float]], width: int) -> None:
    names = [f"Family Practice {chr(65 + k)}" for k in range(len(units))]
    drawn = funnel([round(size * share) for size, share in units], [size for size, _ in units], units=names)
    printed, figure = funnel_svg(drawn, "Images", width=width), funnel_figure(drawn)
    assert covered(printed) == []
    assert outside(printed) == []
    spots = list(drawn.points.select("denominator", "y").rows())
    assert [clash for room in SCREENS for clash in clashes(figure, spots, room)] == []


def refuse_clashing_cases(cases: list[int], width: int, limit: float) -> None:
    found = bernoulli_cusum(cases, target=0.2, limit=limit)
    printed, figure = cusum_svg(found, "Images", width=width), cusum_figure(found)
    assert covered(printed) == []
    assert outside(printed) == []
    ways = (("signal_up", "reached_up"), ("signal_down", "reached_down"))
    spots = [row for signal, way in ways for row in found.points.filter(signal).select("i", way).rows()]
    assert [clash for room in SCREENS for clash in clashes(figure, spots, room)] == []


CROWDED = [
    [(200 + k, 0.62 if k < 8 else 0.25) for k in range(14)],
    [(20, 0.05), (20, 0.05), (20, 0.05), (21, 0.6), (80, 0.05)],
    [(400, 0.6), (398, 0.61), (396, 0.3), (30, 0.3), (28, 0.9), (300, 0.3), (390, 0.05)],
]


@pytest.mark.parametrize("units", CROWDED, ids=["two heaps", "tiny beside small", "at the right end"])
def test_no_two_names_on_a_funnel_print_through_each_other_nor_through_a_unit(units: list[tuple[int, float]]) -> None:
    refuse_clashing_names(units, 390)


@pytest.mark.parametrize("limit", [1.0, 3.5])
def test_no_two_labels_of_a_cusum_print_through_each_other_nor_through_a_signal(limit: float) -> None:
    refuse_clashing_cases([0, 1, 1, 0, 1, 1, 1, 0, 0, 1] * 3 + [0] * 50 + [1, 1, 0] * 10, 390, limit)


practices = st.lists(
    st.tuples(st.integers(20, 400), st.sampled_from([0.05, 0.3, 0.3, 0.6, 0.62])), min_size=3, max_size=14
)


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(practices, st.sampled_from([390, 900]))
def test_no_names_clash_on_any_funnel(units: list[tuple[int, float]], width: int) -> None:
    refuse_clashing_names(units, width)


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 1), min_size=10, max_size=160), st.sampled_from([390, 900]), st.sampled_from([1.0, 3.5]))
def test_no_labels_clash_on_any_cusum(cases: list[int], width: int, limit: float) -> None:
    refuse_clashing_cases(cases, width, limit)


def test_six_practices_far_out_are_named_on_a_wide_screen_and_on_a_phone() -> None:
    sizes = [30, 60, 120, 200, 260, 330, 100, 150, 220, 300]
    hits = [round(size * share) for size, share in zip(sizes, [0.9, 0.3, 0.7, 0.3, 0.6, 0.3, 0.02, 0.3, 0.1, 0.3])]
    figure = funnel_figure(funnel(hits, sizes, units=[*UNITS, "Pine", "Yew"])).to_dict()
    assert {"Ash", "Cedar", "Fir", "Larch"} <= {note["text"] for note in figure["layout"]["annotations"]}


def test_the_number_of_a_case_stands_clear_of_the_limit_that_it_passed() -> None:
    found = bernoulli_cusum([0] * 60, target=0.2)
    note = next(n for n in cusum_figure(found).to_dict()["layout"]["annotations"] if n["text"].startswith("case"))
    assert note["yshift"] < -8


def test_the_count_of_the_largest_kind_is_not_under_the_point_of_its_sum() -> None:
    bars = pareto_figure(pareto({"wet": 30, "torn": 12})).to_dict()["data"][0]
    assert bars["insidetextanchor"] == "middle"


def test_kinds_whose_long_names_begin_alike_stay_two_bars() -> None:
    alike = "The image was asked for by somebody whose name nobody could read, the first or the second time, "
    bars = pareto_figure(pareto({f"{alike}A": 3, f"{alike}B": 2})).to_dict()["data"][0]
    assert len(set(bars["y"])) == 2


pairs_of_numbers = st.tuples(st.integers(0, 30), st.integers(0, 30))


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.lists(pairs_of_numbers, min_size=1, max_size=12), st.sampled_from([390, 900]))
def test_any_units_cases_and_kinds_become_well_formed_pictures(pairs: list[tuple[int, int]], width: int) -> None:
    beside = funnel([min(pair) for pair in pairs], [max(pair) for pair in pairs])
    sums = bernoulli_cusum([a % 2 for a, _ in pairs], target=0.2, limit=1)
    kinds = pareto([str(a % 5) for a, _ in pairs])
    for drawn in (funnel_svg(beside, width=width), cusum_svg(sums, width=width), pareto_svg(kinds, width=width)):
        assert ElementTree.fromstring(drawn).tag == f"{SVG}svg"
        assert "nan" not in drawn
    for figure in (funnel_figure(beside), cusum_figure(sums), pareto_figure(kinds)):
        assert figure.to_json()
