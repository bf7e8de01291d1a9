"""Reads the word lists (TOML) and makes patterns of them.

The lists are written for a clinician's eye; `word_lists.toml` says how. Every repetition is bounded here,
so that no text, however odd, takes more than linear time.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

#: Raise when the way of reading changes; the lists' own bytes are hashed.
ENGINE = 1

_FOLDER = files("measures.red_flags")
_LISTS = ("word_lists.toml", "context.toml", "spelling.toml")
_BLANK = r"(?:[ \t-]{1,3})"
_GAP = r"(?:[ ,/&()'-]{1,3}[\w'+]{1,20}){0,4}?[ ,/&()'-]{1,3}"
_RAW = re.compile(r"(\(\?<[!=][^)]*\)|\[[^\]]*\]|\\.\*?| \.\. | |(?<=[\w'])\*|\)\*|\)\+|\.\*)")


@dataclass(frozen=True)
class Group:
    """Patterns of one kind for one atom: a `states` group asserts, `answered` only speaks in a form or a
    denial, and
    `features` count together."""

    atom: str
    kind: str
    name: str
    words: re.Pattern[str]
    disease: bool = False
    predicate: bool = False
    cord: bool = False
    fact: bool = False


@dataclass(frozen=True)
class Atom:
    """What is known of one red flag."""

    name: str
    stems: tuple[str, ...]
    groups: tuple[Group, ...]
    lookalikes: re.Pattern[str]
    historical: re.Pattern[str]
    unless: re.Pattern[str]
    explained: re.Pattern[str]
    explained_unless: re.Pattern[str]


@cache
def load(name: str) -> dict[str, Any]:
    return tomllib.loads(_FOLDER.joinpath(name).read_text("utf-8"))


@cache
def atom_files() -> tuple[str, ...]:
    return tuple(sorted(file.name for file in _FOLDER.joinpath("atoms").iterdir() if file.name.endswith(".toml")))


@cache
def version() -> str:
    """Engine number and a short hash of every list: it changes whenever the reading may."""
    names = [*_LISTS, *(f"atoms/{name}" for name in atom_files())]
    known = sha256(b"\0".join(_FOLDER.joinpath(name).read_bytes() for name in names)).hexdigest()
    return f"{ENGINE}-{known[:10]}"


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """One pattern of many words, each whole: "ca" is not found in "cause"."""
    by_edges: dict[tuple[str, str], list[str]] = {}
    for told in words:
        by_edges.setdefault(_edges(told), []).append(_plain_regex(told))
    wholes = (f"{before}(?:{'|'.join(told)}){after}" for (before, after), told in by_edges.items())
    return re.compile("|".join(wholes) or r"(?!)")


@cache
def context(kind: str, part: str = "words") -> re.Pattern[str]:
    return pattern(load("context.toml")[kind].get(part, ()))


@cache
def atoms() -> tuple[Atom, ...]:
    """Every red flag that has a file in atoms/."""
    read = (load(f"atoms/{name}") for name in atom_files() if name != "all.toml")
    return tuple(_atom(told) for told in read)


@cache
def all_flags() -> dict[str, re.Pattern[str]]:
    told = load("atoms/all.toml")
    return {part: pattern(told[part]) for part in ("denied", "present", "neither")}


def _atom(told: dict[str, Any]) -> Atom:
    groups = [
        _group(told["atom"], kind, group) for kind in ("states", "features", "answered") for group in told.get(kind, ())
    ]
    past = told.get("historical", {})
    why = told.get("explained", {})
    return Atom(
        told["atom"],
        tuple(told["stems"]),
        tuple(groups),
        pattern([*told.get("lookalikes", {}).get("words", ()), *told.get("denied", {}).get("words", ())]),
        pattern(past.get("words", ())),
        pattern(past.get("unless", ())),
        pattern(why.get("words", ())),
        pattern(why.get("unless", ())),
    )


def _group(atom: str, kind: str, told: dict[str, Any]) -> Group:
    flags = {name: told.get(name, False) for name in ("disease", "predicate", "cord", "fact")}
    return Group(atom, kind, told.get("name", "answered in a form or denied"), pattern(told["words"]), **flags)


def _edges(words: str) -> tuple[str, str]:
    """What must stand before and after, so that only whole words are found; a sign such as "?" stands
    anywhere.
    """
    before = "" if words[:1] in "\\\u2191\u2193+-\u00f8?$:" and words[:2] not in (r"\d", r"\w", r"\b") else r"(?<!\w)"
    looks_on = ("(?=" in words or "(?!" in words) and words.endswith(")")
    sign = words[-1:] in "'+:-$\u00f8^" or words.endswith((r"\)", r"\?+", r"\?"))
    return before, "" if looks_on or sign else r"(?!\w)"


def _plain_regex(words: str) -> str:
    words = re.sub(r"\{([a-z_]+)\}", lambda name: _named(name[1]), words)
    return _RAW.sub(lambda piece: _piece(piece[0]), words)


def _named(name: str) -> str:
    return "(?:" + "|".join(load("word_lists.toml")["lists"][name]) + ")"


def _piece(text: str) -> str:
    bounded = {" .. ": _GAP, " ": _BLANK, "*": r"\w*", ")*": "){0,4}", ")+": "){1,4}", ".*": ".{0,200}"}
    return bounded.get(text, text)
