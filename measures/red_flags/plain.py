"""Makes a text plain to read: small letters, no accents, slips of the pen put right, and where each letter
came from.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from measures.red_flags.layout import tidy
from measures.red_flags.lists import Atom, atoms, load, words_named

# "øfever" is two words.
_LETTERS_OF_A_WORD = r"[^\Wø]+"
_WORD = re.compile(_LETTERS_OF_A_WORD)
# "w/o" is a denial and stays.
_SHORT = r"\bw/(?:\s|(?=\w{2}))(?!o\b|out\b)|\b(?:b/c|d/t)\b|(?<![↑↓])[↑↓]{1,4}(?=[a-z])"
_MAY_BE_SHORT = re.compile(r"[/↑↓]")
_SHORTHAND = re.compile(_SHORT)
_WORD_OR_SHORTHAND = re.compile(rf"{_SHORT}|{_LETTERS_OF_A_WORD}")
_SHORTEST_CUE = 5

#: A word of the lists from this length on is put right too, when one letter is wrong.
_LONG_WORD = 7
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
    '"': " ",
    "“": " ",
    "”": " ",
    "«": " ",
    "»": " ",
    "Ø": "ø",
    "∅": "ø",
    "⌀": "ø",
    "✗": "☐",
    "✘": "☐",
    "\u2026": ".",
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
    """The text as it is read; `moved` says, for each corrected word, where it stands and how much it grew, and
    `stood` where each letter stood before the layout was taken out.
    """

    text: str
    moved: tuple[tuple[int, int, int], ...] = ()
    stood: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the plain text stands in the text as written."""
        first, last = self._back(start, False), self._back(end, True)
        return (first, last) if self.stood is None else (self.stood[first], self.stood[last - 1] + 1)

    def _back(self, place: int, is_end: bool) -> int:
        shift = 0
        for start, end, grown in self.moved:
            if place >= end:
                shift += grown
            elif place > start:
                return (end if is_end else start) - shift - (grown if is_end else 0)
        return place - shift


def as_plain(text: str) -> str:
    """The text in small letters without accents or layout, its slips of the pen left as they are."""
    return tidy(text)[0].translate(_LETTERS)


def make_plain(text: str) -> tuple[Plain, frozenset[str]]:
    """The plain text, and the atoms that it may speak of (none: it need not be read further)."""
    laid, stood = tidy(text)
    plain = laid.translate(_LETTERS)
    seen: set[str] = set()
    slips = _MAY_BE_SHORT.search(plain) is not None and _SHORTHAND.search(plain) is not None
    for word in _WORD.findall(plain):
        right, speaks_of = _known(word) if not word.isdigit() else (None, _number(word))
        slips = slips or right is not None
        seen.update(speaks_of)
    seen.update(atom for stem, atom in _loose_stems() if stem in plain)
    if not slips or not seen:
        return Plain(plain, (), stood), frozenset(seen)
    return _corrected(plain, stood), frozenset(seen)


def _corrected(plain: str, stood: tuple[int, ...] | None) -> Plain:
    pieces, moved, last, shift = [], [], 0, 0
    for word in _WORD_OR_SHORTHAND.finditer(plain):
        right = (
            None
            if word[0].isdigit()
            else _in_full(word[0])
            if _MAY_BE_SHORT.match(word[0][-1]) or "/" in word[0]
            else _known(word[0])[0]
        )
        if right is None:
            continue
        pieces += [plain[last : word.start()], right]
        grown = len(right) - len(word[0])
        start = word.start() + shift
        moved.append((start, start + len(right), grown))
        last, shift = word.end(), shift + grown
    return Plain("".join([*pieces, plain[last:]]), tuple(moved), stood)


def _in_full(shorthand: str) -> str:
    """ "w/" is "with", "w/pain" is "with pain", "↓wt" is "↓ wt"."""
    if shorthand[0] in "↑↓":
        return shorthand + " "
    full: dict[str, str] = load("spelling.toml")["shorthand"]
    return full[shorthand.rstrip()] + " " * shorthand.endswith((" ", "/"))


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
    if word in _short_words():
        return _short_words()[word]
    if len(word) < _SHORTEST_CUE - 1 or not word.isalpha() or word in _real_words():
        return None
    if "f" in word and word.replace("f", "ph") in _real_words():
        return word.replace("f", "ph")
    near = _near()
    found = (cue for less in (word, *_one_less(word)) for cue in near.get(less, ()) if _is_slip(word, cue))
    return next(found, None)


def _is_slip(word: str, cue: str) -> bool:
    """One letter wrong, missing, doubled or swapped; in a word that is only of the lists, never at its end, where
    another ending is another word, nor one letter for another ("binding" is not "bending").
    """
    if not _one_slip(word, cue):
        return False
    return cue in _chosen() or (word[-1] == cue[-1] and (len(word) != len(cue) or sorted(word) == sorted(cue)))


@cache
def _real_words() -> frozenset[str]:
    """Words that are right as they stand: those of the spelling list, and every word that a pattern names."""
    return frozenset([*_cues(), *load("spelling.toml")["real_words"], *words_named()])


@cache
def _short_words() -> dict[str, str]:
    words: dict[str, str] = load("spelling.toml")["words"]
    return words


@cache
def _cues() -> tuple[str, ...]:
    """The words that others are put right to: the spelling list's first, then the long words of the lists."""
    return (*_chosen(), *sorted(word for word in words_named() - {*_chosen()} if len(word) >= _LONG_WORD))


@cache
def _chosen() -> dict[str, None]:
    return dict.fromkeys(load("spelling.toml")["vocabulary"])


@cache
def _near() -> dict[str, tuple[str, ...]]:
    """Every cue, and every cue with one letter left out, to the cue."""
    index: dict[str, tuple[str, ...]] = {}
    for cue in _cues():
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
