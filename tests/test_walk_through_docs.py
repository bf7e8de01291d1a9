"""The walk through in the manual: its pictures are there, and the pages it names exist under these titles."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = DOCS.parent / "dashboard" / "pages"
TOLD = (DOCS / "walk-through.md").read_text("utf-8")
PICTURE = re.compile(
    r'!\[(?P<alt>[^\]]*)\]\((?P<file>walk/[^)]+)\)|<img src="(?P<src>walk/[^"]+)"[^>]*alt="(?P<says>[^"]*)"'
)
LARGEST = 120_000  # bytes of one picture, so that the manual opens quickly


def shown() -> list[tuple[str, str]]:
    """Every picture of the page with its words."""
    return [(one["file"] or one["src"], one["alt"] or one["says"] or "") for one in PICTURE.finditer(TOLD)]


def titles() -> set[str]:
    """What each page calls itself."""
    found = [re.search(r'^TITLE = "(.+)"$', path.read_text("utf-8"), re.MULTILINE) for path in PAGES.rglob("*.py")]
    return {one[1] for one in found if one}


def test_every_picture_and_link_leads_to_a_file() -> None:
    named = set(re.findall(r"[(\"](walk/[^)\"]+)", TOLD))
    assert len(named) == 20
    assert sorted(name for name in named if not (DOCS / name).is_file()) == []
    assert sorted(path.name for path in (DOCS / "walk").iterdir() if f"walk/{path.name}" not in named) == []


def test_no_picture_is_large_and_every_one_says_what_is_seen() -> None:
    assert [name for name, words in shown() if len(words) < 40] == []
    assert [path.name for path in (DOCS / "walk").iterdir() if path.stat().st_size > LARGEST] == []


@pytest.mark.parametrize("title", ["This week", "Our change", "Tally", "Measure"])
def test_every_page_it_walks_through_is_called_that(title: str) -> None:
    assert title in TOLD
    assert title in titles()


def test_links_within_the_page_lead_to_its_headings() -> None:
    headings = {
        re.sub(r"[^\w\- ]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in TOLD.splitlines()
        if line.startswith("#")
    }
    assert sorted(set(re.findall(r"\(#([^)]+)\)", TOLD)) - headings) == []
