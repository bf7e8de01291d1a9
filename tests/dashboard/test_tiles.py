"""SVG tiles and printed charts: well-formed, escaped, and with a sentence for a screen reader."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_series import FALLEN, STEADY, months

from dashboard.tiles import chart_svg, tile
from dashboard.words import sentence
from measures.series import Series
from measures.spc import analyse_series

SVG = "{http://www.w3.org/2000/svg}"


def parsed(draw: Any, series: Series, **choices: Any) -> ElementTree.Element:
    return ElementTree.fromstring(draw(analyse_series(series, **choices), series))


def texts(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("draw", [tile, chart_svg])
def test_a_picture_is_read_aloud_as_its_sentence(draw: Any) -> None:
    series = months(STEADY)
    root = parsed(draw, series)
    spoken = sentence(series, analyse_series(series))
    assert root.get("role") == "img"
    assert (root.get("aria-label") or "").startswith(spoken)
    assert (root.findtext(f"{SVG}desc") or "").startswith(spoken)
    assert root.findtext(f"{SVG}title") == "Umbrellas lent"


@pytest.mark.parametrize("draw", [tile, chart_svg])
def test_whatever_is_in_a_name_stays_text(draw: Any) -> None:
    nasty = '<script>alert("x")</script> & \x00 \x1b ]]>'
    series = months(STEADY, title=nasty, numerator_says=nasty, provider=nasty)
    root = parsed(draw, series)
    assert not list(root.iter(f"{SVG}script"))
    assert "<script>" in (root.findtext(f"{SVG}title") or "")


def test_the_newest_whole_month_is_the_biggest_dot_of_a_tile() -> None:
    root = parsed(tile, months([*STEADY, 1], immature=1))
    sizes = [float(circle.get("r", 0)) for circle in root.iter(f"{SVG}circle")]
    assert len(sizes) == 2  # the newest whole month, and the open one
    assert sizes[0] > sizes[1]


def test_a_tile_shows_the_value_of_its_middle_line_and_its_ends() -> None:
    assert texts(parsed(tile, months(STEADY))) == ["Jan 2024", "Feb 2025", "median", "5"]


def test_a_printed_chart_says_what_was_counted_by_which_rules_and_until_when() -> None:
    foot = " ".join(texts(parsed(chart_svg, months(STEADY, [20] * 14)))[-2:])
    assert "Counted: umbrellas lent; out of: visitors on a rainy day." in foot
    assert "n each month: 20 to 20." in foot
    assert "rule set: Anhøj" in foot
    assert "Data to 28 February 2025." in foot


def test_a_printed_signal_has_its_label_and_its_legend() -> None:
    words = texts(parsed(chart_svg, months([*FALLEN, 3], immature=1)))
    assert {"10 in a row above", "10 in a row below", "unusual run, on the better side"} <= set(words)
    assert "still open (follow-up not passed)" in words


def test_a_printed_legend_stays_on_the_paper() -> None:
    root = parsed(chart_svg, months(FALLEN, immature=1, partial=1))
    narrow = ElementTree.fromstring(
        chart_svg(analyse_series(s := months(FALLEN, immature=1, partial=1)), s, width=480, height=420)
    )
    for picture, width in ((root, 900), (narrow, 480)):
        for element in picture.iter(f"{SVG}text"):
            assert 0 <= float(element.get("x", -1)) <= width


def test_the_newest_month_always_has_its_label_on_the_axis() -> None:
    for length in range(1, 40):
        series = months((STEADY * 3)[:length])
        newest = f"{series.points['start'][-1]:%b %Y}"
        assert newest in texts(parsed(chart_svg, series))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=40),
    st.booleans(),
    st.integers(0, 2),
    st.sets(st.integers(1, 30), max_size=3),
    st.text(max_size=30),
)
def test_any_series_becomes_well_formed_pictures(
    pairs: list[tuple[int, int]], is_rate: bool, immature: int, cuts: set[int], title: str
) -> None:
    numerators = [min(pair) for pair in pairs]
    sizes = [max(pair) for pair in pairs] if is_rate and pairs else None
    series = months(numerators, sizes, immature=immature, title=title)
    for draw in (tile, chart_svg):
        root = parsed(draw, series, parts=sorted(cuts), target=0.4)
        assert "nan" not in ElementTree.tostring(root, encoding="unicode").replace(title, "").lower()
