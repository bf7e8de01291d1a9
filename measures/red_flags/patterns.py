"""The named patterns: what each asserts, a text it must read, one it must not, its source and its day.

A pattern that says more than a plain term stands in `patterns.toml` under a name that a clinician can ask about.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class NamedPattern:
    """One way of saying a flag, in the words of its patterns.

    `list` is the list of the flag that it belongs to, "lookalikes" where it only looks so (then it reads nothing).
    `stems` are pieces of words without which none of its patterns can stand in a text.
    """

    flag: str
    list: str
    name: str
    words: tuple[str, ...]
    reads: tuple[str, ...]
    spares: tuple[str, ...]
    source: str
    since: date
    stems: tuple[str, ...] = ()


@cache
def named_patterns() -> tuple[NamedPattern, ...]:
    """Every named pattern, in the order written. Raises KeyError where an entry lacks one of its parts."""
    told = tomllib.loads(files("measures.red_flags").joinpath("patterns.toml").read_text("utf-8"))
    return tuple(_named(entry, told["source"], told["since"]) for entry in told["pattern"])


def _named(told: dict[str, Any], source: str, since: date) -> NamedPattern:
    words, reads, spares = (tuple(told[part]) for part in ("words", "reads", "spares"))
    said = told.get("source", source), told.get("since", since), tuple(told.get("stems", ()))
    return NamedPattern(told["flag"], told["list"], told["name"], words, reads, spares, *said)


def patterns_of(flag: str, list_name: str) -> tuple[str, ...]:
    """The patterns that are named for one list of a flag."""
    return tuple(word for one in named_patterns() if (one.flag, one.list) == (flag, list_name) for word in one.words)


def stems_of(flag: str) -> tuple[str, ...]:
    """The stems that the named patterns of a flag need."""
    return tuple(stem for one in named_patterns() if one.flag == flag for stem in one.stems)
