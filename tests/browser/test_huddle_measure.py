"""The Huddle and Measure pages as a person meets them: on a wide screen, on a phone and on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import picking
import pytest

Look = Callable[..., Any]
NEVER = re.compile(r"Traceback|\.py\b|Exception|significan", re.IGNORECASE)


def pick(page: Any, label: str, option: str) -> None:
    """Choose one option of a list, and wait until the page says something else."""
    before = page.inner_text(".hb-newest")
    picking.pick(page, label, option)
    page.wait_for_function("before => document.querySelector('.hb-newest').innerText !== before", arg=before)


def charted(page: Any) -> Any:
    """The page once its chart has points."""
    page.wait_for_selector(".js-plotly-plot .point", timeout=30_000)
    return page


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize(
    "place",
    [
        "/",
        "/measure",
        "/measure?part=How+it+is+counted",
        "/measure?part=Rows+behind+a+point&rows=Feb+2025",
        "/measure?chart=i&rules=mdc",
        "/measure?measure=imaging_rate_without_red_flags&part=Did+it+work%3F&funding=true",
        "/measure?measure=imaging_rate_without_red_flags&part=Baseline+and+phases",
        "/measure?measure=tally-1&part=Rows+behind+a+point&rows=Nov+2026",
    ],
)
def test_a_page_reads_well_for_everyone(
    sample_app: str, look: Look, serious_findings: Callable[[Any], list[str]], place: str, width: int
) -> None:
    page = look(sample_app + place, width)
    page.wait_for_selector(".js-plotly-plot .point, .hb-verdict")
    assert serious_findings(page) == []
    assert not NEVER.search(page.inner_text("body"))
    assert page.evaluate("document.documentElement.lang").startswith("en")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_every_tile_leads_to_its_chart(sample_app: str, look: Look) -> None:
    page = look(sample_app)
    page.wait_for_selector(".hb-verdict")
    tiles = page.locator('.st-key-tiles [data-testid="stPageLink"]').all_inner_texts()
    assert 3 <= len(tiles) <= 8
    assert len(tiles) == page.locator(".st-key-tiles .hb-verdict").count()
    page.get_by_role("link", name=tiles[1], exact=True).focus()
    page.keyboard.press("Enter")
    charted(page)
    assert page.get_by_role("heading", level=1).inner_text() == tiles[1]


def test_nothing_about_one_clinician_stands_on_the_huddle_page(sample_app: str, look: Look) -> None:
    page = look(f"{sample_app}/?clinician=P1")
    page.wait_for_selector(".hb-verdict")
    assert not re.search(r"\bP\d\b|TAMARACK", page.content())


def test_the_huddle_page_prints_on_one_sheet(sample_app: str, look: Look) -> None:
    page = look(sample_app)
    page.wait_for_selector(".hb-verdict")
    assert max(len(tile.split()) for tile in page.locator(".st-key-tiles > *").all_inner_texts()) <= 25
    page.emulate_media(media="print")
    printed_words = page.inner_text(".st-key-tiles")
    assert "lower is better" in printed_words
    assert re.search(r"\d+% \(\d+ of \d+\) before, ", printed_words)
    for paper in ("A4", "Letter"):
        printed = page.pdf(format=paper)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1, paper


def test_a_filter_stands_in_the_address_and_comes_back_from_it(sample_app: str, look: Look) -> None:
    page = charted(look(f"{sample_app}/measure"))
    pick(page, "Each point is a", "Quarter")
    pick(page, "Kind of image", "X-ray")
    page.wait_for_url(re.compile("every=Quarter.*image=X-ray"))
    said = page.inner_text(".hb-newest")
    again = charted(look(page.url))
    assert again.inner_text(".hb-newest") == said
    assert "quarter" in said


def test_a_chosen_chart_stands_in_the_address_and_comes_back_from_it(sample_app: str, look: Look) -> None:
    page = charted(look(f"{sample_app}/measure?part=Other+charts+and+rules"))
    assert "C chart; rules: Anhøj." not in page.inner_text('[data-testid="stMain"]')
    page.wait_for_timeout(600)  # the folded part opens over a moment, and a list in it closes while it moves
    picking.pick(page, "Kind of chart", "C chart")
    page.wait_for_url(re.compile("chart=C"))
    page.wait_for_function("() => document.querySelector('.js-plotly-plot').textContent.includes('upper limit')")
    assert "mean" in str(page.text_content(".js-plotly-plot"))
    again = charted(look(page.url))
    assert "C chart; rules: Anhøj." in again.inner_text('[data-testid="stMain"]')


def test_ids_in_the_address_are_understood(sample_app: str, look: Look) -> None:
    page = charted(look(f"{sample_app}/measure?measure=overtime_appointments&every=quarter"))
    assert page.get_by_role("heading", level=1).inner_text() == "Appointments that ran over"
    assert "quarter" in page.inner_text(".hb-newest")


@pytest.mark.parametrize(
    "query",
    [
        "measure=no_such&every=fortnight&image=PET",
        "from=1066-10-14&to=soon",
        "clinician=P1&part=Nowhere&rows=Feb",
    ],
)
def test_an_address_that_asks_for_what_is_not_here_falls_back_calmly(sample_app: str, look: Look, query: str) -> None:
    page = charted(look(f"{sample_app}/measure?{query}"))
    text = page.inner_text("body")
    assert not NEVER.search(text)
    assert "went wrong" not in text


def test_a_point_can_be_followed_to_its_rows(sample_app: str, look: Look) -> None:
    page = charted(look(f"{sample_app}/measure"))
    page.wait_for_timeout(500)  # Plotly binds its clicks a moment after it has drawn
    spot = page.locator(".js-plotly-plot .scatterlayer .point").nth(3).bounding_box()
    page.mouse.click(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2)
    page.wait_for_url(re.compile("rows="))
    page.wait_for_selector("th:has-text('Line')")
    heads = [head.strip() for head in page.locator("table th").all_inner_texts()]
    assert heads[:2] == ["File", "Line"]
    assert {"Counted", "Why"} <= set(heads)
    assert "Clinician" not in heads


def test_before_the_first_import_every_page_says_what_to_do(empty_app: str, look: Look) -> None:
    for place in ("", "measure"):
        page = look(f"{empty_app}/{place}")
        assert "Bring in an export" in page.locator('[data-testid="stMain"]').inner_text()
        assert "went wrong" not in page.inner_text("body")


def test_nothing_is_fetched_from_elsewhere(sample_app: str, browser: Any) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{sample_app}/measure")
    charted(page)
    context.close()
    assert [url for url in asked if not url.startswith((sample_app, "data:", "blob:"))] == []


def test_the_wall_holds_six_verdicts_on_one_screen_and_nothing_else(
    sample_app: str, look: Look, serious_findings: Callable[[Any], list[str]]
) -> None:
    page = look(f"{sample_app}/?wall")
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.wait_for_selector(".hb-wall section")
    assert page.locator(".hb-wall section").count() == 6
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert page.evaluate(
        "[...document.querySelectorAll('.hb-wall section')].every(one => one.getBoundingClientRect().bottom <= 1080"
        " && one.scrollHeight <= one.clientHeight + 1)"
    )
    assert not page.locator('[data-testid="stSidebar"]').is_visible()
    sizes = "[...document.querySelectorAll('.hb-wall p')].map(p => parseFloat(getComputedStyle(p).fontSize))"
    assert min(page.evaluate(sizes)) >= 24
    assert serious_findings(page) == []


def test_a_measure_prints_as_one_verdict_and_one_chart_on_one_sheet(sample_app: str, look: Look) -> None:
    page = charted(look(f"{sample_app}/measure?measure=overtime_share"))
    page.emulate_media(media="print")
    assert page.locator(".hb-verdict:visible").count() == 1
    assert page.locator(".hb-on-paper img:visible").count() == 1
    for paper in ("A4", "Letter"):
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper))) == 1, paper
