"""The page "Change ideas" in a browser: one sheet of words for the visit on paper, and nothing cut off on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

Look = Callable[..., Any]
WORDS = ".hb-visit"


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_words_for_the_visit_print_on_one_sheet_and_nothing_else_does(
    empty_app: str, look: Look, paper: str
) -> None:
    page = look(f"{empty_app}/change_ideas")
    page.wait_for_selector(WORDS)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper))) == 1
    page.emulate_media(media="print")
    assert page.locator(WORDS).is_visible()
    assert not page.get_by_role("heading", name="The library").is_visible()
    assert not page.get_by_role("heading", name="Where to read more").is_visible()


@pytest.mark.parametrize("width", [1400, 390])
def test_the_library_reads_well_for_everyone(empty_app: str, look: Look, width: int) -> None:
    """Only what the page itself draws is examined; the menu beside it is Streamlit's."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed (extra `test`)")
    page = look(f"{empty_app}/change_ideas", width)
    page.wait_for_selector(WORDS)
    found = axe.Axe().run(page, context="[data-testid='stMain']").response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
