"""A long text, a stretch at a time: twenty pages are read, and no stretch is so long that reading it becomes slow."""

from __future__ import annotations

from collections.abc import Iterator

#: So many letters are read at once.
A_STRETCH = 20_000
#: So many in all, some twenty pages; a longer cell was not written by hand.
LONGEST = 60_000
#: Where a stretch may end, the best first: between paragraphs, between lines, after a sentence, between words.
_ENDS = ("\n\n", "\r\n\r\n", "\n", ". ", " ")


def stretches(text: str, most: int = A_STRETCH) -> Iterator[tuple[int, str]]:
    """Where each stretch of the text begins, and its letters: put together, they are its first LONGEST letters."""
    text, start = text[:LONGEST], 0
    while len(text) - start > most:
        end = _end(text, start, start + most)
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def _end(text: str, start: int, last: int) -> int:
    """The last good place in the later half of what may be read at once; without one, in the middle of a word."""
    half = (start + last) // 2
    places = ((text.rfind(sign, half, last), sign) for sign in _ENDS)
    return next((place + len(sign) for place, sign in places if place >= 0), last)
