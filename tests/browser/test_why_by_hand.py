"""The page "Why was this counted?" as a person meets it: wide, narrow, on paper, by keyboard; and an overturn."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from picking import pick

Look = Callable[..., Any]
NEVER = re.compile(r"Traceback|\.py\b|Exception|significan|went wrong", re.IGNORECASE)
#: Of the made-up practice: a visit with cauda equina on record, and an image flagged by one code alone.
EMERGENCY, FLAGGED = "/why?visit=visits.csv:1270", "/why?order=di_orders.csv:323"


def carded(page: Any) -> Any:
    page.wait_for_selector(".hb-card", timeout=30_000)
    return page


def images_of(page: Any, address: str, period: str) -> str:
    """The number of images without red flags in one month, from the chart's own table."""
    page.goto(f"{address}/measure?part=Numbers")
    page.wait_for_selector("table")
    row = page.locator("tr", has=page.locator(f"th:text-is('{period}')")).first
    return str(row.locator("td").first.inner_text())


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("place", ["/why", EMERGENCY, FLAGGED, "/why?visit=visits.csv:5", "/why?order=gone.csv:1"])
def test_the_page_reads_well_for_everyone(
    sample_app: str, look: Look, serious_findings: Callable[[Any], list[str]], place: str, width: int
) -> None:
    page = look(sample_app + place, width)
    page.wait_for_selector('.hb-card, .hb-table, [data-testid="stAlert"]')
    assert serious_findings(page) == []
    assert not NEVER.search(page.inner_text("body"))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_an_emergency_is_the_first_thing_said(sample_app: str, look: Look) -> None:
    page = carded(look(sample_app + EMERGENCY))
    assert page.locator(".hb-card > *").nth(1).inner_text().startswith("Cauda equina is recorded. This is a reason for")


def test_a_card_is_reached_from_the_list_and_left_again_by_keyboard_with_the_choice_kept(
    sample_app: str, look: Look
) -> None:
    page = look(f"{sample_app}/why")
    page.wait_for_selector(".hb-table")
    pick(page, "Red flags", "present")
    page.wait_for_url(re.compile("flags=present"))
    page.wait_for_selector("text=/^\\d+ images\\.$/")
    first = page.get_by_role("link", name=re.compile("^Why\\?")).first
    first.focus()
    page.keyboard.press("Enter")
    carded(page)
    assert re.search(r"order=di_orders\.csv%3A\d+&flags=present", page.url)
    page.get_by_role("link", name="Back to the list").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".hb-table tbody a")
    assert "order=" not in page.url
    assert "flags=present" in page.url


def test_on_paper_each_card_has_one_sheet_and_nothing_to_press(sample_app: str, look: Look) -> None:
    page = carded(look(sample_app + EMERGENCY))
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="Letter"))) == 1
    page = look(f"{sample_app}/why?month=Mar+2026")
    page.wait_for_selector(".hb-table")
    page.get_by_text("Show whole cards").click()
    page.wait_for_function("document.querySelectorAll('.hb-card').length > 2")
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    cards = page.locator(".hb-card").count()
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == cards
    page.emulate_media(media="print")
    assert not page.get_by_text("Show whole cards").is_visible()


def test_an_overturn_changes_the_card_and_the_chart_and_a_withdrawal_changes_them_back(
    serve: Callable[[Path], str], look: Look, tmp_path: Path, serious_findings: Callable[[Any], list[str]]
) -> None:
    from dashboard.commands.demo import demo_folder
    from dashboard.study import Study
    from dashboard.study.overturned import as_read
    from dashboard.study.spoken import units_now
    from ingest.store import Store

    address = serve(demo_folder(tmp_path))
    page = carded(look(address + FLAGGED))
    before = images_of(page, address, "Mar 2026")
    page.goto(address + FLAGGED)
    carded(page)
    page.get_by_text("Overturn a finding").click()
    pick(page, "Which finding?", re.compile(": present$"))
    page.get_by_role("radiogroup").get_by_text("not recorded", exact=True).click()
    page.wait_for_selector("text=Red flags of this image: present → not recorded.")
    assert f"Mar 2026: {before} → {int(before) + 1}." in page.inner_text(".st-key-overturning")
    page.get_by_label("Reason, as the chart has it").fill("the weight is what it was, says the chart")
    page.keyboard.press("Tab")
    pick(page, "Who says so?", "P1")
    assert serious_findings(page) == []
    page.get_by_role("button", name="Overturn this finding").click()
    page.wait_for_selector("text=is overturned")
    page.wait_for_selector(".hb-card:has-text('set aside by a clinician')")
    study = Study(Store(tmp_path), Store(tmp_path).clinics()[0])
    assert units_now(study) is not as_read(units_now(study))
    if study.units() is as_read(study.units()):
        pytest.skip("the charts do not ask for clinicians' words yet (Study.units)")
    assert images_of(page, address, "Mar 2026") == str(int(before) + 1)
    page.goto(address + FLAGGED)
    carded(page)
    page.get_by_text("Withdraw an overturn").click()
    page.wait_for_selector("text=Red flags of this image: not recorded → present.")
    page.get_by_label("Reason, as the chart has it").fill("it was another visit's weight")
    page.keyboard.press("Tab")
    pick(page, "Who says so?", "P2")
    page.get_by_role("button", name="Withdraw it").click()
    page.wait_for_selector("text=It is withdrawn")
    assert images_of(page, address, "Mar 2026") == before
