"""Funnel, CUSUM and Pareto as drawings: every unit, sum and kind is there, and what stands out says why."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.drawing.cusum import cusum_figure, cusum_svg
from dashboard.drawing.funnel import funnel_figure, funnel_svg
from dashboard.drawing.pareto import pareto_figure, pareto_svg
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
