"""Two small pictures: by when a change could show, and how several people rated the same statements."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_svg import SVG, covered, outside, spoken, texts

from dashboard.drawing.gauge import gauge_svg, gauge_table
from dashboard.drawing.spread import spread_svg
from dashboard.telling.sentences import words
from measures.improvement.detectability import SCHEMA, Detectability
from measures.said import said

CHANCES = pl.DataFrame(
    [(1, "2025-03", 0.1, 0.01), (2, "2025-04", 0.5, 0.03), (3, "2025-05", 0.82, 0.05), (4, "2025-06", 0.93, 0.06)],
    schema=SCHEMA,
    orient="row",
)
SOON = said("as_written", words="Too soon to tell before month 3 after it.")
SHOWS = Detectability(0.3, 0.15, "p", "anhoej", 3, "2025-05", CHANCES, SOON)
SELDOM = said("as_written", words="Cannot tell: it would show in 93%.")
NEVER = replace(SHOWS, earliest=None, earliest_period=None, says=SELDOM)
NOTHING = Detectability(
    None,
    0.15,
    "",
    "anhoej",
    None,
    None,
    pl.DataFrame(schema=SCHEMA),
    said("too_short_to_reckon", every="month", baseline=3, least=8),
)


@pytest.mark.parametrize("width", [340, 420])
def test_the_gauge_marks_the_first_month_that_is_likely_enough(width: int) -> None:
    drawn = gauge_svg(SHOWS, width)
    assert {"month 3, May 2025", "with the change", "93%", "by luck alone", "6%"} <= set(texts(drawn))
    assert covered(drawn) == []
    assert outside(drawn) == []
    assert spoken(drawn) == words(SHOWS.says)


def test_a_gauge_without_a_date_counts_from_the_change() -> None:
    undated = replace(SHOWS, earliest_period=None, chances=CHANCES.with_columns(period=pl.lit(None, pl.String)))
    assert "week 3" in texts(gauge_svg(undated, every="week"))
    assert gauge_table(undated).columns == [
        "Months after the change",
        "A signal has shown with the change",
        "A signal has shown by luck alone",
    ]


def test_a_change_that_never_shows_has_no_mark() -> None:
    assert not any(one.startswith("month 3") for one in texts(gauge_svg(NEVER)))


def test_a_gauge_that_cannot_tell_is_its_sentence() -> None:
    assert " ".join(texts(gauge_svg(NOTHING))) == words(NOTHING.says)
    assert gauge_table(NOTHING).is_empty()


def test_the_table_of_the_gauge_has_a_row_for_each_month() -> None:
    assert gauge_table(SHOWS).row(2) == ("3", "May 2025", "82%", "5%")
    assert gauge_table(SHOWS).height == 4


def dots(drawn: str) -> list[tuple[float, float]]:
    found = ElementTree.fromstring(drawn).iter(f"{SVG}circle")
    return [(float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in found]


@pytest.mark.parametrize("width", [340, 560])
def test_each_answer_has_its_own_dot_and_no_words_cover_others(width: int) -> None:
    rows = [("Built into the normal day, also when the one who began it is away", [1, 2, 2, 5]), ("Known to all", [])]
    drawn = spread_svg(rows, width=width, ends=("not at all", "fully"))
    assert len(dots(drawn)) == 4 + 1  # and the one of the key
    assert {"not at all", "fully", "nobody has answered yet"} <= set(texts(drawn))
    assert "1, 2, 2, 5; middle 2." in spoken(drawn)
    assert covered(drawn) == []
    assert outside(drawn) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(1, 5), max_size=12), min_size=1, max_size=4), st.sampled_from([340, 560]))
def test_no_dot_hides_another_whoever_answers_in_whatever_order(answers: list[list[int]], width: int) -> None:
    rows = [(f"Statement {k}", row) for k, row in enumerate(answers)]
    found = dots(spread_svg(rows, width=width))
    assert len(set(found)) == len(found) == sum(map(len, answers)) + 1
    assert spread_svg(rows, width=width) == spread_svg([(words, row[::-1]) for words, row in rows], width=width)
