"""Draw every kind of chart from made-up, seeded numbers into docs/charts: `python docs/make_screenshots.py`."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

from chart_stories import NARROW, Shot, shots  # noqa: E402
from improvement_stories import improvement_shots  # noqa: E402

COLOURS = 128  # a chart has few; the files stay small
READING = """# Charts

Every kind of chart that Huddleboard draws, from made-up numbers, by `python docs/make_screenshots.py`.

How to read them, in colour or in grey:

| sign | means |
|---|---|
| dot | a point, judged, nothing unusual |
| diamond | beyond a control limit: the label says which |
| triangle up or down | part of an unusual run, trend or cluster on that side |
| square | part of an unusual pattern without a side |
| hollow circle on grey | still open: drawn, not judged |
| hollow square on grey | the data cover only a part of the period, or a gap is still open ("41 days and counting") |
| cross | left out by choice, with its reason in the notes |
| solid centre line | the points it comes from; dashed where it only reaches on |
| grey steps | control limits at 3 sigma; they step where n changes |
| number in a ring | a note, or, as 4–7, several close together; their days and words are under the chart |
| thin line and bold dashed line | the course as fitted, and where it was heading had nothing changed |

Blue is the better side, orange the worse one, purple neither; the shape, the side and the words say the same.
"""


def photograph(found: list[Shot], folder: Path, grey: bool = False) -> None:
    """Open each picture in a headless Chromium, as wide as asked, and keep what it shows."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        path = os.environ.get("HUDDLEBOARD_CHROMIUM") or shutil.which("chromium") or player.chromium.executable_path
        browser = player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for shot in found:
            for width in shot.widths:
                page = browser.new_page(viewport={"width": width, "height": 100})
                _open(page, shot, width, grey)
                file = folder / f"{shot.name}{'' if width != NARROW else '-390'}.png"
                page.screenshot(path=file, full_page=True)
                Image.open(file).convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE).save(file, optimize=True)
                page.close()
        browser.close()


def _open(page: Any, shot: Shot, width: int, grey: bool) -> None:
    """Show one picture, and wait until it is drawn."""
    style = f"margin:0;{'filter:grayscale(1)' if grey else ''}"
    page.set_content(f'<!doctype html><meta charset="utf-8"><body style="{style}">{shot.html(width)}</body>')
    page.wait_for_selector("svg", state="attached")
    page.wait_for_timeout(300 if "screen" in shot.name else 20)


def page_of(found: list[Shot]) -> str:
    """The page that shows them."""
    lines = [READING.rstrip()]
    for shot in found:
        lines += ["", shot.says, "", f"![{shot.says}](charts/{shot.name}.png)"]
        if NARROW in shot.widths:
            lines += ["", f"[On a telephone, 390 wide](charts/{shot.name}-390.png)"]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Draw all into the docs; or, to look at, into another folder, all or those named after it, with --grey in grey."""
    words = [word for word in sys.argv[1:] if word != "--grey"]
    folder = Path(words[0]) if words else ROOT / "docs" / "charts"
    found = [shot for shot in (*shots(), *improvement_shots()) if not words[1:] or shot.name in words[1:]]
    folder.mkdir(parents=True, exist_ok=True)
    photograph(found, folder, grey="--grey" in sys.argv)
    if not words:
        (ROOT / "docs" / "charts.md").write_text(page_of(found), "utf-8")


if __name__ == "__main__":
    main()
