"""Makes a text plain to read: small letters, no accents, slips of the pen put right, and where each letter
came from.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from measures.red_flags.lists import Atom, atoms, load

#: The longest text that is read; what is beyond is a chart, not a reason for an exam.
LONGEST_TEXT = 20_000

_WORD = re.compile(r"\w+")
_SHORTEST_CUE = 5
_LIKE = {
    "’": "'",
    "‘": "'",
    "`": "'",
    "´": "'",
    "–": "-",
    "—": "-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "\u00a0": " ",
    "\t": " ",
    "\r": " ",
    "×": "x",
    "“": '"',
    "”": '"',
    "Ø": "ø",
    "\u200b": " ",
    "\ufeff": " ",
    "·": " ",
}


class _Letters(dict[int, str]):
    """The plain letter for each letter, found once."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        plain = _LIKE.get(letter) or unicodedata.normalize("NFKD", letter)[0].lower()
        self[code] = plain if len(plain) == 1 else letter
        return self[code]


_LETTERS = _Letters()


@dataclass(frozen=True)
class Plain:
    """The text as it is read; `moved` says, for each corrected word, where it stands and how much it grew."""

    text: str
    moved: tuple[tuple[int, int, int], ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the plain text stands in the text as written."""
        return self._back(start, False), self._back(end, True)

    def _back(self, place: int, is_end: bool) -> int:
        shift = 0
        for start, end, grown in self.moved:
            if place >= end:
                shift += grown
            elif place > start:
                return (end if is_end else start) - shift - (grown if is_end else 0)
        return place - shift


def make_plain(text: str) -> tuple[Plain, frozenset[str]]:
    """The plain text, and the atoms that it may speak of (none: it need not be read further)."""
    plain = text[:LONGEST_TEXT].translate(_LETTERS)
    seen: set[str] = set()
    slips = False
    for word in _WORD.findall(plain):
        right, speaks_of = _known(word) if not word.isdigit() else (None, _number(word))
        slips = slips or right is not None
        seen.update(speaks_of)
    seen.update(atom for stem, atom in _loose_stems() if stem in plain)
    if not slips or not seen:
        return Plain(plain), frozenset(seen)
    return _corrected(plain), frozenset(seen)


def _corrected(plain: str) -> Plain:
    pieces, moved, last, shift = [], [], 0, 0
    for word in _WORD.finditer(plain):
        right = None if word[0].isdigit() else _known(word[0])[0]
        if right is None:
            continue
        pieces += [plain[last : word.start()], right]
        grown = len(right) - len(word[0])
        start = word.start() + shift
        moved.append((start, start + len(right), grown))
        last, shift = word.end(), shift + grown
    return Plain("".join([*pieces, plain[last:]]), tuple(moved))


@lru_cache(maxsize=200_000)
def _known(word: str) -> tuple[str | None, tuple[str, ...]]:
    """The word put right (None where it is right), and the atoms it may speak of."""
    right = _right(word)
    return right, tuple(atom for stem, atom in _word_stems() if _holds(right or word, stem))


def _number(word: str) -> tuple[str, ...]:
    """The atoms a number may speak of: 38 is a temperature. Numbers are many, so they are not remembered."""
    return tuple(atom for stem, atom in _number_stems() if _holds(word, stem)) if len(word) < 4 else ()


def _holds(word: str, stem: str) -> bool:
    return word == stem[1:] if stem.startswith("=") else stem in word


@cache
def _stems() -> tuple[tuple[str, str], ...]:
    listed: list[Atom] = list(atoms())
    every = [(stem, atom.name) for atom in listed for stem in atom.stems]
    return (*every, *((stem, "all") for stem in load("atoms/all.toml")["stems"]))


@cache
def _word_stems() -> tuple[tuple[str, str], ...]:
    return tuple((stem, atom) for stem, atom in _stems() if re.fullmatch(r"=?\w+", stem))


@cache
def _number_stems() -> tuple[tuple[str, str], ...]:
    return tuple((stem, atom) for stem, atom in _word_stems() if re.fullmatch(r"=?\d+", stem))


@cache
def _loose_stems() -> tuple[tuple[str, str], ...]:
    return tuple((stem, atom) for stem, atom in _stems() if not re.fullmatch(r"=?\w+", stem))


def _right(word: str) -> str | None:
    if len(word) < _SHORTEST_CUE - 1 or not word.isalpha() or word in _real_words():
        return None
    if "f" in word and word.replace("f", "ph") in _real_words():
        return word.replace("f", "ph")
    near = _near()
    found = (cue for less in (word, *_one_less(word)) for cue in near.get(less, ()) if _one_slip(word, cue))
    return next(found, None)


@cache
def _real_words() -> frozenset[str]:
    told = load("spelling.toml")
    return frozenset([*told["vocabulary"], *told["real_words"]])


@cache
def _near() -> dict[str, tuple[str, ...]]:
    """Every cue, and every cue with one letter left out, to the cue."""
    index: dict[str, tuple[str, ...]] = {}
    for cue in load("spelling.toml")["vocabulary"]:
        for less in (cue, *_one_less(cue)):
            index[less] = (*index.get(less, ()), cue)
    return index


def _one_less(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


def _one_slip(word: str, cue: str) -> bool:
    """One letter wrong, missing, doubled or swapped with its neighbour, the first letter and the plural
    apart.
    """
    if word[0] != cue[0] or word in (cue, cue + "s", cue + "e", cue + "d"):
        return False
    if len(word) != len(cue):
        longer, shorter = (word, cue) if len(word) > len(cue) else (cue, word)
        return shorter in set(_one_less(longer))
    wrong = [place for place in range(len(word)) if word[place] != cue[place]]
    if len(wrong) == 1:
        return len(word) > _SHORTEST_CUE
    return (
        len(wrong) == 2
        and wrong[1] == wrong[0] + 1
        and word[wrong[0]] == cue[wrong[1]]
        and word[wrong[1]] == cue[wrong[0]]
    )
