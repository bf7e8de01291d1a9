"""SVG tiles and printed charts: well-formed, escaped, and with a sentence for a screen reader."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_series import FALLEN, STEADY, months

from dashboard.drawing.icons import ASSURANCE, VARIATION, icon_svg
from dashboard.drawing.placing import overlaps
from dashboard.drawing.scene import DayNote
from dashboard.drawing.svg import as_images
from dashboard.drawing.tiles import chart_svg, tile
from dashboard.telling.charts import sentence
from measures.series import Series
from measures.spc import analyse_series
from measures.spc.icons import Icons

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


@pytest.mark.slow
def test_the_newest_month_always_has_its_label_on_the_axis() -> None:
    for length in range(1, 40):
        series = months((STEADY * 3)[:length])
        newest = f"{series.points['start'][-1]:%b %Y}"
        assert newest in texts(parsed(chart_svg, series))


@pytest.mark.slow
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


def boxes(root: ElementTree.Element) -> list[tuple[str, tuple[tuple[float, float], tuple[float, float]]]]:
    """Where each written line stands, by a letter's usual width."""
    found = []
    for element in root.iter(f"{SVG}text"):
        x, y, size = (float(element.get(name, 0)) for name in ("x", "y", "font-size"))
        wide = 0.53 * size * len(element.text or "")
        left = x - {"start": 0, "middle": wide / 2, "end": wide}[element.get("text-anchor", "start")]
        found.append((element.text or "", ((left, left + wide), (y - 0.7 * size, y + 0.1 * size))))
    return found


def covered(root: ElementTree.Element) -> list[tuple[str, str]]:
    written = boxes(root)
    return [
        (one, other)
        for k, (one, here) in enumerate(written)
        for other, there in written[k + 1 :]
        if overlaps(here, there)
    ]


@pytest.mark.parametrize("width", [390, 900])
@pytest.mark.parametrize("rules", ["anhoej", "mdc", "nelson", "ihi"])
@pytest.mark.parametrize("choices", [{}, {"parts": [10]}, {"parts": [5, 8, 11]}, {"freeze": 10}, {"target": 0.2}])
def test_no_two_labels_of_a_printed_chart_cover_each_other(width: int, rules: str, choices: dict[str, Any]) -> None:
    series = months(FALLEN, [24] * 20, immature=1, partial=1)
    flags = [DayNote(date(2024, 3, 9), "A"), DayNote(date(2024, 3, 20), "B"), DayNote(date(2025, 1, 2), "C")]
    for kind in ("run", "p"):
        chart = analyse_series(series, chart=kind, rules=rules, **choices)
        root = ElementTree.fromstring(chart_svg(chart, series, width, flags=flags))
        assert not covered(root)
        assert all(left >= -1 and right <= width + 8 for _, ((left, right), _) in boxes(root))


def test_flags_stand_on_the_chart_by_number_and_under_it_in_words() -> None:
    series = months(STEADY)
    flag = DayNote(date(2024, 4, 9), "Umbrella stand moved to the door")
    drawn = chart_svg(analyse_series(series), series, flags=[flag])
    words = texts(ElementTree.fromstring(drawn))
    assert words.count("1") == 2
    assert "9 Apr 2024: Umbrella stand moved to the door" in words


@pytest.mark.parametrize("width", [390, 900])
@pytest.mark.parametrize("many", [1, 8, 20])
def test_many_flags_in_one_month_stay_readable_and_each_is_listed(width: int, many: int) -> None:
    series = months(FALLEN, [24] * 20, immature=1)
    flags = [DayNote(date(2025, 2, 1 + k), f"what happened on a day, number {k}, " * 6) for k in range(many)]
    root = ElementTree.fromstring(chart_svg(analyse_series(series), series, width, flags=flags))
    assert not covered(root)
    assert sum(words.startswith(f"{k + 1} Feb 2025") for words in texts(root) for k in range(many)) == many
    assert float(root.attrib["height"]) <= 520 + 34 * many + 60


def test_earlier_phases_are_labelled_above_their_lines() -> None:
    series = months(FALLEN, [40] * 20)
    words = texts(ElementTree.fromstring(chart_svg(analyse_series(series, chart="p", parts=[10]), series)))
    assert any(line.startswith(("phase 1: mean 19%, limits ", "phase 1: mean 19%, upper limit")) for line in words)


def test_a_baseline_is_named_over_its_points() -> None:
    series = months(FALLEN)
    words = texts(ElementTree.fromstring(chart_svg(analyse_series(series, freeze=12), series)))
    assert any(line.startswith("baseline") for line in words)


def test_limits_are_drawn_as_steps_on_chart_and_tile() -> None:
    series = months([9, 12, 8, 11, 9, 10, 12, 9], [20, 30, 24, 28, 22, 26, 31, 25])
    for draw in (tile, chart_svg):
        paths = [path.get("d", "") for path in parsed(draw, series, chart="p").iter(f"{SVG}path")]
        assert sum("H" in path and "V" in path for path in paths) >= 1


@pytest.mark.parametrize("draw", [tile, chart_svg])
def test_making_data_count_shows_its_icons(draw: Any) -> None:
    falling = [30, 31, 29, 30, 32, 30, 29, 31, 30, 22, 21, 20, 22, 21, 20, 22, 21]
    root = parsed(draw, months(falling), chart="i", rules="mdc", target=10)
    assert {"L", "F"} <= set(texts(root)) or {"H", "F"} <= set(texts(root))


def test_icons_say_in_words_what_they_show() -> None:
    root = ElementTree.fromstring(icon_svg(Icons("improvement_low", "inconsistent"), "lower"))
    assert root.get("aria-label") == (
        "variation: improved: lower; target: chance alone decides whether the target is met (lower is better)"
    )
    assert {"improved:", "lower"} <= set(" ".join(texts(root)).split())


@pytest.mark.parametrize("variation", sorted(VARIATION))
@pytest.mark.parametrize("assurance", [None, *sorted(ASSURANCE)])
def test_every_icon_can_be_drawn(variation: str, assurance: str | None) -> None:
    root = ElementTree.fromstring(icon_svg(Icons(variation, assurance)))
    assert len(list(root.iter(f"{SVG}circle"))) == 1 + (assurance is not None)


def test_the_grey_icon_has_the_limits_as_its_edges_with_their_letters_and_figures() -> None:
    steady = [30, 31, 29, 30, 32, 30, 29, 31, 30, 29, 31, 30, 32, 30]
    chart = analyse_series(months(steady), chart="i", rules="mdc", target=10)
    assert chart.icons is not None
    low, high = (f"{letter} {value:.1f}" for letter, value in zip("LH", (chart.icons.low, chart.icons.high)))
    words = " ".join(texts(parsed(chart_svg, months(steady), chart="i", rules="mdc", target=10)))
    assert low in words
    assert high in words
    root = ElementTree.fromstring(icon_svg(chart.icons, limits=(low[2:], high[2:])))
    assert f"no unusual change ({low} to {high})" in str(root.get("aria-label"))
    assert covered(root) == []


def test_an_icon_of_a_pattern_has_no_limits_beside_it() -> None:
    assert "H 9" not in icon_svg(Icons("improvement_high", None), limits=("3", "9"))


def test_a_drawing_in_two_widths_is_read_aloud_once_whichever_is_shown() -> None:
    both = as_images("<svg/>", "<svg></svg>", 'Umbrellas & "more"')
    assert both.count('alt="Umbrellas &amp; &quot;more&quot;"') == 2
    style = (Path(__file__).resolve().parents[2] / "dashboard" / "looks" / "style.css").read_text("utf-8")
    assert all(f".hb-drawn .{kind} {{ display: none; }}" in style and kind in both for kind in ("hb-wide", "hb-narrow"))
