"""What builds a change into the ordinary day, as a checklist of our own words, and how a review keeps the answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: After the toolkit's "Sustaining Early Success" (fit the change into the normal system) and common practice.
ITEMS = {
    "template": "The visit template or order form in the EMR asks for it",
    "stocked": "What it needs lies ready where it is used (pamphlets, forms, links)",
    "website": "Patient resources are on our website, so that anyone can point to them",
    "orientation": "New staff and locums are shown it in their first week",
    "written": "It is written down in one place, and the place is known",
    "backup": "Somebody knows how to do it when the usual person is away",
    "looked_at": "Its numbers are on a huddle or meeting agenda",
}
IN_USE = {
    "everywhere": "Yes, everybody does it",
    "partly": "Partly: some people, or some days",
    "no": "No, we have stopped",
    "unsure": "Not sure",
}
DECISIONS = {
    "hold": "Hold: keep doing it, keep looking",
    "strengthen": "Strengthen: it holds, but needs support",
    "restart": "Restart PDSA: plan a new test from here",
    "retire": "Retire the measure: it has become usual, stop following it",
}

#: The same in a word or two.
SHORTLY = {"hold": "hold", "strengthen": "strengthen", "restart": "restart PDSA", "retire": "retire the measure"}

STORY_IS = {"real_with_consent": "real with consent", "typical": "typical"}


def told(answers: Mapping[str, Any]) -> list[str]:
    """What was answered, in sentences."""
    said = []
    if answers.get("in_use") in IN_USE:
        said.append(f"Still in use? {IN_USE[answers['in_use']]}.")
    there = [ITEMS[one] for one in answers.get("items", []) if one in ITEMS]
    if there:
        said.append(f"Built in: {'; '.join(there)}.")
    if answers.get("staff"):
        said.append(f"Staff and training: {answers['staff']}")
    return said
