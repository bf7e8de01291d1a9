"""The lists of terms as a clinician reviews them: by flag and list, with what each asserts, its examples and source."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from measures.red_flags.grammar import examples
from measures.red_flags.lists import atom_files, load, regexes
from measures.red_flags.words import labels

_KINDS = ("states", "features", "answered")
#: A term a clinician reads as it stands: words, plural endings, and endings left open.
_PLAIN = re.compile(r"[\w' /&.+-]*\*?")


@dataclass(frozen=True)
class TermList:
    """One named list of terms of one flag.

    `kind`: it asserts the flag by itself (states), only beside others (features), or only as a question of a form
    or when denied (answered). `terms` are plain, `patterns` regular expressions. `reads` and `spares` are texts in
    which the flag must and must not be asserted; a feature may have no text of its own to read.
    """

    flag: str
    name: str
    kind: str
    terms: tuple[str, ...]
    patterns: tuple[str, ...]
    reads: str
    spares: str
    source: str
    since: str

    @property
    def words(self) -> tuple[str, ...]:
        """Terms and patterns alike."""
        return (*self.terms, *self.patterns)


def entries() -> list[TermList]:
    """Every named list, by flag and in the order written."""
    files = (load(f"atoms/{name}") for name in atom_files() if name != "all.toml")
    return [entry for told in files for entry in _of_flag(told)]


def _of_flag(told: dict[str, Any]) -> Iterator[TermList]:
    examples = load("examples.toml")
    for kind in _KINDS:
        for group in told.get(kind, ()):
            name = group.get("name", kind)
            words = tuple(group["words"])
            plain = tuple(word for word in words if _PLAIN.fullmatch(word))
            example = examples.get(told["atom"], {}).get(name, {})
            yield TermList(
                told["atom"], name, kind, plain, tuple(word for word in words if word not in plain),
                example.get("reads", ""), example.get("spares", ""), group.get("source", told["source"]),
                str(examples["since"]),
            )  # fmt: skip


@dataclass(frozen=True)
class Term:
    """One term as written in its list, a text made of it that must be read, and the same denied, which must not.

    `plain`: it is read as it stands; else it is a pattern of its list. `reads` is empty for a feature, which says
    nothing by itself, and where no text could be made.
    """

    flag: str
    list: str
    kind: str
    written: str
    plain: bool
    reads: str
    spares: str
    source: str
    since: str


#: So many texts are made of a pattern before one is given up.
TRIES = 60
ANSWERS = {"states": ("{}", "Denies the following: {}"), "answered": ("{}: yes", "{}: no")}


def terms(every: int = 1, first: int = 0) -> Iterator[Term]:
    """Every term of every list (or each so many-th from a first on), with its two texts."""
    listed = ((entry, word) for entry in entries() for word in entry.words)
    for entry, word in islice(listed, first, None, every):
        reads, spares = _texts_of(entry, word)
        yield Term(
            entry.flag, entry.name, entry.kind, word, word in entry.terms, reads, spares, entry.source, entry.since
        )


def _texts_of(entry: TermList, word: str) -> tuple[str, str]:
    """The first text of the word that the reader takes for its flag, whose denial it spares."""
    frames = ANSWERS.get(entry.kind)
    if frames is None:
        return "", ""
    (regex,) = regexes([word])
    found = re.compile(regex)
    for text in dict.fromkeys(examples(regex, TRIES)):
        says, denies = (frame.format(text.rstrip(":= ")) for frame in frames)
        if found.match(text) and entry.flag in labels(says) and entry.flag not in labels(denies):
            return says, denies
    return "", ""


def duplicates() -> list[tuple[str, str, str]]:
    """Terms that stand twice in one list: flag, list and term."""
    return [
        (entry.flag, entry.name, term)
        for entry in entries()
        for term, times in Counter((*entry.terms, *entry.patterns)).items()
        if times > 1
    ]


def conflicts() -> list[tuple[str, str]]:
    """Terms that both assert a flag and are said to look like it only: flag and term."""
    files = (load(f"atoms/{name}") for name in atom_files() if name != "all.toml")
    return [
        (told["atom"], term)
        for told in files
        for group in told.get("states", ())
        for term in group["words"]
        if term in set(told.get("lookalikes", {}).get("words", ()))
    ]
