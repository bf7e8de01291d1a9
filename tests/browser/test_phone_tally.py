"""The tally alone for phones: it answers on the address it was given, opens nothing else, and adds up with the app."""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

Look = Callable[..., Any]
HERE = "127.0.0.1"
DAY = "2026-11-18"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up practice with its export, its team and a tally; its clinicians have names that no phone may show."""
    from dashboard.commands.demo import demo_folder
    from dashboard.records import Records, Tally
    from ingest.store import Store

    made = demo_folder(tmp_path_factory.mktemp("phones"))
    store = Store(made)
    tally = Tally(
        clinic=store.clinics()[0], title="Pamphlet at the desk", kind="process", better="higher", is_rate=True,
        numerator_says="given a pamphlet", denominator_says="patients seen", started=date(2026, 11, 2),
    )  # fmt: skip
    Records(store.engine).kept(tally, who="Ann Aspen")
    return made


@pytest.fixture(scope="module")
def phones(serve: Callable[..., str], folder: Path) -> str:
    return serve(folder, DAY, "--tally-for-phones", HERE)


@pytest.fixture(scope="module")
def app(serve: Callable[..., str], folder: Path) -> str:
    return serve(folder, DAY)


def opened(look: Look, address: str) -> Any:
    page = look(address, 390)
    page.get_by_role("link", name=re.compile("^Pamphlet at the desk")).first.click()
    page.wait_for_selector(".hb-so-far")
    return page


def signed(page: Any, name: str) -> Any:
    page.get_by_label("Who writes this?").click()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    page.get_by_text(f"Counted by {name}").wait_for()
    return page


@pytest.mark.parametrize("path", ["", "/tally", "/measure", "/why", "/bring_in"])
def test_whatever_a_phone_asks_for_it_gets_the_tally(phones: str, look: Look, path: str) -> None:
    page = look(phones + path, 390)
    page.get_by_role("link", name=re.compile("^Pamphlet at the desk"), include_hidden=True).first.wait_for()
    assert page.inner_text("h1") == "Tally by hand"
    assert page.locator("[data-testid=stSidebar]").count() == 0
    links = [str(one.get_attribute("href")) for one in page.locator("[data-testid=stPageLink] a").all()]
    assert all(one.startswith("?tally=") for one in links)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_tally_alone_reads_well_for_everyone(
    phones: str, look: Look, serious_findings: Callable[[Any], list[str]]
) -> None:
    assert serious_findings(opened(look, phones)) == []


def test_no_part_of_the_tally_names_a_clinician_or_leads_elsewhere(phones: str, folder: Path, look: Look) -> None:
    from ingest.store import Store

    clinicians = Store(folder).settings().clinicians
    names = {spelling for one in clinicians for spelling in one.spellings}
    assert names
    page = signed(opened(look, phones), "Ben Birch")
    for part in ("So far", "Card", "Monthly figures", "Entries", "Stop or change"):
        page.get_by_role("tab", name=part).click()
        page.wait_for_selector('[data-test-script-state="notRunning"]')
        told = page.inner_text("body")
        assert not {name for name in names if name in told}
        leads = [str(one.get_attribute("href")) for one in page.locator("[data-testid=stPageLink] a").all()]
        assert all(one.startswith(("?", "tally")) or one == "" for one in leads)
        assert "went wrong" not in told


def test_a_tap_on_the_phone_adds_up_with_one_in_the_app(phones: str, app: str, look: Look) -> None:
    phone, desk = (signed(opened(look, address), who) for address, who in ((phones, "Ben"), (f"{app}/tally", "Cid")))
    for page in (phone, desk):
        before = page.inner_text(".hb-so-far")
        page.get_by_role("button", name="Yes: given").click()
        page.wait_for_function("before => document.querySelector('.hb-so-far').innerText != before", arg=before)
    for page in (phone, desk):
        page.get_by_text("Yesterday").click()
        page.get_by_text("Today", exact=True).click()
        page.wait_for_selector(".hb-so-far:text-is('2 of 2')")


def test_the_whole_app_still_opens_everything(app: str, look: Look) -> None:
    for path, title in (("", "Maple Creek Family Practice"), ("/huddle", "Maple Creek Family Practice")):
        page = look(app + path)
        assert page.inner_text("h1") == title
        assert page.get_by_text("Page not found").count() == 0
        page.locator("[data-testid=stSidebar] a").nth(3).wait_for(state="attached", timeout=30_000)


def shaken(address: str, host: str, origin: str) -> int:
    """What the server answers a browser that wants to speak with it, by the name it was asked for and by whom."""
    at = urlsplit(address)
    line = http.client.HTTPConnection(str(at.hostname), at.port, timeout=10)
    key = {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13"}
    upgrade = {"Host": host, "Origin": origin, "Upgrade": "websocket", "Connection": "Upgrade"}
    line.request("GET", "/_stcore/stream", headers=upgrade | key)
    status = line.getresponse().status
    line.close()
    return status


@pytest.mark.parametrize("which", ["phones", "app"])
def test_a_page_from_elsewhere_gets_no_answer(which: str, request: pytest.FixtureRequest) -> None:
    """Neither under its own name, nor under a name that it let lead to this computer."""
    address = str(request.getfixturevalue(which))
    host = urlsplit(address).netloc
    strange = f"elsewhere.example:{urlsplit(address).port}"
    assert shaken(address, host, address) == 101
    assert shaken(address, host, "http://elsewhere.example") == 403
    assert shaken(address, strange, f"http://{strange}") == 403


def test_a_tally_opened_from_the_list_stays_open_and_the_list_comes_back(phones: str, look: Look) -> None:
    """Streamlit leaves the address alone where a page links to itself, and the next run would ask for the old one."""
    page = signed(opened(look, phones), "Dee")
    assert "tally=" in page.url
    page.get_by_role("link", name="All tallies").click()
    page.get_by_text("Set up a tally").click()
    page.get_by_label("Its name, as it shall stand on the chart").fill("Waits")
    page.keyboard.press("Tab")
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    assert page.inner_text("h1") == "Tally by hand"
    assert page.get_by_label("Its name, as it shall stand on the chart").input_value() == "Waits"
