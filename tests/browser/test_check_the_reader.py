"""Checking the reader as a clinician does it: by mouse, by keyboard, on a phone, and on another day."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `test`)")

from dashboard.commands.demo import demo_folder  # noqa: E402
from dashboard.pages.checking.answers import Ticked, answers  # noqa: E402
from dashboard.pages.checking.sample import start  # noqa: E402
from dashboard.records import Person, Records  # noqa: E402
from dashboard.study import Study  # noqa: E402
from ingest.store import Store  # noqa: E402

Look = Callable[..., Any]
Findings = Callable[[Any], list[str]]
WIDTHS = (1400, 390)
ANN, BEN = "Ann Aspen", "Ben Birch"
LEAKS = re.compile(r"Sensitivity|stated absent|A red flag is present|rule:|You and the reader", re.IGNORECASE)


@pytest.fixture(scope="module")
def checked(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """An app whose sample practice has a check under way: 20 orders drawn, all but the last two judged by Ann."""
    folder = demo_folder(tmp_path_factory.mktemp("checked"))
    study = Study(store := Store(folder), store.clinics()[0])
    records = Records(store.engine)
    for name in (ANN, BEN):
        records.kept(Person(clinic=study.clinic, name=name), who=name)
    review = start(study, records, 20, 7, ANN)
    for item in records.items(review)[:-2]:
        records.judge(item, answers(Ticked("absent")), who=ANN)
    return serve(folder)


def seen(place: Any) -> None:
    """Wait until it stands on the page."""
    sync_api.expect(place.first).to_be_visible(timeout=30_000)


def here(page: Any, who: str) -> Any:
    """The page once somebody chose their name."""
    box = page.get_by_role("combobox", name="Who are you?")
    box.click()
    box.fill(who)
    box.press("Enter")
    return page


def no_mistake(page: Any) -> None:
    """Neither a traceback nor the calm sentence that stands for one."""
    sync_api.expect(page.get_by_text(re.compile("Something went wrong|Traceback"))).to_have_count(0)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_reads_well_for_everyone_while_judging_and_after(
    checked: str, look: Look, serious_findings: Findings, width: int
) -> None:
    page = here(look(f"{checked}/reader_check", width), ANN)
    seen(page.get_by_text("Order 19 of 20"))
    assert not LEAKS.search(page.inner_text('[data-testid="stMain"]'))
    assert serious_findings(page) == []
    page.get_by_text("Show the figures so far").click()
    seen(page.get_by_role("rowheader", name=re.compile("^Sensitivity")))
    assert serious_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    no_mistake(page)


def test_how_we_count_shows_the_figure_of_this_clinic(checked: str, look: Look, serious_findings: Findings) -> None:
    page = look(f"{checked}/how_we_count")
    seen(page.get_by_text(re.compile("Judged up to .* 18 of 20 orders")))
    assert serious_findings(page) == []
    page.get_by_role("link", name="Checking the reader", exact=True).last.click()
    seen(page.get_by_role("combobox", name="Who are you?"))


def test_an_order_is_judged_with_the_keyboard_alone(checked: str, look: Look, serious_findings: Findings) -> None:
    page = here(look(f"{checked}/reader_check"), BEN)
    seen(page.get_by_text("Order 19 of 20"))
    page.get_by_role("radio", name="Yes, at least one").focus()
    page.keyboard.press("Space")
    page.get_by_role("checkbox", name="Trauma").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name=re.compile("^Keep my answer")).focus()
    page.keyboard.press("Enter")
    seen(page.get_by_text(re.compile("^(You and the reader|You both)")))
    seen(page.get_by_role("row", name=re.compile("^Trauma present")))
    assert serious_findings(page) == []
    no_mistake(page)
    another_day = here(look(f"{checked}/reader_check"), ANN)
    seen(another_day.get_by_text("Order 20 of 20"))
    seen(another_day.get_by_text("19 of 20 orders judged. Ann Aspen 18; Ben Birch 1"))


def test_a_check_is_started_by_somebody_new(sample_app: str, look: Look) -> None:
    page = here(look(f"{sample_app}/reader_check"), "Cora Cedar")
    seen(page.get_by_role("button", name="Draw the sample"))
    assert "To draw from:" in page.inner_text('[data-testid="stMain"]')
    no_mistake(page)
