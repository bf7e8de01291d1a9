"""From the aim to the story with the keyboard alone: each step is a stop that is seen, named and answers to a key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_places import settled

from tests.planted_practices import Planted, opened, practice

pytestmark = pytest.mark.slow
Look = Callable[..., Any]
COUNTS = (31, 29, 32, 30, 28, 33, 31, 30, 29, 31, 32, 30, 31, 30)
MOST_ANSWERS = 6
MOST_STOPS = 90  # from the top of a page to anything on it
#: The name of what has the focus, as it is read aloud, and how it is seen.
FOCUS = """(() => {
  const e = document.activeElement, s = getComputedStyle(e), label = e.labels?.[0] || e.closest('label');
  const drawn = [e, label].filter(Boolean).some(one => getComputedStyle(one).outlineStyle === 'solid');
  const pressed = e.matches('a, button, summary');  // a part that scrolls is a stop too, and holds every word
  const group = e.closest('[role=radiogroup]')?.getAttribute('aria-label');
  const name = e.getAttribute('aria-label') || label?.innerText || (pressed ? e.innerText : '');
  return [`${group || ''} ${name}`.trim(), drawn];
})()"""


class Keyboard:
    """Somebody who has no mouse: goes from stop to stop, types, and presses keys."""

    def __init__(self, page: Any) -> None:
        self.page, self.unseen = page, set[str]()

    def goes_to(self, name: str) -> None:
        """Tab on until what is named has the focus; the page is gone through from its top at most once."""
        settled(self.page)
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            told, drawn = self.page.evaluate(FOCUS)
            if name in told:
                if not drawn:
                    self.unseen.add(told)
                return
        raise AssertionError(f"{name} is no stop of the keyboard")

    def types(self, name: str, text: str) -> None:
        self.goes_to(name)
        self.page.keyboard.type(text)

    def presses(self, name: str, key: str = "Enter") -> None:
        self.goes_to(name)
        self.page.keyboard.press(key)

    def chooses(self, question: str, answer: str) -> None:
        """Of several answers one is a stop; the arrows go to the others, and choose as they go."""
        self.goes_to(question)
        self.page.keyboard.press("Space")
        for _ in range(MOST_ANSWERS):
            if answer in self.page.evaluate(FOCUS)[0]:
                return
            self.page.keyboard.press("ArrowDown")
            settled(self.page)
        raise AssertionError(f"{answer} is no answer to {question}")

    def takes(self, question: str, answer: str) -> None:
        """Type the beginning of an answer, and take it from the list that opens."""
        self.types(question, answer)
        self.page.get_by_role("option").filter(has_text=answer).first.wait_for(timeout=30_000)
        self.page.keyboard.press("Enter")
        self.page.get_by_role("option").first.wait_for(state="hidden", timeout=30_000)

    def sees(self, words: str) -> None:
        self.page.get_by_text(words).first.wait_for(timeout=30_000)


def test_from_the_aim_to_the_story_with_the_keyboard_alone(
    look: Look, serve: Callable[..., str], tmp_path: Path
) -> None:
    planted = Planted(COUNTS, (100,) * len(COUNTS), adopted=False)
    store = opened(tmp_path)
    practice(store, "Elm", planted)
    now = Keyboard(look(serve(store.folder, planted.today.isoformat()) + "/our_change"))

    now.types("How far? The per cent to reach", "20")
    now.takes("Who writes this?", "Odile")
    now.presses("Keep the aim")
    now.sees("The aim is kept")
    now.types("What will you try?", "Pamphlet in every visit")
    now.types("How many will go as planned?", "1")
    now.presses("Plan this test")
    now.sees("The test is planned")
    now.presses("Start the test")
    now.presses("Yes, start and lock the prediction")
    now.sees("Its prediction is locked")
    now.presses("End the test")
    now.sees("The test has ended")
    now.types("How many of 1 went as planned?", "1")
    now.types("What did we learn?", "It opens the talk.")
    now.presses("Keep what was learned")
    now.sees("What you learned is kept")
    now.chooses("What do we do with the change?", "Adopt")
    now.presses("Keep the decision")
    now.sees("Adopted from")
    now.presses("All reviews")
    now.sees("No review is due now")
    now.presses("Look ahead")
    now.sees("Hold this review early")
    now.presses("Hold this review early")
    now.chooses("Is the change still in use?", "Yes, everybody does it")
    now.takes("Our decision", "Hold")
    now.presses("Hold the review")
    now.sees("The review is held")
    now.presses("Our change")
    now.sees("Kept?")
    now.presses("The story")
    now.sees("Back to the review")
    now.sees("Pamphlet in every visit")
    assert now.unseen == set()
