"""The four places for everyone: every earlier address leads on, and each room reads well on a screen and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard.parts.places import CHARTER, MOVED, moved

pytestmark = pytest.mark.slow
Look = Callable[..., Any]
WIDTHS = (1400, 390)
ROOMS = (
    "/", "/measures", "/measure", "/why", "/tally", "/our_change", "/our_change?see=aim", "/our_change?see=ideas",
    "/our_change?see=tests", "/our_change?see=reviews", "/our_change?see=notes", "/our_change?see=team",
    "/our_change?see=few", "/our_change?see=gaps", "/our_change?see=diagram", "/our_change?see=project",
    "/our_change?cycle=3", "/our_change?review=1", "/our_change?story=1", "/data", "/data?see=settings",
    "/data?see=how_we_count", "/data?see=reader_check", "/data?see=exams_and_codes",
)  # fmt: skip
#: Streamlit shuts its menu after a choice where a browser says it is a phone's; a narrow window keeps it.
PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36"
HEADS = "[...document.querySelectorAll('h1,h2,h3,h4,h5')].filter(h => h.offsetParent).map(h => +h.tagName[1])"
CUT = "document.documentElement.scrollWidth > window.innerWidth"


def settled(page: Any) -> Any:
    """The page once nothing of it moves any more."""
    page.wait_for_selector("h1", timeout=30_000)
    page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=30_000)
    page.wait_for_timeout(350)  # what a run made stale fades for a moment, and its contrast with it
    page.wait_for_function("[...document.querySelectorAll('summary')].every(s => s.querySelector('p')?.textContent)")
    return page


def test_every_earlier_address_leads_to_where_its_page_is_now(sample_app: str, look: Look) -> None:
    page = look(sample_app)
    asked = [(name, {}) for name in MOVED] + [("our_aim", {"charter": tab}) for tab in CHARTER]
    asked += [("tests_of_change", {"cycle": "1"}), ("reviews", {"review": "1"}), ("reviews", {"story": "1"})]
    for name, query in asked:
        page.goto(f"{sample_app}/{name}?" + "&".join(f"{key}={value}" for key, value in query.items()))
        place, see = moved(name, query)
        path = "/" if place == "this_week" else f"/{place}"
        page.wait_for_url(lambda url, path=path: urlsplit(url).path == path)
        settled(page)
        assert {key: value[0] for key, value in parse_qs(urlsplit(page.url).query).items()} == see, name
        assert "went wrong" not in page.inner_text("body")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_room_reads_well_for_everyone(sample_app: str, look: Look, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed (extra `test`)")
    page, titles, wrong = look(sample_app, width), set(), []
    for room in ROOMS:
        page.goto(sample_app + room)
        settled(page)
        found = axe.Axe().run(page).response["violations"]
        wrong += [f"{room}: {one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]
        heads = page.evaluate(HEADS)
        jumps = [after for before, after in pairwise(heads) if after > before + 1]
        if heads.count(1) != 1 or jumps or page.evaluate(CUT):
            wrong.append(f"{room}: {heads}, cut: {page.evaluate(CUT)}")
        titles.add(page.title())
    assert wrong == []
    assert len(titles) >= len(ROOMS) - 3  # of one test, one review and its story the room's own stands


def test_at_twice_the_size_nothing_is_cut_off(sample_app: str, look: Look) -> None:
    page = look(sample_app, 700)  # a screen of 1400 at 200 %
    for room in ("/", "/measures", "/measure", "/our_change", "/data"):
        page.goto(sample_app + room)
        assert not settled(page).evaluate(CUT), room


def test_on_a_phone_the_menu_shuts_after_a_choice(sample_app: str, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, user_agent=PHONE, bypass_csp=True)
    page = context.new_page()
    page.goto(sample_app)
    settled(page).get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name="Measures", exact=True).click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/measures")
    settled(page)
    page.wait_for_function("document.querySelector('[data-testid=stSidebar]').getBoundingClientRect().right <= 0")
    context.close()


def test_the_keyboard_is_seen_and_stops_at_no_anchor(sample_app: str, look: Look) -> None:
    page = settled(look(f"{sample_app}/our_change"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to main content"
    stops = []
    for _ in range(14):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.getAttribute('href') || '', s.outlineStyle + ' ' + s.outlineWidth, e.tagName]; })()"
        ))  # fmt: skip
    links = [outline for href, outline, tag in stops if tag == "A"]
    assert len(links) >= 5
    assert set(links) == {"solid 3px"}
    assert not [href for href, *_ in stops if href.startswith("#")]
