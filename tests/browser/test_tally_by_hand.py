"""Counting by hand in the browser: on a phone with a thumb, from a card with the keyboard, and on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

Look = Callable[..., Any]
NEVER = re.compile(r"Traceback|\.py\b|Exception|significan|went wrong", re.IGNORECASE)
THUMB = 64  # least height of a button for counting, in CSS pixels


@pytest.fixture(scope="module")
def app(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a tally's page: a share, with some weeks in it."""
    from dashboard.commands.demo import demo_folder
    from dashboard.records import Counted, Person, Records, Tally
    from ingest.store import Store

    made = demo_folder(tmp_path_factory.mktemp("tally"))
    store = Store(made)
    records, clinic = Records(store.engine), store.clinics()[0]
    begun = date.today() - timedelta(weeks=8)
    tally = Tally(
        clinic=clinic, title="Pamphlet given", kind="process", better="higher", is_rate=True,
        numerator_says="given a pamphlet", denominator_says="patients seen", started=begun,
    )  # fmt: skip
    records.kept(Person(clinic=clinic, name="Ann Aspen"), who="Ann Aspen")
    days = [Counted(begun + timedelta(days=n), n % 4, 5) for n in range(42)]
    kept = records.kept(tally, who="Ann Aspen")
    records.tally_up(kept, days, who="Ann Aspen")
    return f"{serve(made)}/tally?tally={kept.id}"


def settled(page: Any) -> Any:
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    return page


def so_far(page: Any, words: str) -> None:
    page.wait_for_selector(f".hb-so-far:text-is('{words}')")


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("part", ["So far", "Card", "Monthly figures", "Entries", "Stop or change", "", "asked"])
def test_every_part_reads_well_for_everyone(
    app: str, look: Look, serious_findings: Callable[[Any], list[str]], part: str, width: int
) -> None:
    address = {"": app.split("?")[0], "asked": app}.get(part, f"{app}&writer=Ann+Aspen&part={part.replace(' ', '+')}")
    page = look(address, width)
    if part == "":
        page.get_by_text("Set up a tally").click()
        page.get_by_label("What will you tally?").wait_for()
    settled(page)
    page.evaluate("document.querySelector('[data-testid=stSidebar]')?.remove()")  # the frame has tests of its own
    assert serious_findings(page) == []
    assert not NEVER.search(page.inner_text("body"))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_phone_at_the_front_desk_counts_with_big_buttons_and_one_tap(app: str, look: Look) -> None:
    """From its bookmark one tap counts one patient: nothing else is asked."""
    page = look(f"{app}&writer=Ben+Birch", 390)
    so_far(page, "nothing yet")
    yes, no = page.get_by_role("button", name="Yes: given a pamphlet"), page.get_by_role("button", name="No: not")
    for one in (yes, no):
        box = one.bounding_box()
        assert box["height"] >= THUMB
        assert box["width"] >= 330
        assert box["y"] + box["height"] <= 844  # on the first screen of a phone
    yes.click()
    so_far(page, "1 of 1")
    for words in ("1 of 2", "1 of 3", "1 of 4"):
        no.click()
        so_far(page, words)
    page.get_by_role("button", name="Undo “no”").click()
    so_far(page, "1 of 3")
    page.reload()
    so_far(page, "1 of 3")


def test_two_phones_add_up(app: str, look: Look) -> None:
    one, two = (look(f"{app}&writer={who}", 390) for who in ("Cid", "Dee"))
    so_far_now = re.findall(r"\d+", one.inner_text(".hb-so-far"))
    given, asked = map(int, so_far_now or (0, 0))
    for taps, page in enumerate((one, two), 1):
        page.get_by_role("button", name="Yes: given").click()
        so_far(page, f"{given + taps} of {asked + taps}")
    one.get_by_text("Yesterday").click()
    one.get_by_text("Today", exact=True).click()
    so_far(one, f"{given + 2} of {asked + 2}")


def test_a_card_of_a_week_is_keyed_in_without_the_mouse(app: str, look: Look) -> None:
    """Ten numbers, each with one Tab, and Enter on the button: 10 numbers, 10 Tabs, 1 Enter for a full card.

    With two digits each that is about 31 keystrokes, which a practised hand types in 15 seconds, and no click but one
    into the first field.
    """
    page = look(f"{app}&writer=Ann+Aspen&part=Card", 1400)
    box = page.get_by_role("combobox", name="Which week")
    box.focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("option", name=re.compile("^Last week")).click()
    monday = date.today() - timedelta(days=date.today().weekday() + 7)
    page.get_by_label(f"Mon {monday.day} {monday:%b}, yes").wait_for()
    settled(page)
    fields = page.get_by_role("spinbutton")
    fields.first.click()
    for counted, out_of in ((3, 9), (2, 8), (4, 11), (0, 7), (5, 10)):
        page.keyboard.type(str(counted))
        page.keyboard.press("Tab")
        page.keyboard.type(str(out_of))
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText").strip() == "Add this card"
    page.keyboard.press("Enter")
    page.wait_for_selector("text=The card is added")
    assert page.get_by_role("spinbutton").first.input_value() == ""
    assert "already 3 of 9" in page.inner_text("form, [data-testid=stForm]")


def test_the_card_prints_on_one_sheet_and_nothing_else_does(app: str, look: Look) -> None:
    page = look(f"{app}&writer=Ann+Aspen&part=Card", 1400)
    page.wait_for_selector(".hb-tally-card img")
    for sheet in ("A4", "Letter"):
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=sheet))) == 1
    page.emulate_media(media="print")
    assert page.locator(".hb-tally-card img").is_visible()
    assert not page.get_by_role("button", name="Yes: given").is_visible()
    assert not page.get_by_role("spinbutton").first.is_visible()


def test_pasted_months_are_kept_only_when_confirmed_and_then_marked(app: str, look: Look) -> None:
    page = look(f"{app}&writer=Ann+Aspen&part=Monthly+figures", 390)
    page.get_by_role("textbox", name="Monthly figures", exact=True).fill(
        "Mois;oui;tous\n2025-03;12;40\navril 2025 9/38\nMay 2025 30%"
    )
    page.get_by_text("Show what was understood").click()
    page.wait_for_selector("text=April 2025: 9 of 38")
    assert "here is none" in page.inner_text(".hb-table")
    page.get_by_role("button", name="Keep these 2 months").click()
    page.wait_for_selector("text=2 monthly figures kept")
    page.get_by_role("tab", name="So far").click()
    page.wait_for_selector("text=before: monthly figures pasted")
    page.get_by_role("link", name="Its chart").click()
    page.wait_for_url(re.compile("/measure"))
    settled(page)
    assert not NEVER.search(page.inner_text("body"))
