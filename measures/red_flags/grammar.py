"""The grammar of a pattern: its parts, the letters it may open with, and texts that it stands for.

Read here and not by Python's own reader of regular expressions, which is private to Python. What the lists use is
known: letters, sets, alternatives, repetitions, and looks ahead and behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property, lru_cache
from itertools import islice
from random import Random
from typing import NamedTuple

#: No repetition without an end is written out further than so.
ENDLESS = 1_000
#: A range of more letters than this opens with anything.
WIDEST_RANGE = 30

#: A bracket's beginning with its kind, its end, and what only looks like either.
_BRACKETS = re.compile(r"\\.|\[\^?.[^\]\\]*(?:\\.[^\]\\]*)*\]|\((?:\?(?:[=!:]|<[=!]))?|\)", re.DOTALL)
#: What makes the letter before it stand more than once, or perhaps not.
REPEATED = frozenset("?*+{")
_DIGITS = frozenset("0123456789")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


class Letters(NamedTuple):
    """One letter of several; None: any letter but few."""

    which: frozenset[str] | None
    sample: str


class Either(NamedTuple):
    """One of several ways on."""

    ways: tuple[tuple[Part, ...], ...]


class Again(NamedTuple):
    """A part so many times."""

    part: tuple[Part, ...]
    least: int
    most: int


class LookAround(NamedTuple):
    """What must or must not stand around a place; it takes no letter. `follows`: it must stand behind it."""

    part: tuple[Part, ...]
    follows: bool = False


Part = Letters | Either | Again | LookAround


@lru_cache(maxsize=20_000)
def parts(pattern: str) -> tuple[Part, ...]:
    """The parts of a pattern, from left to right. Raises ValueError where it holds what no list may use."""
    reader = _Reader(pattern)
    ways = reader.ways()
    if reader.at < len(pattern):
        raise ValueError(f"Pattern {pattern!r}: a bracket too many at letter {reader.at + 1}.")
    return _of_ways(ways)


def _of_ways(ways: Sequence[tuple[Part, ...]]) -> tuple[Part, ...]:
    return ways[0] if len(ways) == 1 else (Either(tuple(ways)),)


class _Reader:
    """Reads a pattern letter by letter."""

    def __init__(self, pattern: str):
        self.pattern, self.at = pattern, 0

    def ways(self) -> list[tuple[Part, ...]]:
        found: list[tuple[Part, ...]] = []
        while True:
            found.append(tuple(self.row()))
            if not self.takes("|"):
                return found

    def row(self) -> Iterator[Part]:
        pattern, end = self.pattern, len(self.pattern)
        while self.at < end and (letter := pattern[self.at]) not in "|)":
            if letter.isalnum() and pattern[self.at + 1 : self.at + 2] not in REPEATED:
                self.at += 1
                yield _one_of(letter)
            else:
                yield from self.repeated(self.one())

    def takes(self, letters: str) -> bool:
        if self.pattern.startswith(letters, self.at):
            self.at += len(letters)
            return True
        return False

    def one(self) -> tuple[Part, ...]:
        letter = self.pattern[self.at]
        self.at += 1
        if letter == "(":
            return self.bracket()
        if letter == "[":
            return (self.set(),)
        if letter == "\\":
            return self.escaped()
        if letter in "^$":
            return (LookAround(()),)
        return (Letters(None, "a"),) if letter == "." else (_one_of(letter),)

    def bracket(self) -> tuple[Part, ...]:
        looks = next((sign for sign in ("?=", "?!", "?<=", "?<!") if self.takes(sign)), "")
        if not looks and not self.takes("?:") and self.takes("?"):
            raise ValueError(f"Pattern {self.pattern!r}: a group of a kind that no list may use.")
        inside = self.inside()
        return (LookAround(inside, looks == "?="),) if looks else inside

    def inside(self) -> tuple[Part, ...]:
        """What stands in a bracket: the same lists stand in many patterns, and are read once."""
        end = self.closing.get(self.at)
        if end is None:
            raise ValueError(f"Pattern {self.pattern!r}: a bracket is not closed.")
        text, self.at = self.pattern[self.at : end], end + 1
        return parts(text)

    @cached_property
    def closing(self) -> dict[int, int]:
        """Where each bracket ends, by every place behind its beginning at which what it holds may begin."""
        found: dict[int, int] = {}
        open_ones: list[int] = []
        for token in _BRACKETS.finditer(self.pattern):
            if token[0].startswith("("):
                open_ones.append(token.end())
            elif token[0] == ")" and open_ones:
                found[open_ones.pop()] = token.start()
        return found

    def set(self) -> Letters:
        turned = self.takes("^")
        found: set[str] = set()
        known = True
        first = True
        while first or not self.takes("]"):
            first = False
            which = self.of_set()
            known = known and which is not None
            found |= which or set()
        if turned or not known:
            return Letters(None, next((one for one in "a b" if not turned or one not in found), "a"))
        return Letters(frozenset(found), min(found))

    def of_set(self) -> frozenset[str] | None:
        """The letters of one place of a set; a range where a dash follows."""
        letter = self.pattern[self.at]
        self.at += 1
        if letter == "\\":
            (told,) = self.escaped()
            return told.which if isinstance(told, Letters) else None
        if self.pattern.startswith("-", self.at) and self.pattern[self.at + 1] != "]":
            last = self.pattern[self.at + 1]
            self.at += 2
            many = ord(last) - ord(letter)
            return frozenset(chr(ord(letter) + more) for more in range(many + 1)) if many < WIDEST_RANGE else None
        return frozenset(letter)

    def escaped(self) -> tuple[Part, ...]:
        letter = self.pattern[self.at]
        self.at += 1
        if letter in "bB":
            return (LookAround(()),)
        if letter == "d":
            return (Letters(_DIGITS, "3"),)
        if letter in "wWsSD":
            return (Letters(None, {"s": " ", "W": " ", "D": "a", "S": "a", "w": "a"}[letter]),)
        if letter == "u":
            self.at += 4
            return (_one_of(chr(int(self.pattern[self.at - 4 : self.at], 16))),)
        return (_one_of(_ESCAPES.get(letter, letter)),)

    def repeated(self, one: tuple[Part, ...]) -> tuple[Part, ...]:
        bounds = self.bounds()
        if bounds is None:
            return one
        _ = self.takes("?")
        return (Again(one, *bounds),)

    def bounds(self) -> tuple[int, int] | None:
        if self.pattern[self.at : self.at + 1] not in REPEATED:
            return None
        for sign, bounds in (("?", (0, 1)), ("*", (0, ENDLESS)), ("+", (1, ENDLESS))):
            if self.takes(sign):
                return bounds
        end = self.pattern.find("}", self.at)
        if not self.pattern.startswith("{", self.at) or end < 0:
            return None
        least, _, most = self.pattern[self.at + 1 : end].partition(",")
        ends = (least, most if "," in self.pattern[self.at : end] else least)
        if not all(one.isdigit() or not one for one in ends):
            return None
        self.at = end + 1
        return int(ends[0] or 0), int(ends[1] or ENDLESS)


@cache
def _one_of(letter: str) -> Letters:
    return Letters(frozenset(letter), letter)


_Opening = tuple[str, bool]


def openings(pattern: str, room: int) -> set[str]:
    """The letters that a match may open with, at most so many; fewer where anything may follow."""
    return {letters for letters, _ in _of_row(parts(pattern), room)}


def _of_row(row: Iterable[Part], room: int) -> set[_Opening]:
    """Each opening, and whether the letters after it are still to come (they follow) or unknown (they end)."""
    known: set[_Opening] = {("", True)}
    for part in row:
        grown = {one for one in known if not one[1] or len(one[0]) >= room}
        for letters, _ in known - grown:
            grown |= {(letters + more, follows) for more, follows in _of_part(part, room - len(letters))}
        known = grown
        if all(not follows or len(letters) >= room for letters, follows in known):
            break
    return {(letters[:room], follows) for letters, follows in known}


def _of_part(part: Part, room: int) -> set[_Opening]:
    if isinstance(part, Letters):
        return {("", False)} if part.which is None else {(letter, True) for letter in part.which}
    if isinstance(part, Either):
        return set().union(*(_of_row(way, room) for way in part.ways))
    if isinstance(part, LookAround):
        return {("", True)}
    # After a repetition of unknown number anything may come that the repetition allows: stop there.
    begun = {(letters, follows and part.most == 1) for letters, follows in _of_row(part.part, room)}
    return begun if part.least else begun | {("", True)}


def examples(pattern: str, many: int) -> Iterator[str]:
    """Texts of the pattern, the shortest first, then others, with what must follow it; what must not stand around a
    match is not looked at.
    """
    yield _told(parts(pattern), None)
    yield from (_told(parts(pattern), Random(seed)) for seed in islice(range(many), max(0, many - 1)))


def _told(row: Iterable[Part], chance: Random | None) -> str:
    return "".join(_one_told(part, chance) for part in row)


def _one_told(part: Part, chance: Random | None) -> str:
    if isinstance(part, Letters):
        return part.sample
    if isinstance(part, LookAround):
        return _told(part.part, chance) if part.follows else ""
    if isinstance(part, Either):
        ways = sorted(part.ways, key=lambda way: not (way and isinstance(way[0], Letters) and way[0].sample == " "))
        return _told(ways[0] if chance is None or ways[0] != part.ways[0] else chance.choice(ways), chance)
    more = 0 if chance is None else chance.randrange(2) if part.most > part.least else 0
    return "".join(_told(part.part, chance) for _ in range(part.least + more))
