"""The tables of the pages: safe to show whatever an export holds, and readable with a keyboard and aloud."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.parts.html_table import html_table


@pytest.mark.slow
@given(st.lists(st.text(max_size=20), max_size=5), st.text(max_size=20))
def test_no_cell_can_become_markup(cells: list[str], caption: str) -> None:
    drawn = html_table(
        pl.DataFrame({"file": cells, "why": cells}, schema={"file": pl.String, "why": pl.String}), caption
    )
    tags = set(re.findall(r"</?([a-z]+)", re.sub(r"&[a-z0-9#]+;", "", drawn)))
    assert tags <= {"div", "table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert drawn.count("<tr>") == len(cells) + 1


def test_nothing_known_is_an_empty_cell_and_nought_is_0() -> None:
    drawn = html_table(pl.DataFrame({"Month": ["May", "June"], "Images": [None, 0]}), "Images")
    assert '<th scope="row">May</th><td class="hb-number"></td>' in drawn
    assert '<th scope="row">June</th><td class="hb-number">0</td>' in drawn


def test_a_table_wider_than_the_screen_can_be_reached_by_keyboard() -> None:
    assert 'tabindex="0" role="region" aria-label="Numbers"' in html_table(pl.DataFrame({"a": [1]}), "Numbers")
