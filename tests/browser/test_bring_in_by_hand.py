"""An export goes in through the page as a person would do it: Chromium, a server, an empty folder."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `test`)")

from sample_data import clinic, files  # noqa: E402
from tests.made_up_export import bring, orders, visits  # noqa: E402

Look = Callable[..., Any]
Findings = Callable[[Any], list[str]]

WIDTHS = (1400, 390)
OURS = {"bring_in": "Brought in so far", "how_we_count": "Base counts", "settings": "As a file"}
BOTH_WAYS = {"Visit Date": "03/04/2025", "Birth Date": "", "PHN": "1"}


def seen(place: Any) -> None:
    """Wait until it stands on the page."""
    sync_api.expect(place.first).to_be_visible(timeout=30_000)


def drop(page: Any, *paths: Path) -> None:
    """Drop files and wait until it is said how they are read."""
    page.locator("input[type=file]").set_input_files([str(path) for path in paths])
    seen(page.get_by_role("heading", name="This is what we read"))


def no_traceback(page: Any) -> None:
    """Neither a traceback nor the calm sentence that stands for one."""
    sync_api.expect(page.get_by_text(re.compile("Something went wrong|Traceback"))).to_have_count(0)


@pytest.fixture
def fresh(serve: Callable[[Path], str], tmp_path: Path) -> str:
    """An app into which nothing was brought yet, for this test alone."""
    return serve(tmp_path / "data")


@pytest.fixture(scope="module")
def small(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """An app with four visits, one of a 17-year-old whose status nobody explained, and one image."""
    folder = tmp_path_factory.mktemp("small")
    young = {"Visit ID": "V2", "Chart No": "1002", "Birth Date": "01-Jan-2008", "Status": "Arrived"}
    refused = {"Visit ID": "V3", "Visit Date": "31-Feb-2025"}
    later = [{"Visit ID": f"V{n}", "Chart No": f"100{n}", "Visit Date": "10-Mar-2025", "Handout": "N"} for n in (4, 5)]
    bring(folder, visits({"Handout": "N"}, {**young, "Handout": "X"}, refused, *later), orders({}))
    return serve(folder / "data")


def test_the_sample_clinic_comes_in_through_the_page(look: Look, fresh: str) -> None:
    page = look(f"{fresh}/bring_in")
    drop(page, *files(), clinic())
    seen(page.get_by_text(re.compile("visits.csv: visits, .* rows to be accepted")))
    seen(page.get_by_text(re.compile("Read so, it gives .* low-back visits, .* lumbar images")))
    page.get_by_role("button", name="Bring these files in").click()
    # A first export's words are read by every processor; on a busy machine that takes its time.
    sync_api.expect(page.get_by_text("The files are brought in.")).to_be_visible(timeout=120_000)
    page.get_by_text(re.compile("rows were accepted; where the others went")).click()
    seen(page.get_by_role("rowheader", name="visits.csv"))
    page.get_by_role("link", name="Look at the measures").click()
    seen(page.locator(".js-plotly-plot"))
    no_traceback(page)


def test_a_date_that_can_be_read_both_ways_is_asked_about(look: Look, fresh: str, tmp_path: Path) -> None:
    export = tmp_path / "visits.csv"
    export.write_text(visits(BOTH_WAYS), "utf-8")
    page = look(f"{fresh}/bring_in")
    drop(page, export)
    seen(page.get_by_text(re.compile("its dates can be read both ways")))
    sync_api.expect(page.get_by_role("button", name="Bring these files in")).to_be_disabled()
    page.get_by_text(re.compile("^the month")).click()
    page.get_by_text(", today").click()
    page.get_by_role("button", name="Bring these files in").click()
    seen(page.get_by_text("The files are brought in."))
    seen(page.get_by_role("combobox", name="Who is ASPEN, ANNA?"))
    no_traceback(page)


def test_a_change_of_the_settings_changes_the_counts(look: Look, small: str) -> None:
    measure = f"{small}/measure?measure=pamphlet_or_exercise&part=Numbers"
    seen(look(measure).get_by_role("row", name=re.compile("^Feb 2025 0 1 ")))
    page = look(f"{small}/settings")
    page.get_by_role("spinbutton", name="Adult from this age").fill("16")
    page.get_by_role("button", name="Save").click()
    seen(page.get_by_text("Saved."))
    page = look(f"{small}/settings")
    meaning = page.get_by_role("combobox", name=re.compile("What does it mean"))
    meaning.click()
    page.get_by_role("option", name="the visit took place").click()
    page.get_by_role("button", name="Keep these answers").click()
    seen(page.get_by_text("The answers are kept."))
    page = look(measure)
    seen(page.get_by_role("row", name=re.compile("^Feb 2025 1 2 ")))
    no_traceback(page)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", OURS)
def test_our_pages_have_no_grave_accessibility_findings(
    look: Look, serious_findings: Findings, small: str, name: str, width: int
) -> None:
    page = look(f"{small}/{name}", width)
    page.get_by_text(OURS[name], exact=True).last.wait_for(state="attached")
    assert serious_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    no_traceback(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_files_waiting_for_answers_have_no_grave_accessibility_findings(
    look: Look, serious_findings: Findings, small: str, tmp_path: Path, width: int
) -> None:
    export = tmp_path / "visits.csv"
    export.write_text(visits(BOTH_WAYS), "utf-8")
    page = look(f"{small}/bring_in", width)
    drop(page, export)
    page.get_by_text("How visits.csv is read, column by column").click()
    seen(page.get_by_role("rowheader", name="PHN"))
    assert serious_findings(page) == []


def test_a_measure_can_be_linked_to_by_its_anchor(look: Look, small: str) -> None:
    page = look(f"{small}/how_we_count")
    page.get_by_role("link", name="Warm referral to the agreed list").first.click()
    sync_api.expect(page.locator("#warm_referral")).to_be_in_viewport()
