"""Unrecognised exams settled in the browser, and what the readings of the red flags make of a measure."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.made_up_export import bring, orders, visits

Look = Callable[..., Any]
NAME = "Back study protocol B"
FLAGS = "/measure?measure=Imaging+rate+without+red+flags&part=How+red+flags+matter"


@pytest.fixture
def clinic(serve: Callable[[Path], str], tmp_path: Path) -> str:
    bring(tmp_path, visits({}), orders({"Exam": NAME}))
    return serve(tmp_path / "data")


def test_an_exam_that_nothing_recognised_is_settled_and_taken_back(
    clinic: str, look: Look, serious_findings: Callable[[Any], list[str]]
) -> None:
    page = look(f"{clinic}/exams_and_codes")
    page.wait_for_selector("table")
    assert NAME in page.inner_text("table")
    assert serious_findings(page) == []
    page.get_by_text("an X-ray of the lumbar spine").click()
    page.wait_for_selector("text=Images ordered without red flags")
    page.get_by_role("button", name="Settle it").click()
    page.wait_for_selector("text=Settled here")
    assert "is recognised or settled" in page.inner_text("body")
    page.get_by_role("button", name="Ask again").click()
    page.wait_for_selector("text=Which one")


@pytest.mark.parametrize("width", [1400, 390])
def test_the_readings_of_the_red_flags_stand_side_by_side(
    sample_app: str, look: Look, serious_findings: Callable[[Any], list[str]], width: int
) -> None:
    page = look(sample_app + FLAGS, width)
    page.wait_for_selector('img[alt*="red flag"], table')
    page.wait_for_selector("text=Red flags read")
    assert re.search(r"However red flags are read|depends on what counts as a red flag", page.inner_text("body"))
    assert serious_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
