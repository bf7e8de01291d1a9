"""Reading a drawing back in tests: its texts, where each of them lies, and which cover one another."""

from __future__ import annotations

from xml.etree import ElementTree

from dashboard.drawing.placing import Box, overlaps, width_of

SVG = "{http://www.w3.org/2000/svg}"


def texts(drawn: str) -> list[str]:
    """Every line of words, in the order it was drawn."""
    return [element.text or "" for element in ElementTree.fromstring(drawn).iter(f"{SVG}text")]


def spoken(drawn: str) -> str:
    """What a screen reader reads."""
    return ElementTree.fromstring(drawn).get("aria-label") or ""


def placed(drawn: str) -> list[tuple[str, Box]]:
    """Each line of words with the room it takes."""
    found = []
    for element in ElementTree.fromstring(drawn).iter(f"{SVG}text"):
        size, words = float(element.attrib["font-size"]), element.text or ""
        x, y = float(element.attrib["x"]), float(element.attrib["y"])
        wide = 0.94 * width_of(words, size)
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[element.attrib["text-anchor"]]
        found.append((words, ((left, left + wide), (y - 0.7 * size, y + 0.1 * size))))
    return found


def covered(drawn: str) -> list[tuple[str, str]]:
    """Lines of words that lie over one another."""
    found = placed(drawn)
    return [(a, b) for k, (a, one) in enumerate(found) for b, other in found[k + 1 :] if overlaps(one, other)]


def outside(drawn: str) -> list[str]:
    """Lines of words that leave the picture."""
    size = ElementTree.fromstring(drawn)
    width, height = float(size.attrib["width"]), float(size.attrib["height"])
    inside = ((-1.0, width + 8), (0.0, height))
    return [
        words
        for words, box in placed(drawn)
        if not all(i[0] <= b[0] and b[1] <= i[1] for i, b in zip(inside, box, strict=True))
    ]
