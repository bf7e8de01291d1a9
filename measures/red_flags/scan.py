"""Finds many lists of patterns in one walk over a text, trying at each word only those that may begin so.

A thousand patterns tried one by one at every word would be slow; nearly all begin with a letter that the word
does not. So each pattern is filed under the letters it may open with.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

Span = tuple[int, int]

#: Patterns are filed under so many first letters.
LETTERS = 4

#: So many openings of words are remembered.
MOST_KNOWN = 20_000

#: So many choices of lists are remembered.
MOST_SETS = 1_000

_PLACE = re.compile(r"\u00f8|[^\W\u00f8]+|[^\w\s]")
Name = TypeVar("Name", bound=Hashable)


@lru_cache(maxsize=4)
def _spots(text: str) -> tuple[list[int], list[tuple[int, str]]]:
    """Where a pattern may begin, and the letters there; one text is walked over several times."""
    starts = [place.start() for place in _PLACE.finditer(text)]
    return starts, [(start, text[start : start + LETTERS]) for start in starts]


class Scan(Generic[Name]):
    """Lists of patterns by name, found together; `openings` tells with which letters a pattern may begin."""

    def __init__(self, lists: Mapping[Name, Sequence[str]], openings: Callable[[str, int], Iterable[str]]):
        self._lists, self._openings = lists, openings
        self._known: dict[frozenset[Name] | None, dict[str, Sequence[_Pattern[Name]]]] = {}

    def find(
        self, text: str, first: int = 0, last: int | None = None, only: frozenset[Name] | None = None
    ) -> dict[Name, list[Span]]:
        """Where each list's patterns stand: from left to right, none inside another of its own list.

        `only` names the lists that are looked for; all of them without it.
        """
        end = len(text) if last is None else last
        found: dict[Name, list[Span]] = {}
        known = self._known_of(only)
        starts, spots = _spots(text)
        for start, letters in spots[bisect_left(starts, first) : bisect_left(starts, end)]:
            opening = known.get(letters)
            for one in self._that_open(letters, only) if opening is None else opening:
                spans = found.get(one.name)
                if spans and spans[-1][1] > start:
                    continue
                if (match := (one.regex or one.compiled()).match(text, start, end)) and match.end() > start:
                    found.setdefault(one.name, []).append((start, match.end()))
        return found

    def _known_of(self, only: frozenset[Name] | None) -> dict[str, Sequence["_Pattern[Name]"]]:
        known = self._known.get(only)
        if known is None:
            if len(self._known) >= MOST_SETS:
                self._known.clear()
            known = self._known[only] = {}
        return known

    def _that_open(self, letters: str, only: frozenset[Name] | None) -> Sequence["_Pattern[Name]"]:
        nearest = next(letters[:many] for many in range(len(letters), -1, -1) if letters[:many] in self._filed)
        opening = tuple(one for one in self._filed[nearest] if only is None or one.name in only)
        known = self._known[only]
        if len(known) < MOST_KNOWN:
            known[letters] = opening
        return opening

    @cached_property
    def _filed(self) -> dict[str, list["_Pattern[Name]"]]:
        """By opening letters, the patterns that may open so, those of fewer letters among them."""
        every = [_Pattern(name, source) for name, sources in self._lists.items() for source in sources]
        opened = [
            (letters, place) for place, one in enumerate(every) for letters in self._openings(one.source, LETTERS)
        ]
        keys = {letters[:many] for letters, _ in opened for many in range(LETTERS + 1)}
        under: dict[str, list[str]] = {key: [] for key in keys}
        for key in keys:
            for many in range(len(key) + 1):
                under[key[:many]].append(key)
        filed: dict[str, set[int]] = {key: set() for key in keys}
        for letters, place in opened:
            for key in under[letters]:
                filed[key].add(place)
        return {key: [every[place] for place in sorted(places)] for key, places in filed.items()}


class _Pattern(Generic[Name]):
    """A pattern of a list; compiled when first tried, for most never are."""

    __slots__ = ("name", "regex", "source")

    def __init__(self, name: Name, source: str):
        self.name, self.source = name, source
        self.regex: re.Pattern[str] | None = None

    def compiled(self) -> re.Pattern[str]:
        self.regex = re.compile(self.source)
        return self.regex
