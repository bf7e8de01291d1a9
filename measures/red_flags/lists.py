"""Reads the word lists (TOML) and makes patterns of them.

The lists are written for a clinician's eye; `word_lists.toml` says how. Every repetition is bounded here,
so that no text, however odd, takes more than linear time.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from measures.red_flags.grammar import openings
from measures.red_flags.patterns import named_patterns, patterns_of, stems_of
from measures.red_flags.scan import Scan

#: The reading: the first by sentences alone, the third by a document model. Lists and code are hashed beside it.
ENGINE = 3

#: The place of an atom's lookalikes among its groups.
LOOKALIKE = -1

_NOT_WORDS = ("source", "atoms", "atom", "stems")
_FOLDER = files("measures.red_flags")
_MEASURES = files("measures")
#: What reads codes and exams, and the words beside them.
_READ_CODES = ("back_pain.py", "code_systems.py", "icd.py", "imaging.py", "terms.py")
_LISTS = (
    *("word_lists.toml", "context.toml", "spelling.toml", "drivers.toml", "forms.toml", "frames.toml"),
    *("sections.toml", "otherwise.toml", "patterns.toml"),
)
# "øfever" is two words.
_WORD_BEGINS = r"(?<![^\W\u00f8])"
# A wide gap parts two answers of a form and joins no words.
_BLANK = r"(?:(?:-| (?! )){1,3})"
# A word in between is never a denial: "pain does not wake him" is not "pain .. wake him".
# Nor is it the answer of a form.
_NO_DENIAL = (
    r"(?!(?:not?|nor|nil|neg|negative|never|none|without|denie[sd]|but|pas|sans|aucune?|ni|n|y|yes|oui|non|0|1|ve"
    r"|absent)\b)"
)
_APART = r"(?:(?! - )(?:[,/&()'-]| (?! )){1,3})"
_GAP = rf"(?:{_APART}{_NO_DENIAL}(?!\+(?!\w))(?:[^\W_]|['+]){{1,20}}){{0,4}}?{_APART}"
# A stretch of anything within a sentence is no stretch over a denial: "pain does not in any way disturb sleep".
_STRETCH = re.compile(r"(\[\^\.;[^\]]*\])\{0,(\d+)\}")
_DENIES_NEXT = r"(?!\b(?:not?|never|nor|without|denies|pas|sans|jamais)\b|n't\b)"
_ANY_WORD = re.compile(r"\(\\w\+ \)(?=\{|\?)|\( \\w\+\)(?=\{|\?)")
_WRITTEN_OUT = re.compile(r"(?<![\\a-z?)\]])([a-z]{3,})(?:([a-z])\?|(?![a-z*\\(\[?]))")
_RAW = re.compile(r"(\(\?<[!=][^)]*\)|\[[^\]]*\]|\\.\*?| \.\. | |(?<=[\w'])\*|\)\*|\)\+|\.\*)")


@dataclass(frozen=True)
class PatternGroup:
    """Patterns of one kind for one atom: a `states` group asserts, `answered` only speaks in a form or a
    denial, and
    `features` count together."""

    atom: str
    kind: str
    name: str
    words: tuple[str, ...]
    disease: bool = False
    predicate: bool = False
    cord: bool = False
    fact: bool = False
    sure: bool = False
    denies: bool = False


@dataclass(frozen=True)
class Atom:
    """What is known of one red flag; `lookalikes` are words that only look so, where `hides_longer` also inside longer
    words that assert it ("pain better at night").
    """

    name: str
    stems: tuple[str, ...]
    groups: tuple[PatternGroup, ...]
    lookalikes: tuple[str, ...]
    historical: re.Pattern[str]
    unless: re.Pattern[str]
    explained: re.Pattern[str]
    explained_unless: re.Pattern[str]
    hides_longer: bool = False


@cache
def load(name: str) -> dict[str, Any]:
    return tomllib.loads(_FOLDER.joinpath(name).read_text("utf-8"))


@cache
def atom_files() -> tuple[str, ...]:
    return tuple(sorted(file.name for file in _FOLDER.joinpath("atoms").iterdir() if file.name.endswith(".toml")))


@cache
def words_named() -> frozenset[str]:
    """The words that the lists write out; of "exercices?" both "exercices" and "exercice"."""
    lists = (load(name) for name in ["word_lists.toml", "context.toml", *(f"atoms/{name}" for name in atom_files())])
    texts = [
        *(text for told in lists for text in _texts(told)),
        *(word for one in named_patterns() for word in one.words),
    ]
    found = [word for text in texts for word in _WRITTEN_OUT.findall(text)]
    return frozenset([word + may for word, may in found] + [word for word, _ in found])


def _texts(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    else:
        parts = [part for key, part in told.items() if key not in _NOT_WORDS] if isinstance(told, dict) else told
        for inner in parts if isinstance(parts, list) else ():
            yield from _texts(inner)


@cache
def version() -> str:
    """Engine number and a short hash of every list, also of codes, and of the reader itself.

    It changes whenever the reading may: answers kept under another one, and facts made by it, are read anew.
    """
    known = sha256(b"\0".join(_MEASURES.joinpath(name).read_bytes() for name in what_reads())).hexdigest()
    return f"{ENGINE}-{known[:10]}"


def what_reads() -> tuple[str, ...]:
    """Every file, below `measures`, on which hangs what a text or a code is read as."""
    engine = sorted(file.name for file in _FOLDER.iterdir() if file.name.endswith(".py"))
    flags = [*_LISTS, "codes.toml", *(f"atoms/{name}" for name in atom_files()), *engine]
    codes = sorted(file.name for file in _MEASURES.joinpath("codes").iterdir() if file.name.endswith(".toml"))
    return (*(f"red_flags/{name}" for name in flags), *(f"codes/{name}" for name in codes), *_READ_CODES)


def regexes(words: Iterable[str]) -> tuple[str, ...]:
    """A regular expression of each pattern, of whole words: "ca" is not found in "cause"."""
    edged = ((*_edges(told), _plain_regex(told)) for told in words)
    return tuple(f"{before}(?:{told}){after}" for before, after, told in edged)


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """One pattern of many words, each whole: "ca" is not found in "cause"."""
    by_edges: dict[tuple[str, str], list[str]] = {}
    for told in words:
        by_edges.setdefault(_edges(told), []).append(_plain_regex(told))
    wholes = (f"{before}(?:{'|'.join(told)}){after}" for (before, after), told in by_edges.items())
    return re.compile("|".join(wholes) or r"(?!)")


@cache
def triggers() -> Scan[tuple[str, str]]:
    """What is said around a flag, by kind and part of `context.toml`."""
    kinds = {kind: told for kind, told in load("context.toml").items() if isinstance(told, dict)}
    parts = {(kind, part): told[part] for kind, told in kinds.items() for part in told if part not in _NOT_WORDS}
    return Scan({name: regexes(words) for name, words in parts.items() if name != ("list_filler", "words")}, openings)


@cache
def fillers() -> Scan[str]:
    """The small words of a denied list; looked for only in a text that denies."""
    return Scan({"list_filler": regexes(load("context.toml")["list_filler"]["words"])}, openings)


@cache
def atoms() -> tuple[Atom, ...]:
    """Every red flag that has a file in atoms/."""
    read = (load(f"atoms/{name}") for name in atom_files() if name != "all.toml")
    return tuple(_atom(told) for told in read)


@cache
def names() -> Scan[tuple[str, int]]:
    """Where flags are named, by atom and place among its groups (LOOKALIKE: what only looks so)."""
    groups = {(atom.name, place): one.words for atom in atoms() for place, one in enumerate(atom.groups)}
    return Scan({**groups, **{(atom.name, LOOKALIKE): atom.lookalikes for atom in atoms()}}, openings)


@cache
def names_of(speaks_of: frozenset[str]) -> frozenset[tuple[str, int]]:
    """The lists of the named atoms."""
    every = ((atom.name, place) for atom in atoms() for place in (*range(len(atom.groups)), LOOKALIKE))
    return frozenset(name for name in every if name[0] in speaks_of)


@cache
def otherwise(atom: str) -> re.Pattern[str]:
    """The first words of a field by which a question is answered otherwise than yes."""
    words = "|".join(load("otherwise.toml").get(atom, ())) or "(?!)"
    return re.compile(rf"[ (:,=-]{{0,4}}(?:\w+ )?(?:{words})(?!\w)")


@cache
def past() -> Scan[tuple[str, str]]:
    """What says that a flag is past (historical) or that it is not (unless), by atom."""
    return Scan(
        {
            (told["atom"], kind): regexes(told.get("historical", {}).get(part, ()))
            for name in atom_files()
            if name != "all.toml"
            for told in [load(f"atoms/{name}")]
            for kind, part in (("historical", "words"), ("unless", "unless"))
        },
        openings,
    )


@cache
def past_of(atom: str) -> frozenset[tuple[str, str]]:
    """The two lists of one atom."""
    return frozenset({(atom, "historical"), (atom, "unless")})


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
        tuple(dict.fromkeys((*told["stems"], *stems_of(told["atom"])))),
        tuple(groups),
        _lookalikes(told),
        pattern(past.get("words", ())),
        pattern(past.get("unless", ())),
        pattern(why.get("words", ())),
        pattern(why.get("unless", ())),
        bool(told.get("lookalikes", {}).get("inside_longer", False)),
    )


def _lookalikes(told: dict[str, Any]) -> tuple[str, ...]:
    listed = (*told.get("lookalikes", {}).get("words", ()), *told.get("denied", {}).get("words", ()))
    return regexes([*listed, *patterns_of(told["atom"], "lookalikes")])


def _group(atom: str, kind: str, told: dict[str, Any]) -> PatternGroup:
    flags = {name: told.get(name, False) for name in ("disease", "predicate", "cord", "fact", "sure", "denies")}
    words = (*told["words"], *patterns_of(atom, told.get("name", kind)))
    return PatternGroup(atom, kind, told.get("name", "answered in a form or denied"), regexes(words), **flags)


def _edges(words: str) -> tuple[str, str]:
    """What must stand before and after, so that only whole words are found; a sign such as "?" stands
    anywhere.
    """
    before = "" if words[:1] in "\\\u2191\u2193+-\u00f8?$:" and words[:2] not in (r"\d", r"\w", r"\b") else _WORD_BEGINS
    looks_on = _looks_on(words)
    sign = words[-1:] in "'+:-$\u00f8^" or words.endswith((r"\)", r"\?+", r"\?"))
    return before, "" if looks_on or sign else r"(?!\w)"


def _looks_on(words: str) -> bool:
    """Whether a pattern ends by looking at what follows it, which may be the rest of a word."""
    if not words.endswith(")") or words.endswith("\\)"):
        return False
    depth = 0
    for at in range(len(words) - 1, -1, -1):
        if words[at] in "()" and words[at - 1 : at] != "\\":
            depth += 1 if words[at] == ")" else -1
            if not depth:
                return words.startswith(("(?=", "(?<"), at)
    return False


def _plain_regex(words: str) -> str:
    words = re.sub(r"\{([a-z_]+)\}", lambda name: _named(name[1]), words)
    words = _STRETCH.sub(lambda stretch: f"(?:{_DENIES_NEXT}{stretch[1]}){{0,{stretch[2]}}}", words)
    words = _RAW.sub(lambda piece: _piece(piece[0]), _ANY_WORD.sub(_any_word, words))
    return words.replace("<no_denial>", _NO_DENIAL)


def _any_word(between: re.Match[str]) -> str:
    words = between[0].replace("\\w", r"[^\W_]")
    return "(?:<no_denial>" + words[1:] if words[1] == "[" else "(?: <no_denial>" + words[2:]


def _named(name: str) -> str:
    return "(?:" + "|".join(load("word_lists.toml")["lists"][name]) + ")"


def _piece(text: str) -> str:
    bounded = {" .. ": _GAP, " ": _BLANK, "*": r"\w*", ")*": "){0,4}", ")+": "){1,4}", ".*": ".{0,200}"}
    return bounded.get(text, text)
