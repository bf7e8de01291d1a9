"""Take the pictures of docs/walk-through.md, driving the pages as a team would: `python docs/make_walk_through.py`."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

WIDE, PHONE = 1400, 390
WAIT = int(os.environ.get("HUDDLEBOARD_WAIT", "30")) * 1000  # milliseconds
COLOURS = 64  # a page has few; the files stay small
ROOM = 14  # pixels left around what is shown
CALM = """
*, *::before, *::after { animation: none !important; transition: none !important; caret-color: transparent !important; }
[data-testid="stHeader"], [data-testid="stToolbar"], [data-testid="stStatusWidget"] { visibility: hidden; }
.alone [data-testid="stSidebar"], .alone [data-testid="stExpandSidebarButton"] { display: none !important; }
"""


class Champion:
    """Somebody at the app on one day, who looks, types and presses, and now and then takes a picture."""

    def __init__(self, page: Any, address: str, pictures: Path) -> None:
        self.page, self.address, self.pictures = page, address, pictures

    def opens(self, path: str) -> None:
        """Go to an address of the app, as from a bookmark."""
        self.page.goto(self.address + path)
        self.page.wait_for_selector("h1", timeout=WAIT)
        self.page.add_style_tag(content=CALM)
        self.rests()

    def rests(self) -> None:
        """Wait until the page stands: it has been still twice in a row."""
        for pause in (250, 200):
            self.page.wait_for_timeout(pause)
            self.page.wait_for_selector('[data-test-script-state="notRunning"]', state="attached", timeout=WAIT)

    def sees(self, words: str | re.Pattern[str]) -> None:
        """Wait for words, and until the page stands that holds them."""
        self.page.get_by_text(words).first.wait_for(timeout=WAIT)
        self.rests()

    def types(self, label: str, text: str) -> None:
        """Fill in a field, and leave it."""
        field = self.page.get_by_label(label, exact=True).first
        field.fill(text)
        field.press("Tab")
        self.rests()

    def names(self, label: str, name: str, place: int = 0) -> None:
        """Choose in a list by typing, which also takes a name that is not there yet."""
        field = self.page.get_by_label(label).nth(place)
        field.click()
        self.page.keyboard.type(name)
        self.page.wait_for_timeout(200)
        self.page.keyboard.press("Enter")
        self.page.locator("h1").first.click()
        self.rests()

    def is_called(self, name: str) -> None:
        """Say who writes, where this desk does not know it yet."""
        self.rests()
        if self.page.get_by_label("Who writes this?").first.is_visible():
            self.names("Who writes this?", name)

    def presses(self, name: str, place: int = 0) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).nth(place).click(timeout=WAIT)
        self.rests()

    def follows(self, name: str) -> None:
        """Follow a link, staying in the app, so that it still knows who writes."""
        self.page.get_by_role("link", name=name, exact=True).last.click(timeout=WAIT)
        self.rests()

    def ticks(self, words: str | re.Pattern[str], place: int = 0) -> None:
        """Choose an answer, or fold a part out or in, by its words."""
        self.page.get_by_text(words).nth(place).click(timeout=WAIT)
        self.rests()

    def shows(
        self, name: str, start: str = "", end: str = "", *, menu: bool = False, most: int = 1500,
        widths: tuple[int, ...] = (WIDE, PHONE), beside: int = WIDE,
    ) -> None:  # fmt: skip
        """Take a picture at each width, from one thing (a selector; else the top) to the bottom of another.

        It is at most `most` pixels high and `beside` wide, and holds the menu only where asked.
        """
        for width in widths:
            self.page.evaluate("alone => document.body.classList.toggle('alone', alone)", width == PHONE)
            self._fits(width)
            clip = self._clip(width, start, end, menu and width != PHONE, most)
            clip["width"] = min(clip["width"], beside)
            file = self.pictures / f"{name}{'' if width != PHONE else '-390'}.png"
            self.page.screenshot(path=file, clip=clip, animations="disabled")
            Image.open(file).convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE).save(file, optimize=True)
        self.page.evaluate("document.body.classList.remove('alone')")
        self.page.set_viewport_size({"width": WIDE, "height": 1000})

    def _fits(self, width: int) -> None:
        """Make the window as high as its page: Streamlit scrolls inside, and a picture shows what is in the window."""
        self.page.set_viewport_size({"width": width, "height": 1000})
        self.rests()
        high = self.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        self.page.set_viewport_size({"width": width, "height": max(1000, int(high) + 40)})
        self.rests()
        self.page.mouse.move(0, 0)
        self.page.evaluate("document.activeElement && document.activeElement.blur()")
        self.page.wait_for_timeout(400)

    def _clip(self, width: int, start: str, end: str, menu: bool, most: int) -> dict[str, float]:
        """The rectangle from one thing to another, as wide as the page's own column, or the window with its menu."""
        column = self.page.locator('[data-testid="stMainBlockContainer"]').bounding_box()
        top = self._box(start)["y"] - ROOM if start else 0.0 if menu else self._box("h1")["y"] - ROOM
        under = self._box(end) if end else None
        bottom = under["y"] + under["height"] + ROOM if under else top + most
        top, left = max(0.0, top), 0.0
        right = float(width)
        if not menu and width != PHONE:
            left = column["x"] + 64
            right = column["x"] + column["width"] - 64
        high = self.page.viewport_size["height"]
        return {"x": left, "y": top, "width": right - left, "height": min(bottom, high, top + most) - top}

    def _box(self, selector: str) -> dict[str, float]:
        found = self.page.locator(selector).first
        found.wait_for(timeout=WAIT)
        box: dict[str, float] = found.bounding_box()
        return box


@contextmanager
def champion(browser: Any, folder: Path, day: date, pictures: Path) -> Iterator[Champion]:
    """The app on a folder on that day, in a process of its own, and somebody who opens it."""
    port = free_port()
    command = [sys.executable, str(Path(__file__).resolve()), "serve", str(folder), str(port), day.isoformat()]
    own = {"HUDDLEBOARD_TODAY": day.isoformat(), "HUDDLEBOARD_DATA": str(folder)}
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | own, stdout=subprocess.DEVNULL)
    context = browser.new_context(viewport={"width": WIDE, "height": 1000}, reduced_motion="reduce", locale="en-CA")
    try:
        address = f"http://127.0.0.1:{port}"
        answers(address)
        yield Champion(context.new_page(), address, pictures)
    finally:
        context.close()
        server.terminate()
        server.wait()


def answers(address: str) -> None:
    """Wait until the app is there."""
    for _ in range(1200):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"the app did not answer at {address} within a minute")


def free_port() -> int:
    """A port of this computer that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve_on(folder: Path, port: int, day: date) -> int:
    """Serve with the records' own clock moved too: what is written on that day is kept as of that day, late morning."""
    from dashboard.parts.server import serve
    from dashboard.records.keeping import WritingDesk

    seconds = count()
    begun = datetime(day.year, day.month, day.day, 17, 30, tzinfo=UTC)
    WritingDesk.__init__.__defaults__ = (lambda: begun + timedelta(seconds=next(seconds)),)
    return serve(folder, port)


def main() -> int:
    """Take every picture into docs/walk, or into the folder named."""
    if sys.argv[1:2] == ["serve"]:
        return serve_on(Path(sys.argv[2]), int(sys.argv[3]), date.fromisoformat(sys.argv[4]))
    from playwright.sync_api import sync_playwright
    from walk_steps import walk

    pictures = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "docs" / "walk"
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as player:
        path = os.environ.get("HUDDLEBOARD_CHROMIUM") or shutil.which("chromium") or player.chromium.executable_path
        browser = player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        walk(lambda folder, day: champion(browser, folder, day, pictures), Path(place))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
