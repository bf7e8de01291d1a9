"""The champion's first day in a real browser: clicks from the drop to the first true sentence, a reload, the inbox."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `test`)")

from tests.ingest import emr_styles  # noqa: E402
from tests.made_up_export import orders, visits  # noqa: E402

Look = Callable[..., Any]
BROUGHT_IN, SENTENCE = "The files are brought in.", re.compile(r"^In \w+ \d{4}: ")
TODAY = "2026-11-02"


class Clicks:
    """A person at the page whose clicks are counted; a drop is one, and so is a field typed into."""

    def __init__(self, page: Any) -> None:
        self.page, self.count = page, 0

    def still(self) -> None:
        """Wait until the page stands."""
        self.page.wait_for_timeout(400)
        self.page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=60_000)

    def drop(self, files: list[Path]) -> None:
        """Drop files at once."""
        self.page.locator("input[type=file]").set_input_files([str(file) for file in files])
        self.count += 1
        self.page.get_by_role("heading", name="This is what we read").wait_for(timeout=60_000)
        for file in files:  # each file that arrives makes the plan anew: answer only when all are in it
            self.page.locator("strong", has_text=file.name).first.wait_for(timeout=60_000)
        self.still()

    def click(self, place: Any) -> None:
        """One click."""
        place.click()
        self.count += 1
        self.still()

    def answer_all(self) -> None:
        """Choose something wherever nothing is proposed; of the days the one that is today."""
        unanswered = self.page.locator("[data-testid=stRadio]:not(:has(input:checked))")
        while unanswered.count():  # an answer may bring up a question
            today = unanswered.first.get_by_text(", today")
            self.click(today.first if today.count() else unanswered.first.locator("label:has(input)").first)

    def bring_in(self) -> None:
        """Answer and press the button until the files are in."""
        brought = self.page.get_by_text(BROUGHT_IN)
        for _ in range(4):
            self.answer_all()
            self.click(self.page.get_by_role("button", name="Bring these files in"))
            self.page.get_by_text(re.compile("Bringing the files in")).wait_for(state="hidden", timeout=60_000)
            self.still()
            if brought.count():
                return
        raise AssertionError(self.page.locator("[data-testid=stMain]").inner_text())


@pytest.fixture
def fresh(serve: Callable[..., str], tmp_path: Path) -> str:
    """An app into which nothing was brought yet, for this test alone."""
    return serve(tmp_path / "data", TODAY)


def champion_s(folder: Path) -> list[Path]:
    """A sheet by a champion's hand in another hand's style: merged days, mixed dates."""
    folder.mkdir()
    with pytest.MonkeyPatch.context() as path:
        path.syspath_prepend(str(Path(__file__).parents[1] / "ingest"))  # where its neighbours import one another
        from tests.ingest import more_styles
    return more_styles.written(folder, more_styles.champion(*more_styles.lists()))


def accuro_s(folder: Path) -> list[Path]:
    """Reports of a system whose headings are known."""
    folder.mkdir()
    return emr_styles.as_accuro(folder)


@pytest.mark.parametrize(("style", "most"), [(accuro_s, 6), (champion_s, 12)])
def test_the_first_true_sentence_is_few_clicks_from_the_drop(
    look: Look, fresh: str, tmp_path: Path, style: Callable[[Path], list[Path]], most: int
) -> None:
    files = style(tmp_path / "export")
    person = Clicks(look(f"{fresh}/bring_in"))
    person.drop(files)
    person.bring_in()
    sync_api.expect(person.page.get_by_text(SENTENCE)).to_be_visible()
    assert person.count <= most
    link = person.page.get_by_role("link", name="Look at the measures")
    waits = person.page.get_by_role("heading", name="Questions that wait")
    assert not waits.count() or waits.bounding_box()["y"] < link.bounding_box()["y"]


def test_the_button_wakes_while_the_day_is_typed_and_an_import_is_found_again_after_a_reload(
    look: Look, fresh: str, tmp_path: Path
) -> None:
    (tmp_path / "visits.csv").write_text(visits(*({"Visit ID": f"V{n}"} for n in range(3_000))), "utf-8")
    page = look(f"{fresh}/bring_in")
    person = Clicks(page)
    person.drop([tmp_path / "visits.csv"])
    button = page.get_by_role("button", name="Bring these files in")
    person.click(page.get_by_text("on another day"))
    sync_api.expect(button).to_be_disabled()
    page.get_by_label("The day it was made").press_sequentially("30 June 2025")
    sync_api.expect(button).to_be_enabled(timeout=60_000)  # nothing was left, nothing pressed
    button.click()
    page.get_by_text(re.compile("Bringing the files in")).wait_for(timeout=60_000)
    page.reload()
    sync_api.expect(page.get_by_text(BROUGHT_IN)).to_be_visible(timeout=60_000)


def test_one_click_on_the_first_page_brings_the_inbox_in_where_nothing_is_asked(
    look: Look, serve: Callable[..., str], tmp_path: Path
) -> None:
    inbox, place = tmp_path / "inbox", tmp_path / "first"
    inbox.mkdir()
    place.mkdir()
    address = serve(tmp_path / "data", TODAY, "--inbox", str(inbox))
    first = [place / f"{name}_2025-06-30.csv" for name in ("visits", "orders")]
    for file, text in zip(first, (visits({}), orders({})), strict=True):
        file.write_text(text, "utf-8")
    person = Clicks(look(f"{address}/bring_in"))
    person.drop(first)
    person.bring_in()
    later = visits({}, {"Visit ID": "V2", "Visit Date": "01-Oct-2026"})
    (inbox / "visits_2026-10-31.csv").write_text(later, "utf-8")
    shutil.copy(first[1], inbox / "orders.csv")  # here already: not offered
    page = look(address)
    sync_api.expect(page.get_by_text("1 new file in the inbox: visits_2026-10-31.csv.")).to_be_visible()
    page.get_by_role("button", name="Bring it in, as exported on 31 October 2026").click()
    sync_api.expect(page.get_by_text(BROUGHT_IN)).to_be_visible(timeout=60_000)
    sync_api.expect(page.get_by_role("heading", name="What is new")).to_be_visible()
