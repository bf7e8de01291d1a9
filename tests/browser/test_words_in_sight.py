"""How much there is to read before anything is opened, on the made-up practice and on an export of one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
from test_places import settled

pytestmark = pytest.mark.slow
Look = Callable[..., Any]
THIS_WEEK, MEASURE, AT_FIRST, LATER = 150, 200, 150, 270
MEASURES = ("Imaging rate without red flags", "Pamphlet or exercise prescription given", "Appointments that ran over")
#: What stands in sight beside the menu, without the labels that a chart carries and the names of icons.
COUNT = """(() => {
  const main = document.querySelector('[data-testid="stMain"]');
  const beside = [...main.querySelectorAll('[data-testid="stPlotlyChart"], [data-testid="stIconMaterial"]')];
  beside.forEach(one => one.style.setProperty('display', 'none', 'important'));
  const words = main.innerText.split(/\\s+/).filter(one => /[\\p{L}\\p{N}]/u.test(one)).length;
  beside.forEach(one => one.style.removeProperty('display'));
  return words;
})()"""


def words(page: Any, address: str) -> int:
    page.goto(address)
    return int(settled(page).evaluate(COUNT))


def closed(page: Any, app: str) -> dict[str, int]:
    """The words of each measure's page as it opens."""
    return {one: words(page, f"{app}/measure?measure={quote_plus(one)}") for one in MEASURES}


def test_the_sample_practice_reads_in_a_minute(sample_app: str, look: Look) -> None:
    page = look(sample_app)
    assert words(page, sample_app) <= THIS_WEEK
    assert max(closed(page, sample_app).values()) <= MEASURE
    assert words(page, f"{sample_app}/our_change") <= LATER


def test_an_own_export_reads_in_a_minute(look: Look, serve: Callable[..., str], tmp_path: Path) -> None:
    from dashboard.commands.demo import demo_pcn

    app = serve(demo_pcn(tmp_path, only=("birch-lane",)), "2026-11-10")
    page = look(app)
    assert words(page, app) <= THIS_WEEK
    assert max(closed(page, app).values()) <= MEASURE
    assert words(page, f"{app}/our_change") <= AT_FIRST
