"""A project from its aim to its story, through the pages alone, with the clock moved on twice."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `test`)")

from picking import pick  # noqa: E402

from sample_data.cut import exported  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
Look = Callable[..., Any]
OUTCOME = "Imaging rate without red flags"
MOST_CLICKS, MOST_CONTROLS, MOST_WORDS = 35, 40, 150
#: What can be filled in, chosen or pressed on the page; a question with several answers is one.
OFFERED = """() => {
  const main = document.querySelector('[data-testid="stMain"]');
  const seen = e => e.offsetParent && e.tabIndex >= 0;
  const named = e => e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || e.tagName;
  const fields = 'input:not([type=radio]):not([type=file]), textarea, button, [role=radiogroup]';
  return [...main.querySelectorAll(fields)]
    .filter(e => e.getAttribute('role') === 'radiogroup' ? e.offsetParent : seen(e))
    .map(e => named(e).trim().split('\\n')[0]).filter(Boolean);
}"""


def by_command(folder: Path, today: str) -> dict[str, Any]:
    """The six-month review as `huddleboard reviews` tells it."""
    command = [sys.executable, "-m", "dashboard.cli", "reviews", "--data", str(folder), "--today", today, "--json"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return next(one for one in json.loads(told) if one["months"] == 6)


class Champion:
    """Somebody at the app on a certain day: looks, types, presses, reads."""

    def __init__(self, look: Look, serve: Callable[..., str], folder: Path, today: str) -> None:
        self.look, self.address = look, serve(folder, today)
        self.page: Any = None
        self.clicks = 0
        self.offered: set[str] = set()

    def looks_over(self) -> None:
        """Remember every field and button that the page offers now, each once, and how much there is to read."""
        self.page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=30_000)
        self.page.wait_for_timeout(300)
        self.offered |= set(self.page.evaluate(OFFERED))

    def words(self) -> int:
        """How many words stand in sight beside the menu."""
        return len(self.page.inner_text('[data-testid="stMain"]').split())

    def opens(self, path: str) -> Any:
        self.clicks += 1
        if self.page is None:
            self.page = self.look(self.address + path)
        else:
            self.page.goto(self.address + path)
            self.page.wait_for_selector("h1", timeout=30_000)
        return self.sees("h1")

    def sees(self, what: str | re.Pattern[str]) -> Any:
        found = self.page.locator(what) if what == "h1" else self.page.get_by_text(what)
        sync_api.expect(found.first).to_be_visible(timeout=30_000)
        sync_api.expect(self.page.get_by_text(re.compile("Something went wrong|Traceback"))).to_have_count(0)
        return found.first

    def types(self, label: str, text: str) -> None:
        field = self.page.get_by_label(label, exact=True).first
        field.fill(text)
        field.press("Tab")

    def is_called(self, name: str = "Odile") -> None:
        """Type the name of who writes, where this desk does not know it yet."""
        self.page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=30_000)
        field = self.page.get_by_label("Who writes this?").first
        if not field.is_visible():
            return
        self.clicks += 1
        field.click()
        self.page.keyboard.type(name)
        self.page.keyboard.press("Enter")

    def picks(self, label: str, option: str) -> None:
        self.clicks += 2
        pick(self.page, label, option, exact=False)

    def follows(self, name: str) -> None:
        """Follow a link, staying in the app, so that it still knows who writes."""
        self.clicks += 1
        self.page.get_by_role("link", name=name, exact=True).last.click(timeout=30_000)
        self.sees("h1")

    def ticks(self, text: str | re.Pattern[str]) -> None:
        self.clicks += 1
        self.page.get_by_text(text).first.click()

    def presses(self, name: str) -> None:
        self.clicks += 1
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def brings_in(self, export: list[Path]) -> None:
        self.opens("/bring_in")
        self.page.locator("input[type=file]").set_input_files([str(path) for path in export])
        self.sees("This is what we read")
        self.ticks("as clinic.toml says")
        self.presses("Bring these files in")
        self.sees("The files are brought in.")


def test_from_the_aim_to_the_story_of_a_change_that_lasted(
    look: Look, serve: Callable[..., str], tmp_path: Path
) -> None:
    data = tmp_path / "data"

    # December: an export, an aim, the first patient; starting the test locks its prediction.
    december = now = Champion(look, serve, data, "2025-12-08")
    now.brings_in(exported(date(2025, 12, 5), tmp_path / "december"))
    now.clicks = 0
    now.follows("Our change")
    now.sees(re.compile("Which measure will tell"))
    assert now.words() <= MOST_WORDS
    now.looks_over()
    now.picks("Which measure will tell?", OUTCOME)
    now.types("How far? The per cent to reach", "20")
    now.is_called()
    now.presses("Keep the aim")
    now.sees(re.compile(rf"{OUTCOME}: from \d+% to 20% or less"))
    now.looks_over()
    now.types("What will you try?", "Pamphlet in every visit")
    now.types("How many will go as planned?", "1")
    now.presses("Plan this test")
    now.sees("The test is planned.")
    now.looks_over()
    now.presses("Start the test")
    now.presses("Yes, start and lock the prediction")
    now.sees("The test runs. Its prediction is locked.")
    now.looks_over()

    # January: the test has ended, the result stands beside the prediction, the change is adopted.
    january = now = Champion(look, serve, data, "2026-01-01")
    now.opens("/")
    now.sees("its prediction was for 15 December 2025. What came of it?")
    now.follows("Our change")
    now.is_called()
    now.looks_over()
    now.presses("End the test")
    now.sees("The test has ended.")
    now.looks_over()
    sync_api.expect(now.page.get_by_text(re.compile("xpected:? at least 1 of 1 go as planned"))).to_have_count(1)
    now.types("How many of 1 went as planned? (empty: cannot tell yet)", "1")
    now.types("What did we learn?", "It opens the talk and takes no longer.")
    now.presses("Keep what was learned")
    now.sees("What you learned is kept.")
    now.looks_over()
    now.ticks(re.compile("^Adopt"))
    now.presses("Keep the decision")
    now.sees("Adopted from 1 January 2026. Reviews after 3 and 6 months: 1 April 2026 and 1 July 2026.")
    now.sees("3-month review of “Pamphlet in every visit”")

    # July: a newer export, and the review of six months with its verdict, held, and its story.
    july = now = Champion(look, serve, data, "2026-07-02")
    now.brings_in(exported(date(2026, 7, 1), tmp_path / "july"))
    now.clicks = 0
    now.opens("/")
    now.sees("Due since 1 July: 6-month review of “Pamphlet in every visit”")
    found = by_command(data, "2026-07-02")
    assert (found["verdict"], found["when"]) == ("improved and held", "due")
    now.follows("Our change")
    now.sees("6-month review of “Pamphlet in every visit”")
    now.sees(re.compile(found["verdict"], re.IGNORECASE))
    now.sees(found["reason"])
    now.is_called()
    now.looks_over()
    now.ticks("Yes, everybody does it")
    now.presses("Hold the review")
    now.sees(re.compile("The review is held"))
    now.looks_over()
    now.follows("The story")
    now.sees(re.compile("Pamphlet in every visit"))
    now.sees(re.compile(found["verdict"], re.IGNORECASE))
    sync_api.expect(now.page.locator("img[alt]").first).to_be_visible()

    clicks = sum(one.clicks for one in (december, january, july))
    offered = december.offered | january.offered | july.offered
    print(f"{clicks} clicks, {len(offered)} controls: {sorted(offered)}")
    assert clicks <= MOST_CLICKS
    assert len(offered) <= MOST_CONTROLS
